"""Brings seeds in from other files and takes them out: seeds files, Alpaca datasets, tables.

What a file is, is told by its ending and its first lines. On the way out the ending decides.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.exports import alpaca_row, to_json_array
from guanaco_tui.lesson.imports import read_tasks
from guanaco_tui.lesson.seeds import SeedFile, SeedLine, read_seeds, seed_file
from guanaco_tui.lesson.spreadsheet import FIELDS, is_spreadsheet, read_table_seeds
from guanaco_tui.tasks import Instance, SeedTask

SUFFIXES = (".jsonl", ".json", ".csv", ".tsv")
# Seeds are read by people. More than this is a dataset, and belongs in a collection.
MOST_SEEDS = 2000


@dataclass(frozen=True)
class Brought:
    """What an import found: the seeds, how many placeholders it skipped, and damaged lines."""

    seeds: tuple[SeedTask, ...]
    placeholders: int = 0
    damaged: int = 0


def bring_seeds(path: Path) -> Brought:
    """Read the seeds of a seeds file, an Alpaca dataset (JSON, JSON Lines) or a table.

    Raises GuanacoError where the file is none of them, has no seed, or more than MOST_SEEDS.
    """
    damaged = 0
    if is_spreadsheet(path):
        found = read_table_seeds(path)
    else:
        file = read_seeds(path) if path.suffix.lower() == ".jsonl" else SeedFile(())
        found, damaged = file.seeds, len(file.damaged)
        if not found or not all(seed.instances for seed in found):
            found, damaged = list(islice(_from_dataset(path), MOST_SEEDS + 1)), 0
    if len(found) > MOST_SEEDS:
        raise GuanacoError(
            f"{path} has more than {MOST_SEEDS} tasks, too many for seeds: "
            "guanaco import brings it in as a collection to compare with."
        )
    seeds = tuple(_filled_in(seed_file(found)))
    if not seeds:
        raise GuanacoError(f"{path} has no seed that is filled in.")
    return Brought(seeds, len(found) - len(seeds), damaged)


def taken_out(file: SeedFile, path: Path) -> Iterator[str]:
    """Yield the text of the seeds for a file with this ending, in pieces.

    `.jsonl` is the seeds file itself; the others hold the seeds that are filled in. Raises
    GuanacoError for another ending.
    """
    filled = _filled_in(file)
    match path.suffix.lower():
        case ".jsonl":
            yield file.dumps()
        case ".json":
            rows = (alpaca_row(seed.instruction, seed.input, seed.output) for seed in filled)
            yield from to_json_array(rows)
        case ".csv":
            yield _table(filled, ",")
        case ".tsv":
            yield _table(filled, "\t")
        case _:
            raise GuanacoError(f"{path.name}: the name should end in {', '.join(SUFFIXES)}.")


def write_out(file: SeedFile, path: Path) -> None:
    """Write the seeds to a file of another program, in the format that its ending names."""
    files.write_atomically(path, taken_out(file, path))


def _from_dataset(path: Path) -> Iterator[SeedTask]:
    for task in read_tasks(path):
        instance = Instance(input=task.input, output=task.output)
        yield SeedTask(
            id="",
            name="",
            instruction=task.instruction,
            instances=[instance],
            is_classification=False,
        )


def _filled_in(file: SeedFile) -> list[SeedTask]:
    """The seeds that somebody has written."""
    return [line.seed for line in file.lines if line.seed is not None and _is_written(line)]


def _is_written(line: SeedLine) -> bool:
    return not line.is_blank and (line.trouble is None or line.trouble.name != "placeholder")


def _table(seeds: Iterable[SeedTask], separator: str) -> str:
    table = io.StringIO(newline="")
    # Spreadsheets take a file for UTF-8 only where it begins with a byte-order mark.
    table.write("\ufeff")
    writer = csv.writer(table, delimiter=separator)
    writer.writerow(FIELDS)
    for seed in seeds:
        cells = (seed.name, seed.instruction, seed.input, seed.output)
        writer.writerow([*map(_not_a_formula, cells), "yes" if seed.is_classification else "no"])
    return table.getvalue()


def _not_a_formula(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ")[:1] in set("=+-@\t\r\n") else cell

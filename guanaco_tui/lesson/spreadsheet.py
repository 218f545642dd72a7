"""Tables from a shared spreadsheet or form (CSV, TSV): columns are found by their names."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.text import clean

SUFFIXES = (".csv", ".tsv", ".tab")
FIELDS = ("name", "instruction", "input", "output", "is_classification")

_KNOWN_AS = {
    "name": ("name", "title", "task name", "short name", "이름", "제목"),
    "instruction": ("instruction", "task", "prompt", "question", "your task", "지시", "과제"),
    "input": ("input", "context", "material", "입력"),
    "output": ("output", "answer", "response", "expected output", "출력", "답"),
    "is_classification": ("is_classification", "classification", "is classification", "분류"),
}
_YES = ("true", "yes", "y", "1", "x", "예")


def is_spreadsheet(path: Path) -> bool:
    """Tell by its ending whether a file is a table."""
    return path.suffix.lower() in SUFFIXES


def read_table_seeds(path: Path, columns: Mapping[str, str] | None = None) -> list[SeedTask]:
    """Read seed tasks from a table with a header; rows without any text are passed over.

    `columns` maps fields (`instruction`, `output` ...) to column names, for those that are not
    found by themselves. Raises GuanacoError where the instruction's column is missing.
    """
    return [
        SeedTask(
            id=f"seed_task_{number}",
            name=row["name"],
            instruction=row["instruction"],
            instances=[Instance(input=row["input"], output=row["output"])],
            is_classification=row["is_classification"].strip().casefold() in _YES,
        )
        for number, row in enumerate(read_table(path, columns))
    ]


def read_table(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Yield the rows of a table as `{field: text}`, every one of FIELDS in each."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = "," if path.suffix.lower() == ".csv" else "\t"
            if separator == ",":
                # Spreadsheets write semicolons where the comma is the decimal mark.
                separator = max(",;\t", key=file.readline(100_000).count)
                file.seek(0)
            rows = csv.reader(file, delimiter=separator)
            header = [clean(cell).strip() for cell in next(rows, [])]
            places = _places(header, columns or {}, path)
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield {
                        field: clean(row[place]) if place is not None and place < len(row) else ""
                        for field, place in places.items()
                    }
    except csv.Error as error:
        raise GuanacoError(f"{path}, line {rows.line_num}: {error}.") from error
    except UnicodeDecodeError as error:
        raise GuanacoError(f"{path} is not UTF-8 text: save it as UTF-8 and try again.") from error
    except OSError as error:
        raise files.os_error(error, path, "read") from error


def _places(header: list[str], columns: Mapping[str, str], path: Path) -> dict[str, int | None]:
    by_name = {name.casefold(): place for place, name in reversed(list(enumerate(header)))}
    places: dict[str, int | None] = {}
    for field in FIELDS:
        if field in columns:
            place = by_name.get(columns[field].casefold())
            if place is None:
                raise GuanacoError(
                    f'{path} has no column "{columns[field]}"; it has {_listed(header)}.'
                )
            places[field] = place
        else:
            known = [by_name[name] for name in _KNOWN_AS[field] if name in by_name]
            places[field] = known[0] if known else None
    if places["instruction"] is None:
        raise GuanacoError(
            f"{path} has no column that is called instruction; it has {_listed(header)}. "
            'Say which one it is: --column instruction="THE COLUMN".'
        )
    return places


def _listed(header: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in header) or "no columns at all"

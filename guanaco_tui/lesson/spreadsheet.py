"""Tables from a shared spreadsheet or form (CSV, TSV): columns are found by their names."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.text import clean, clean_whole

SUFFIXES = (".csv", ".tsv", ".tab")
FIELDS = ("name", "instruction", "input", "output", "is_classification")

_KNOWN_AS = {
    "name": ("name", "title", "task name", "short name", "이름", "제목"),
    "instruction": ("instruction", "task", "prompt", "question", "your task", "지시", "과제"),
    "input": ("input", "context", "material", "입력"),
    "output": ("output", "answer", "response", "expected output", "출력", "답"),
    "is_classification": ("is_classification", "classification", "is classification", "분류"),
}
_OF_THE_FORM = frozenset(
    {
        *("id", "timestamp", "date", "time", "start time", "completion time", "score", "points"),
        *("email", "email address", "e-mail", "author", "student", "타임스탬프", "이메일 주소"),
    }
)
_YES = ("true", "yes", "y", "1", "x", "예")


def is_spreadsheet(path: Path) -> bool:
    """Tell by its ending whether a file is a table."""
    return path.suffix.lower() in SUFFIXES


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table each field is taken from, and which columns are not used."""

    taken: Mapping[str, str]
    unused: tuple[str, ...]

    def in_words(self) -> list[str]:
        """Say what is taken from where, and how to use what is not."""
        taken = ", ".join(f'{field} from "{name}"' for field, name in self.taken.items())
        lines = [f"Taken: {taken}."]
        if self.unused:
            lines.append(f"Not used: {_listed(self.unused)}.{self._hint()}")
        return lines

    def _hint(self) -> str:
        options = self.options()
        return f" To use a column: {options}." if options else ""

    def options(self) -> str:
        """The options that would take the unused columns for the fields that have none."""
        missing = [field for field in ("input", "output") if field not in self.taken]
        pairs = zip(
            missing, [name for name in self.unused if not _is_of_the_form(name)], strict=False
        )
        return " ".join(f'--column {field}="{name}"' for field, name in pairs)


def columns_of(path: Path, columns: Mapping[str, str] | None = None) -> Columns:
    """Read the header of a table and return what is taken from where; `columns` as below.

    Raises GuanacoError where the instruction's column is missing.
    """
    with _opened(path) as (header, _):
        places = _places(header, columns or {}, path)
    used = set(places.values())
    return Columns(
        {field: header[place] for field, place in places.items() if place is not None},
        tuple(name for place, name in enumerate(header) if name and place not in used),
    )


def read_table_seeds(path: Path, columns: Mapping[str, str] | None = None) -> list[SeedTask]:
    """Read seed tasks from a table with a header; rows without any text are passed over.

    `columns` maps fields (`instruction`, `output` ...) to column names, for those that are not
    found by themselves; an empty name says that the table has none. Raises GuanacoError where the
    instruction's column is missing, and where neither input nor output is found though there are
    columns that may be them.
    """
    found = columns_of(path, columns)
    told = {"input", "output"} & {*found.taken, *(columns or {})}
    if not told and (options := found.options()):
        raise GuanacoError(
            f"{path} has no column that is called input or output, and {_listed(found.unused)} "
            f"would be lost. Rename the columns, or tell guanaco new which is which: {options} "
            '(output="" where there is none).'
        )
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
    with _opened(path) as (header, rows):
        places = _places(header, columns or {}, path)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield {
                    field: clean_whole(row[place]) if place is not None and place < len(row) else ""
                    for field, place in places.items()
                }


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """Open a table: its header, and the rows below it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = "," if path.suffix.lower() == ".csv" else "\t"
            if separator == ",":
                # Spreadsheets write semicolons where the comma is the decimal mark.
                separator = max(",;\t", key=file.readline(100_000).count)
                file.seek(0)
            rows = csv.reader(file, delimiter=separator)
            yield [clean(cell).strip() for cell in next(rows, [])], rows
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
        if columns.get(field):
            place = by_name.get(columns[field].casefold())
            if place is None:
                raise GuanacoError(
                    f'{path} has no column "{columns[field]}"; it has {_listed(header)}.'
                )
            places[field] = place
        else:
            names = () if field in columns else _KNOWN_AS[field]
            known = [by_name[name] for name in names if name in by_name]
            places[field] = known[0] if known else None
    if places["instruction"] is None:
        raise GuanacoError(
            f"{path} has no column that is called instruction; it has {_listed(header)}. "
            'Say which one it is: --column instruction="THE COLUMN".'
        )
    return places


def _is_of_the_form(name: str) -> bool:
    """Tell whether a column is what a form adds by itself, and no text of a task."""
    return name.casefold() in _OF_THE_FORM


def _listed(header: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in header) or "no columns at all"

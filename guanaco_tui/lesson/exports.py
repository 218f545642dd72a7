"""Takes a collection out of a lesson: for the published pipeline, for research, a spreadsheet, a
model. Rejections go out the same way, with their reasons.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.database import Database, placeholders
from guanaco_tui.tasks import Neighbour

Format = Literal["alpaca", "jsonl", "csv", "chat"]
FORMATS: tuple[Format, ...] = get_args(Format)


_RECORDS = (
    "SELECT task.*, collection.name AS collection_name, collection.source,"
    " run.backend, run.endpoint, run.model, run.settings, run.prompt_hash, run.random_seed,"
    " response.number, response.attempt, response.finish_reason, response.fault,"
    " response.seconds FROM task JOIN collection ON collection.id = task.collection"
    " LEFT JOIN run ON run.id = task.collection"
    " LEFT JOIN response ON response.id = task.response"
)
# How many tasks are asked for by their rows at a time; SQLite takes 999 values everywhere.
_AT_ONCE = 500


@dataclass(frozen=True)
class Record:
    """A task of a collection with what is known of where it came from."""

    task: sqlite3.Row
    nearest: tuple[Neighbour, ...]
    seeds: tuple[str, ...]


def export(
    database: Database, collection: str, form: Format, *, rejected: bool = False
) -> Iterator[str]:
    """Yield the text of a collection in a format, in pieces.

    Raises GuanacoError where there is no such collection.
    """
    with database.reading() as connection:
        records = _records(connection, collection, rejected)
        yield from _WRITERS[form](records)


def export_tasks(database: Database, tasks: Sequence[int], form: Format) -> Iterator[str]:
    """Yield the text of tasks by their rows in a format, in the order of the rows, in pieces."""
    with database.reading() as connection:
        yield from _WRITERS[form](_chosen(connection, tasks))


def alpaca_row(
    instruction: str,
    given: str,
    output: str,
    nearest: Sequence[Neighbour] = (),
    mean: float | None = None,
) -> dict[str, Any]:
    """Return a task as regen.json of tatsu-lab/stanford_alpaca has it."""
    row: dict[str, Any] = {"instruction": instruction, "input": given, "output": output}
    if mean is not None:
        row["most_similar_instructions"] = {near.instruction: near.score for near in nearest}
        row["avg_similarity_score"] = mean
    return row


def kept_rows(database: Database, collection: str) -> list[dict[str, Any]]:
    """Return the kept tasks of a collection, oldest first, as `alpaca_row` gives them."""
    with database.reading() as connection:
        return [_alpaca(record) for record in _records(connection, collection, rejected=False)]


def to_json_array(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a JSON array in pieces, a row each."""
    separator = "["
    for row in rows:
        yield separator + "\n" + json.dumps(row, ensure_ascii=False, indent=1)
        separator = ","
    yield "\n]\n" if separator == "," else "[]\n"


def _records(connection: sqlite3.Connection, name: str, rejected: bool) -> Iterator[Record]:
    collection = connection.execute("SELECT id FROM collection WHERE name = ?", (name,)).fetchone()
    if collection is None:
        names = [row["name"] for row in connection.execute("SELECT name FROM collection")]
        raise GuanacoError(
            f"There is no collection {name} in this lesson; "
            + (f"it has {', '.join(names)}." if names else "it has none yet: run guanaco generate.")
        )
    find = Finder(connection)
    for task in connection.execute(
        f"{_RECORDS} WHERE task.collection = ? AND rule IS {'NOT ' if rejected else ''}NULL"
        " ORDER BY task.id",
        (collection["id"],),
    ):
        yield find.record(task)


def _chosen(connection: sqlite3.Connection, tasks: Sequence[int]) -> Iterator[Record]:
    find = Finder(connection)
    for begin in range(0, len(tasks), _AT_ONCE):
        some = list(tasks[begin : begin + _AT_ONCE])
        records = connection.execute(f"{_RECORDS} WHERE task.id IN ({placeholders(some)})", some)
        found = {task["id"]: task for task in records}
        yield from (find.record(found[row]) for row in some if row in found)


class Finder:
    """Looks up what a task refers to, each once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._texts: dict[tuple[str, int], tuple[str, str]] = {}
        self._examples: dict[int, tuple[str, ...]] = {}

    def record(self, task: sqlite3.Row) -> Record:
        """Return a task with what it refers to."""
        return Record(task, self.nearest(task["nearest"]), self.examples(task["response"]))

    def nearest(self, stored: str | None) -> tuple[Neighbour, ...]:
        """Return the neighbours that a task's column holds."""
        neighbours = []
        for source, row, score in json.loads(stored or "[]"):
            label, instruction = self._text(source, row)
            neighbours.append(
                Neighbour(source=source, row=row, label=label, instruction=instruction, score=score)
            )
        return tuple(neighbours)

    def examples(self, response: int | None) -> tuple[str, ...]:
        """Return what a response was shown, by label."""
        if response is None:
            return ()
        if response not in self._examples:
            self._examples[response] = tuple(
                row["seed_id"] or f"task {row['task']}"
                for row in self._connection.execute(
                    "SELECT seed.seed_id, example.task FROM example"
                    " LEFT JOIN seed ON seed.id = example.seed"
                    " WHERE response = ? ORDER BY place",
                    (response,),
                )
            )
        return self._examples[response]

    def _text(self, source: str, row: int) -> tuple[str, str]:
        if (source, row) not in self._texts:
            if source == "seed":
                query = "SELECT seed_id, instruction FROM seed WHERE id = ?"
            else:
                query = "SELECT 'task ' || id, instruction FROM task WHERE id = ?"
            label, instruction = self._connection.execute(query, (row,)).fetchone()
            self._texts[source, row] = label, instruction
        return self._texts[source, row]


def _alpaca(record: Record) -> dict[str, Any]:
    task = record.task
    row = alpaca_row(
        task["instruction"], task["input"], task["output"], record.nearest, task["mean"]
    )
    return row | _reason(record)


def _reason(record: Record) -> dict[str, Any]:
    task = record.task
    if task["rule"] is None:
        return {}
    nearest = record.nearest[0] if record.nearest else None
    return {
        "rule": task["rule"],
        "matched": task["matched"] or "",
        "repeats": nearest.instruction if nearest else "",
        "similarity": nearest.score if nearest else None,
    }


def _with_provenance(record: Record) -> dict[str, Any]:
    task = record.task
    row = {
        "id": task["id"],
        "collection": task["collection_name"],
        "instruction": task["instruction"],
        "input": task["input"],
        "output": task["output"],
        **_reason(record),
    }
    if task["response"] is None:
        return row | {"source": task["source"], "position": task["position"]}
    return row | {
        "seeds": list(record.seeds),
        "backend": task["backend"],
        "endpoint": task["endpoint"],
        "model": task["model"],
        "prompt_hash": task["prompt_hash"],
        "random_seed": task["random_seed"],
        "settings": json.loads(task["settings"]),
        "request": task["number"],
        "attempt": task["attempt"],
        "position": task["position"],
        "finish_reason": task["finish_reason"],
        "fault": task["fault"],
        "raw": task["raw"],
        "most_similar": [
            {"source": near.source, "label": near.label, "score": near.score}
            for near in record.nearest
        ],
        "avg_similarity_score": task["mean"],
    }


def _write_alpaca(records: Iterable[Record]) -> Iterator[str]:
    return to_json_array(map(_alpaca, records))


def _write_jsonl(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        yield json.dumps(_with_provenance(record), ensure_ascii=False) + "\n"


def _write_chat(records: Iterable[Record]) -> Iterator[str]:
    """Messages, as fine-tuning services take them, one conversation a line."""
    for record in records:
        task = record.task
        asked = "\n\n".join(filter(None, (task["instruction"], task["input"])))
        messages = [
            {"role": "user", "content": asked},
            {"role": "assistant", "content": task["output"]},
        ]
        yield json.dumps({"messages": messages}, ensure_ascii=False) + "\n"


_CSV_FIELDS = ("id", "instruction", "input", "output", "model", "seeds", "most_similar", "score")
_CSV_REASON = ("rule", "matched", "repeats", "similarity")


def _write_csv(records: Iterable[Record]) -> Iterator[str]:
    """A table that is safe to open in a spreadsheet: a cell that begins a formula is quoted."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    is_first = True
    for record in records:
        task, nearest = record.task, record.nearest[0] if record.nearest else None
        cells = [
            task["id"],
            task["instruction"],
            task["input"],
            task["output"],
            task["model"] or "",
            ", ".join(record.seeds),
            nearest.instruction if nearest else "",
            nearest.score if nearest else "",
        ]
        reason = _reason(record)
        if is_first:
            # Spreadsheets take a file for UTF-8 only where it begins with a byte-order mark.
            line.write("\ufeff")
            writer.writerow(_CSV_FIELDS + (_CSV_REASON if reason else ()))
            is_first = False
        writer.writerow([_safe_cell(cell) for cell in (*cells, *reason.values())])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _safe_cell(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.lstrip(" ")[:1] in tuple("=+-@\t\r\n")
    return f"'{cell}" if is_formula and cell else cell


_WRITERS: dict[Format, Callable[[Iterable[Record]], Iterator[str]]] = {
    "alpaca": _write_alpaca,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "chat": _write_chat,
}

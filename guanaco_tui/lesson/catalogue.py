"""Reads a lesson's collections: which there are, their tasks, what words and themes they hold.

The lesson's own seeds are a collection like any other, kept in step with `seeds.jsonl`.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.database import Database, placeholders
from guanaco_tui.lesson.exports import Finder
from guanaco_tui.lesson.runs import Shown
from guanaco_tui.lesson.seeds import can_be_compared
from guanaco_tui.tasks import Neighbour, SeedTask
from guanaco_tui.text import clean

SEEDS = "seeds"
LONGEST_NAME = 80
TAKEN_AWAY = "This one has been deleted since it was listed."


def collection_name(wanted: str) -> str:
    """Return what a collection that somebody names so is called: one line of at most 80 signs."""
    return " ".join(clean(" ".join(wanted.split())).split())[:LONGEST_NAME].rstrip()


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of tasks: `kind` is seeds, run or import."""

    id: int
    name: str
    kind: str
    source: str
    kept: int
    rejected: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a list shows it.

    `rule` is None where kept; `score` is that of its nearest. A rejection that repeats another
    task names it in `repeats`; one without an instruction has the text it was cut from in `raw`.
    """

    id: int
    instruction: str
    input: str
    output: str
    rule: str | None = None
    matched: str = ""
    score: float | None = None
    starred: bool = False
    note: str = ""
    seed: str | None = None
    repeats: Neighbour | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Example(Shown):
    """An example of a prompt, with the name that its author gave a seed."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a task came from: what its prompt showed, what it is near to, who wrote it and when.

    `created` is when its collection began, in ISO 8601; `source` is a run's model or the file of
    an imported collection.
    """

    collection: str
    kind: str = ""
    source: str = ""
    created: str = ""
    examples: tuple[Example, ...] = ()
    nearest: tuple[Neighbour, ...] = ()
    mean: float | None = None
    backend: str = ""
    model: str = ""
    request: int | None = None
    position: int = 0
    seconds: float | None = None
    raw: str = ""


class Catalogue:
    """What can be looked up in a lesson's database, through one connection."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collections(self) -> list[Collection]:
        """Return the collections: the seeds, then the others, newest first."""
        with self._database.reading() as connection:
            return [
                Collection(**dict(row))
                for row in connection.execute(
                    "SELECT collection.id, name, kind, source,"
                    " (SELECT count(*) FROM task WHERE collection = collection.id"
                    "  AND rule IS NULL) AS kept,"
                    " (SELECT count(*) FROM task WHERE collection = collection.id"
                    "  AND rule IS NOT NULL) AS rejected"
                    " FROM collection ORDER BY kind != 'seeds', collection.id DESC"
                )
            ]

    def collection(self, name: str) -> Collection:
        """Return a collection by its name; GuanacoError says which there are if it is none."""
        there = self.collections()
        known_as = collection_name(name)
        for collection in there:
            if collection.name.casefold() in (name.casefold(), known_as.casefold()):
                return collection
        if not there:
            raise GuanacoError("This lesson has no collection yet: run guanaco generate.")
        raise GuanacoError(
            f"There is no collection {known_as} in this lesson: it has"
            f" {', '.join(collection.name for collection in there)}."
        )

    def ids(self, collection: int, *, rejected: bool = False, after: int = 0) -> "array[int]":
        """Return the rows of a collection's tasks, oldest first, those after row `after`."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id FROM task WHERE collection = ? AND id > ?"
                f" AND rule IS {'NOT ' if rejected else ''}NULL ORDER BY id",
                (collection, after),
            )
            return array("q", [row[0] for row in found])

    def with_words(
        self, collection: int, fts_query: str, *, rejected: bool = False
    ) -> "array[int]":
        """Return the rows of a collection's tasks that an FTS5 query finds, oldest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                # CROSS: the words are looked up once, not once for each task.
                "SELECT task.id FROM task_words CROSS JOIN task ON task.id = task_words.rowid"
                " WHERE task_words MATCH ? AND task.collection = ?"
                f" AND rule IS {'NOT ' if rejected else ''}NULL ORDER BY task.id",
                (fts_query, collection),
            )
            return array("q", [row[0] for row in found])

    def found_anywhere(self, fts_query: str) -> "array[int]":
        """Return the rows of all tasks of the lesson that an FTS5 query finds, oldest first."""
        with self._database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            cursor.execute("SELECT rowid FROM task_words WHERE task_words MATCH ?", (fts_query,))
            return array("q", chain.from_iterable(cursor.fetchall()))

    def starred(self) -> "array[int]":
        """Return the rows of all tasks of the lesson that have a star, oldest first."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT task FROM mark WHERE starred ORDER BY task")
            return array("q", [row["task"] for row in found])

    def rows(self, ids: Sequence[int]) -> list[TaskRow]:
        """Return tasks by their rows, in the order asked for; unknown rows are left out."""
        with self._database.reading() as connection:
            find = Finder(connection)
            found = {
                row["id"]: _task_row(row, find)
                for row in connection.execute(
                    "SELECT task.id, instruction, input, output, rule, matched, nearest, seed,"
                    " CASE instruction WHEN '' THEN raw END AS raw,"
                    " coalesce(starred, 0) AS starred, coalesce(note, '') AS note"
                    " FROM task LEFT JOIN mark ON mark.task = task.id"
                    f" WHERE task.id IN ({placeholders(ids)})",
                    list(ids),
                )
            }
        return [found[row] for row in ids if row in found]

    def lineage(self, task: int) -> Lineage:
        """Return where a task came from. Raises GuanacoError where it was taken away."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT task.*, collection.name AS collection_name, collection.kind,"
                " collection.source, collection.created, run.backend, run.model,"
                " response.number, response.seconds"
                " FROM task JOIN collection ON collection.id = task.collection"
                " LEFT JOIN run ON run.id = task.collection"
                " LEFT JOIN response ON response.id = task.response WHERE task.id = ?",
                (task,),
            ).fetchone()
            if row is None:
                raise GuanacoError(TAKEN_AWAY)
            return Lineage(
                collection=row["collection_name"],
                kind=row["kind"],
                source=row["source"],
                created=row["created"],
                examples=_examples(connection, row["response"]),
                nearest=Finder(connection).nearest(row["nearest"]),
                mean=row["mean"],
                backend=row["backend"] or "",
                model=row["model"] or "",
                request=row["number"],
                position=row["position"],
                seconds=row["seconds"],
                raw=row["raw"] or "",
            )

    def descendants(self, seed: str) -> "array[int]":
        """Return the rows of the kept tasks whose prompt showed a seed, by the seed's id."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT task.id FROM seed JOIN example ON example.seed = seed.id"
                " JOIN task ON task.response = example.response"
                " WHERE seed.seed_id = ? AND task.rule IS NULL ORDER BY task.id",
                (seed,),
            )
            return array("q", [row[0] for row in found])

    def task_of_seed(self, seed: str) -> int | None:
        """Return the row of a seed in the collection of the lesson's seeds, by the seed's id."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT task.id FROM collection JOIN task ON task.collection = collection.id"
                " WHERE kind = 'seeds' AND seed = ?",
                (seed,),
            ).fetchone()
            return row["id"] if row else None

    def collection_of(self, task: int) -> tuple[int, bool]:
        """Return the collection of a task, and whether the task was rejected.

        Raises GuanacoError where it was taken away.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT collection, rule FROM task WHERE id = ?", (task,)
            ).fetchone()
            if row is None:
                raise GuanacoError(TAKEN_AWAY)
            return row["collection"], row["rule"] is not None

    def mark(self, task: int, *, starred: bool, note: str) -> None:
        """Keep what a reader marked."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO mark (task, starred, note) VALUES (?, ?, ?)"
                " ON CONFLICT (task) DO UPDATE SET starred = excluded.starred,"
                " note = excluded.note",
                (task, starred, note),
            )

    def sync_seeds(self, seeds: Iterable[SeedTask]) -> None:
        """Bring the collection `seeds` in step with the seeds of the file, row by row.

        Those without an instruction of their own, such as blank ones, are no tasks of it. Where
        nothing differs nothing is written, so that a reader need not wait for another program.
        """
        wanted = {
            seed.id: (seed.instruction, seed.input, seed.output)
            for seed in seeds
            if can_be_compared(seed)
        }
        if wanted == self._seed_texts():
            return
        with self._database.writing() as connection:
            collection = _seeds_collection(connection)
            there = {
                row["seed"]: (row["id"], (row["instruction"], row["input"], row["output"]))
                for row in connection.execute(
                    "SELECT id, seed, instruction, input, output FROM task WHERE collection = ?",
                    (collection,),
                )
            }
            changed = [seed for seed, (_, texts) in there.items() if wanted.get(seed) != texts]
            for seed in changed:
                row, texts = there[seed]
                _unindex(connection, row, texts)
                if seed not in wanted:
                    _remove(connection, row)
            for position, (seed, texts) in enumerate(wanted.items(), start=1):
                row, before = there.get(seed, (None, None))
                if before != texts:
                    _put(connection, row, collection, position, seed, texts)
            if changed or len(there) != len(wanted):
                connection.execute("DELETE FROM tagged WHERE collection = ?", (collection,))

    def _seed_texts(self) -> dict[str, tuple[str, str, str]] | None:
        """Return instruction, input and output of the seeds as they are here, by their ids.

        None where there is no collection of them yet.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT task.id, seed, instruction, input, output FROM collection"
                " LEFT JOIN task ON task.collection = collection.id WHERE kind = 'seeds'"
            ).fetchall()
        if not found:
            return None
        return {
            row["seed"]: (row["instruction"], row["input"], row["output"])
            for row in found
            if row["id"] is not None
        }

    def last(self, collection: int, upto: int) -> int:
        """Return the last row of a collection's tasks up to row `upto`; 0 where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT coalesce(max(id), 0) FROM task WHERE collection = ? AND id <= ?",
                (collection, upto),
            ).fetchone()
            return int(row[0])

    def candidates(
        self, collection: int, after: int, upto: int, fts_query: str | None
    ) -> "array[int]":
        """Return the rows of tasks after row `after` up to row `upto`, oldest first.

        Kept tasks and rejections alike; of them those that an FTS5 query finds, None finding all.
        """
        source, where = "task", "WHERE task.id > ? AND task.id <= ?"
        if fts_query is not None:
            # CROSS: the words are looked up once, not once for each task.
            source = "task_words CROSS JOIN task ON task.id = task_words.rowid"
            where = "WHERE task_words MATCH ? AND task_words.rowid > ? AND task_words.rowid <= ?"
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT task.id FROM {source} {where} AND task.collection = ? ORDER BY task.id",
                (*([] if fts_query is None else [fts_query]), after, upto, collection),
            )
            return array("q", [row[0] for row in found])

    def texts(self, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
        """Return row and three texts of tasks, by their rows, oldest first."""
        with self._database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            cursor.execute(
                "SELECT id, instruction, input, output FROM task"
                " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(list(ids)),),
            )
            return cursor.fetchall()

    def find(self, fts_query: str, most: int) -> "array[int]":
        """Return up to `most` rows, newest first, of any tasks that an FTS5 query finds."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT rowid FROM task_words WHERE task_words MATCH ? ORDER BY rowid DESC LIMIT ?",
                (fts_query, most),
            )
            return array("q", [row[0] for row in found])


def _task_row(row: sqlite3.Row, find: Finder) -> TaskRow:
    nearest = json.loads(row["nearest"] or "[]")
    return TaskRow(
        id=row["id"],
        instruction=row["instruction"],
        input=row["input"],
        output=row["output"],
        rule=row["rule"],
        matched=row["matched"] or "",
        score=nearest[0][2] if nearest else None,
        starred=bool(row["starred"]),
        note=row["note"],
        seed=row["seed"],
        repeats=find.nearest(row["nearest"])[0] if row["rule"] and nearest else None,
        raw=row["raw"] or "",
    )


def _examples(connection: sqlite3.Connection, response: int | None) -> tuple[Example, ...]:
    return tuple(
        Example(
            "task" if row["task"] else "seed",
            row["task"] or row["seed"],
            row["seed_id"] or f"task {row['task']}",
            row["instruction"],
            row["input"],
            row["output"],
            row["name"] or "",
        )
        for row in connection.execute(
            "SELECT example.seed, example.task, seed.seed_id, seed.name,"
            " coalesce(seed.instruction, task.instruction) AS instruction,"
            " coalesce(seed.input, task.input) AS input,"
            " coalesce(seed.output, task.output) AS output"
            " FROM example LEFT JOIN seed ON seed.id = example.seed"
            " LEFT JOIN task ON task.id = example.task WHERE example.response = ? ORDER BY place",
            (response,),
        )
    )


def _seeds_collection(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT id FROM collection WHERE kind = 'seeds'").fetchone()
    if row is not None:
        return int(row["id"])
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added = connection.execute(
        "INSERT INTO collection (name, kind, source, created) VALUES (?, 'seeds', ?, ?)",
        (SEEDS, "seeds.jsonl", now),
    ).lastrowid
    assert added is not None
    return added


def _unindex(connection: sqlite3.Connection, row: int, texts: tuple[str, str, str]) -> None:
    """Take a task's words out of the index, which must be told what they were."""
    connection.execute(
        "INSERT INTO task_words (task_words, rowid, instruction, input, output)"
        " VALUES ('delete', ?, words_of(?), words_of(?), words_of(?))",
        (row, *texts),
    )


def _remove(connection: sqlite3.Connection, row: int) -> None:
    """Take a task away with what refers to it."""
    for table in ("hit", "mark"):
        connection.execute(f"DELETE FROM {table} WHERE task = ?", (row,))
    connection.execute("DELETE FROM task WHERE id = ?", (row,))


def _put(
    connection: sqlite3.Connection,
    row: int | None,
    collection: int,
    position: int,
    seed: str,
    texts: tuple[str, str, str],
) -> None:
    """Write a seed's task, in its row where it has one, and its words into the index."""
    connection.execute(
        "INSERT INTO task (id, collection, position, instruction, input, output, seed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET position = excluded.position,"
        " instruction = excluded.instruction, input = excluded.input, output = excluded.output",
        (row, collection, position, *texts, seed),
    )
    connection.execute(
        "INSERT INTO task_words (rowid, instruction, input, output)"
        " SELECT id, words_of(instruction), words_of(input), words_of(output)"
        " FROM task WHERE collection = ? AND seed = ?",
        (collection, seed),
    )

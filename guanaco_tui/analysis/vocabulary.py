"""Which words a collection is made of: takes its kept tasks, gives how often each word is in them.

To count 52,002 tasks takes up to a second, so counts are remembered, and a collection that grew is
counted on from where it was.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from guanaco_tui.analysis.tagging import Progress
from guanaco_tui.analysis.themes import FIELDS, FieldName
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database, placeholders
from guanaco_tui.words import words

# Where words are looked for: in one field of a task, or in all three.
WordField = FieldName | Literal["all"]

# Tasks between two looks at whether to stop: some 5 ms of work. With thousands, their words would
# have left the processor's cache before they are counted, which takes a quarter longer.
CHUNK = 250
# Two collections in every field: with 50,000 tasks in one of them, some 15 MB.
_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a collection's kept tasks, up to row `last`, in a field.

    `tokens` says how often a word stands there and `tasks` in how many tasks; a word that does not
    is in neither. A task with no word in the field is one of `total_tasks` all the same.
    """

    tokens: Mapping[str, int]
    tasks: Mapping[str, int]
    total_tokens: int
    total_tasks: int
    last: int = 0


_NOTHING = Vocabulary({}, {}, 0, 0)


class Vocabularies:
    """Counts the words of collections, from any thread, and remembers the last few counts.

    A run or an import only ever gains tasks, so a count of it stands for the rows it went over.
    Seeds change in place: they are few, and are counted anew each time. Where nothing changed, the
    same object is given out as before, so that what was worked out from it can be kept.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[_Counted, Vocabulary] = OrderedDict()
        self._lock = threading.Lock()

    def count(
        self,
        database: Database,
        collection: int,
        field: WordField,
        progress: Progress = lambda done, total: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Vocabulary | None:
        """Count the words of the collection with row `collection`; None where `should_stop` said.

        It belongs in a thread, with a Database of its own. After each chunk `progress` is told how
        many tasks are counted, of how many in all. What was stopped goes on from there the next
        time. Raises GuanacoError where the database fails.
        """
        counted, is_fixed = _what(database, collection, field)
        known = self._recall(counted, database) if is_fixed else _NOTHING
        last, total = _kept(database, collection)
        if known.last == last:
            return known
        tokens, tasks = Counter(known.tokens), Counter(known.tasks)
        done, upto = known.total_tasks, known.last
        while upto < last and not should_stop():
            rows, texts = _next(database, collection, field, upto, last)
            split = list(map(words, texts))
            tokens.update(chain.from_iterable(split))
            tasks.update(chain.from_iterable(map(set, split)))
            done += len(rows)
            # Seeds can go while they are counted.
            upto = rows[-1] if rows else last
            progress(done, total)
        # The garbage collector goes through all words of a Counter in each full round, and passes
        # by a dict of words and numbers.
        vocabulary = Vocabulary(dict(tokens), dict(tasks), tokens.total(), done, upto)
        vocabulary = self._remember(counted, vocabulary)
        return vocabulary if upto == last else None

    def _recall(self, counted: "_Counted", database: Database) -> Vocabulary:
        """Return what is known, if the tasks it was counted from are still there."""
        with self._lock:
            known = self._known.get(counted, _NOTHING)
        _, there = _kept(database, counted.collection, known.last)
        return known if there == known.total_tasks else _NOTHING

    def _remember(self, counted: "_Counted", vocabulary: Vocabulary) -> Vocabulary:
        """Keep a count, and return it, or the one that is kept already if it is the same."""
        with self._lock:
            if self._known.get(counted) != vocabulary:
                self._known[counted] = vocabulary
            self._known.move_to_end(counted)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return self._known[counted]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a count is of. `created` tells a database from another that was put in its place."""

    database: Path
    collection: int
    created: str
    field: WordField


def fields_of(field: WordField) -> tuple[FieldName, ...]:
    """Return the fields of a task that are meant, in their order."""
    return FIELDS if field == "all" else (field,)


def texts_found(
    database: Database, collection: int, field: WordField, fts_query: str | None, last: int
) -> Iterator[tuple[int, int, list[tuple[int, tuple[str, ...]]]]]:
    """Yield chunks of the kept tasks up to row `last` that an FTS5 query finds, None finding all.

    Each comes with how many tasks were read by then and how many will be: (done, total, tasks). A
    task is its row and one text for each of `fields_of`.
    """
    catalogue, fields = Catalogue(database), fields_of(field)
    if fts_query is None:
        found = catalogue.ids(collection)
    else:
        found = catalogue.with_words(collection, f"{{{' '.join(fields)}}} : ({fts_query})")
    rows = [row for row in found if row <= last]
    for begin in range(0, len(rows), CHUNK):
        chunk = rows[begin : begin + CHUNK]
        with database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            tasks = cursor.execute(
                f"SELECT id, {', '.join(fields)} FROM task WHERE id IN ({placeholders(chunk)})",
                chunk,
            ).fetchall()
        yield begin + len(chunk), len(rows), [(row, tuple(texts)) for row, *texts in tasks]


def _what(database: Database, collection: int, field: WordField) -> tuple[_Counted, bool]:
    """Return what is to be counted, and whether its tasks stay as they are."""
    with database.reading() as connection:
        row = connection.execute(
            "SELECT created, kind FROM collection WHERE id = ?", (collection,)
        ).fetchone()
    if row is None:
        raise GuanacoError("The collection is no longer in this lesson: choose another one.")
    return _Counted(database.path, collection, row["created"], field), row["kind"] != "seeds"


def _kept(database: Database, collection: int, upto: int | None = None) -> tuple[int, int]:
    """Return the last row of a collection's kept tasks, of those up to a row, and their number."""
    with database.reading() as connection:
        row = connection.execute(
            "SELECT coalesce(max(id), 0), count(*) FROM task"
            " WHERE collection = ? AND rule IS NULL AND id <= coalesce(?, id)",
            (collection, upto),
        ).fetchone()
        return row[0], row[1]


def _next(
    database: Database, collection: int, field: WordField, after: int, last: int
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return rows and texts of the next kept tasks after row `after`, no further than `last`."""
    # No word goes across a line break, and a task's fields as one text are quicker to read.
    text = " || char(10) || ".join(fields_of(field))
    with database.reading() as connection:
        cursor = connection.cursor()
        cursor.row_factory = None
        found = cursor.execute(
            f"SELECT id, {text} FROM task WHERE collection = ? AND rule IS NULL"
            " AND id > ? AND id <= ? ORDER BY id LIMIT ?",
            (collection, after, last, CHUNK),
        ).fetchall()
    rows, texts = zip(*found, strict=True) if found else ((), ())
    return rows, texts

"""What a class decided of hits: whether a word at a place in a text means what the theme is about.

A decision is kept by theme, text and span, not by task: it holds wherever the same text stands,
and is there again after a collection was deleted and imported anew.
"""

import hashlib
import json
from collections.abc import Container, Iterable
from typing import NamedTuple

from guanaco_tui.lesson.database import Database


class Place(NamedTuple):
    """Where a hit stands: the SHA-256 of a field's text in hexadecimal, and offsets in it."""

    text: str
    start: int
    end: int


def place_of(text: str, start: int, end: int) -> Place:
    """Return the place from character `start` up to `end` of a field's text."""
    return Place(text_hash(text), start, end)


def text_hash(text: str) -> str:
    """Return the SHA-256 by which a text is known again."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Judgements:
    """The decisions of a lesson, through one connection. GuanacoError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, theme: str) -> dict[Place, bool]:
        """Return what was decided of a theme's hits: True for confirmed, False for no hit."""
        with self._database.reading() as connection:
            return {
                Place(row["text"], row["start"], row["end"]): bool(row["is_hit"])
                for row in connection.execute(
                    "SELECT text, start, end, is_hit FROM judgement WHERE theme = ?", (theme,)
                )
            }

    def judge(self, theme: str, place: Place, is_hit: bool | None) -> bool | None:
        """Decide, or with None take a decision back; return what stood there before."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT is_hit FROM judgement"
                " WHERE theme = ? AND text = ? AND start = ? AND end = ?",
                (theme, *place),
            ).fetchone()
            if is_hit is None:
                connection.execute(
                    "DELETE FROM judgement WHERE theme = ? AND text = ? AND start = ? AND end = ?",
                    (theme, *place),
                )
            else:
                connection.execute(
                    "INSERT OR REPLACE INTO judgement (theme, text, start, end, is_hit)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (theme, *place, is_hit),
                )
        return bool(row["is_hit"]) if row is not None else None

    def tasks_with(
        self, rows: Iterable[int], texts: Container[str]
    ) -> list[tuple[int, str, str, str]]:
        """Return row, instruction, input and output of those tasks that hold one of the texts.

        `rows` are rows of tasks, `texts` hashes as in `Place`. A task's texts have no index by
        their hash: 2,000 tasks are read and hashed in two hundredths of a second.
        """
        with self._database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            cursor.execute(
                "SELECT id, instruction, input, output FROM task"
                " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(list(rows)),),
            )
            return [task for task in cursor if any(text_hash(text) in texts for text in task[1:])]

"""Full-text search as the lesson's database does it, over tasks that are given."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from guanaco_tui.words import fts_text


def candidates(tasks: Iterable[tuple[str, str, str]], *queries: str) -> list[set[int]]:
    """Return which tasks, by their places, each query finds."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE task_words USING fts5 (instruction, input, output,"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        database.executemany(
            "INSERT INTO task_words (rowid, instruction, input, output) VALUES (?, ?, ?, ?)",
            ((row, *map(fts_text, task)) for row, task in enumerate(tasks)),
        )
        asked = "SELECT rowid FROM task_words WHERE task_words MATCH ?"
        return [{row for (row,) in database.execute(asked, (query,))} for query in queries]

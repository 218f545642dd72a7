"""Which task speaks of which theme: what tagging found, kept theme by theme.

A theme is known by its fingerprint, so that a changed theme is looked for anew, and only that one.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Mapping

from guanaco_tui.lesson.database import Database

# The bit of each field of a task, as they stand in the table `hit`.
FIELD_BITS = {"instruction": 1, "input": 2, "output": 4}
ANY_FIELD = 7
_LAST_ROW = 2**63 - 1


class Hits:
    """The hits of a lesson, through one connection.

    `fingerprints` are those of a theme file's themes, by name. A hit that a theme left which has
    other words now is never given out.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def upto(self, collection: int, fingerprints: Mapping[str, str]) -> dict[str, int]:
        """Return the last row of a collection in which each theme was looked for, 0 for none."""
        with self._database.reading() as connection:
            known = _known(connection, collection)
        return {
            name: known[name][1] if name in known and known[name][0] == words else 0
            for name, words in fingerprints.items()
        }

    def begin(self, collection: int, fingerprints: Mapping[str, str]) -> None:
        """Forget what themes left that have other words now, or are no more."""
        with self._database.writing() as connection:
            known = {theme: words for theme, (words, _) in _known(connection, collection).items()}
            new = {name: words for name, words in fingerprints.items() if known.get(name) != words}
            gone = [
                (collection, name) for name in (known.keys() - fingerprints.keys()) | new.keys()
            ]
            for table in ("hit", "tagged"):
                connection.executemany(
                    f"DELETE FROM {table} WHERE collection = ? AND theme = ?", gone
                )
            connection.executemany(
                "INSERT INTO tagged (collection, theme, words, upto) VALUES (?, ?, ?, 0)",
                ((collection, name, words) for name, words in new.items()),
            )

    def save(
        self,
        collection: int,
        fingerprints: Mapping[str, str],
        after: int,
        upto: int,
        hits: Iterable[tuple[str, int, int]],
    ) -> bool:
        """Keep the hits (theme, row, fields) of some themes after row `after`, up to row `upto`.

        Return False, and keep nothing, where it is no longer so that each of these themes was
        looked for up to `after`: somebody else was quicker, or the tasks were changed meanwhile.
        """
        with self._database.writing() as connection:
            known = _known(connection, collection)
            if any(known.get(name) != (words, after) for name, words in fingerprints.items()):
                return False
            connection.executemany(
                "UPDATE tagged SET upto = ? WHERE collection = ? AND theme = ?",
                ((upto, collection, name) for name in fingerprints),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO hit (collection, theme, task, fields) VALUES (?, ?, ?, ?)",
                ((collection, *hit) for hit in hits),
            )
        return True

    def rows(
        self, collection: int, fingerprints: Mapping[str, str], fields: int = ANY_FIELD
    ) -> Mapping[str, "array[int]"]:
        """Return the rows of the tasks that speak of each theme in any of `fields`, oldest first.

        Kept tasks and rejections alike.
        """
        found: dict[str, array[int]] = {name: array("q") for name in fingerprints}
        known = self.upto(collection, fingerprints)
        with self._database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            for theme, task in cursor.execute(
                "SELECT theme, task FROM hit WHERE collection = ? AND fields & ?"
                " ORDER BY theme, task",
                (collection, fields),
            ):
                if known.get(theme):
                    found[theme].append(task)
        return found

    def counts(
        self, collection: int, fingerprints: Mapping[str, str], fields: int = ANY_FIELD
    ) -> tuple[dict[str, int], int]:
        """Return how many kept tasks speak of each theme in any of `fields`, and of how many.

        Tasks in which some theme was not looked for yet are left out of both; without themes
        none are.
        """
        upto = min(self.upto(collection, fingerprints).values(), default=_LAST_ROW)
        with self._database.reading() as connection:
            found = dict(
                connection.execute(
                    "SELECT theme, count(*) FROM hit JOIN task ON task.id = hit.task"
                    " WHERE hit.collection = ? AND hit.task <= ? AND fields & ? AND rule IS NULL"
                    " GROUP BY theme",
                    (collection, upto, fields),
                ).fetchall()
            )
            total = connection.execute(
                "SELECT count(*) FROM task WHERE collection = ? AND id <= ? AND rule IS NULL",
                (collection, upto),
            ).fetchone()[0]
        return {name: found.get(name, 0) for name in fingerprints}, int(total)


def _known(connection: sqlite3.Connection, collection: int) -> dict[str, tuple[str, int]]:
    """Return the fingerprint of each theme that was looked for, and up to which row it was."""
    return {
        row["theme"]: (row["words"], int(row["upto"]))
        for row in connection.execute(
            "SELECT theme, words, upto FROM tagged WHERE collection = ?", (collection,)
        )
    }

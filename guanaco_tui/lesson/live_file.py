"""A JSON array that is whole whenever somebody opens it, while a run adds to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from guanaco_tui import files
from guanaco_tui.lesson.exports import to_json_array

# Write again when the file has grown by one in so many: a file of N rows is then written in at
# most GROWTH + 1 times its size, all versions together, and is never further behind than that.
GROWTH = 16


class LiveFile:
    """Rows added one by one, written by replacing the file as a whole.

    The cost is linear in the final size, since each version is larger than the last by a fixed
    share. `close` writes what is missing.
    """

    def __init__(self, path: Path, rows: Iterable[dict[str, Any]]) -> None:
        self._path = path
        self._rows = list(rows)
        self._write()

    def add(self, row: dict[str, Any]) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) - self._written > self._written // GROWTH:
            self._write()

    def close(self) -> None:
        """Write the rows that are not in the file yet."""
        if self._written < len(self._rows):
            self._write()

    def _write(self) -> None:
        files.write_atomically(self._path, to_json_array(self._rows))
        self._written = len(self._rows)

"""What the tests of a run begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from guanaco_tui.lesson.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A lesson's database with nothing in it."""
    with Database.open(tmp_path / "lesson.db") as opened:
        yield opened

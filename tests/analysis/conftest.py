"""What the tests of the analysis begin with, beside what every test has."""

from collections.abc import Iterator

import pytest

from guanaco_tui.lesson.database import Database


@pytest.fixture(scope="module")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A lesson's database for all examples of a property, each with collections of its own."""
    with Database.open(tmp_path_factory.mktemp("lesson") / "lesson.db") as opened:
        yield opened

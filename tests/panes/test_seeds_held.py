"""The first pane is left while another program writes to the lesson: the seeds are in their file
all the same, and their collection follows.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import pytest
from textual.pilot import Pilot

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import seed_keeper
from guanaco_tui.panes.seeds import SeedsPane
from tests.panes.bare import bare
from tests.panes.seeds_app import opened, texts
from tests.panes.waiting import until


@pytest.fixture(autouse=True)
def nothing_is_saved_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed_keeper, "SAVE_AFTER", 3600)
    monkeypatch.setattr(seed_keeper, "LOOK_EVERY", 3600)


@asynccontextmanager
async def written(lesson: Lesson) -> AsyncIterator[tuple[Pilot[None], SeedsPane]]:
    """The pane with a letter put before its first seed, once all before that is saved."""
    with bare("settings"):
        async with opened(lesson) as (pilot, pane):
            await until(pilot, lambda: pane._keeper._in_step is pane.book.file)
            await pilot.press("enter", "Q")
            yield pilot, pane


@contextmanager
def held_by_another_program(lesson: Lesson) -> Iterator[None]:
    """Nobody else can write to the database."""
    with closing(sqlite3.connect(lesson.database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def collected(pane: SeedsPane) -> list[str]:
    """The first letters of the seeds in their collection, which other panes read."""
    catalogue = pane.guanaco.catalogue
    rows = catalogue.rows(catalogue.ids(catalogue.collection("seeds").id))
    return [row.instruction[:2] for row in rows]


async def test_another_pane_is_opened_without_waiting_and_the_collection_follows(
    six_seeds: Lesson,
) -> None:
    async with written(six_seeds) as (pilot, pane):
        with held_by_another_program(six_seeds):
            await pilot.press("escape", "2")
            assert pane.guanaco.pane is not pane
            assert texts(six_seeds)[0].startswith("QWrite a letter")
            assert not pane.app._notifications
            assert collected(pane)[0] == "Wr"
        await until(pilot, lambda: collected(pane)[0] == "QW")


async def test_quitting_neither_waits_nor_says_that_anything_is_lost(six_seeds: Lesson) -> None:
    async with written(six_seeds) as (pilot, _):
        with held_by_another_program(six_seeds):
            await pilot.press("ctrl+q")
            await until(pilot, lambda: not pilot.app.is_running)
    assert texts(six_seeds)[0].startswith("QWrite a letter")

"""Pane 4 where the lesson cannot be read: it says why, in the place of a task, and goes on."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.browse import BrowsePane
from guanaco_tui.widgets.lineage_view import LineageView
from guanaco_tui.widgets.task_list import TaskList
from tests.importing import import_into
from tests.panes.browsing import started
from tests.panes.waiting import until

TASKS = 400
NEWEST = "Task number 399"
DAMAGED = "damaged"


@pytest.fixture
def theirs(lesson: Lesson) -> Lesson:
    """A lesson with an imported collection of 400 tasks, newest at the top of the list."""
    tasks = [(f"Task number {n:03} of them", "", "long " * 60) for n in range(TASKS)]
    import_into(lesson, tasks)
    return lesson


def damage(lesson: Lesson, text: str) -> None:
    """Overwrite the page of the database that a text stands in, as a failing disk does."""
    database = bytearray(lesson.database_path.read_bytes())
    size = int.from_bytes(database[16:18], "big")
    begin = database.index(text.encode("utf-8")) // size * size
    database[begin : begin + size] = b"\xff" * size
    lesson.database_path.write_bytes(database)


@asynccontextmanager
async def listed(lesson: Lesson) -> AsyncIterator[tuple[Pilot[None], BrowsePane]]:
    """The pane, once the newest task can be read."""
    async with started(lesson) as (pilot, app):
        pane = await pressed(pilot, app)
        await until(pilot, lambda: NEWEST in told(pane))
        yield pilot, pane


async def pressed(pilot: Pilot[None], app: GuanacoApp) -> BrowsePane:
    """Open the pane with its key; it may have nothing to list."""
    await pilot.press("4")
    assert isinstance(app.pane, BrowsePane)
    return app.pane


def told(pane: BrowsePane) -> str:
    """What stands in the place of a task."""
    return str(pane.query_one("#task-text", Static).visual)


def seen(pane: BrowsePane, index: int) -> str:
    """A row of the list."""
    return pane.query_one(TaskList).row(index, 30).plain


def damaged(*_: object, **__: object) -> None:
    raise GuanacoError("The database is damaged: put a copy back.")


async def test_a_task_on_a_damaged_page_says_so_and_those_on_other_pages_are_read(
    theirs: Lesson,
) -> None:
    damage(theirs, "Task number 380 of")
    async with started(theirs) as (pilot, app):
        pane = await pressed(pilot, app)
        await until(pilot, lambda: pane.listing is not None and DAMAGED in told(pane))
        assert "cannot be read" in seen(pane, TASKS - 1 - 380)
        await pilot.press(*"lsny", "enter", "escape", "end")
        await until(pilot, lambda: "Task number 000 of" in told(pane))
        assert "Task number 000 of" in seen(pane, TASKS - 1)


async def test_what_cannot_be_listed_says_why_and_the_list_is_empty(
    theirs: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listed(theirs) as (pilot, pane):
        with monkeypatch.context() as patch:
            patch.setattr(Catalogue, "ids", damaged)
            await pilot.press("d")
            await until(pilot, lambda: DAMAGED in told(pane))
            assert pane.query_one(TaskList).total == 0
        await pilot.press("d")
        await until(pilot, lambda: NEWEST in told(pane))


async def test_what_else_is_looked_up_and_cannot_be_read_says_why_and_the_list_stays(
    theirs: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listed(theirs) as (pilot, pane):
        for name in ("collections", "collection_of", "task_of_seed"):
            monkeypatch.setattr(Catalogue, name, damaged)
        await pilot.press("c")
        await pane.open_task(1)
        pane.query_one(LineageView).post_message(LineageView.Chosen("seed", 1, "seed_task_1"))
        await pilot.pause()
        assert [said.message for said in pane.app._notifications if DAMAGED in said.message]
        assert NEWEST in told(pane)
        # It is what the pane lists anew when it is opened.
        await pilot.press("4")
        await until(pilot, lambda: DAMAGED in told(pane))


async def test_a_lesson_whose_folder_is_gone_says_so_until_it_is_back(
    theirs: Lesson, tmp_path: Path
) -> None:
    aside = tmp_path / "aside"
    async with started(theirs) as (pilot, app):
        row = app.catalogue.ids(app.catalogue.collection("theirs").id)[0]
        shutil.copytree(theirs.folder, aside)
        shutil.rmtree(theirs.folder)
        pane = await pressed(pilot, app)
        assert "is not there any more: put it back" in told(pane)
        await pilot.press(*"tlsrndoyx", "escape", "enter", "c", "escape", "slash", "x")
        await app.open_task(row)
        pane.beat()
        await pilot.pause()
        assert "is not there any more: put it back" in told(pane)
        shutil.copytree(aside, theirs.folder)
        pane.opened()
        await until(pilot, lambda: "Task number" in told(pane))

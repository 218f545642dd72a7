"""Pane 4 in the app, with a real lesson: a collection opened for a test, narrowed, read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Input, Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.catalogue import TaskRow
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.browse import BrowsePane
from guanaco_tui.widgets.task_list import TaskList
from guanaco_tui.widgets.theme_chips import ThemeChips
from tests.panes import bare, keyboard
from tests.panes.waiting import until


@asynccontextmanager
async def started(
    lesson: Lesson, size: tuple[int, int] = bare.SIZE
) -> AsyncIterator[tuple[Pilot[None], GuanacoApp]]:
    """The app, with nothing in front that is not tested here; Browse is not opened yet."""
    async with bare.started(lesson, "seeds", "run", size=size) as (pilot, app):
        yield pilot, app


@asynccontextmanager
async def browsing(
    lesson: Lesson, collection: str = "run-1", size: tuple[int, int] = bare.SIZE
) -> AsyncIterator[tuple[Pilot[None], BrowsePane]]:
    """The pane, once it lists a collection."""
    async with started(lesson, size) as (pilot, app):
        pane = await open_browse(app)
        await app.open_collection(collection)
        await settled(pilot, pane)
        yield pilot, pane


async def open_browse(app: GuanacoApp) -> BrowsePane:
    pane = await app.open_pane("browse")
    assert isinstance(pane, BrowsePane)
    return pane


async def settled(pilot: Pilot[None], pane: BrowsePane) -> None:
    """Wait until what is asked for is listed, and its themes are counted."""

    def is_listed() -> bool:
        listing = pane.listing
        return listing is not None and listing.view == pane.view and not listing.untagged

    await until(pilot, is_listed)
    await pilot.pause()


async def typed(pilot: Pilot[None], pane: BrowsePane, line: str) -> None:
    """Type what is looked for, letter by letter."""
    await pilot.press("slash")
    await keyboard.typed(pilot, line)
    await settled(pilot, pane)


async def pasted(pilot: Pilot[None], pane: BrowsePane, line: str) -> None:
    """Put what is looked for into its place, all at once."""
    await pilot.press("slash")
    pane.query_one(Input).insert_text_at_cursor(line)
    await until(pilot, lambda: pane.view is not None and pane.view.line == line)
    await settled(pilot, pane)


def current(pane: BrowsePane) -> TaskRow:
    """The task under the cursor."""
    task = pane.query_one(TaskList).current
    assert task is not None
    return task


def text_of(pane: BrowsePane, query: str) -> str:
    return str(pane.query_one(query, Static).visual)


def row_text(pane: BrowsePane, index: int) -> str:
    """A row of the list, as it is seen."""
    tasks = pane.query_one(TaskList)
    return tasks.row(index, tasks.size.width).plain


def marked_in(pane: BrowsePane) -> set[str]:
    """What is underlined in the task that is read."""
    content = pane.query_one("#task-text", Static).visual
    return {
        content.plain[span.start : span.end]  # type: ignore[attr-defined]
        for span in content.spans  # type: ignore[attr-defined]
        if "underline" in str(span.style)
    }


def chips(pane: BrowsePane) -> str:
    """The themes, with their counts, as they are seen."""
    return pane.query_one(ThemeChips).render().plain

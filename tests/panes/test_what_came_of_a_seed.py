"""From what came of the seeds, in pane 5, to the tasks of a theme or to a seed, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.browse import BrowsePane
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_seeds import SeedsView
from tests.panes.bare import started
from tests.panes.browsing import current, settled
from tests.panes.comparing import head, open_compare, said, show
from tests.panes.waiting import until


@asynccontextmanager
async def inheriting(
    lesson: Lesson,
) -> AsyncIterator[tuple[Pilot[None], ComparePane, SeedsView]]:
    """The view of what a run has from its seeds, with Browse behind it."""
    async with started(lesson, "seeds", "run") as (pilot, app):
        pane = await open_compare(app)
        await until(pilot, lambda: "against" in head(pane) and not pane.is_reading)
        await show(pilot, pane, "s", SeedsView)
        assert isinstance(pane.front, SeedsView)
        yield pilot, pane, pane.front


async def in_browse(pilot: Pilot[None], pane: ComparePane) -> BrowsePane:
    """Wait until Browse lists what was asked for."""
    await until(pilot, lambda: isinstance(pane.guanaco.pane, BrowsePane))
    browse = pane.guanaco.pane
    assert isinstance(browse, BrowsePane)
    await settled(pilot, browse)
    return browse


async def test_a_fertile_seed_is_opened_and_escape_comes_back_to_it(with_a_run: Lesson) -> None:
    async with inheriting(with_a_run) as (pilot, pane, view):
        await pilot.press("tab", "down")
        seed = view._fertile[1]
        await pilot.press("enter")
        browse = await in_browse(pilot, pane)
        assert browse.view is not None
        with with_a_run.database() as database:
            assert current(browse).id == Catalogue(database).task_of_seed(seed.seed)
        await pilot.press("escape")
        await until(pilot, lambda: pane.guanaco.pane is pane)
        assert (pane.front, view.fertile.cursor) == (view, 1)


async def test_a_theme_leads_to_the_tasks_of_the_run_that_speak_of_it(with_a_run: Lesson) -> None:
    async with inheriting(with_a_run) as (pilot, pane, view):
        theme = view.theme_name
        await pilot.press("enter")
        browse = await in_browse(pilot, pane)
        assert browse.view is not None
        assert browse.view.line == f"#{theme}"
        await pilot.press("escape")
        await until(pilot, lambda: pane.guanaco.pane is pane)


async def test_a_seed_that_was_deleted_since_the_run_is_said_to_be_gone(with_a_run: Lesson) -> None:
    async with inheriting(with_a_run) as (pilot, pane, _):
        await pilot.press("tab")
        with with_a_run.database() as database:
            Catalogue(database).sync_seeds(())
        await pilot.press("enter")
        (told,) = said(pane.app)
        assert told.endswith("is no longer among the seeds.")
        assert pane.guanaco.pane is pane

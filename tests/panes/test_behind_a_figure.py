"""From a figure in Compare to the tasks behind it in Browse, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from guanaco_tui import headless
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.panes.browse import BrowsePane
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_bias import BiasView
from tests.panes.bare import started
from tests.panes.comparing import bring_in, open_compare, show, table
from tests.panes.waiting import until

# A run whose rules drop what women are named in.
RUN = Settings().changed(
    {
        "batch": {"count": 30, "random_seed": 5},
        "rules": {"unsuitable_words": ["woman", "women", "her"]},
    }
)


@pytest.fixture
def lesson_with_run(lesson: Lesson) -> Lesson:
    headless.generate(lesson, RUN)
    return lesson


@asynccontextmanager
async def compared(lesson: Lesson) -> AsyncIterator[tuple[Pilot[None], ComparePane]]:
    """Compare, with figures, in the app as it is but for two panes that are not opened."""
    async with started(lesson, "seeds", "run") as (pilot, app):
        pane = await open_compare(app)
        await until(pilot, lambda: table(pane))
        yield pilot, pane


async def read(pilot: Pilot[None]) -> tuple[str, str, set[str | None]]:
    """Press enter; return collection and line that Browse shows, and why the tasks were dropped."""
    await pilot.press("enter")
    app = pilot.app
    assert isinstance(app, GuanacoApp)
    await until(pilot, lambda: isinstance(app.pane, BrowsePane))
    browse = app.pane
    assert isinstance(browse, BrowsePane)
    await until(pilot, lambda: browse.listing is not None and browse.listing.view == browse.view)
    assert browse.listing is not None
    (collection,) = (it for it in browse.collections if it.id == browse.listing.view.collection)
    tasks = app.catalogue.rows(browse.listing.ids)
    return collection.name, browse.query_one(Input).value, {task.rule for task in tasks}


def said(pilot: Pilot[None]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


async def test_enter_on_a_theme_reads_its_tasks_at_the_right_and_escape_comes_back(
    lesson: Lesson,
) -> None:
    bring_in(lesson, "theirs", "Ask the woman at the river")
    async with compared(lesson) as (pilot, pane):
        await pilot.press("down")
        assert await read(pilot) == ("theirs", "#gender", {None})
        # Also after something else was looked for.
        await pilot.press("slash", *"woman", "escape", "escape")
        assert pane.guanaco.pane is not pane
        await pilot.press("escape")
        await until(pilot, lambda: pane.guanaco.pane is pane)
        await pilot.press("down")
        # What is absent there is read where it is.
        assert await read(pilot) == ("seeds", "#sexuality", {None})
        assert said(pilot)[-1] == "Absent from theirs, instruction: this is seeds."
        await pilot.press("escape")
        await until(pilot, lambda: pane.guanaco.pane is pane)


async def test_enter_on_a_theme_among_the_filters_reads_what_they_dropped_of_it(
    lesson_with_run: Lesson,
) -> None:
    async with compared(lesson_with_run) as (pilot, pane):
        await show(pilot, pane, "b", BiasView)
        bias = pane.front
        assert isinstance(bias, BiasView)
        # A title is of no tasks.
        await pilot.press("home", "enter")
        assert pane.guanaco.pane is pane
        # All that was dropped, then what was of a theme.
        await pilot.press("down")
        name, line, rules = await read(pilot)
        assert (name, line) == ("run-1", "")
        assert None not in rules
        assert "unsuitable_word" in rules
        await pilot.press("escape")
        await until(pilot, lambda: pane.guanaco.pane is pane)
        while bias.theme_name != "gender":
            await pilot.press("down")
        name, line, rules = await read(pilot)
        assert (name, line) == ("run-1", "#gender")
        assert None not in rules
        assert "unsuitable_word" in rules
        assert said(pilot)[-1] == "Listed are dropped tasks with a hit in any field."
        await pilot.press("escape")
        await until(pilot, lambda: pane.guanaco.pane is pane)
        # A seed is dropped by nothing.
        await pilot.press("end")
        while bias.theme_name != "gender":
            await pilot.press("up")
        assert await read(pilot) == ("seeds", "#gender", {None})
        assert said(pilot)[-1] == "No rule drops a seed: listed are all that speak of it."

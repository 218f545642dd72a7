"""What lies before a pane, a whole screen or a dialog: no run starts behind it, and the keys that
say what can be done and how to leave say it there, too.
"""

import pytest

from guanaco_tui.generation import prepare
from guanaco_tui.help import HelpScreen
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.collection_picker import CollectionPicker
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.sides_picker import SidesPicker
from guanaco_tui.widgets.virtual_list import VirtualList
from tests.panes.comparing import running, said
from tests.panes.waiting import until

SLOW: dict[str, dict[str, object]] = {
    "model": {"pace": "reading"},
    "batch": {"random_seed": 1},
}


def covers() -> list[ThemeScreen | ConcordanceScreen | Question]:
    """A whole screen of each kind, and a dialog."""
    return [
        ThemeScreen("", ("seeds",)),
        ConcordanceScreen(("seeds",), "woman"),
        Question("Stay?", yes="Yes", no="No"),
    ]


async def test_no_run_is_started_unseen_and_it_is_said_from_where_one_is(lesson: Lesson) -> None:
    async with running(lesson) as (pilot, app):
        for cover in covers():
            await app.push_screen(cover)
            app.clear_notifications()
            await pilot.press("ctrl+r")
            assert said(app) == ["A run is started from the panes: leave this first."]
            assert not app.run_is_going
            assert app.screen is cover
            cover.dismiss()
            await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_a_run_that_goes_on_unseen_is_paused_and_it_is_said(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "READING_PACE", 200.0)
    async with running(lesson) as (pilot, app):
        app.settings = app.settings.changed(SLOW)
        await app.action_toggle_run()
        await until(pilot, lambda: app.run_watch)
        await app.push_screen(ThemeScreen("", ("seeds",)))
        for is_paused, what in ((True, "The run is paused."), (False, "The run goes on.")):
            await pilot.press("ctrl+r")
            assert (app.is_paused, said(app)[-1]) == (is_paused, what)
        app.stop_run()


@pytest.mark.parametrize("kind", [ThemeScreen, ConcordanceScreen])
async def test_ctrl_c_says_how_to_leave_where_a_screen_is_whole(
    lesson: Lesson, kind: type[ThemeScreen | ConcordanceScreen]
) -> None:
    async with running(lesson) as (pilot, app):
        cover = next(it for it in covers() if isinstance(it, kind))
        await app.push_screen(cover)
        # Where something is typed, it copies.
        await until(pilot, lambda: isinstance(app.focused, VirtualList))
        await pilot.press("ctrl+c")
        assert app.screen is cover
        assert "ctrl+q leaves." in said(app)


async def test_f1_opens_help_in_the_dialogs_where_collections_are_chosen(
    with_theirs: Lesson,
) -> None:
    async with running(with_theirs) as (pilot, app):
        there = app.catalogue.collections()
        for picker in (
            CollectionPicker(there, there[0].id),
            SidesPicker(there, ("seeds", "theirs")),
        ):
            await app.push_screen(picker)
            await pilot.press("f1")
            assert isinstance(app.screen, HelpScreen)
            await pilot.press("escape", "escape")
            assert len(app.screen_stack) == 1


async def test_what_is_said_twice_stands_once(lesson: Lesson) -> None:
    async with running(lesson) as (pilot, app):
        for text in ("Too full.", "Too slow.", "Too full."):
            app.say(text, severity="error")
            await pilot.pause()
        assert said(app) == ["Too slow.", "Too full."]

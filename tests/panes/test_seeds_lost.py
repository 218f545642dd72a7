"""Seeds that cannot be saved when the app is left: enter stays, and loses nothing."""

from textual.widgets import Button

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.question import Question
from tests.panes.bare import bare
from tests.panes.seeds_app import opened, refuse_to_be_saved
from tests.panes.waiting import until


async def test_enter_stays_where_what_is_written_would_be_lost(six_seeds: Lesson) -> None:
    with bare("settings"):
        async with opened(six_seeds) as (pilot, pane):
            await pilot.press("enter", "Q")
            refuse_to_be_saved(six_seeds)
            await pilot.press("ctrl+q")
            await until(pilot, lambda: isinstance(pane.app.screen, Question))
            assert isinstance(pane.app.focused, Button) and pane.app.focused.id == "no"
            await pilot.press("enter")
            await pilot.pause()
            assert pane.app.is_running and pane.screen.is_active
            assert pane.book.file.seeds[0].instruction.startswith("Q")

"""How many hits are drawn to be judged: twenty of each side, and then twenty more."""

from textual.widgets import Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.hit_sample import HitSample
from guanaco_tui.panes.themes import ThemeScreen
from tests.panes.comparing import WATER, bring_in, drawn, running, write_themes
from tests.panes.waiting import until


def place(app: GuanacoApp) -> str:
    """Which hit is asked about, as `1 of 40`; empty before the sample is there."""
    if not isinstance(app.screen, HitSample):
        return ""
    return str(app.screen.query_one("#sample-head", Static).content).split("   ")[0]


async def test_twenty_hits_of_each_side_are_drawn_and_then_twenty_more(lesson: Lesson) -> None:
    write_themes(lesson, WATER)
    bring_in(lesson, "ours", *(f"Cross the river {n}" for n in range(25)))
    bring_in(lesson, "theirs", *(f"Name the river {n}" for n in range(45)))
    async with running(lesson) as (pilot, app):
        editor = ThemeScreen("water", ("ours", "theirs"))
        await app.push_screen(editor)
        await until(pilot, lambda: "45 of 45" in drawn(editor))
        await pilot.press("s")
        await until(pilot, lambda: place(app) == "1 of 40")
        sample = app.screen
        assert isinstance(sample, HitSample)
        sample.at = 39
        await pilot.press("right")
        await until(pilot, lambda: "20 of 25 tasks that have a hit" in drawn(sample))
        assert "20 of 45 tasks that have a hit" in drawn(sample)
        await pilot.press("m")
        # There are no twenty more of the one side.
        await until(pilot, lambda: place(app) == "1 of 65")

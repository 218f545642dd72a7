"""Verbs, filters and seeds in pane 5: what each view tells of an import, and of a run."""

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.compare_verbs import VerbsView
from tests.panes.comparing import (
    bring_in,
    compared,
    drawn,
    head,
    open_compare,
    opened,
    show,
    start_run,
)
from tests.panes.waiting import until


async def test_verbs_show_what_could_be_read_and_what_could_not(lesson: Lesson) -> None:
    tasks = ("Write a poem", "Write a letter", "Write a poem now", "Is it late?")
    bring_in(lesson, "theirs", *tasks)
    async with compared(lesson) as (pilot, pane):
        await show(pilot, pane, "v", VerbsView)
        assert "theirs 75% could be read" in drawn(pane)
        assert "3 of 4 instructions" in drawn(pane)
        await pilot.press("right", "u")
        await until(pilot, lambda: "theirs 1 not read" in drawn(pane))
        assert "question" in drawn(pane)
        await pilot.press("p")
        page = lesson.folder / "verbs-seeds-theirs.html"
        await until(pilot, page.exists)
        assert "<svg" in page.read_text(encoding="utf-8")
        await pilot.press("P")
        of_one = lesson.folder / "verbs-theirs.html"
        await until(pilot, of_one.exists)
        assert "seeds" not in of_one.read_text(encoding="utf-8")


async def test_an_import_has_no_table_of_what_was_dropped_and_no_known_seeds(
    with_theirs: Lesson,
) -> None:
    async with compared(with_theirs) as (pilot, pane):
        await show(pilot, pane, "b", BiasView)
        assert "theirs came as a file" in drawn(pane)
        assert "seeds, put through the rules" in drawn(pane)
        await show(pilot, pane, "s", SeedsView)
        assert "Neither side is a run" in drawn(pane)


async def test_a_run_has_a_table_beside_the_seeds_and_says_that_requests_are_drawn(
    lesson: Lesson,
) -> None:
    async with opened(lesson, (120, 40)) as (pilot, pane):
        await start_run(pane.guanaco)
        await until(pilot, lambda: not pane.guanaco.run_is_going)
        await open_compare(pane.guanaco)
        await until(pilot, lambda: head(pane)[3:5] == ["run-1", "40"])
        await show(pilot, pane, "b", BiasView)
        assert "run-1, candidates" in drawn(pane)
        assert "seeds, put through the same rules" in drawn(pane)
        await show(pilot, pane, "s", SeedsView)
        assert "tasks of one request are not independent" in drawn(pane)
        await pilot.press("tab")
        await until(pilot, lambda: "A place to look, not a finding." in drawn(pane))

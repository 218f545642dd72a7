"""In which field a view of pane 5 looks: it says so, also where that is always the same."""

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.compare_verbs import VerbsView
from tests.panes.comparing import compared, head, said, show
from tests.panes.waiting import until


async def test_verbs_are_always_those_of_the_instruction_and_the_field_stays(
    with_theirs: Lesson,
) -> None:
    async with compared(with_theirs) as (pilot, pane):
        await show(pilot, pane, "v", VerbsView)
        await pilot.press("f")
        assert said(pane.app) == ["This view always looks in the instruction."]
        assert (pane.field, pane.is_reading) == ("instruction", False)


async def test_the_seeds_view_says_in_which_field_its_rates_are(with_a_run: Lesson) -> None:
    async with compared(with_a_run) as (pilot, pane):
        await show(pilot, pane, "s", SeedsView)
        await until(pilot, lambda: " ".join(head(pane)).endswith("of run-1, instruction"))
        await pilot.press("f")
        await until(pilot, lambda: " ".join(head(pane)).endswith("of run-1, input"))
        await pilot.press("f", "f")
        await until(pilot, lambda: " ".join(head(pane)).endswith("of run-1, each theme's fields"))

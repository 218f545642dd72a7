"""The filters in pane 5, where there is no room for every rule."""

import json

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_bias import BiasView
from tests.panes.comparing import bring_in, compared, drawn, show
from tests.panes.waiting import until

# Seeds that break a rule each: six rules, the most common first.
BREAKING = (
    *("Name a picture of the women here",) * 6,
    *("Name women",) * 5,
    *("word " * 151,) * 4,
    *("Write a program for the women here",) * 3,
    *("- name the women of the town",) * 2,
    "¿Name the women of the town?",
)


def heads(pane: ComparePane) -> str:
    return drawn(pane.query_one("#bias-heads"))


def told(pane: ComparePane) -> str:
    return drawn(pane.query_one("#bias-told"))


async def test_left_and_right_go_through_the_rules_that_have_no_room(lesson: Lesson) -> None:
    lines = [json.dumps({"id": f"s{n}", "instruction": text}) for n, text in enumerate(BREAKING)]
    lesson.seeds_path.write_text("\n".join(lines), encoding="utf-8")
    bring_in(lesson, "theirs", "Name the river")
    async with compared(lesson) as (pilot, pane):
        await show(pilot, pane, "b", BiasView)
        first = "unsuit. too too write a → any tasks word short long program rule"
        await until(pilot, lambda: heads(pane) == f"rules 1 to 4 of 6 {first}")
        shares = "all candidates 21 29% 24% 19% 14% 100%"
        assert shares in drawn(pane)
        assert "unsuit. word: unsuitable word" in told(pane)
        await pilot.press("left", "right")
        second = "← too too write a starts → any tasks short long program punct. rule"
        await until(pilot, lambda: heads(pane) == f"rules 2 to 5 of 6 {second}")
        assert "all candidates 21 24% 19% 14% 9.5% 100%" in drawn(pane)
        assert "unsuit." not in told(pane)
        assert "starts punct.: starts with punctuation" in told(pane)
        await pilot.press("right", "right", "right")
        last = "← too write a starts starts any tasks long program punct. script rule"
        await until(pilot, lambda: heads(pane) == f"rules 3 to 6 of 6 {last}")
        # At the end one press is enough to go back; in a wider window all are seen.
        await pilot.press("left")
        await until(pilot, lambda: heads(pane) == f"rules 2 to 5 of 6 {second}")
        await pilot.resize_terminal(120, 40)
        every = "unsuit. too too write a starts starts any tasks"
        await until(pilot, lambda: heads(pane).startswith(every))

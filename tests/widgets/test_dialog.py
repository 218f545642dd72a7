"""A dialog is as high as its words, is left once, and in the smallest terminal words come first."""

import pytest
from textual.app import App
from textual.containers import Vertical
from textual.widgets import Button, Static

from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.line_question import LineQuestion
from guanaco_tui.widgets.question import Question


def question() -> Question:
    return Question("Stop it and quit? What was shown is saved.", yes="Stop and quit", no="Stay")


@pytest.mark.parametrize("dialog", [question(), LineQuestion("Note to seed 5", "a note")])
async def test_a_dialog_is_as_high_as_what_it_says(dialog: Dialog[object]) -> None:
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(dialog)
        await pilot.pause()
        frame = dialog.query_one(".dialog", Vertical)
        assert frame.region.height <= 9
        assert all(frame.region.contains_region(it.region) for it in dialog.query("Static, Button"))


async def test_at_20_by_5_a_question_is_read_first_and_answered_by_key() -> None:
    app: App[None] = App()
    answers: list[bool | None] = []
    async with app.run_test(size=(20, 5)) as pilot:
        asked = question()
        await app.push_screen(asked, answers.append)
        await pilot.pause()
        words = asked.query_one(Static)
        assert words.region.y == 0
        assert words.region.height >= 3
        assert asked.query_one("#yes", Button).region.y == 4
        await pilot.press("n")
        assert answers == [False]


async def test_a_dialog_below_another_one_cannot_be_dismissed() -> None:
    app: App[None] = App()
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        below, above = question(), LineQuestion("Note to seed 5", "a note")
        await app.push_screen(below, answers.append)
        await app.push_screen(above)
        # It is still to be seen through the one before it.
        assert below.is_current
        below.dismiss(True)
        await pilot.pause()
        assert app.screen is above
        assert answers == []

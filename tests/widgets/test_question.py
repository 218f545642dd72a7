"""What enter answers to a question: yes, unless something would be lost by it."""

import pytest
from textual.app import App
from textual.widgets import Button

from guanaco_tui.widgets.question import Question


@pytest.mark.parametrize("is_loss", [False, True])
async def test_enter_never_loses_anything(is_loss: bool) -> None:
    app: App[None] = App()
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        asked = Question("Leave?", yes="Leave", no="Stay", is_loss=is_loss)
        await app.push_screen(asked, answers.append)
        await pilot.pause()
        first, second = asked.query(Button)
        assert first.has_focus
        assert (first.id, second.id) == (("no", "yes") if is_loss else ("yes", "no"))
        assert (first.variant, second.variant) == ("primary", "default")
        await pilot.press("enter")
    assert answers == [not is_loss]

"""Lists of options and drop-downs on a screen that has no room for them."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import OptionList, Select
from textual.widgets._select import SelectOverlay

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import make_lesson, sample_seeds
from guanaco_tui.palette import Palette
from guanaco_tui.widgets.choices import Choice, Options
from tests.panes.waiting import until


class Drop(App[None]):
    CSS = "SelectOverlay, Options { height: 0; max-height: 0; border: none; }"

    def compose(self) -> ComposeResult:
        yield Choice([("one", 1), ("two", 2), ("three", 3)], value=2, allow_blank=False)
        yield Options("one", "two")


@pytest.mark.parametrize("key", ["pageup", "pagedown"])
async def test_a_page_key_in_a_list_without_a_line_does_nothing(key: str) -> None:
    app = Drop()
    async with app.run_test(size=(20, 5)) as pilot:
        choice = app.query_one(Select)
        choice.focus()
        await pilot.press("enter", key)
        assert choice.query_one(SelectOverlay).highlighted == 1
        await pilot.press("escape")
        options = app.query_one(Options)
        options.highlighted = 1
        options.focus()
        await pilot.press(key)
        assert options.highlighted == 1
        assert choice.value == 2


async def test_the_option_under_the_cursor_is_told_by_a_mark_and_not_by_its_colour_alone() -> None:
    app = Drop()
    app.CSS = "Options { height: 4; border: none; }"
    async with app.run_test(size=(20, 8)) as pilot:
        options = app.query_one(Options)
        options.highlighted = 1

        def lines() -> list[str]:
            return [options.render_line(y).text.rstrip() for y in range(3)]

        await pilot.pause()
        assert [line[0] for line in lines()[:2]] == [" ", "▹"]
        options.focus()
        await pilot.press("up")
        assert [line[0] for line in lines()[:2]] == ["▸", " "]
        assert lines()[2] == ""


async def test_a_choice_is_made_with_the_keyboard() -> None:
    app = Drop()
    app.CSS = ""
    async with app.run_test(size=(40, 12)) as pilot:
        choice = app.query_one(Select)
        choice.focus()
        await pilot.press("enter", "pagedown", "enter")
        assert choice.value == 3


async def test_a_page_key_in_a_palette_without_room_does_nothing(tmp_path: Path) -> None:
    lesson = make_lesson(tmp_path / "small", sample_seeds())
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=(20, 3)) as pilot:
            await until(pilot, lambda: app.pane)
            await pilot.press("ctrl+p", "down", "pagedown", "pageup", "down", "pagedown")
            assert isinstance(app.screen, Palette)
            assert app.screen.query_one(OptionList)

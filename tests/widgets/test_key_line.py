"""The line of keys at the foot of the screen."""

from typing import ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input

from guanaco_tui.widgets.key_line import KeyLine
from tests.panes.waiting import until


class Place(Vertical, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,insert", "note('new')", "New", id="place.new", tooltip="A new one"),
        Binding("d", "note('delete')", "Delete", id="place.delete", tooltip="Take it away"),
        Binding("x", "note('hidden')", "Hidden", show=False),
        Binding("g", "grey", "Grey", id="place.grey"),
        Binding("w", "note('odd')", "[b]x[/i]", id="place.odd"),
    ]

    def compose(self) -> ComposeResult:
        yield Input()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "grey" else True

    def action_note(self, what: str) -> None:
        self.query_one(Input).value = what

    def action_grey(self) -> None:
        raise AssertionError("what cannot be done was done")


class KeysApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "about", "Help", id="app.help", tooltip="What can be done here")
    ]

    def compose(self) -> ComposeResult:
        yield Place()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Place).focus()


def line(app: App[None]) -> str:
    """The line as it is painted, without the cell at its left edge."""
    keys = app.query_one(KeyLine)
    return keys.render_line(0).text.rstrip()


def named(text: str) -> list[str]:
    return text.split("  ")


async def until_line(pilot: Pilot[None], text: str) -> None:
    await until(pilot, lambda: line(pilot.app).strip() == text)


ALL = "n New  d Delete  g Grey  w [b]x[/i]  f1 Help"


async def test_each_action_has_its_first_key_and_the_apps_own_are_last() -> None:
    async with KeysApp().run_test() as pilot:
        await until_line(pilot, ALL)


async def test_a_field_that_takes_the_letters_leaves_only_the_other_keys() -> None:
    async with KeysApp().run_test() as pilot:
        pilot.app.query_one(Input).focus()
        # Of two keys for an action the letter is taken; the other still does it.
        await until_line(pilot, "insert New  f1 Help")
        pilot.app.query_one(Place).focus()
        await until_line(pilot, ALL)


async def test_where_there_is_no_room_the_last_keys_are_left_out_whole_but_never_help() -> None:
    async with KeysApp().run_test() as pilot:
        for columns in range(60, 8, -1):
            await pilot.resize_terminal(columns, 10)
            await until(pilot, lambda columns=columns: pilot.app.size.width == columns)
            await until(pilot, lambda: len(line(pilot.app)) < pilot.app.size.width)
            *ours, last = named(line(pilot.app).strip())
            assert last == "f1 Help"
            assert ours == named(ALL)[: len(ours)]
            if columns == 40:
                assert ours == ["n New", "d Delete", "g Grey"]


@pytest.mark.parametrize(("x", "value"), [(1, "new"), (9, "delete"), (18, ""), (6, "")])
async def test_a_click_is_the_key_where_it_can_be_pressed(x: int, value: str) -> None:
    async with KeysApp().run_test() as pilot:
        await until_line(pilot, ALL)
        await pilot.click(KeyLine, offset=(x, 0))
        await until(pilot, lambda: pilot.app.query_one(Input).value == value)


async def test_the_mouse_over_a_key_tells_what_it_does() -> None:
    async with KeysApp().run_test() as pilot:
        await until_line(pilot, ALL)
        keys = pilot.app.query_one(KeyLine)
        for x, told in ((9, "Take it away"), (6, "None"), (38, "What can be done here")):
            await pilot.hover(KeyLine, offset=(x, 0))
            await until(pilot, lambda told=told: str(keys.tooltip) == told)


async def test_a_key_of_ones_own_is_shown_and_clicked() -> None:
    app = KeysApp()
    app.set_keymap({"place.delete": "ctrl+k"})
    async with app.run_test() as pilot:
        await until(pilot, lambda: "^k Delete" in line(app))
        assert "d Delete" not in named(line(app))
        await pilot.click(KeyLine, offset=(1 + line(app).index("^k"), 0))
        await until(pilot, lambda: app.query_one(Input).value == "delete")


async def test_the_keys_stay_while_another_window_has_the_focus() -> None:
    async with KeysApp().run_test() as pilot:
        await until_line(pilot, ALL)
        pilot.app.post_message(events.AppBlur())
        await until(pilot, lambda: pilot.app.focused is None)
        assert line(pilot.app).strip() == ALL

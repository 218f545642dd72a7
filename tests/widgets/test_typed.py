"""Fields that are typed into: what is pasted, however much, and the keys that stay the app's."""

from collections.abc import Callable

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

from guanaco_tui.app import GuanacoApp
from guanaco_tui.widgets.key_dialog import KeyInput
from guanaco_tui.widgets.seed_editor import SeedText
from guanaco_tui.widgets.typed import LONGEST_WRAPPED, TypedLine, TypedText

LONG = "word " * (LONGEST_WRAPPED // 5 + 1)


class OneField(App[None]):
    def __init__(self, field: Input | TextArea) -> None:
        super().__init__()
        self.field = field

    def compose(self) -> ComposeResult:
        yield self.field


@pytest.mark.parametrize(
    "make",
    [TypedLine, TypedText, KeyInput, lambda: SeedText("output", "")],
    ids=["line", "text", "key", "seed"],
)
def test_no_field_takes_a_key_of_the_app(make: Callable[[], Input | TextArea]) -> None:
    of_the_app = {"ctrl+p"}
    for binding in GuanacoApp.BINDINGS:
        of_the_app |= {key for key in binding.key.split(",") if len(key) > 1}  # type: ignore[union-attr]
    typed = {"slash"}
    field = make()
    assert not (of_the_app - typed) & field._bindings.key_to_bindings.keys()
    # The one that is a character is typed, and not offered as a key.
    assert field.check_consume_key("slash", None)


async def test_a_text_with_a_very_long_line_is_kept_whole_and_not_wrapped() -> None:
    app = OneField(TypedText())
    async with app.run_test() as pilot:
        area = app.field
        assert isinstance(area, TypedText)
        app.post_message(events.Paste(f"one\n{LONG}\ntwo"))
        await pilot.pause()
        assert area.text == f"one\n{LONG}\ntwo"
        assert not area.soft_wrap
        area.load_text("short " * 100)
        assert area.soft_wrap
        assert area.wrapped_document.height > 1
        area.load_text(LONG)
        assert not area.soft_wrap
        area.clear()
        await pilot.pause()
        assert area.soft_wrap


async def test_a_line_that_grows_too_long_key_by_key_is_no_longer_wrapped() -> None:
    app = OneField(TypedText("x" * LONGEST_WRAPPED))
    async with app.run_test() as pilot:
        area = app.field
        assert isinstance(area, TypedText)
        assert area.soft_wrap
        await pilot.press("y")
        assert not area.soft_wrap
        await pilot.press("backspace")
        await pilot.pause()
        assert area.soft_wrap


async def test_what_is_pasted_into_a_line_becomes_one_line_without_control_characters() -> None:
    app = OneField(TypedLine())
    async with app.run_test() as pilot:
        app.post_message(events.Paste("one\x1b[31m\rtwo\x9b\r\nthree"))
        await pilot.pause()
        assert isinstance(app.field, TypedLine)
        assert app.field.value == "one[31m two three"
        app.post_message(events.Paste("\n\x07\n"))
        await pilot.pause()
        assert app.field.value == "one[31m two three"


async def test_the_last_line_can_be_taken_away_whole() -> None:
    app = OneField(TypedText("one\ntwo"))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+end", "ctrl+k", "ctrl+shift+k", "ctrl+home", "ctrl+k", "ctrl+k")
        assert isinstance(app.field, TypedText)
        assert app.field.text.strip() == ""


async def test_the_app_forgets_a_text_that_is_gone() -> None:
    async with App[None]().run_test() as pilot:
        text = TypedText("a text")
        await pilot.app.mount(text)

        def is_known() -> bool:
            return any(watch[0] is text for watch in getattr(pilot.app, "__watchers")["theme"])

        assert is_known()
        await text.remove()
        assert not is_known()

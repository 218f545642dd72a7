"""Finds a setting by its words: as one types, the first that has them comes into view."""

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from guanaco_tui.widgets.setting_field import SettingField
from guanaco_tui.widgets.typed import TypedLine


class SettingFinder(Horizontal):
    """A line to type in, seen while it is in use; `fields` gives the settings in their order.

    Posts `Found` with the setting to bring into view, and to go to where enter was pressed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="finder.leave", tooltip="Back to where you were"),
    ]
    DEFAULT_CSS = """
    SettingFinder {
        height: 1; padding: 0 2; display: none;
        Input { width: 30; background: $panel; margin: 0 2 0 0; }
        Static { width: 1fr; height: 1; color: $text-muted; }
    }
    """

    class Found(Message):
        """This setting has the words; None where the person wants to go back."""

        def __init__(self, field: SettingField | None, *, is_chosen: bool) -> None:
            super().__init__()
            self.field = field
            self.is_chosen = is_chosen

    def __init__(self, fields: Callable[[], list[SettingField]]) -> None:
        super().__init__()
        self._fields = fields
        self._found: list[SettingField] = []
        self._place = 0

    def compose(self) -> ComposeResult:
        """The line, and beside it what it finds."""
        yield TypedLine(placeholder="words of a setting", compact=True)
        yield Static(markup=False)

    def open(self) -> None:
        """Take the focus. What was found last is found again, and enter goes on from it."""
        self.display = True
        self.query_one(Input).focus()
        self._show()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._found = found(self._fields(), event.value)
        self._place = 0
        self._show()

    @on(Input.Submitted)
    def _chosen(self, event: Input.Submitted) -> None:
        event.stop()
        if self._found:
            field = self._found[self._place]
            self._place = (self._place + 1) % len(self._found)
            self.post_message(self.Found(field, is_chosen=True))

    def _show(self) -> None:
        note = "enter goes to it, esc goes back"
        if self._found:
            field = self._found[self._place]
            self.post_message(self.Found(field, is_chosen=False))
            others = len(self._found) - 1
            more = f", / enter to {others} more" if others else ""
            note = f"{field.setting.label}: enter goes to it{more}"
        elif self.query_one(Input).value.strip():
            note = "No setting has these words."
        self.query_one(Static).update(Content(note))

    def action_leave(self) -> None:
        """Go back to where the focus was."""
        self.post_message(self.Found(None, is_chosen=True))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Be out of the way while the focus is elsewhere."""
        self.display = False


def found(fields: list[SettingField], typed: str) -> list[SettingField]:
    """Return the fields that have every typed word; first those that have it in the label."""
    words = typed.casefold().split()

    def has(text: str) -> bool:
        return all(word in text.casefold() for word in words)

    in_label = [field for field in fields if has(field.setting.label)]
    in_help = [
        field
        for field in fields
        if field not in in_label
        and has(f"{field.setting.label} {field.setting.name} {field.setting.help}")
    ]
    return [*in_label, *in_help] if words else []

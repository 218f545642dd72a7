"""Asks for one line of text, such as a note to a task."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.typed import TypedLine


class LineQuestion(Dialog[str | None]):
    """Gives the line when enter is pressed, None on escape. `line` is what it is at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="line.cancel", tooltip="Leave it as it was"),
    ]
    DEFAULT_CSS = """
    LineQuestion Input { margin: 1 0 0 0; background: $panel; }
    LineQuestion #line-hint { margin: 1 0 0 0; color: $text-muted; }
    """

    def __init__(self, question: str, line: str = "") -> None:
        super().__init__()
        self._question = question
        self._line = line

    def compose(self) -> ComposeResult:
        """The question above the line."""
        with Vertical(classes="dialog"):
            yield Static(self._question, markup=False)
            yield TypedLine(self._line, compact=True, select_on_focus=False)
            yield Static("enter keeps it, escape leaves it as it was", id="line-hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

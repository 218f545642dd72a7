"""A question with a yes and a no, asked before something that is hard to take back."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from guanaco_tui.widgets.dialog import Dialog


class Question(Dialog[bool]):
    """Asks, and gives True for yes. Enter takes the button in focus, which is yes at first.

    Where something would be lost by a yes, `is_loss`, it is no.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", "No", id="question.no", tooltip="Take it back"),
        Binding("y", "answer(True)", "Yes", id="question.yes", tooltip="Do it"),
        Binding("n", "answer(False)", "No", show=False, id="question.n", tooltip="Take it back"),
    ]

    def __init__(self, question: str, *, yes: str, no: str, is_loss: bool = False) -> None:
        super().__init__()
        self._question = question
        self._yes = yes
        self._no = no
        self._is_loss = is_loss

    def compose(self) -> ComposeResult:
        """The question above its two answers."""
        with Vertical(classes="dialog"):
            yield Static(self._question, markup=False)
            with Horizontal():
                buttons = [Button(self._yes, id="yes"), Button(self._no, id="no")]
                first, second = reversed(buttons) if self._is_loss else buttons
                first.variant = "primary"
                yield first
                yield second

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer with a key."""
        self.dismiss(answer)

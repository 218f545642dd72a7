"""A screen on top of the others that is left once, however fast somebody types."""

from typing import Generic, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Result = TypeVar("Result")

# The lines below which a dialog has no frame.
LOW = 12


class Dialog(ModalScreen[Result], Generic[Result]):
    """A modal screen that can only be dismissed while it is in front.

    Keys that were typed ahead still come to it after the first has closed it; without this the
    second would take away the screen below. In a very low terminal its words come first: without
    frame or air, and the buttons, which have keys besides, in the last line.
    """

    DEFAULT_CSS = """
    Dialog {
        & .dialog {
            width: 64; max-width: 90%; height: auto; max-height: 90%;
            padding: 1 2; background: $surface; border: round $primary;
            overflow-y: auto; scrollbar-size-vertical: 1;
        }
        & .dialog Horizontal { height: auto; }
        & .dialog Button { margin: 1 2 0 0; min-width: 12; }
        &.-low .dialog {
            width: 100%; max-width: 100%; height: 100%; max-height: 100%;
            padding: 0; border: none;
        }
        &.-low .dialog Horizontal { dock: bottom; background: $surface; }
        &.-low .dialog Button { height: 1; min-width: 0; margin: 0 1 0 0; border: none; }
        &.-low .dialog Input { margin: 0; height: 1; border: none; padding: 0; }
    }
    """

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the frame where there is no room for it."""
        self.set_class(event.size.height < LOW, "-low")

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave, with a result; do nothing where another screen is in front."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

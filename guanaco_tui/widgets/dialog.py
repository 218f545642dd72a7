"""A screen on top of the others that is left once, however fast somebody types."""

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    """A modal screen that can only be dismissed while it is in front.

    Keys that were typed ahead still come to it after the first has closed it; without this the
    second would take away the screen below.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave, with a result; do nothing where another screen is in front."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

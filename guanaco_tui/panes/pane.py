"""What every pane is: a part of the screen that is opened, follows a run, and explains itself."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical

if TYPE_CHECKING:
    from guanaco_tui.app import GuanacoApp

# Brings to the front again what a person came from.
WayBack = Callable[[], Awaitable[object]]


class Pane(Vertical):
    """A pane of the app. Subclasses fill in what they need of the four methods.

    `HELP` is Markdown for F1, of this pane alone, in our own words.
    """

    HELP: ClassVar[str] = ""
    DEFAULT_CSS = """
    Pane { height: 1fr; padding: 0; }
    """

    @property
    def guanaco(self) -> "GuanacoApp":
        """The app."""
        return cast("GuanacoApp", self.app)

    @property
    def help_text(self) -> str:
        """What F1 says now, where the pane does not show the same all the time."""
        return self.HELP

    def opened(self) -> None:
        """The pane has come to the front: bring it up to date and put the focus where it helps."""

    def beat(self) -> None:
        """A run went on (`guanaco.run_watch`), and this pane is in front: paint what changed."""

    def search(self) -> None:
        """The search key was pressed: put the focus where a person types what to look for."""

    def leaving(self) -> None:
        """The pane is about to go to the back, or the app to end: save what is not saved yet."""

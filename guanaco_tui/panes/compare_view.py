"""What every view of the pane Compare is: a part of it that reads in a thread, then shows."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from guanaco_tui.analysis.difference import Stop, Tell
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.concordance import ConcordanceScreen

if TYPE_CHECKING:
    from guanaco_tui.app import GuanacoApp

# What a view does on the screen with what a thread has read.
Show = Callable[[], None]
# What a thread does: it gives None where it was told to stop.
Reading = Callable[[Asked, Tell, Stop], Show | None]
# Writes a page to a path.
Write = Callable[[Path, Tell], None]
# What a view without figures lacks: a second collection, the time to read, a lesson to be read.
Lack = Literal["collection", "time", "lesson"]


class CompareView(Vertical):
    """Shows one thing about two collections; `asked` is what it shows, None until it does.

    `lacks` is why, as the pane says. `HELP` is Markdown for F1, of this view alone.
    """

    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "edit", "Theme", id="compare.theme", tooltip="Change the words of the theme"),
        Binding(
            "k",
            "concordance",
            "Context",
            id="compare.concordance",
            tooltip="Read it in context: a concordance of both sides",
        ),
    ]
    DEFAULT_CSS = """
    CompareView { height: 1fr; }
    CompareView.-stale > * { opacity: 40%; }
    CompareView .note { height: auto; color: $text-muted; }
    """

    class Stale(Message):
        """The view asks to be read anew."""

    class ThemeWanted(Message):
        """A theme is to be edited, with its hits in these collections."""

        def __init__(self, theme: str, names: tuple[str, ...]) -> None:
            super().__init__()
            self.theme = theme
            self.names = names

    class PageWanted(Message):
        """A page is to be written into the lesson's folder, under a name of these parts."""

        def __init__(self, name: tuple[str, ...], write: Write) -> None:
            super().__init__()
            self.name = name
            self.write = write

    class TooEarly(Message):
        """What is asked for takes figures, which are being read: `act` is to be called then.

        `what` says what happens, as in "The themes open".
        """

        def __init__(self, act: Callable[[], None], what: str) -> None:
            super().__init__()
            self.act = act
            self.what = what

    def __init__(self, reader: CompareReader, *, id: str) -> None:
        super().__init__(id=id)
        self.reader = reader
        self.asked: Asked | None = None
        self.lacks: Lack = "collection"

    @property
    def guanaco(self) -> "GuanacoApp":
        """The app."""
        return cast("GuanacoApp", self.app)

    def about(self, asked: Asked) -> str:
        """Say in a few words what the figures are, and where they were looked for."""
        raise NotImplementedError

    @property
    def totals(self) -> tuple[int, int] | None:
        """Of how many tasks of each side the figures are; None where the view does not say."""
        return None

    def reading(self) -> Reading:
        """Return what a thread has to do for this view, as it is now."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the focus where a person goes on."""
        raise NotImplementedError

    def search(self) -> bool:
        """Put the focus where something is typed; False where nothing is."""
        return False

    @property
    def theme_name(self) -> str:
        """The name of the theme under the cursor; empty where there is none."""
        return ""

    @property
    def line(self) -> str:
        """What the concordance is to be of: what is under the cursor."""
        return f"#{self.theme_name}" if self.theme_name else ""

    def field(self, asked: Asked) -> WordField:
        """Return the field in which that is counted."""
        return asked.field

    def leave(self) -> None:
        """Stop what this view reads by itself: it goes to the back."""

    def action_concordance(self) -> None:
        """Show what is under the cursor in context, in both collections."""
        if self.asked is not None and self.line:
            names, field = tuple(dict.fromkeys(self.asked.names)), self.field(self.asked)
            looked_in = None if field == "all" else field
            self.app.push_screen(ConcordanceScreen(names, self.line, looked_in))
        elif self.asked is None and self.lacks == "time":
            self.post_message(self.TooEarly(self.action_concordance, "The context opens"))

    def action_edit(self) -> None:
        """Change the words of the theme under the cursor, or where there is none of the first.

        Where the theme file cannot be read, the editor says how to go on.
        """
        if self.asked is None and self.lacks == "time":
            self.post_message(self.TooEarly(self.action_edit, "The themes open"))
        elif self.asked is not None or self.lacks == "lesson":
            names = tuple(dict.fromkeys(self.asked.names)) if self.asked is not None else ()
            self.post_message(self.ThemeWanted(self.theme_name, names))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the concordance where there is something under the cursor, or will be.

        The themes are offered where there are figures of them, or would be.
        """
        if self.asked is None and action in ("concordance", "edit"):
            return self.lacks == "time" or (action == "edit" and self.lacks == "lesson")
        return action != "concordance" or bool(self.line)

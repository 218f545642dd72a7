"""Asks which two collections to compare."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.widgets.choices import Options
from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.figures import MUTED, one_line

SIDES = ("left", "right")


class SidesPicker(Dialog[tuple[str, str] | None]):
    """Gives the names of the left and the right collection, or None; `names` are those in view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="sides.cancel", tooltip="Stay with these two"),
        Binding("f1", "app.help", "Help", show=False, id="sides.help", tooltip="Help"),
        Binding("left", "side(0)", "Left", show=False, id="sides.left", tooltip="The left side"),
        Binding("right", "side(1)", "Right", show=False, id="sides.right", tooltip="The right one"),
    ]
    DEFAULT_CSS = """
    SidesPicker .dialog { width: 76; }
    SidesPicker Horizontal { height: auto; margin: 1 0; }
    SidesPicker Horizontal Vertical { width: 1fr; height: auto; }
    SidesPicker Options { height: auto; max-height: 12; border: none; }
    SidesPicker Options, SidesPicker Options:focus {
        background: transparent;
        border: none;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    SidesPicker Options:focus { background-tint: transparent; }
    SidesPicker .sides-hint { color: $text-muted; }
    """

    def __init__(self, collections: Sequence[Collection], names: tuple[str, str]) -> None:
        super().__init__()
        self._collections = collections
        self._names = names

    def compose(self) -> ComposeResult:
        """Compose a list for each side."""
        with Vertical(classes="dialog"):
            yield Static("Compare which two?", markup=False)
            with Horizontal():
                for side in SIDES:
                    with Vertical():
                        yield Static(f"On the {side}", classes="sides-hint")
                        yield Options(
                            *(Option(_line(collection)) for collection in self._collections),
                            id=side,
                            compact=True,
                            markup=False,
                        )
            yield Static("enter on the left goes on to the right", classes="sides-hint")

    def on_mount(self) -> None:
        """Put the cursors on the two in view."""
        names = [collection.name for collection in self._collections]
        for side, name in zip(SIDES, self._names, strict=True):
            self._options(side).highlighted = names.index(name) if name in names else 0
        self._options("left").focus()

    def _options(self, side: str) -> Options:
        return self.query_one(f"#{side}", Options)

    @on(Options.OptionSelected)
    def _selected(self, event: Options.OptionSelected) -> None:
        event.stop()
        if event.option_list.id == "left":
            self._options("right").focus()
            return
        a, b = (self._collections[self._options(side).highlighted or 0].name for side in SIDES)
        self.dismiss((a, b))

    def action_side(self, side: int) -> None:
        """Go to the list of a side."""
        self._options(SIDES[side]).focus()

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


def _line(collection: Collection) -> Content:
    told = f"  {collection.kept:,}"
    # Who wrote it, or which file it is from.
    if collection.source and collection.source != collection.name:
        told += f" · {one_line(collection.source)}"
    return Content.assemble(one_line(collection.name), (told, MUTED))

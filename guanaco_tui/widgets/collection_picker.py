"""Asks which collection to look at."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.widgets.choices import Options
from guanaco_tui.widgets.dialog import Dialog


class CollectionPicker(Dialog[Collection | None]):
    """Gives the collection that was chosen, or None. The cursor is on the one in view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="collection.cancel", tooltip="Stay where you are"),
        Binding("f1", "app.help", "Help", show=False, id="collection.help", tooltip="Help"),
    ]
    DEFAULT_CSS = """
    CollectionPicker Options { height: auto; max-height: 16; margin: 1 0 0 0; border: none; }
    CollectionPicker Options:focus { border: none; }
    """

    def __init__(self, collections: Sequence[Collection], current: int | None) -> None:
        super().__init__()
        self._collections = collections
        self._current = current

    def compose(self) -> ComposeResult:
        """The collections, each with what it holds."""
        with Vertical(classes="dialog"):
            yield Static("Read which collection?", markup=False)
            yield Options(
                *(Option(_line(collection)) for collection in self._collections),
                compact=True,
                markup=False,
            )

    def on_mount(self) -> None:
        """Put the cursor on the collection in view."""
        ids = [collection.id for collection in self._collections]
        if self._current in ids:
            self.query_one(Options).highlighted = ids.index(self._current)

    @on(Options.OptionSelected)
    def _selected(self, event: Options.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._collections[event.option_index])

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


def _line(collection: Collection) -> Content:
    dropped = f", {collection.rejected:,} dropped" if collection.rejected else ""
    return Content.assemble(
        f"{collection.name}  ",
        (f"{collection.kept:,} tasks{dropped} · {collection.source}", "$foreground-muted"),
    )

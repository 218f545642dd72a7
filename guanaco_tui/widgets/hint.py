"""One line for somebody who is new here. Once it is put away it does not come back."""

import contextlib
from pathlib import Path

from textual.content import Content
from textual.widgets import Static

from guanaco_tui import files, resources
from guanaco_tui.errors import GuanacoError


class Hint(Static):
    """Shows a line until `put_away` is called or it is clicked; its name is then remembered."""

    DEFAULT_CSS = """
    Hint { height: 1; padding: 0 1; background: $boost; color: $text-accent; }
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(Content(text), name=name, id=f"hint-{name}")
        self._remembered = _place(name)

    @staticmethod
    def is_due(name: str) -> bool:
        """Say whether this person has not put the hint of this name away yet."""
        return not _place(name).exists()

    def put_away(self) -> None:
        """Take the line off the screen and remember it, where that can be written."""
        with contextlib.suppress(GuanacoError):
            files.make_folder(self._remembered.parent)
            files.write_atomically(self._remembered, "")
        self.remove()

    def on_click(self) -> None:
        """Put it away with the mouse."""
        self.put_away()


def _place(name: str) -> Path:
    return resources.config_folder() / f"{name}.seen"

"""The line of tabs: one for each pane, with the digit that opens it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


class PaneTabs(Static):
    """Shows the panes' names in one line; a click opens one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane-tabs--active"}
    DEFAULT_CSS = """
    PaneTabs {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        & > .pane-tabs--active { background: $background; color: $text-primary; text-style: bold; }
    }
    """
    active: reactive[str] = reactive("")

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, panes: Sequence[tuple[str, str]]) -> None:
        super().__init__(id="tabs")
        self._panes = panes

    def render(self) -> Content:
        """The tabs; the one in front is bold and on the ground of the pane."""
        active = self.get_visual_style("pane-tabs--active")
        return Content("").join(
            Content.styled(label, active if name == self.active else "")
            for name, label in self._labels()
        )

    def on_click(self, event: events.Click) -> None:
        """Open the tab that was clicked."""
        x = event.x - 1
        for name, label in self._labels():
            if 0 <= x < len(label):
                self.post_message(self.Chosen(name))
                return
            x -= len(label)

    def _labels(self) -> list[tuple[str, str]]:
        return [
            (name, f" {number} {title} ")
            for number, (name, title) in enumerate(self._panes, start=1)
        ]

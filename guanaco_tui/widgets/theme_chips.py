"""The row of themes above the list: each with its count, switched on and off to narrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

# What stands for tasks with a star among the themes.
STARRED = "★ starred"
_GAP = 2


@dataclass(frozen=True, slots=True)
class _Chip:
    name: str
    label: str
    x: int
    y: int


class ThemeChips(Widget, can_focus=True):
    """Shows themes with their counts, as many lines as it takes; one is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Left", show=False, id="themes.left", tooltip="Theme before"),
        Binding("right", "move(1)", "Right", show=False, id="themes.right", tooltip="Next theme"),
        Binding(
            "enter,space",
            "switch",
            "Switch",
            id="themes.switch",
            tooltip="Switch the theme on or off",
        ),
    ]
    DEFAULT_CSS = """
    ThemeChips { height: auto; padding: 0 1; color: $text-muted; }
    """
    cursor: reactive[int] = reactive(0)

    class Toggled(Message):
        """A theme was switched on or off."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._counts: Mapping[str, int] | None = None
        self._on: frozenset[str] = frozenset()
        self._note = ""

    def show(
        self,
        names: Sequence[str],
        counts: Mapping[str, int] | None,
        on: frozenset[str],
        note: str = "",
    ) -> None:
        """Show these themes: which are on, their counts if they are known, and a note behind."""
        width = self.content_size.width
        lines = self._lines(width)
        self._names, self._counts, self._on, self._note = names, counts, on, note
        self.refresh(layout=self._lines(width) != lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the chips take."""
        return self._lines(width)

    def render(self) -> Content:
        """The chips, line by line."""
        lines: list[list[Content]] = []
        for index, chip in enumerate(self._chips(self.content_size.width)):
            if chip.y == len(lines):
                lines.append([])
            lines[-1].append(Content.styled(chip.label, self._style(index, chip.name)))
        return Content("\n").join(Content(" " * _GAP).join(line) for line in lines)

    def action_move(self, by: int) -> None:
        """Move the cursor from theme to theme."""
        self.cursor = max(0, min(self.cursor + by, len(self._names) - 1))

    def action_switch(self) -> None:
        """Switch the theme under the cursor on or off."""
        if self.cursor < len(self._names):
            self.post_message(self.Toggled(self._names[self.cursor]))

    def on_click(self, event: events.Click) -> None:
        """Switch the theme that was clicked."""
        at = event.get_content_offset_capture(self)
        for index, chip in enumerate(self._chips(self.content_size.width)):
            if chip.name and at.y == chip.y and chip.x <= at.x < chip.x + len(chip.label):
                self.cursor = index
                self.action_switch()

    def _style(self, index: int, name: str) -> str:
        style = "bold $text-accent" if name in self._on else ""
        return f"{style} reverse" if self.has_focus and index == self.cursor else style

    def _chips(self, width: int) -> list[_Chip]:
        chips: list[_Chip] = []
        x = y = 0
        for name in (*self._names, ""):
            label = self._label(name) if name else self._note
            if x and x + len(label) > width:
                x, y = 0, y + 1
            if label:
                chips.append(_Chip(name, label, x, y))
                x += len(label) + _GAP
        return chips

    def _lines(self, width: int) -> int:
        chips = self._chips(width)
        return chips[-1].y + 1 if chips else 1

    def _label(self, name: str) -> str:
        sign = "✓" if name in self._on else ""
        count = f" {self._counts.get(name, 0):,}" if self._counts is not None else ""
        return f"{sign}{name}{count}"

"""Textual's list of options and its drop-down, which here also take a page key right away.

Textual's own look up the line of the option under the cursor, which is not there before the list
has been given room on the screen: a page key right behind the key that opens it ends the program.
"""

from typing import Generic, Literal, TypeVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.strip import Strip
from textual.widgets import OptionList, Select
from textual.widgets._select import SelectCurrent, SelectOverlay

Value = TypeVar("Value")


class Options(OptionList):
    """A list of options, of which one is chosen; a mark stands before it, besides its colour."""

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        # A page is so many lines: before there are any, there is none to go on by.
        if self.scrollable_content_region:
            super()._move_page(direction)

    def _get_left_gutter_width(self) -> int:
        return 2

    def render_line(self, y: int) -> Strip:
        """Draw a line with the mark, which is hollow where another list has the keys."""
        line = super().render_line(y)
        place = self.scroll_offset.y + y
        mark = "  "
        if place < len(self._lines) and self._lines[place] == (self.highlighted, 0):
            mark = "▸ " if self.has_focus else "▹ "
        first = next(iter(line), Segment(""))
        return Strip([Segment(mark, first.style), *line])


class _Overlay(SelectOverlay, Options):
    """The list of a drop-down."""


class Choice(Select[Value], Generic[Value]):
    """A value among some, chosen from a list that opens."""

    def compose(self) -> ComposeResult:
        """The value, and the list of all."""
        yield SelectCurrent(self.prompt)
        yield _Overlay(type_to_search=self._type_to_search).data_bind(compact=Select.compact)

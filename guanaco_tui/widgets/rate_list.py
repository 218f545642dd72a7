"""A table of themes: how many tasks of two collections speak of each, and how many per 1,000."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from guanaco_tui.analysis.rates import Rate, ThemeRates
from guanaco_tui.text import clean
from guanaco_tui.widgets.virtual_list import VirtualList

# Cells of the two columns that each collection has.
TASKS, PER_1000 = 9, 12
# Cells of a label, where there is room: at least, so that short labels do not crowd the figures.
LABEL = 16


class RateList(VirtualList):
    """A row a theme: its label, then tasks and rate in each of the two collections."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", "Read", id="compare.read", tooltip="Browse the collection at the right"
        ),
    ]

    def __init__(self) -> None:
        super().__init__(id="rates")
        self.rates: Sequence[ThemeRates] = ()

    def show(self, rates: Sequence[ThemeRates]) -> None:
        """Show these rates; the cursor stays in its row."""
        self.rates = rates
        self.styles.max_height = len(rates)
        self.set_total(len(rates))

    def row(self, index: int, width: int) -> Content:
        """Return the row of a theme."""
        rates = self.rates[index]
        label = _left(rates.theme.label, self._label_width(width))
        return Content.assemble(label, *_figures(rates.a), *_figures(rates.b))

    def heads(self, names: Sequence[str], totals: Sequence[int]) -> Content:
        """Return the two lines over the columns, for a collection's name and total on each side."""
        label = self._label_width(self.content_size.width)
        over = [_right("tasks", TASKS), _right("per 1,000", PER_1000)]
        sides = [
            _right(f" {total:,}", TASKS + PER_1000, name)
            for name, total in zip(names, totals, strict=True)
        ]
        return Content("").join(
            [_left("", label), *sides, Content("\n"), _left("", label), *over, *over]
        )

    def _label_width(self, width: int) -> int:
        longest = max(
            (Content(one_line(rates.theme.label)).cell_length for rates in self.rates), default=0
        )
        return max(1, min(max(longest, LABEL), width - 2 * (TASKS + PER_1000)))


def one_line(text: str) -> str:
    """Return text from outside as one safe line."""
    return " ".join(clean(text).split())


def _figures(rate: Rate) -> tuple[Content, Content]:
    tasks = _right(f"{rate.tasks:,}", TASKS).stylize("$foreground-muted")
    return tasks, _right(str(rate), PER_1000)


def _left(text: str, width: int) -> Content:
    return Content(one_line(text)).truncate(width, ellipsis=True, pad=True)


def _right(text: str, width: int, name: str = "") -> Content:
    """Text at the right of a column, after a name that is cut where there is no room for it."""
    room = width - len(text) - 2
    before = Content(one_line(name)).truncate(room, ellipsis=True)
    return Content.assemble(before.pad_left(room + 2 - before.cell_length), text)

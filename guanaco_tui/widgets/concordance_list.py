"""The lines of a concordance in a list, with the hits under each other; any number of them, of
which only those on the screen are read.
"""

from array import array
from collections.abc import Mapping

from rich.cells import cell_len
from textual.cache import LRUCache
from textual.content import Content

from guanaco_tui.analysis.concordance import (
    NOTHING,
    Concordance,
    Line,
    Node,
    in_columns,
    read_lines,
)
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.text import clean
from guanaco_tui.widgets.task_view import FOUND
from guanaco_tui.widgets.virtual_list import SCROLLBAR, VirtualList

# Lines read at a time, around the one that is needed; and kept in mind.
_PAGE = 40
_KEPT = 400
_MUTED = "$foreground-muted"


class LineList(VirtualList):
    """Shows the lines of one concordance, of which it reads those that are seen.

    `trouble` says why some of them cannot be read.
    """

    def __init__(self, catalogue: Catalogue, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._catalogue = catalogue
        self._node = Node()
        self._order: array[int] | None = None
        self._lines: LRUCache[int, Line | None] = LRUCache(_KEPT)
        self.hits = NOTHING
        self.trouble = ""

    @property
    def current(self) -> Line | None:
        """The line under the cursor; None in an empty list, and where there is none to be read."""
        return self.line_at(self.cursor) if self.total else None

    def show(self, node: Node, hits: Concordance) -> None:
        """Show another concordance from its first line, in the order of the tasks."""
        self._node, self.hits, self.trouble = node, hits, ""
        self._lines.clear()
        self.put_in_order(None)

    def grow(self, more: Concordance) -> None:
        """Take in the hits of later tasks."""
        self.hits += more
        self.set_total(len(self.hits))

    def put_in_order(self, order: "array[int] | None") -> None:
        """Show the lines in the order of these numbers, None for that of the tasks."""
        self._order = order
        self.set_total(len(self.hits), cursor=0)
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def line_at(self, index: int) -> Line | None:
        """Return the line in a row of the list; None where its task is gone or cannot be read."""
        number = self._number(index)
        if number not in self._lines:
            begin = max(0, index - _PAGE // 2)
            around = range(begin, min(self.total, begin + _PAGE))
            numbers = [self._number(place) for place in around]
            read: Mapping[int, Line | None]
            try:
                read = read_lines(self._catalogue, self._node, self.hits, numbers)
            except GuanacoError as error:
                self.trouble = str(error)
                read = dict.fromkeys(numbers)
            for found, line in read.items():
                self._lines[found] = line
        return self._lines.get(number)

    def row(self, index: int, width: int) -> Content:
        """Return a line with its hit in the middle, bold and underlined."""
        line = self.line_at(index)
        cursor = "▸ " if index == self.cursor else "  "
        if line is None:
            why = "cannot be read" if self.trouble else "taken away"
            return Content.assemble(cursor, (why, _MUTED))
        return Content.assemble(cursor, in_context(line, width - len(cursor) - SCROLLBAR))

    def _number(self, index: int) -> int:
        return index if self._order is None else self._order[index]


def in_context(line: Line, width: int) -> Content:
    """Return a line in `width` cells, its hit marked and in the same column in every line."""
    left, hit, right = in_columns(line, width, cell_len)
    return Content.assemble(left, (hit, FOUND), right).truncate(width)


def line_name(line: Line) -> str:
    """Return what a person calls the task of a line: `seed 41`, `task 201`."""
    return seed_name(line.seed) if line.seed else f"task {line.task}"


def describe(line: Line) -> Content:
    """Say which task a line is of, in which field it stands, and which pattern found it."""
    theme = f" of #{clean(line.theme)}" if line.theme else ""
    pattern = " ".join(clean(line.pattern).split())
    return Content.assemble(
        (line_name(line), "bold"), f" · {line.field} · found by {pattern}{theme}"
    )

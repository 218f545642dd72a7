"""Verbs and their objects as bars on two levels, and what could not be read, with the reason."""

from collections.abc import Sequence

from textual.content import Content

from guanaco_tui.analysis.verb_reading import Reason
from guanaco_tui.analysis.verbs import Bar
from guanaco_tui.widgets.figures import MUTED, left, one_line, right, share
from guanaco_tui.widgets.virtual_list import VirtualList

# Cells of the cursor, a label, a count and a share.
_CURSOR, _LABEL, _COUNT, _SHARE = 2, 14, 7, 6
_EIGHTHS = " ▏▎▍▌▋▊▉"


class VerbList(VirtualList):
    """Shows verbs, each with its objects below; or instructions that could not be read."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._bars: Sequence[Bar] = ()
        self._unread: Sequence[tuple[int, Reason, str]] | None = None
        # The share that fills a bar, the same on both sides.
        self._full = 1.0

    @property
    def word(self) -> str:
        """The verb or object under the cursor."""
        if self._unread is not None or not self._bars:
            return ""
        return self._bars[self.cursor].label

    @property
    def task_row(self) -> int | None:
        """The task under the cursor, among those that could not be read."""
        return self._unread[self.cursor][0] if self._unread else None

    @property
    def told(self) -> str:
        """Why the instruction under the cursor could not be read; empty among verbs."""
        if not self._unread:
            return ""
        _, reason, text = self._unread[self.cursor]
        return f"{reason}: {one_line(text)}"

    def show_verbs(self, bars: Sequence[Bar], full: float) -> None:
        """Show verbs and objects; a share of `full` fills the whole bar."""
        self._bars, self._unread, self._full = bars, None, full
        self.set_total(len(bars))

    def show_unread(self, unread: Sequence[tuple[int, Reason, str]]) -> None:
        """Show what could not be read: row, reason, and how the instruction begins."""
        self._unread = unread
        self.set_total(len(unread))

    def row(self, index: int, width: int) -> Content:
        """Return one line."""
        cursor = "▸ " if index == self.cursor else "  "
        if self._unread is not None:
            _, _, text = self._unread[index]
            return Content.assemble(cursor, one_line(text)).truncate(width - 2, ellipsis=True)
        bar = self._bars[index]
        is_verb = bar.level == 1
        indent = "" if is_verb else "  "
        label = left(bar.label, _LABEL - len(indent))
        room = max(0, width - _CURSOR - _LABEL - _COUNT - _SHARE - 3)
        row = Content.assemble(
            cursor,
            indent,
            label.stylize("bold") if is_verb else label.stylize(MUTED),
            right(f"{bar.count:,}", _COUNT),
            right(share(bar.share), _SHARE),
            " ",
            (filled(bar.share / self._full if self._full else 0, room), _style(is_verb=is_verb)),
        )
        return row


def filled(part: float, cells: int) -> str:
    """Return a bar that fills a part of some cells, to an eighth of a cell."""
    eighths = round(min(max(part, 0), 1) * cells * 8)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(cells)


def _style(*, is_verb: bool) -> str:
    return "$text-accent" if is_verb else MUTED

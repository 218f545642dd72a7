"""Themes and seeds of a run, one a line: a rate where something was shown, in the rest, and the
difference with its interval as a bar.
"""

from collections.abc import Sequence

from textual.content import Content

from guanaco_tui.analysis.contrasts import Contrast, Side
from guanaco_tui.widgets.figures import MUTED, left, right
from guanaco_tui.widgets.interval_bar import interval_bar, odd
from guanaco_tui.widgets.virtual_list import SCROLLBAR, VirtualList

_CURSOR, _RATE, _REQUESTS, _WORD = 2, 9, 9, 10
_NARROW = 67
_LONGEST_LABEL, _SHORTEST_LABEL = 24, 12


class ContrastList(VirtualList):
    """Shows contrasts, each under a label; bars to the right say more where it was shown."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.rows: Sequence[tuple[str, Contrast]] = ()

    def show(self, rows: Sequence[tuple[str, Contrast]]) -> None:
        """Show these; the cursor stays in its row."""
        self.rows = rows
        self.set_total(len(rows))

    def heads(self, name: str, shown: str, rest: str, width: int) -> Content:
        """Return the line over the columns."""
        label, bar, requests = self._label(width), self._bar(width), self._requests(width)
        ways = ""
        if bar:
            half = bar // 2
            ways = f"{'less':>{half - 1}} │ {'more':<{half - 1}}"
        return Content.assemble(
            left(f"  {name}", _CURSOR + label),
            right("requests" if requests else "", requests),
            right(shown, _RATE),
            right(rest, _RATE),
            "  ",
            ways,
        )

    def row(self, index: int, width: int) -> Content:
        """Return the row of a contrast."""
        name, contrast = self.rows[index]
        cursor = "▸ " if index == self.cursor else "  "
        bar, requests = self._bar(width), self._requests(width)
        parts = [
            Content(cursor),
            left(name, self._label(width)),
            right(f"{contrast.shown.requests:,}" if requests else "", requests).stylize(MUTED),
            right(rate(contrast.shown), _RATE),
            right(rate(contrast.rest), _RATE),
        ]
        if bar and contrast.interval is not None:
            drawn = interval_bar(contrast.difference, contrast.interval, self._reach(), bar)
            style = "$text-accent" if contrast.is_clear else MUTED
            word = "" if contrast.is_clear else "unclear"
            parts += [Content.styled(f"  {drawn}", style), right(word, _WORD).stylize(MUTED)]
        elif bar:
            parts.append(Content.styled(f"  {contrast.obstacle or ''}", MUTED))
        return Content.assemble(*parts)

    def _label(self, width: int) -> int:
        room = width - SCROLLBAR - _CURSOR - self._requests(width) - 2 * _RATE
        return max(1, min(_LONGEST_LABEL, room))

    def _requests(self, width: int) -> int:
        """The cells of the count of requests; none where that leaves no room for a label."""
        room = width - SCROLLBAR - _CURSOR - _REQUESTS - 2 * _RATE
        return _REQUESTS if room >= _SHORTEST_LABEL else 0

    def _bar(self, width: int) -> int:
        if width < _NARROW:
            return 0
        around = _CURSOR + self._label(width) + _REQUESTS + 2 * _RATE + 2 + _WORD
        return odd(width - SCROLLBAR - around)

    def _reach(self) -> float:
        ends = [abs(e) for _, c in self.rows if c.interval is not None for e in c.interval]
        return max(ends, default=1.0) or 1.0


def rate(side: Side) -> str:
    """Write the rate of a side; what is not there is absent."""
    if side.per_1000 is None:
        return "no tasks"
    return f"{side.per_1000:,.1f}" if side.tasks else "absent"

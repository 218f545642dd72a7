"""Themes in two collections, one a line: rates, and the log ratio with its interval as a bar."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.rates import expected
from guanaco_tui.analysis.statistics import Interval
from guanaco_tui.widgets.figures import MUTED, chance, left, one_line, p_value, right
from guanaco_tui.widgets.interval_bar import axis, interval_bar, odd
from guanaco_tui.widgets.virtual_list import SCROLLBAR, VirtualList

# Cells of the cursor, a rate, a count of tasks, the word behind a bar, LRC and p.
_CURSOR, _RATE, _TASKS, _WORD, _LRC, _P = 2, 9, 8, 9, 8, 10
# From this many cells on there are counts, LRC and p; with fewer than the other, no bar.
_WIDE, _NARROW = 109, 57
_LONGEST_LABEL, _SHORTEST_LABEL = 24, 12
# Cells that two labels of the axis are apart.
_TICK = 5
_UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Cells of the columns; one that is not shown has 0."""

    label: int
    tasks: int
    bar: int
    word: int
    lrc: int
    p: int


class DifferenceList(VirtualList):
    """Shows comparisons of themes; the right of the bar is where the second side has more.

    The axis has binary steps: one to the right is twice as often in the second collection.
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.comparisons: Sequence[ThemeComparison] = ()
        self._labels: Mapping[str, str] = {}
        # Cells of the labels, and how many steps the axis goes to each side.
        self._label, self._reach = _SHORTEST_LABEL, 2.0

    @property
    def current(self) -> ThemeComparison | None:
        """The theme under the cursor; None in an empty list."""
        return self.comparisons[self.cursor] if self.comparisons else None

    def show(self, comparisons: Sequence[ThemeComparison], labels: Mapping[str, str]) -> None:
        """Show these comparisons; the cursor stays with its theme where that is still there."""
        names = [compared.name for compared in comparisons]
        name = self.current.name if self.current is not None else ""
        self.comparisons, self._labels = comparisons, labels
        longest = max((Content(one_line(it)).cell_length for it in labels.values()), default=0)
        self._label = min(max(longest, _SHORTEST_LABEL), _LONGEST_LABEL)
        # As far as the furthest point, and two at least.
        ratios = (abs(c.log_ratio) for c in comparisons if c.log_ratio is not None)
        self._reach = max(2.0, math.ceil(max(ratios, default=0.0) + 0.25))
        self.set_total(len(comparisons), cursor=names.index(name) if name in names else None)

    def row(self, index: int, width: int) -> Content:
        """Return the row of a theme."""
        compared, columns = self.comparisons[index], self._columns(width)
        cursor = "▸ " if index == self.cursor else "  "
        label = left(self._labels.get(compared.name, compared.name), columns.label)
        rates = [
            part
            for rate in (compared.rate_a, compared.rate_b)
            for part in (
                right(f"{rate.tasks:,}" if columns.tasks else "", columns.tasks).stylize(MUTED),
                right(str(rate), _RATE),
            )
        ]
        return Content.assemble(cursor, label, *rates, *self._bar(compared, columns))

    def heads(self, names: tuple[str, str], width: int) -> Content:
        """Return the line over the columns: the collections, and which way the bars point."""
        columns = self._columns(width)
        rates = [
            part
            for name in names
            for part in (right("tasks" if columns.tasks else "", columns.tasks), right(name, _RATE))
        ]
        # They reach over the gap before the bar and over the word behind it.
        half = columns.bar // 2
        a, b = (f"more in {name}" for name in names)
        ways: list[str | Content] = []
        if half:
            ways = [right(a, half + 1), " │ ", left(b, half - 1 + columns.word)]
        return Content.assemble(
            " " * (_CURSOR + columns.label),
            *rates,
            *ways,
            right("LRC" if columns.lrc else "", columns.lrc),
            right("p" if columns.p else "", columns.p),
        )

    def foot(self, width: int) -> Content:
        """Return the line under the bars: how many times as often."""
        columns = self._columns(width)
        if not columns.bar:
            return Content("")
        before = _CURSOR + columns.label + 2 * (columns.tasks + _RATE) + 2
        reach = self._reach
        # Every step, or every second or third, where their labels would touch.
        apart = math.ceil(_TICK * reach / max(1, columns.bar // 2))
        far = int(reach) // apart * apart
        steps = range(-far, far + 1, apart)
        ticks = axis(
            steps, reach, columns.bar, lambda step: f"{2 ** abs(step):g}×" if step else "="
        )
        return Content(" " * before + ticks)

    def _columns(self, width: int) -> _Columns:
        label = self._label
        width -= SCROLLBAR
        if width < _NARROW:
            room = max(1, width - _CURSOR - 2 * _RATE)
            return _Columns(min(label, room), tasks=0, bar=0, word=0, lrc=0, p=0)
        is_wide = width >= _WIDE
        tasks, lrc, p = (_TASKS, _LRC, _P) if is_wide else (0, 0, 0)
        bar = width - _CURSOR - label - 2 * (tasks + _RATE) - 2 - _WORD - lrc - p
        return _Columns(label, tasks, odd(bar), _WORD, lrc, p)

    def _bar(self, compared: ThemeComparison, columns: _Columns) -> list[Content]:
        if not columns.bar:
            return []
        has_any = bool(compared.a or compared.b) and compared.p is not None
        has_ratio = compared.log_ratio is not None
        is_unclear = not compared.is_clear and (has_ratio or compared.absence is not None)
        if compared.log_ratio is not None:
            low, high = compared.log_ratio_interval
            drawn = Content(
                interval_bar(-compared.log_ratio, Interval(-high, -low), self._reach, columns.bar)
            )
        else:
            # What there is to say takes the room of the word behind it where that is not needed.
            room = columns.bar + (0 if is_unclear else columns.word)
            drawn = left(_without_ratio(compared, room), room)
        word = columns.word if has_ratio or is_unclear else 0
        return [
            Content("  "),
            drawn.stylize("$text-accent" if compared.is_clear else MUTED),
            right(_UNCLEAR if is_unclear else "", word).stylize(MUTED),
            right(_towards(compared.lrc) if columns.lrc else "", columns.lrc),
            right(p_value(compared.p) if columns.p and has_any else "", columns.p),
        ]


def _without_ratio(compared: ThemeComparison, room: int) -> str:
    """Say of a theme that one side lacks what that is worth; there is no ratio to draw."""
    if compared.absence is not None:
        tasks, none = compared.absence
        said = f"{expected(tasks)} expected, {chance(none)} chance"
        return f"{said} of none" if len(said) + len(" of none") <= room else said
    return "in neither" if compared.total_a and compared.total_b else "nothing to compare"


def _towards(lrc: float | None) -> str:
    """Write a bound with an arrow to the side that it is about; 0 where the interval holds 0."""
    if not lrc:
        return "" if lrc is None else "0"
    size = f"{abs(lrc):.2f}" if abs(lrc) >= 0.005 else "<.01"
    return f"{'←' if lrc > 0 else '→'} {size}"

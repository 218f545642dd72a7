"""An interval drawn in one line around 0: a point with its whiskers, and the axis it stands on."""

from collections.abc import Callable, Sequence

from guanaco_tui.analysis.statistics import Interval

CLEAR, UNCLEAR = "●", "○"


def interval_bar(point: float | None, interval: Interval, reach: float, cells: int) -> str:
    """Draw a point and its interval on an axis from `-reach` to `reach`; its middle cell is 0.

    An interval that holds 0 has a hollow point. An end beyond the axis is an arrow. Of an even
    number of cells the last stays blank, since there is none in the middle otherwise.
    """
    middle = (cells - 1) // 2
    if middle < 1:
        return " " * cells
    low, high = (min(max(end, -reach), reach) for end in interval)
    holds_zero = interval.low <= 0 <= interval.high
    drawn = [" "] * cells
    for cell in range(_cell(low, reach, middle), _cell(high, reach, middle) + 1):
        drawn[cell] = "─"
    drawn[middle] = "┼" if holds_zero else "│"
    if interval.low < -reach:
        drawn[0] = "←"
    if interval.high > reach:
        drawn[2 * middle] = "→"
    if point is not None:
        drawn[_cell(point, reach, middle)] = UNCLEAR if holds_zero else CLEAR
    return "".join(drawn)


def axis(ticks: Sequence[float], reach: float, cells: int, label: Callable[[float], str]) -> str:
    """Write the labels of some ticks under such a bar, those left out that would touch another."""
    middle = (cells - 1) // 2
    drawn = [" "] * cells
    for tick in sorted(ticks, key=abs) if middle > 0 else ():
        text = label(tick)
        begin = min(max(_cell(tick, reach, middle) - len(text) // 2, 0), cells - len(text))
        around = drawn[max(0, begin - 1) : begin + len(text) + 1]
        if begin >= 0 and not "".join(around).strip():
            drawn[begin : begin + len(text)] = text
    return "".join(drawn)


def odd(cells: int) -> int:
    """Return so many cells, or one less, that there is one in the middle."""
    return max(1, cells - 1 + cells % 2)


def _cell(value: float, reach: float, middle: int) -> int:
    return middle + round(min(max(value / reach, -1), 1) * middle)

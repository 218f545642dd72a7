"""How figures, and names from outside, are written into the cells of a table."""

import math

from textual.content import Content

from guanaco_tui.analysis.rates import written
from guanaco_tui.analysis.statistics import Interval
from guanaco_tui.text import clean

MUTED = "$foreground-muted"


def one_line(text: str) -> str:
    """Return text from outside as one safe line."""
    return " ".join(clean(text).split())


def left(text: str, width: int) -> Content:
    """Return text at the left of a column, cut where there is no room for it."""
    return Content(one_line(text)).truncate(max(0, width), ellipsis=True, pad=True)


def right(text: str, width: int) -> Content:
    """Return text at the right of a column, after at least one blank."""
    cut = Content(one_line(text)).truncate(max(0, width - 1), ellipsis=True)
    return cut.pad_left(max(0, width - cut.cell_length))


def p_value(p: float | None) -> str:
    """Return a p or q value to four decimals; what is smaller is said to be."""
    if p is None:
        return "none"
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"


def chance(share: float) -> str:
    """Return a chance as a percentage, never rounded to none or to certainty."""
    if share < 0.01:
        return "< 1%"
    return "> 99%" if 0.99 < share < 1 else f"{share:.0%}"


def share(part: float | None) -> str:
    """Return a share as a percentage, with a decimal where it is small; a dot for none."""
    if not part:
        return "·"
    return f"{part:.0%}" if part >= 0.0995 else f"{part:.1%}" if part >= 0.0005 else "<.1%"


def signed(value: float | None, digits: int = 2) -> str:
    """Return a figure with its sign; nothing where there is none."""
    return "" if value is None else written(value, digits, "+")


def span(interval: Interval | None, digits: int = 1, *, sign: bool = False) -> str:
    """Return an interval as `2.0 to 4.5`, an open end as an ellipsis."""
    if interval is None:
        return "no interval"
    low, high = (
        "…" if math.isinf(end) else written(end, digits, "+" if sign else "") for end in interval
    )
    return f"{low} to {high}"


def times(log_ratio: float) -> str:
    """Return how many times as often a log ratio of either sign says: `24 times as often`."""
    ratio = 2 ** abs(log_ratio)
    return f"{ratio:.0f} times as often" if ratio >= 9.95 else f"{ratio:.1f} times as often"

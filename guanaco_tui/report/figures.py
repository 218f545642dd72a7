"""How the report writes its figures: takes numbers, gives the words and signs for them."""

import math
from collections.abc import Sequence

from guanaco_tui.analysis import dispersion
from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.rates import written
from guanaco_tui.analysis.statistics import Interval
from guanaco_tui.report.markup import isolated

NONE = "–"


def signed(value: float | None, digits: int = 2) -> str:
    """Return a number with its sign, a real minus among them."""
    return NONE if value is None else written(value, digits, "+").replace("-", "−")


def rate(value: float | None) -> str:
    """Return a rate per 1,000, or a dash; what is there is never 0.0."""
    if value is None:
        return NONE
    return f"{value:,.1f}" if value >= 0.1 or value == 0 else "< 0.1"


def share(value: float | None) -> str:
    """Return a share of 0 to 1 as a percentage, never rounded to none or to all."""
    if value is None:
        return NONE
    if 0 < value < 0.01:
        return "< 1%"
    return "> 99%" if 0.99 < value < 1 else f"{value:.0%}"


def chance(value: float | None) -> str:
    """Return a probability."""
    if value is None:
        return NONE
    return "< .0001" if value < 0.0001 else f"{value:.4f}".removeprefix("0")


def dp(value: float | None) -> str:
    """Return a word's DP; a dash where it is never said."""
    return NONE if value is None else dispersion.written(value)


def between(interval: Interval | None) -> str:
    """Return the interval of a rate per 1,000."""
    return NONE if interval is None else f"{rate(interval.low)} to {rate(interval.high)}"


def signed_between(interval: Interval | None, digits: int = 2) -> str:
    """Return the interval of a difference or log ratio; an end may be open."""
    if interval is None or all(map(math.isinf, interval)):
        return NONE
    low, high = (signed(end, digits) for end in interval)
    if math.isinf(interval.low):
        return f"at most {high}"
    if math.isinf(interval.high):
        return f"at least {low}"
    return f"{low} to {high}"


def times(log_ratio: float) -> str:
    """Return how many times as often a log ratio is, whichever its sign."""
    factor = 2 ** abs(log_ratio)
    return f"{factor:.1f}" if factor < 10 else f"{factor:,.0f}"


def verdict(compared: ThemeComparison, names: Sequence[str]) -> str:
    """Return what can be said of a theme in a few words."""
    first, second = map(isolated, names)
    if compared.absence is not None:
        absent = first if compared.absent_from == "a" else second
        return f"absent in {absent}{'' if compared.is_clear else ', unclear'}"
    if compared.log_ratio is None:
        return "absent in both"
    if not compared.is_clear:
        return "unclear"
    return f"more in {first if compared.log_ratio > 0 else second}"

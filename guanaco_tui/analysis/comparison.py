"""Themes in two collections: takes how many tasks speak of each, gives what can be said of it.

The unit is the task: it speaks of a theme or it does not. Adjudicated counts are a comparison of
their own: the same function, called again with them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from guanaco_tui.analysis.rates import Rate
from guanaco_tui.analysis.statistics import (
    Absence,
    Interval,
    expected_and_chance_of_none,
    g2_four_cell,
    log_ratio,
    log_ratio_bound,
    log_ratio_interval,
    newcombe,
    p_of_table,
    percent_diff,
    wilson,
)


@dataclass(frozen=True, slots=True)
class ThemeComparison:
    """A theme in `total_a` and in `total_b` tasks, of which `a` and `b` speak of it.

    Rates, their difference and its interval are in tasks per 1,000; `log_ratio` is of a over b, in
    binary steps; intervals are of 95%. `g2` is that of the two-by-two table, and `p` that of
    `test`: Fisher's where a count below 5 is expected. A figure that does not exist is None: each
    of them where one of the two collections has no tasks.

    `log_ratio_interval` is open (infinite) on the side of a count of 0, and on both where both are.
    `lrc` is its end nearest to 0, and 0 where it crosses 0. It conditions on the hits alone, so for
    a theme that most tasks speak of it is wider than `p` would have it.

    `absence` is there where one side has none and the other has some: what that side would have
    been expected to have, and how likely it is to have none.
    """

    name: str
    a: int
    b: int
    total_a: int
    total_b: int
    interval_a: Interval | None
    interval_b: Interval | None
    difference: float | None
    difference_interval: Interval | None
    log_ratio: float | None
    log_ratio_interval: Interval
    lrc: float | None
    g2: float | None
    p: float | None
    test: Literal["g2", "fisher"] | None
    percent_diff: float | None
    absence: Absence | None

    @property
    def rate_a(self) -> Rate:
        """The rate in the first collection, which knows how it is written."""
        return Rate(self.a, self.total_a)

    @property
    def rate_b(self) -> Rate:
        """The rate in the second collection."""
        return Rate(self.b, self.total_b)

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the log ratio leaves 0 out: LRC is not 0."""
        return bool(self.lrc)

    @property
    def absent_from(self) -> Literal["a", "b"] | None:
        """The collection that never speaks of a theme of which the other does."""
        if self.absence is None:
            return None
        return "a" if self.a == 0 else "b"

    def as_json(self) -> dict[str, object]:
        """Return the theme's part of `guanaco compare --json`."""
        return {
            "name": self.name,
            "a": self.a,
            "b": self.b,
            "per_1000_a": self.rate_a.per_1000,
            "per_1000_b": self.rate_b.per_1000,
            "interval_a": _as_list(self.interval_a),
            "interval_b": _as_list(self.interval_b),
            "difference": self.difference,
            "difference_interval": _as_list(self.difference_interval),
            "log_ratio": self.log_ratio,
            "lrc": self.lrc,
            "g2": self.g2,
            "p": self.p,
            "test": self.test,
            "percent_diff": self.percent_diff,
        }

    def absence_as_json(self) -> dict[str, object] | None:
        """Return the theme's place among what is lost or invented; None where it is neither."""
        if self.absence is None:
            return None
        return {
            "theme": self.name,
            "tasks": self.a + self.b,
            "expected": self.absence.expected,
            "chance_of_none": self.absence.chance_of_none,
        }


def compare(name: str, a: int, total_a: int, b: int, total_b: int) -> ThemeComparison:
    """Compare `a` of `total_a` tasks with `b` of `total_b`; ValueError where they cannot be."""
    both = bool(total_a and total_b)
    g2 = g2_four_cell(a, total_a, b, total_b) if both else None
    test: Literal["g2", "fisher"] | None = None
    p = None
    if both:
        p, test = p_of_table(a, total_a, b, total_b)
    absence = None
    if both and bool(a) != bool(b):
        there, here = ((a, total_a), total_b) if a else ((b, total_b), total_a)
        absence = expected_and_chance_of_none(*there, here)
    return ThemeComparison(
        name=name,
        a=a,
        b=b,
        total_a=total_a,
        total_b=total_b,
        interval_a=_per_1000(wilson(a, total_a)) if total_a else None,
        interval_b=_per_1000(wilson(b, total_b)) if total_b else None,
        difference=1000 * (a * total_b - b * total_a) / (total_a * total_b) if both else None,
        difference_interval=_per_1000(newcombe(a, total_a, b, total_b)) if both else None,
        log_ratio=log_ratio(a, total_a, b, total_b),
        log_ratio_interval=log_ratio_interval(a, total_a, b, total_b),
        lrc=log_ratio_bound(a, total_a, b, total_b),
        g2=g2,
        p=p,
        test=test,
        percent_diff=percent_diff(a, total_a, b, total_b),
        absence=absence,
    )


def compare_themes(
    names: Iterable[str],
    counts_a: Mapping[str, int],
    total_a: int,
    counts_b: Mapping[str, int],
    total_b: int,
) -> list[ThemeComparison]:
    """Compare each theme, in the order of `names`; a theme without a count has 0."""
    return [
        compare(name, counts_a.get(name, 0), total_a, counts_b.get(name, 0), total_b)
        for name in names
    ]


def crossed(
    rows_by_theme: Mapping[str, Iterable[int]], theme_a: str, theme_b: str, total: int
) -> ThemeComparison:
    """Compare how often theme B is spoken of in the tasks of theme A, and in the rest.

    `rows_by_theme` holds the rows of the tasks that speak of each theme, among the `total` tasks of
    one collection; a theme that is not there has none. In the comparison, named for theme B, side a
    is the tasks of theme A, and side b is all others.
    """
    rows_a = set(rows_by_theme.get(theme_a, ()))
    rows_b = set(rows_by_theme.get(theme_b, ()))
    return compare(
        theme_b, len(rows_b & rows_a), len(rows_a), len(rows_b - rows_a), total - len(rows_a)
    )


@dataclass(frozen=True, slots=True)
class WithoutKeyword:
    """What is left of a theme without one of its keywords."""

    keyword: str
    rate: Rate
    lost: int


@dataclass(frozen=True, slots=True)
class Fragility:
    """How far a theme's rate hangs on single keywords, each left out in turn.

    `without` is in the order in which the keywords were given.
    """

    rate: Rate
    without: tuple[WithoutKeyword, ...]

    @property
    def range_per_1000(self) -> Interval | None:
        """The lowest and highest rate without a keyword; None where there is none to leave out."""
        rates = [left.rate.per_1000 for left in self.without]
        known = [rate for rate in rates if rate is not None]
        return Interval(min(known), max(known)) if known else None

    @property
    def decisive(self) -> WithoutKeyword | None:
        """The keyword whose loss changes most, the first of equals; None where none changes it."""
        return next(iter(self.most_decisive(1)), None)

    def most_decisive(self, most: int) -> list[WithoutKeyword]:
        """Return the keywords whose loss changes most, at most so many, and none that is not
        missed; the order in which they were given breaks ties.
        """
        missed = [left for left in self.without if left.lost]
        return sorted(missed, key=lambda left: -left.lost)[:most]


def fragility(rows_by_keyword: Mapping[str, Iterable[int]], total: int) -> Fragility:
    """Leave out each keyword of a theme in turn.

    `rows_by_keyword` holds the rows of the tasks in which each keyword is found, among `total`. The
    rows of a keyword are those it finds by itself: a task that a phrase claims as the longest match
    is also a row of the shorter word that would find it without the phrase.
    """
    rows = {keyword: set(found) for keyword, found in rows_by_keyword.items()}
    finders = Counter(row for found in rows.values() for row in found)
    without = []
    for keyword, found in rows.items():
        lost = sum(finders[row] == 1 for row in found)
        without.append(WithoutKeyword(keyword, Rate(len(finders) - lost, total), lost))
    return Fragility(Rate(len(finders), total), tuple(without))


def _per_1000(interval: Interval) -> Interval:
    return Interval(1000 * interval.low, 1000 * interval.high)


def _as_list(interval: Interval | None) -> list[float] | None:
    return list(interval) if interval is not None else None

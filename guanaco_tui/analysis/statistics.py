"""The figures of a comparison: takes counts, gives rates' intervals, effect sizes and tests.

A pair `k, n` is a count and the total that it is out of: tasks of a collection, or tokens of a
corpus. Every function of pairs raises ValueError where a count is not between 0 and its total. No
count is ever smoothed: a figure that does not exist is None.
"""

import math
import operator
from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile
from statistics import NormalDist
from typing import Literal, NamedTuple

CONFIDENCE = 0.95
# The false discovery rate that a list of findings may have.
FALSE_DISCOVERIES = 0.05
# With a smaller expected count than this in one of the table's four cells, G2 is no chi-squared.
LEAST_EXPECTED = 5

# How far two probabilities of Fisher's test that are equal may come out apart.
_TIE = 1e-9


class Interval(NamedTuple):
    """From `low` to `high`; an end that is open is infinite."""

    low: float
    high: float


class Absence(NamedTuple):
    """What a side that has none of something would have been expected to have."""

    expected: float
    chance_of_none: float


class Tested(NamedTuple):
    """The p of a two-by-two table, and the test that it is of."""

    p: float
    test: Literal["g2", "fisher"]


# Rates and their difference.


def wilson(k: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the score interval of the proportion k/n; (0, 1) where n is 0.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22;
    without continuity correction.
    """
    _check((k, n))
    if n == 0:
        return Interval(0.0, 1.0)
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    middle, half = 2 * k + z2, math.sqrt(z2 * (z2 + 4 * k * (n - k) / n))
    low, high = (middle - half) / (2 * (n + z2)), (middle + half) / (2 * (n + z2))
    # Of all n, the sum may round to just under 1.
    return Interval(low, 1.0 if k == n else high)


def newcombe(k1: int, n1: int, k2: int, n2: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of the difference k1/n1 - k2/n2; (-1, 1) where a total is 0.

    Newcombe (1998), "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17, method 10: the hybrid of two score intervals, without continuity
    correction.
    """
    _check((k1, n1), (k2, n2))
    if not (n1 and n2):
        return Interval(-1.0, 1.0)
    p1, p2 = k1 / n1, k2 / n2
    low1, high1 = wilson(k1, n1, confidence)
    low2, high2 = wilson(k2, n2, confidence)
    return Interval(
        p1 - p2 - math.hypot(p1 - low1, high2 - p2), p1 - p2 + math.hypot(high1 - p1, p2 - low2)
    )


# Effect sizes.


def log_ratio(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """Return the binary logarithm of k1/n1 over k2/n2; None where a count is 0.

    Hardie (2014), "Log Ratio: an informal introduction", without his half for a zero.
    """
    _check((k1, n1), (k2, n2))
    return math.log2(k1 * n2 / (k2 * n1)) if k1 and k2 else None


def log_ratio_interval(
    k1: int, n1: int, k2: int, n2: int, confidence: float = CONFIDENCE
) -> Interval:
    """Return the conditional interval of the log ratio, open on the side where a count is 0.

    Given k1 + k2, and with counts that are small beside their totals (Poisson), k1 is binomial;
    Clopper and Pearson's exact interval of that binomial's odds, over n1/n2, is the interval of the
    ratio. Where counts are not small it errs on the wide side. Przyborowski and Wilenski (1940),
    "Homogeneity of results in testing samples from Poisson series", Biometrika 31. Both ends are
    open where both counts or one of the totals are 0.
    """
    _check((k1, n1), (k2, n2))
    return Interval(
        _least_log_ratio(k1, n1, k2, n2, confidence), -_least_log_ratio(k2, n2, k1, n1, confidence)
    )


def log_ratio_bound(
    k1: int, n1: int, k2: int, n2: int, confidence: float = CONFIDENCE
) -> float | None:
    """Return LRC: the end of `log_ratio_interval` nearest to 0, and 0 where that holds 0.

    It exists where one count is 0, and is None where both counts or one of the totals are. Evert
    (2022), "Measuring keyness", and `keyness(measure = "LRC")` of the R package corpora, here
    without correction for many tests: pass a higher `confidence` for one.
    """
    low, high = log_ratio_interval(k1, n1, k2, n2, confidence)
    if math.isinf(low) and math.isinf(high):
        return None
    return max(low, min(high, 0.0))


def percent_diff(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """Return by how many per cent k1/n1 is above k2/n2; None where k2 or n1 is 0.

    Gabrielatos and Marchi (2011), "Keyness: matching metrics to definitions" (%DIFF), without their
    small number for a zero.
    """
    _check((k1, n1), (k2, n2))
    return 100 * (k1 * n2 - k2 * n1) / (k2 * n1) if k2 and n1 else None


# Tests.


def g2_two_cell(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return the log-likelihood of the two counts alone, as is the custom for words; at least 0.

    Rayson and Garside (2000), "Comparing corpora using frequency profiling".
    """
    _check((k1, n1), (k2, n2))
    both = k1 + k2
    total = n1 + n2
    return max(0.0, 2 * (_deviance(k1, n1 * both, total) + _deviance(k2, n2 * both, total)))


def g2_four_cell(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return the log-likelihood of the whole two-by-two table, as is right for tasks; at least 0.

    Dunning (1993), "Accurate methods for the statistics of surprise and coincidence",
    Computational Linguistics 19(1).
    """
    return g2_two_cell(k1, n1, k2, n2) + g2_two_cell(n1 - k1, n1, n2 - k2, n2)


def chi2(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return Pearson's chi-squared of the two-by-two table, uncorrected; 0 where a margin is 0.

    Pearson (1900), "On the criterion that a given system of deviations ...", Phil. Mag. 50.
    """
    _check((k1, n1), (k2, n2))
    both, total = k1 + k2, n1 + n2
    margins = n1 * n2 * both * (total - both)
    return total * (k1 * n2 - k2 * n1) ** 2 / margins if margins else 0.0


def p_of_g2(g2: float) -> float:
    """Return the chance of a value of at least `g2` in chi-squared with one degree of freedom.

    That is the chance of a normal deviate beyond its root, on either side; Wilks (1938), "The
    large-sample distribution of the likelihood ratio", Ann. Math. Stat. 9. Below 1e-308 it is 0.
    """
    return math.erfc(math.sqrt(g2 / 2))


def fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return the two-sided p of Fisher's exact test: of all tables no more likely than this one.

    Fisher (1935), "The logic of inductive inference", JRSS 98; two-sided by probability, as in R's
    `fisher.test`. It is 1 where a margin is 0, and 0 below 1e-300.
    """
    _check((k1, n1), (k2, n2))
    both = k1 + k2
    least, most = max(0, both - n2), min(both, n1)
    mode = min(most, (n1 + 1) * (both + 1) // (n1 + n2 + 2))

    def step(x: int) -> float:
        """Return how much likelier x + 1 is than x."""
        return (n1 - x) * (both - x) / ((x + 1) * (n2 - both + x + 1))

    # Likelihoods relative to the mode's, each from its neighbour: no logarithm of a factorial,
    # which for totals of millions would leave eight digits.
    above = _products(step(x) for x in range(mode, most))
    below = _products(1 / step(x) for x in range(mode - 1, least - 1, -1))
    side, steps = (above, k1 - mode) if k1 >= mode else (below, mode - k1)
    if steps >= len(side):
        return 0.0
    limit = side[steps] * (1 + _TIE)
    all_tables = above + below[1:]
    return math.fsum(x for x in all_tables if x <= limit) / math.fsum(all_tables)


def p_of_table(k1: int, n1: int, k2: int, n2: int) -> Tested:
    """Return the p of a two-by-two table of tasks: Fisher's where a count below 5 is expected.

    Elsewhere it is that of the four-cell G2. It is 1 where a margin is 0.
    """
    _check((k1, n1), (k2, n2))
    both, total = k1 + k2, n1 + n2
    if min(n1, n2) * min(both, total - both) < LEAST_EXPECTED * total:
        return Tested(fisher(k1, n1, k2, n2), "fisher")
    return Tested(p_of_g2(g2_four_cell(k1, n1, k2, n2)), "g2")


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return for each p, in the order given, its q: the least false discovery rate that takes it.

    Benjamini and Hochberg (1995), "Controlling the false discovery rate", JRSS B 57; as adjusted
    p-values.
    """
    count = len(p_values)
    descending = sorted(range(count), key=p_values.__getitem__, reverse=True)
    q_values = [1.0] * count
    least = 1.0
    for rank, place in zip(range(count, 0, -1), descending, strict=True):
        # Divided before multiplied: count / rank is at least 1, so that q is never below p.
        least = min(least, p_values[place] * (count / rank))
        q_values[place] = least
    return q_values


def expected_and_chance_of_none(k: int, n: int, n_absent: int) -> Absence:
    """Return what a side with 0 of `n_absent` would have had, where the other side has `k` of `n`.

    `expected` is what the other side's rate gives in `n_absent`. `chance_of_none` is that of
    dealing the k at random into all n + n_absent and none falling here (hypergeometric, Fisher's
    exact test of one side). A binomial at the other side's rate would come to the same where the
    other side is the large one; where it is the small one, it would take a rate from one seed of
    175 as known, and call 0 of 52,002 impossible (1e-129) where the deal says 1 in 300. So the two
    sides may be swapped. Where n or k is 0, nothing is expected and the chance is 1.
    """
    _check((k, n), (0, n_absent))
    if k == 0:
        return Absence(0.0, 1.0)
    # C(n, k) / C(n + n_absent, k), as a product over the shorter of two equal ways.
    fewer, other = sorted((k, n_absent))
    total = n + n_absent
    chance = 1.0
    for drawn in range(fewer):
        chance *= (total - other - drawn) / (total - drawn)
        if chance == 0.0:
            break
    return Absence(n_absent * k / n, chance)


# Words beside each other, and through a text.


def log_dice(together: int, alone1: int, alone2: int) -> float | None:
    """Return logDice of two words: 14 at most, one less for half as often; None where never.

    `together` counts the pair; `alone1` and `alone2` count each word, with or without the other.
    Rychlý (2008), "A lexicographer-friendly association score", RASLAN 2008.
    """
    return 14 + math.log2(2 * together / (alone1 + alone2)) if together else None


def gries_dp(counts: Sequence[int], sizes: Sequence[int]) -> float | None:
    """Return the deviation of proportions: 0 is spread as the parts' sizes are, near 1 is clumped.

    Takes the count and the size of each part; ValueError where the two are not as many. None where
    all counts, or all sizes, are 0. Gries (2008), "Dispersions and adjusted frequencies in
    corpora", IJCL 13(4).
    """
    if len(counts) != len(sizes):
        raise ValueError(f"{len(counts)} counts for {len(sizes)} parts")
    count, size = sum(counts), sum(sizes)
    if not (count and size):
        return None
    parts = zip(counts, sizes, strict=True)
    return math.fsum(abs(k / count - n / size) for k, n in parts) / 2


def _check(*pairs: tuple[int, int]) -> None:
    for k, n in pairs:
        if not 0 <= k <= n:
            raise ValueError(f"{k} of {n} is no count")


def _products(ratios: Iterable[float]) -> list[float]:
    """Return 1 and the running products of falling ratios, as far as they are above 0."""
    return list(takewhile(bool, accumulate(ratios, operator.mul, initial=1.0)))


def _deviance(observed: int, expected: int, per: int) -> float:
    """Return O ln(O/E) - (O - E), where E is `expected` / `per`.

    Over a table the O - E sum to 0. Taken off each cell, with the ratio's excess over 1 from exact
    integers, they keep the digits that would cancel between cells.
    """
    if expected == 0:
        return 0.0
    if observed == 0:
        return expected / per
    difference = observed * per - expected
    return observed * math.log1p(difference / expected) - difference / per


def _least_log_ratio(k1: int, n1: int, k2: int, n2: int, confidence: float) -> float:
    """Return the lower end of the conditional interval of the log ratio."""
    if not (k1 and n1 and n2):
        return -math.inf
    # Not scipy.stats, which takes four times as long to import.
    from scipy.special import betaincinv  # noqa: PLC0415 (slow to import, wanted only here)

    tail = (1 - confidence) / 2
    share = float(betaincinv(k1, k2 + 1, tail))
    rest = float(betaincinv(k2 + 1, k1, 1 - tail))
    return math.log2(share / rest) + math.log2(n2 / n1)

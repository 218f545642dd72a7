"""The figures of a comparison, each against a reference value and a second way to get it.

The second ways are scipy's own functions, exact integers, fifty decimal digits, or a sum that can
be done by hand; each test says which.
"""

import math
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.statistics import (
    Interval,
    benjamini_hochberg,
    chi2,
    expected_and_chance_of_none,
    fisher,
    g2_four_cell,
    g2_two_cell,
    gries_dp,
    log_dice,
    log_ratio,
    log_ratio_bound,
    log_ratio_interval,
    newcombe,
    p_of_g2,
    p_of_table,
    percent_diff,
    wilson,
)

Pair = tuple[int, int]
Table = tuple[int, int, int, int]

# Two corpora of 116,000 and of 5,451,382 words.
KEY: Table = (540, 116_000, 7_525, 5_451_382)
WEAK: Table = (29, 116_000, 504, 5_451_382)
NOT_KEY: Table = (16, 116_000, 650, 5_451_382)
ONLY_HERE: Table = (7, 10_000, 0, 100_000)
MILLIONS: Table = (12_000, 1_000_000, 10_000, 1_000_000)
SMALL: Table = (7, 10, 2, 9)


def pairs(most: int, least: int = 1) -> st.SearchStrategy[Pair]:
    return st.integers(least, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def tables(most: int, least: int = 1) -> st.SearchStrategy[Table]:
    return st.tuples(pairs(most, least), pairs(most, least)).map(lambda two: (*two[0], *two[1]))


def swapped(table: Table) -> Table:
    return *table[2:], *table[:2]


def mirrored(interval: Interval) -> Interval:
    return Interval(-interval.high, -interval.low)


def expected_counts(table: Table) -> list[float]:
    k1, n1, k2, n2 = table
    return [n1 * (k1 + k2) / (n1 + n2), n2 * (k1 + k2) / (n1 + n2)]


def g2_in_fifty_digits(cells: Sequence[tuple[int, int, int]]) -> float:
    """Sum 2 O ln(O/E) for cells of (O, numerator of E, denominator of E)."""
    with localcontext(prec=50):
        terms = (o * (Decimal(o) * per / e).ln() for o, e, per in cells if o)
        return float(2 * sum(terms, Decimal(0)))


# Reference values.


@pytest.mark.parametrize(
    ("table", "value"),
    [(KEY, 534.64), (WEAK, 20.50), (NOT_KEY, 0.32), (ONLY_HERE, 33.57), (MILLIONS, 182.0695)],
)
def test_g2_of_two_cells_is_that_of_the_reference_and_of_scipy(table: Table, value: float) -> None:
    from scipy.stats import power_divergence

    observed = [table[0], table[2]]
    by_scipy = power_divergence(observed, expected_counts(table), lambda_="log-likelihood")
    assert round(g2_two_cell(*table), len(str(value).split(".")[1])) == value
    assert g2_two_cell(*table) == pytest.approx(by_scipy.statistic, rel=1e-9)


@pytest.mark.parametrize(("table", "value", "digits"), [(KEY, 535.86, 2), (SMALL, 4.534939, 6)])
def test_g2_of_four_cells_is_that_of_the_reference_and_of_scipy(
    table: Table, value: float, digits: int
) -> None:
    from scipy.stats import chi2_contingency

    k1, n1, k2, n2 = table
    cells = [[k1, n1 - k1], [k2, n2 - k2]]
    by_scipy = chi2_contingency(cells, correction=False, lambda_="log-likelihood")
    assert round(g2_four_cell(*table), digits) == value
    assert g2_four_cell(*table) == pytest.approx(by_scipy.statistic, rel=1e-9)
    assert p_of_g2(g2_four_cell(*table)) == pytest.approx(by_scipy.pvalue, rel=1e-7)


def test_chi_squared_and_its_p_are_those_of_the_reference_and_of_scipy() -> None:
    from scipy.stats import chi2 as distribution
    from scipy.stats import chi2_contingency

    by_scipy = chi2_contingency([[7, 3], [2, 7]], correction=False)
    assert round(chi2(*SMALL), 5) == 4.33716
    assert chi2(*SMALL) == pytest.approx(by_scipy.statistic, rel=1e-12)
    assert round(p_of_g2(4.534939), 7) == 0.0332096
    assert p_of_g2(4.534939) == pytest.approx(distribution.sf(4.534939, 1), rel=1e-12)


def test_fisher_is_that_of_the_reference_of_scipy_and_of_exact_integers() -> None:
    from scipy.stats import fisher_exact

    assert round(fisher(*SMALL), 6) == 0.069779
    assert fisher(*SMALL) == pytest.approx(fisher_exact([[7, 3], [2, 7]]).pvalue, rel=1e-12)
    assert fisher(*SMALL) == pytest.approx(fisher_in_integers(SMALL), rel=1e-12)


def test_the_log_ratio_is_that_of_the_reference_and_of_a_sum_by_hand() -> None:
    # By hand, cross-multiplied: 540 x 5,451,382 = 2,943,746,280 and 7,525 x 116,000 = 872,900,000,
    # 3.372375 times as much; 12,000 is 1.2 times 10,000.
    assert log_ratio(*KEY) == pytest.approx(1.7538, abs=5e-5)
    assert log_ratio(*KEY) == pytest.approx(math.log(3.372375) / math.log(2), abs=5e-7)
    assert log_ratio(*NOT_KEY) == pytest.approx(0.2101, abs=5e-5)
    assert log_ratio(*NOT_KEY) == pytest.approx(math.log2(16 / 116_000 / (650 / 5_451_382)))
    assert log_ratio(*MILLIONS) == pytest.approx(0.2630, abs=5e-5)
    assert log_ratio(*MILLIONS) == pytest.approx(math.log(1.2) / math.log(2))


@pytest.mark.parametrize("table", [KEY, WEAK, NOT_KEY, ONLY_HERE, MILLIONS])
def test_the_whiskers_are_the_odds_of_the_exact_interval_that_scipy_finds(table: Table) -> None:
    from scipy.stats import binomtest

    k1, n1, k2, n2 = table
    # scipy looks for the bounds by root finding; ours come from the inverse of the beta function.
    share = binomtest(k1, k1 + k2).proportion_ci(0.95, method="exact")
    whiskers = log_ratio_interval(*table)
    assert whiskers.low == pytest.approx(math.log2(share.low / (1 - share.low) * n2 / n1), abs=1e-8)
    if k2:
        high = math.log2(share.high / (1 - share.high) * n2 / n1)
        assert whiskers.high == pytest.approx(high, abs=1e-8)


def test_lrc_is_that_of_the_reference_and_the_nearer_whisker() -> None:
    # The second way is the test of the whiskers, by scipy's exact interval.
    assert log_ratio_bound(*KEY) == pytest.approx(1.6251, abs=5e-5)
    assert log_ratio_bound(*KEY) == log_ratio_interval(*KEY).low
    assert log_ratio_bound(*swapped(KEY)) == log_ratio_interval(*swapped(KEY)).high
    assert log_ratio_bound(*NOT_KEY) == 0
    low, high = log_ratio_interval(*NOT_KEY)
    assert low < 0 < high


def test_per_cent_difference_is_that_of_the_reference_and_of_a_sum_by_hand() -> None:
    # By hand: 12 in a thousand are a fifth more than 10 in a thousand, and 10 a sixth less than 12.
    assert percent_diff(*MILLIONS) == 20
    assert percent_diff(*swapped(MILLIONS)) == pytest.approx(-100 / 6)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0, 0.1611), (0, 175, 0, 0.0215)],
)
def test_wilson_is_that_of_the_reference_and_of_scipy(
    k: int, n: int, low: float, high: float
) -> None:
    from scipy.stats import binomtest

    by_scipy = binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)
    assert wilson(k, n) == pytest.approx((by_scipy.low, by_scipy.high), rel=1e-12, abs=1e-16)


def test_newcombe_is_that_of_the_reference_and_of_a_sum_by_hand_on_scipys_intervals() -> None:
    from scipy.stats import binomtest

    one = binomtest(56, 70).proportion_ci(0.95, method="wilson")
    two = binomtest(48, 80).proportion_ci(0.95, method="wilson")
    low = 0.2 - math.sqrt((0.8 - one.low) ** 2 + (two.high - 0.6) ** 2)
    high = 0.2 + math.sqrt((one.high - 0.8) ** 2 + (0.6 - two.low) ** 2)
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe(56, 70, 48, 80) == pytest.approx((low, high), rel=1e-9)


def test_log_dice_is_that_of_the_reference_and_of_a_sum_by_hand() -> None:
    # By hand: 2 x 10 / (100 + 50) = 2/15, and log2(15/2) = 2.9069 is taken off 14.
    assert log_dice(10, 100, 50) == pytest.approx(11.093, abs=5e-4)
    assert log_dice(10, 100, 50) == pytest.approx(14 - math.log2(7.5))
    assert log_dice(10, 10, 10) == 14
    assert log_dice(0, 100, 50) is None


def test_dispersion_is_that_of_the_reference_and_of_a_sum_by_hand() -> None:
    # By hand, in 750ths: parts of 135 150 150 150 165, counts of 50 100 150 200 250; the
    # differences 85 50 0 50 85 make 270, and half of it over 750 is 0.18.
    assert gries_dp([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]) == pytest.approx(0.18, rel=1e-12)
    assert gries_dp([2, 4, 6], [10, 20, 30]) == pytest.approx(0, abs=1e-15)
    assert gries_dp([9, 0, 0], [1, 99, 900]) == pytest.approx(0.999)


def test_dispersion_of_nothing_does_not_exist_and_parts_must_match() -> None:
    assert gries_dp([0, 0], [10, 20]) is None
    assert gries_dp([], []) is None
    with pytest.raises(ValueError, match="2 counts for 1 parts"):
        gries_dp([1, 2], [3])


# A zero.


def test_a_zero_has_no_log_ratio_and_an_arrow_that_starts_at_its_finite_end() -> None:
    assert log_ratio(0, 175, 60, 52_002) is None
    low, high = log_ratio_interval(0, 175, 60, 52_002)
    # By hand: given 60 hits, none of them in a share q has the chance (1 - q) ** 60 = 0.025.
    q = 1 - 0.025 ** (1 / 60)
    assert low == -math.inf
    assert high == pytest.approx(math.log2(q / (1 - q) * 52_002 / 175))
    assert log_ratio_interval(60, 52_002, 0, 175) == mirrored(Interval(low, high))
    assert log_ratio_bound(0, 175, 60, 52_002) == 0


def test_two_zeros_leave_everything_open() -> None:
    assert log_ratio(0, 175, 0, 1000) is None
    assert log_ratio_interval(0, 175, 0, 1000) == (-math.inf, math.inf)
    assert log_ratio_bound(0, 175, 0, 1000) is None
    assert percent_diff(0, 175, 0, 1000) is None
    assert g2_two_cell(0, 175, 0, 1000) == g2_four_cell(0, 175, 0, 1000) == 0
    assert chi2(0, 175, 0, 1000) == 0
    assert fisher(0, 175, 0, 1000) == 1


def test_a_zero_that_is_compared_is_a_hundred_per_cent_less_and_one_to_compare_with_is_none() -> (
    None
):
    assert percent_diff(0, 10, 5, 10) == -100
    assert percent_diff(5, 10, 0, 10) is None


def test_what_is_absent_has_an_expected_count_and_a_chance_that_scipy_deals_too() -> None:
    from scipy.stats import hypergeom

    absence = expected_and_chance_of_none(60, 52_002, 175)
    # By hand: 175 x 60 / 52,002.
    assert absence.expected == pytest.approx(0.20192, abs=5e-6)
    assert absence.chance_of_none == pytest.approx(hypergeom.pmf(0, 52_177, 60, 175), rel=1e-6)
    # A binomial at the large side's rate says the same.
    assert absence.chance_of_none == pytest.approx((1 - 60 / 52_002) ** 175, abs=1e-3)


def test_the_rate_of_one_seed_is_not_taken_as_known() -> None:
    # By hand: the one task lies among the 175 of 52,177.
    absence = expected_and_chance_of_none(1, 175, 52_002)
    assert absence.expected == pytest.approx(297.154, abs=5e-4)
    assert absence.chance_of_none == pytest.approx(175 / 52_177)


def test_of_nothing_nothing_is_expected() -> None:
    assert expected_and_chance_of_none(0, 0, 10) == (0, 1)
    assert expected_and_chance_of_none(3, 10, 0) == (0, 1)


@given(pairs(400), st.integers(0, 400))
def test_the_chance_of_none_is_fishers_test_of_one_side(pair: Pair, n_absent: int) -> None:
    # By exact integers, and in both directions of the table.
    k, n = pair
    exact = math.comb(n, k) / math.comb(n + n_absent, k)
    assert expected_and_chance_of_none(k, n, n_absent).chance_of_none == pytest.approx(
        exact, rel=1e-12
    )


# No total, every one, and totals of millions.


def test_a_side_without_tasks_is_known_to_be_nothing() -> None:
    assert wilson(0, 0) == (0, 1)
    assert newcombe(0, 0, 3, 10) == newcombe(3, 10, 0, 0) == (-1, 1)
    for table in ((0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0)):
        assert log_ratio(*table) is None
        assert log_ratio_interval(*table) == (-math.inf, math.inf)
        assert log_ratio_bound(*table) is None
        assert percent_diff(*table) is None
        assert g2_two_cell(*table) == g2_four_cell(*table) == chi2(*table) == 0
        assert fisher(*table) == 1


def test_a_theme_that_all_tasks_speak_of_ends_at_all_of_them() -> None:
    assert wilson(20, 20).high == 1
    assert wilson(20, 20).low == pytest.approx(1 - wilson(0, 20).high)
    assert g2_four_cell(20, 20, 10, 10) == chi2(20, 20, 10, 10) == 0
    assert fisher(20, 20, 10, 10) == 1


@pytest.mark.parametrize("k", [-1, 11])
def test_a_count_that_is_none_is_refused(k: int) -> None:
    for figure in (
        newcombe, log_ratio, log_ratio_interval, log_ratio_bound, percent_diff, g2_two_cell,
        g2_four_cell, chi2, fisher,
    ):  # fmt: skip
        with pytest.raises(ValueError, match=f"{k} of 10"):
            figure(1, 3, k, 10)
    with pytest.raises(ValueError, match=f"{k} of 10"):
        wilson(k, 10)
    with pytest.raises(ValueError, match=f"{k} of 10"):
        expected_and_chance_of_none(k, 10, 3)


def test_g2_keeps_its_digits_where_two_counts_among_millions_are_almost_equal() -> None:
    # Fifty decimal digits are the second way. In plain floats, eight of sixteen digits are right.
    k1, k2, n = 1_000_000, 1_000_070, 5_000_000
    both = k1 + k2
    two = [(k1, both, 2), (k2, both, 2)]
    four = [*two, (n - k1, 2 * n - both, 2), (n - k2, 2 * n - both, 2)]
    assert g2_two_cell(k1, n, k2, n) == pytest.approx(g2_in_fifty_digits(two), rel=1e-11)
    assert g2_four_cell(k1, n, k2, n) == pytest.approx(g2_in_fifty_digits(four), rel=1e-11)


def test_a_table_of_tasks_is_tested_by_fisher_where_a_count_under_five_is_expected() -> None:
    """By hand: of 9 tasks in 19, the side of 9 expects 4.3; of 10 in 20, both sides expect 5."""
    assert p_of_table(*SMALL) == (fisher(*SMALL), "fisher")
    five = (7, 10, 3, 10)
    assert p_of_table(*five) == (p_of_g2(g2_four_cell(*five)), "g2")
    assert p_of_table(4, 10, 5, 10).test == p_of_table(6, 10, 5, 10).test == "fisher"
    assert (
        p_of_table(0, 10, 0, 10).p == p_of_table(10, 10, 10, 10).p == p_of_table(3, 5, 0, 0).p == 1
    )


def test_fisher_keeps_its_digits_where_totals_are_millions() -> None:
    # Exact integers are the second way; logarithms of factorials would leave eight digits.
    table = (3, 5_000_000, 11, 4_000_000)
    assert fisher(*table) == pytest.approx(fisher_in_integers(table), rel=1e-12)


def test_fisher_leaves_out_a_table_that_is_likelier_by_less_than_a_thousandth() -> None:
    # Exact integers are the second way. Were the two tables taken for equals, p would be 1.
    table = (51, 285, 76, 431)
    assert fisher(*table) == pytest.approx(0.9208005, abs=5e-8)
    assert fisher(*table) == pytest.approx(fisher_in_integers(table), rel=1e-12)


def test_fisher_of_a_table_beyond_all_chance_is_nothing() -> None:
    assert fisher(2_500_000, 5_000_000, 1_000_000, 5_000_000) == 0


def test_a_p_is_kept_far_into_the_tail() -> None:
    from scipy.stats import norm

    assert p_of_g2(0) == 1
    assert p_of_g2(1400) == pytest.approx(2 * norm.sf(math.sqrt(1400)), rel=1e-10)
    assert 0 < p_of_g2(1400) < 1e-300
    assert p_of_g2(math.inf) == 0


# What holds for all tables.


@given(tables(100_000))
def test_swapping_the_sides_negates_the_effect_and_leaves_the_tests(table: Table) -> None:
    other = swapped(table)
    ratio = log_ratio(*table)
    if ratio is None:
        assert log_ratio(*other) is None
    else:
        assert log_ratio(*other) == pytest.approx(-ratio, abs=1e-14)
    assert log_ratio_interval(*other) == mirrored(log_ratio_interval(*table))
    bound = log_ratio_bound(*table)
    assert log_ratio_bound(*other) == (None if bound is None else -bound)
    assert newcombe(*other) == pytest.approx(mirrored(newcombe(*table)), abs=1e-15)
    assert g2_two_cell(*other) == pytest.approx(g2_two_cell(*table), rel=1e-9, abs=1e-12)
    assert g2_four_cell(*other) == pytest.approx(g2_four_cell(*table), rel=1e-9, abs=1e-12)
    assert chi2(*other) == chi2(*table)
    assert fisher(*other) == pytest.approx(fisher(*table), rel=1e-9, abs=1e-300)


@given(tables(5_000_000), st.sampled_from([0.5, 0.95, 0.999]))
def test_every_interval_holds_its_estimate(table: Table, confidence: float) -> None:
    k1, n1, k2, n2 = table
    low, high = wilson(k1, n1, confidence)
    assert 0 <= low <= k1 / n1 <= high <= 1
    low, high = newcombe(*table, confidence)
    assert -1 <= low <= k1 / n1 - k2 / n2 <= high <= 1
    ratio = log_ratio(*table)
    if ratio is not None:
        low, high = log_ratio_interval(*table, confidence)
        assert low < ratio < high


@given(tables(5_000_000))
def test_lrc_is_zero_where_the_whiskers_cross_zero_and_else_nearer_to_it(table: Table) -> None:
    low, high = log_ratio_interval(*table)
    bound = log_ratio_bound(*table)
    if bound is None:
        assert table[0] == table[2] == 0
    elif low <= 0 <= high:
        assert bound == 0
    else:
        assert bound == min(low, high, key=abs)


@given(tables(5_000_000))
def test_a_test_statistic_is_never_negative(table: Table) -> None:
    assert g2_two_cell(*table) >= 0
    assert g2_four_cell(*table) >= 0
    assert chi2(*table) >= 0


@given(tables(2_000))
def test_fisher_equals_scipy(table: Table) -> None:
    from scipy.stats import fisher_exact

    k1, n1, k2, n2 = table
    by_scipy = fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue
    assert fisher(*table) == pytest.approx(by_scipy, rel=1e-6, abs=1e-300)


@given(tables(40, least=0))
def test_fisher_equals_exact_integers(table: Table) -> None:
    assert fisher(*table) == pytest.approx(fisher_in_integers(table), rel=1e-12)


def fisher_in_integers(table: Table) -> float:
    k1, n1, k2, n2 = table
    both = k1 + k2
    ways = [math.comb(n1, x) * math.comb(n2, both - x) for x in range(both + 1)]
    return sum(way for way in ways if way <= ways[k1]) / sum(ways)


# False discovery.

p_values = st.lists(st.floats(0, 1), max_size=50)


def test_q_is_that_of_a_sum_by_hand_in_the_order_given() -> None:
    # By hand: .01 x 4 = .04; .02 x 4/2 = .04; .03 x 4/3 = .04; .5 x 4/4 = .5.
    assert benjamini_hochberg([0.5, 0.02, 0.01, 0.03]) == pytest.approx([0.5, 0.04, 0.04, 0.04])
    assert benjamini_hochberg([]) == []


@given(p_values.filter(bool))
def test_q_equals_scipy(p: list[float]) -> None:
    from scipy.stats import false_discovery_control

    assert benjamini_hochberg(p) == pytest.approx(list(false_discovery_control(p)), rel=1e-12)


@given(p_values)
def test_q_is_at_least_p_at_most_one_and_in_the_order_of_p(p: list[float]) -> None:
    q = benjamini_hochberg(p)
    assert len(q) == len(p)
    assert all(one <= other <= 1 for one, other in zip(p, q, strict=True))
    in_order = [other for _, other in sorted(zip(p, q, strict=True))]
    assert in_order == sorted(in_order)


def test_scipy_sleeps_until_an_interval_is_asked_for() -> None:
    script = (
        "import sys, guanaco_tui.analysis.statistics as s; s.g2_four_cell(1, 2, 3, 4);"
        "assert not {'scipy', 'numpy'} & set(sys.modules);"
        "s.log_ratio_bound(1, 2, 3, 4); assert 'scipy.stats' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)

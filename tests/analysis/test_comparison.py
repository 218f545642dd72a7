"""Themes in two collections: what is said of each, and what is not."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.comparison import (
    ThemeComparison,
    compare,
    compare_themes,
    crossed,
    fragility,
)
from guanaco_tui.analysis.statistics import log_ratio_bound, newcombe, wilson


def pairs(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def swap(theme: ThemeComparison) -> ThemeComparison:
    return compare(theme.name, theme.b, theme.total_b, theme.a, theme.total_a)


# One theme.


def test_rates_and_their_intervals_are_in_tasks_per_thousand() -> None:
    theme = compare("water", 56, 70, 48, 80)
    assert (theme.rate_a.per_1000, theme.rate_b.per_1000) == (800, 600)
    assert theme.interval_a == pytest.approx([1000 * end for end in wilson(56, 70)])
    assert theme.interval_b == pytest.approx([1000 * end for end in wilson(48, 80)])
    assert theme.difference == 200
    assert theme.difference_interval == pytest.approx(
        [1000 * end for end in newcombe(56, 70, 48, 80)]
    )


def test_a_table_with_large_expected_counts_is_tested_by_g2() -> None:
    from scipy.stats import chi2

    theme = compare("water", 15, 40, 5, 40)
    assert theme.test == "g2"
    # By hand: of the 20 hits 10 and 10 are expected, and of the 60 others 30 and 30.
    cells = [(15, 10), (5, 10), (25, 30), (35, 30)]
    assert theme.g2 == pytest.approx(2 * sum(o * math.log(o / e) for o, e in cells))
    assert theme.p == pytest.approx(chi2.sf(theme.g2, 1))


def test_a_table_with_a_small_expected_count_is_tested_by_fisher_in_any_of_its_cells() -> None:
    few = compare("water", 7, 10, 2, 9)
    assert few.test == "fisher"
    assert few.p == pytest.approx(0.069779, abs=5e-7)
    # By hand: 8 hits are shared out as 4 and 4; 72 of 80 leave 4 and 4 without.
    assert compare("water", 6, 40, 2, 40).test == "fisher"
    assert compare("water", 34, 40, 38, 40).test == "fisher"
    assert compare("water", 5, 40, 5, 40).test == "g2"


def test_what_the_whiskers_say_lrc_says_too() -> None:
    clear = compare("water", 30, 175, 2000, 52_002)
    assert clear.is_clear
    assert clear.lrc == clear.log_ratio_interval.low > 0
    grey = compare("water", 8, 175, 2000, 52_002)
    assert not grey.is_clear
    assert grey.lrc == 0
    assert grey.log_ratio_interval.low < 0 < grey.log_ratio_interval.high


def test_a_theme_that_one_side_never_speaks_of_is_absent_and_not_a_small_number() -> None:
    theme = compare("water", 0, 175, 60, 52_002)
    assert theme.absent_from == "a"
    assert theme.log_ratio is None
    assert theme.log_ratio_interval.low == -math.inf
    assert theme.log_ratio_interval.high > 0
    assert not theme.is_clear
    assert theme.percent_diff == -100
    # By hand: 175 x 60 / 52,002.
    assert theme.absence is not None
    assert theme.absence.expected == pytest.approx(0.2019, abs=5e-5)
    assert theme.absence.chance_of_none == pytest.approx(0.8173, abs=5e-5)


def test_what_seeds_say_and_the_machine_never_does_is_clear_without_a_log_ratio() -> None:
    theme = compare("water", 8, 175, 0, 52_002)
    assert theme.absent_from == "b"
    assert theme.log_ratio is None
    assert theme.is_clear
    assert theme.lrc == theme.log_ratio_interval.low > 0
    assert theme.log_ratio_interval.high == math.inf
    assert theme.percent_diff is None
    assert theme.absence_as_json() == {
        "theme": "water",
        "tasks": 8,
        # By hand: 8 x 52,002 / 175.
        "expected": pytest.approx(2377.234, abs=5e-4),
        "chance_of_none": pytest.approx(theme.p),
    }


def test_what_neither_side_speaks_of_is_nowhere_missed() -> None:
    theme = compare("water", 0, 175, 0, 52_002)
    assert theme.absent_from is theme.absence is theme.absence_as_json() is None
    assert theme.log_ratio is theme.lrc is theme.percent_diff is None
    assert not theme.is_clear
    assert (theme.difference, theme.g2, theme.p, theme.test) == (0, 0, 1, "fisher")


def test_nothing_is_said_beside_a_collection_without_tasks() -> None:
    theme = compare("water", 3, 10, 0, 0)
    said = {name: value for name, value in theme.as_json().items() if value is not None}
    assert said.keys() == {"name", "a", "b", "per_1000_a", "interval_a"}
    assert theme.absence is None
    assert not theme.is_clear


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="11 of 10"):
        compare("water", 11, 10, 0, 5)


@given(pairs(60_000), pairs(60_000))
def test_swapping_the_collections_mirrors_the_comparison(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    theme = compare("water", *a, *b)
    other = swap(theme)
    assert other.test == theme.test
    assert other.is_clear == theme.is_clear
    assert other.absence == theme.absence
    assert (other.absent_from, theme.absent_from) in {("a", "b"), ("b", "a"), (None, None)}
    assert (other.interval_a, other.interval_b) == (theme.interval_b, theme.interval_a)
    if theme.lrc is not None:
        assert other.lrc == -theme.lrc
    if theme.difference is not None:
        assert other.difference == -theme.difference


@given(pairs(60_000), pairs(60_000))
def test_a_comparison_is_clear_where_lrc_is_not_zero_and_on_the_side_of_the_difference(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    theme = compare("water", *a, *b)
    assert theme.lrc == log_ratio_bound(*a, *b)
    assert theme.is_clear == (theme.lrc not in {0, None})
    if theme.is_clear:
        assert theme.lrc is not None
        assert theme.difference is not None
        assert theme.lrc * theme.difference > 0


@given(pairs(60_000), pairs(60_000))
def test_the_json_of_any_comparison_holds_plain_finite_figures(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    shape = compare("water", *a, *b).as_json()
    assert json.loads(json.dumps(shape, allow_nan=False)) == shape
    assert list(shape) == [
        "name", "a", "b", "per_1000_a", "per_1000_b", "interval_a", "interval_b", "difference",
        "difference_interval", "log_ratio", "lrc", "g2", "p", "test", "percent_diff",
    ]  # fmt: skip


# Many themes.


def test_every_theme_is_compared_in_the_order_of_the_file() -> None:
    themes = compare_themes(["water", "order"], {"order": 2}, 10, {"water": 1, "unknown": 7}, 4)
    assert [(theme.name, theme.a, theme.total_a, theme.b, theme.total_b) for theme in themes] == [
        ("water", 0, 10, 1, 4),
        ("order", 2, 10, 0, 4),
    ]


# Two themes crossed.


def test_a_theme_is_crossed_with_another_against_all_other_tasks() -> None:
    rows = {"hedge": [1, 2, 3, 4, 9], "race": [1, 2, 3, 5]}
    theme = crossed(rows, "race", "hedge", 40)
    # By hand: of rows 1 2 3 5 three hedge; of the 36 others, rows 4 and 9.
    assert theme == compare("hedge", 3, 4, 2, 36)


def test_a_theme_that_nobody_speaks_of_is_crossed_with_nothing() -> None:
    assert crossed({"race": {1}}, "race", "hedge", 5) == compare("hedge", 0, 1, 0, 4)
    assert crossed({"hedge": {1}}, "race", "hedge", 5) == compare("hedge", 0, 0, 1, 5)


def test_more_rows_than_tasks_are_refused() -> None:
    with pytest.raises(ValueError, match="of -1"):
        crossed({"race": {1, 2}, "hedge": {1}}, "race", "hedge", 1)


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_crossing_the_other_way_round_asks_the_same_question(
    race: set[int], hedge: set[int]
) -> None:
    rows = {"race": race, "hedge": hedge}
    one, other = crossed(rows, "race", "hedge", 61), crossed(rows, "hedge", "race", 61)
    assert one.a == other.a
    if one.p is not None and other.p is not None:
        assert one.test == other.test
        assert one.p == pytest.approx(other.p)


# One keyword left out in turn.


def test_each_keyword_is_left_out_in_turn() -> None:
    # By hand: 5 tasks of 100; black alone finds 1 and 2, race alone finds 5.
    dial = fragility({"black": [1, 2, 3], "racis*": [3, 4], "race": [4, 5], "asian": []}, 100)
    assert (dial.rate.tasks, dial.rate.per_1000) == (5, 50)
    assert [(left.keyword, left.rate.tasks, left.lost) for left in dial.without] == [
        ("black", 3, 2),
        ("racis*", 5, 0),
        ("race", 4, 1),
        ("asian", 5, 0),
    ]
    assert dial.range_per_1000 == (30, 50)
    assert dial.decisive is not None
    assert dial.decisive.keyword == "black"
    assert [left.keyword for left in dial.most_decisive(5)] == ["black", "race"]
    assert dial.most_decisive(1) == [dial.decisive]


def test_a_task_that_a_keyword_finds_twice_is_one_task() -> None:
    assert fragility({"black": [1, 1], "race": [2]}, 10).without[0].lost == 1


def test_a_theme_whose_keywords_all_stand_in_for_each_other_hangs_on_none() -> None:
    dial = fragility({"black": [1], "race": [1]}, 10)
    assert dial.decisive is None
    assert dial.range_per_1000 == (100, 100)


def test_nothing_can_be_left_out_of_a_theme_without_keywords_or_tasks() -> None:
    assert fragility({}, 10).range_per_1000 is fragility({}, 10).decisive is None
    assert fragility({"black": []}, 0).range_per_1000 is None


@given(
    st.dictionaries(st.text(max_size=2), st.sets(st.integers(0, 20)), max_size=6),
)
def test_a_theme_without_a_keyword_is_the_theme_of_the_others(rows: dict[str, set[int]]) -> None:
    # The second way: put the other keywords' rows together anew.
    dial = fragility(rows, 21)
    assert dial.rate.tasks == len(set().union(*rows.values()))
    for left in dial.without:
        others = [found for keyword, found in rows.items() if keyword != left.keyword]
        assert left.rate.tasks == len(set().union(*others))
        assert left.lost == dial.rate.tasks - left.rate.tasks

"""A theme's rate in some requests against the others, with intervals that are drawn by request."""

import numpy as np
import pytest

from guanaco_tui.analysis.contrasts import DRAWS, FEWEST_REQUESTS, Contrast, Redrawn, Side
from guanaco_tui.analysis.statistics import Interval, newcombe

Rows = list[list[int]]


def contrast(rows: Rows, showing: set[int], random_seed: int = 0) -> Contrast:
    (only,) = Redrawn(rows, ["water"], DRAWS, random_seed).contrasts(showing)
    return only


def interval(rows: Rows, showing: set[int], random_seed: int = 0) -> Interval:
    found = contrast(rows, showing, random_seed).interval
    assert found is not None
    return found


def test_a_contrast_counts_tasks_and_requests_of_both_sides() -> None:
    rows = [[5, 10], [1, 10], [2, 20], [0, 20], [1, 10], [0, 0]] * 2
    found = contrast(rows, {0, 1, 2, 6, 7})
    assert (found.shown, found.rest) == (Side(14, 60, 5), Side(4, 80, 7))
    assert found.difference == pytest.approx(1000 * (14 / 60 - 4 / 80))
    assert found.interval is not None
    assert found.interval.low < found.difference < found.interval.high


def test_tasks_that_come_together_count_for_less_than_tasks_that_do_not() -> None:
    """A tenth of the tasks speak of water: all of one request in ten, or one of each."""
    half = set(range(0, 100, 2))
    together = interval([[10 if i % 10 < 2 and i < 50 else 0, 10] for i in range(100)], half)
    apart = interval([[1, 10]] * 100, half)
    assert apart == (0, 0)
    by_task = newcombe(50, 500, 50, 500)
    assert together.high - together.low > 2000 * (by_task.high - by_task.low)


def test_with_one_task_a_request_it_is_the_interval_of_independent_tasks() -> None:
    rows = [[int(i % 4 == 0), 1] for i in range(400)] + [[int(i % 3 == 0), 1] for i in range(300)]
    found = interval(rows, set(range(400)))
    expected = newcombe(100, 400, 100, 300)
    assert found == pytest.approx((1000 * expected.low, 1000 * expected.high), abs=6)


def test_the_same_seed_draws_the_same_requests() -> None:
    rows = [[i % 4, 10] for i in range(40)]
    showing = set(range(13))
    assert interval(rows, showing, 1) == interval(rows, showing, 1)
    assert interval(rows, showing, 1) != interval(rows, showing, 2)


def test_the_other_side_is_the_same_seen_from_behind() -> None:
    rows = [[i % 5, 10] for i in range(40)]
    here, there = contrast(rows, set(range(13))), contrast(rows, set(range(13, 40)))
    assert (here.shown, here.rest) == (there.rest, there.shown)
    assert here.interval is not None and there.interval is not None
    assert here.interval == pytest.approx((-there.interval.high, -there.interval.low), abs=1e-3)


@pytest.mark.parametrize(
    ("rows", "showing", "obstacle"),
    [
        ([[1, 10]] * 40, range(FEWEST_REQUESTS - 1), "too few requests"),
        ([[1, 10]] * 40, range(40 - FEWEST_REQUESTS + 1), "too few requests"),
        ([[0, 10]] * 20 + [[1, 10]] * 20, range(20), "all or none: no interval"),
        ([[10, 10]] * 20 + [[1, 10]] * 20, range(20), "all or none: no interval"),
        ([[0, 10]] * 40, range(20), "all or none: no interval"),
        ([], (), "too few requests"),
    ],
)
def test_there_is_no_interval_where_drawing_again_says_nothing(
    rows: Rows, showing: range, obstacle: str
) -> None:
    found = contrast(rows, set(showing))
    assert (found.interval, found.obstacle) == (None, obstacle)
    assert not found.is_clear


def test_a_theme_is_the_same_whatever_else_is_asked() -> None:
    rows = [[i % 5, i % 3, 10] for i in range(40)]
    both = Redrawn(rows, ["water", "order"], DRAWS, 0).contrasts(set(range(20)))
    (order,) = Redrawn([[row[1], row[2]] for row in rows], ["order"], DRAWS, 0).contrasts(
        set(range(20))
    )
    assert both[1] == order
    redrawn = Redrawn(rows, ["water", "order"], DRAWS, 0)
    assert redrawn.contrasts(set(range(20)), [1]) == (order,)


@pytest.mark.parametrize("showing", [6, 20])
def test_nineteen_in_twenty_intervals_hold_the_truth(showing: int) -> None:
    """Of 66 requests some show a seed that does nothing; requests differ in how much they say."""
    chance = np.random.default_rng(11)
    held = []
    for _ in range(300):
        rates = chance.beta(0.4, 3.6, 66)
        rows = [[int(k), 15] for k in chance.binomial(15, rates)]
        found = Redrawn(rows, ["water"], 500, 0).contrasts(set(range(showing)))[0]
        if found.interval is not None:
            held.append(found.interval.low <= 0 <= found.interval.high)
    assert len(held) > 250
    assert 0.9 <= sum(held) / len(held) <= 0.99


def test_a_contrast_is_a_row_of_data() -> None:
    row = contrast([[1, 10]] * 8, {0}).as_json()
    assert row == {
        "theme": "water",
        "shown": [1, 10, 1],
        "rest": [7, 70, 7],
        "difference": 0.0,
        "interval": None,
        "obstacle": "too few requests",
    }

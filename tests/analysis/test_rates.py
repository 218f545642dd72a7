"""The rate of each theme in two collections."""

import pytest

from guanaco_tui.analysis.rates import Rate, count_kept, theme_rates
from guanaco_tui.analysis.themes import Theme

WATER = Theme(name="water", label="Water", words=("river",))
ORDER = Theme(name="order", label="Order", words=("queue",))


def test_a_rate_is_in_tasks_per_thousand() -> None:
    assert Rate(5, 175).per_1000 == pytest.approx(28.571, abs=0.001)
    assert str(Rate(5, 175)) == "28.6"
    assert str(Rate(3, 3)) == "1,000.0"


def test_what_is_not_there_is_absent_and_not_a_small_number() -> None:
    assert Rate(0, 175).per_1000 == 0
    assert str(Rate(0, 175)) == "absent"


def test_what_is_there_is_never_shown_as_nothing() -> None:
    assert str(Rate(1, 52_002)) == "< 0.1"
    assert str(Rate(6, 52_002)) == "0.1"


def test_an_empty_collection_has_no_rate() -> None:
    assert Rate(0, 0).per_1000 is None
    assert str(Rate(0, 0)) == "no tasks"


def test_rejected_tasks_are_not_counted() -> None:
    assert count_kept({"water": [1, 2, 3], "order": [3]}, kept={1, 2}) == {"water": 2, "order": 0}


def test_every_theme_has_a_row_in_the_order_of_the_file() -> None:
    rows = theme_rates([WATER, ORDER], {"order": 2}, 10, {"water": 1, "unknown": 7}, 4)
    assert [(row.theme.name, row.a, row.b) for row in rows] == [
        ("water", Rate(0, 10), Rate(1, 4)),
        ("order", Rate(2, 10), Rate(0, 4)),
    ]

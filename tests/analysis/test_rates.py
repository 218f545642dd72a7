"""The rate of a theme."""

import pytest

from guanaco_tui.analysis.rates import Rate, expected, written


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


@pytest.mark.parametrize(
    ("tasks", "said"),
    [(1234.5, "1,234.5"), (0.0976, "0.1"), (0.094, "0.09"), (0.0303, "0.03"), (0.001, "< 0.01")],
)
def test_what_is_expected_is_never_shown_as_nothing(tasks: float, said: str) -> None:
    assert expected(tasks) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(2.861, "+2.86"), (0.0034, "+0.003"), (-0.0034, "-0.003"), (0.0, "+0.00"), (1e-16, "+0.00")],
)
def test_a_figure_that_is_not_nothing_is_not_written_as_nothing(value: float, said: str) -> None:
    assert written(value, 2, "+") == said

"""What a run is said to take."""

import pytest

from guanaco_tui.backends.prices import Price
from guanaco_tui.generation.estimate import estimate, estimate_tokens, manner
from guanaco_tui.generation.prompt import default_template
from guanaco_tui.lesson.lesson import sample_seeds
from guanaco_tui.lesson.settings import BatchSettings, Settings

SEEDS = sample_seeds().seeds
PRICE = Price(prompt=1.0, completion=2.0)


def test_a_thousand_tasks_take_about_sixty_requests() -> None:
    guess = estimate(BatchSettings(), default_template("en"), SEEDS, PRICE, kept=0)
    assert 59 <= guess.requests <= 70
    assert guess.cost_usd == pytest.approx(
        (guess.prompt_tokens + 2 * guess.completion_tokens) / 1_000_000
    )


def test_what_is_kept_already_is_not_asked_for_again() -> None:
    whole = estimate(BatchSettings(), default_template("en"), SEEDS, PRICE, kept=0)
    half = estimate(BatchSettings(), default_template("en"), SEEDS, PRICE, kept=500)
    assert half.requests == pytest.approx(whole.requests / 2, abs=1)
    assert estimate(BatchSettings(), "{tasks}", SEEDS, PRICE, kept=1000).requests == 0


def test_a_model_without_a_price_has_no_cost() -> None:
    guess = estimate(BatchSettings(), default_template("en"), SEEDS, None, kept=0)
    assert guess.cost_usd is None


def test_no_seed_at_all_is_no_division_by_nothing() -> None:
    assert estimate(BatchSettings(), "{tasks}", [], PRICE, kept=0).requests > 0


def test_tokens_are_estimated_by_bytes() -> None:
    assert (estimate_tokens(""), estimate_tokens("four"), estimate_tokens("한국어")) == (0, 1, 3)


@pytest.mark.parametrize(("backend", "minutes"), [("ngram", 14.6), ("recorded", 20.2)])
def test_at_reading_pace_the_minutes_are_those_that_a_run_of_the_sample_seeds_took(
    backend: str, minutes: float
) -> None:
    slow = Settings().changed(
        {"model": {"backend": backend, "pace": "reading"}, "batch": {"count": 300}}
    )
    guess = estimate(slow.batch, default_template("en"), SEEDS, None, 0, manner(slow, SEEDS))
    assert guess.minutes == pytest.approx(minutes, rel=0.1)


def test_a_replay_takes_no_more_than_the_replies_there_are() -> None:
    batch = BatchSettings()
    assert estimate(batch, "{tasks}", SEEDS, None, 0, most_requests=7).requests == 7

"""What a run is said to take."""

import pytest

from guanaco_tui.backends.prices import Price
from guanaco_tui.generation.estimate import estimate, estimate_tokens
from guanaco_tui.generation.prompt import default_template
from guanaco_tui.lesson.lesson import sample_seeds
from guanaco_tui.lesson.settings import BatchSettings

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

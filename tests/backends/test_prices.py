from datetime import date
from pathlib import Path

import pytest

from guanaco_tui.backends.base import Usage
from guanaco_tui.backends.prices import FREE, Price, cost, price_at, price_of
from guanaco_tui.errors import GuanacoError

AUTUMN = date(2026, 10, 1)


def own_prices(config_folder: Path, text: str) -> None:
    config_folder.mkdir(parents=True)
    (config_folder / "prices.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("model", "prompt", "completion"),
    [("gpt-6-luna", 0.1, 0.5), ("gpt-5.6-luna", 0.2, 1.2), ("gpt-6-sol", 2, 10)],
)
def test_a_known_model_has_its_price_and_the_day_of_it(
    model: str, prompt: float, completion: float
) -> None:
    assert price_of(model) == Price(prompt=prompt, completion=completion, as_of=AUTUMN)


def test_a_dated_snapshot_costs_what_its_model_costs() -> None:
    assert price_of("gpt-6-luna-2026-09-01") == price_of("gpt-6-luna")


@pytest.mark.parametrize(
    "model",
    [
        "",
        "gpt-6",
        "gpt-6-luna-mini",
        "gpt-6-luna-2026-13-01",
        "gpt-6-luna-2026-09",
        "GPT-6-Luna",
        "openai/gpt-6-luna",
        "gpt-6-luna-2026-09-01-2026-09-01",
    ],
)
def test_any_other_name_has_no_price(model: str) -> None:
    assert price_of(model) is None


def test_the_cost_is_counted_per_million_tokens() -> None:
    price = Price(prompt=2, completion=10)
    assert cost(price, Usage(1_000_000, 500_000)) == 7
    assert cost(price, Usage(1500, 3000)) == pytest.approx(0.033)


def test_a_local_server_costs_nothing_whatever_the_model_is_called() -> None:
    assert price_at("http://localhost:11434/v1", "gpt-6-luna") == FREE
    assert cost(FREE, Usage(10**9, 10**9)) == 0
    assert price_at("https://api.openai.com/v1", "gpt-6-luna") == price_of("gpt-6-luna")


def test_the_users_own_prices_are_laid_over_the_packaged_ones(config_folder: Path) -> None:
    own_prices(
        config_folder,
        "[gpt-6-luna]\nprompt = 1\ncompletion = 2.5\n\n"
        '["org/model:free"]\nprompt = 0\ncompletion = 0\nas_of = 2027-01-01\n',
    )
    assert price_of("gpt-6-luna") == Price(prompt=1, completion=2.5)
    assert price_of("org/model:free") == Price(prompt=0, completion=0, as_of=date(2027, 1, 1))
    assert price_of("gpt-6-sol") is not None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[a]\nprompt = \n", 2),
        ("# mine\n\n[a]\nprompt = 1\ncompletion = -2\n", 5),
        ('\n["a.b"]\nprompt = "1"\ncompletion = 2\n', 3),
        ("[a]\nprompt = nan\ncompletion = 1\n", 2),
        ("[a]\nprompt = 1\n", 1),
        ("[a]\nprompt = 1\ncompletion = 1\n[b]\nprompt = 1\ncompletion = 1\ncached = 1\n", 7),
        ("a = 1\n", 1),
    ],
)
def test_a_damaged_file_of_prices_is_refused_with_its_line(
    text: str, line: int, config_folder: Path
) -> None:
    own_prices(config_folder, text)
    with pytest.raises(GuanacoError, match=rf"prices\.toml.*line {line}\b"):
        price_of("gpt-6-luna")


def test_a_file_of_prices_that_no_reader_bears_is_refused_in_a_line(config_folder: Path) -> None:
    own_prices(config_folder, f"a = {'1' * 5000}")
    with pytest.raises(GuanacoError, match=r"prices\.toml holds a number with too many digits"):
        price_of("gpt-6-luna")

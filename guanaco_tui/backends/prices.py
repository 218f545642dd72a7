"""What a model's tokens cost: a packaged table, the user's own laid over it.

A model that neither names has no price: no figure is better than a wrong one.
"""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guanaco_tui import files, resources, toml
from guanaco_tui.backends.base import Usage
from guanaco_tui.backends.endpoints import is_loopback
from guanaco_tui.errors import GuanacoError

Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]


class Price(BaseModel):
    """USD per million tokens of prompt and of completion, and the day the figures were read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Dollars
    completion: Dollars
    as_of: date | None = None


FREE = Price(prompt=0, completion=0)

_PRICES = TypeAdapter(dict[str, Price])
_SNAPSHOT = re.compile(r"(?P<model>.+)-(?P<day>\d{4}-\d{2}-\d{2})")


def price_of(model: str) -> Price | None:
    """Return a model's price by its exact name, or by the name its dated snapshot begins with.

    Raises GuanacoError, with the line, where the user's own `prices.toml` cannot be read.
    """
    prices = _read(resources.data_file("prices.toml"))
    own = resources.config_folder() / "prices.toml"
    if own.exists():
        prices |= _read(own)
    return prices.get(model) or prices.get(_without_date(model))


def price_at(base_url: str, model: str) -> Price | None:
    """Return the price of a model at an endpoint: on this machine every model is free."""
    return FREE if is_loopback(base_url) else price_of(model)


def cost(price: Price, usage: Usage) -> float:
    """Return what one completion cost, in USD."""
    return (
        usage.prompt_tokens * price.prompt + usage.completion_tokens * price.completion
    ) / 1_000_000


def _without_date(model: str) -> str:
    """`gpt-6-luna-2026-09-01` gives `gpt-6-luna`; a name without a real date is left as it is."""
    match = _SNAPSHOT.fullmatch(model)
    if match is None:
        return model
    try:
        date.fromisoformat(match["day"])
    except ValueError:
        return model
    return match["model"]


def _read(path: Path) -> dict[str, Price]:
    text = files.read_text(path)
    try:
        return _PRICES.validate_python(toml.load(text))
    except ValidationError as error:
        problem = error.errors()[0]
        names = [str(part) for part in problem["loc"]]
        line = toml.line_of(text, names)
        raise GuanacoError(
            f"{path}, line {line}: {'.'.join(names)}: {problem['msg'].lower()}."
        ) from error
    except ValueError as error:
        raise GuanacoError(f"{path} {error}.") from error

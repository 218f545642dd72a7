"""What a run costs: its budget, and what is said where price or usage is not known."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks import completion_server as server
from guanaco_tui.backends import prices
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import endings
from guanaco_tui.lesson.database import Database
from tests.generation.running import (
    fresh_replies,
    happening,
    invented,
    plan_for,
    reply_text,
    settings,
)


async def test_a_budget_is_never_passed_even_with_many_in_flight(database: Database) -> None:
    def costly(number: int, _: dict[str, Any]) -> server.Reply:
        return server.streamed(reply_text(invented(2, number)), usage=(1000, 3000))

    async with plan_for(costly, settings(count=500, concurrency=8, budget=0.05)) as (plan, _):
        price = prices.Price(prompt=1.0, completion=2.0)
        state, _ = await happening(replace(plan, price=price), database)
    assert state.stopped_because == endings.BUDGET
    assert state.cost_usd is not None
    assert 0.03 < state.cost_usd <= 0.05


async def test_a_budget_without_a_price_is_refused_before_anything_is_sent(
    database: Database,
) -> None:
    async with plan_for(fresh_replies, settings(count=5, budget=1.0)) as (plan, there):
        with pytest.raises(GuanacoError, match="price"):
            await happening(replace(plan, price=None), database)
    assert there.received == []


async def test_an_unknown_price_gives_tokens_and_no_cost(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        state, _ = await happening(replace(plan, price=None), database)
    assert state.cost_usd is None
    assert (state.prompt_tokens, state.completion_tokens) == (100, 50)


async def test_what_the_server_does_not_count_is_estimated_and_said(database: Database) -> None:
    def uncounted(number: int, _: dict[str, Any]) -> server.Reply:
        return server.streamed(reply_text(invented(5, number)))

    async with plan_for(uncounted, settings(count=5)) as (plan, _):
        state, _ = await happening(plan, database)
    assert state.usage_estimated
    assert state.completion_tokens > 0

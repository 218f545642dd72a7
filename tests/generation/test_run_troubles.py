"""Runs in trouble: a server that breaks off, limits, fails, refuses or repeats; a full disk."""

from typing import Any

import pytest

from benchmarks import completion_server as server
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import endings, events, run
from guanaco_tui.lesson.database import Database
from tests.generation.running import (
    QUICK,
    fresh_replies,
    happening,
    invented,
    plan_for,
    reply_text,
    rows,
    settings,
)


async def test_a_broken_stream_keeps_the_tasks_that_were_whole(database: Database) -> None:
    text = reply_text(invented(3, 1))
    cut = text[: text.index("6. Output") + 14]

    def break_once(number: int, body: dict[str, Any]) -> server.Reply:
        if number == 1:
            return server.stream_of(*server.text_events(cut, finish=None), ending="cut")
        return fresh_replies(number, body)

    async with plan_for(break_once, settings(count=7)) as (plan, there):
        state, seen = await happening(plan, database)
    assert state.kept == 7
    assert state.retries == 1
    kept = rows(database, "SELECT instruction FROM task WHERE response = 1 AND rule IS NULL")
    assert kept == [(text,) for text in invented(3, 1)[:2]]
    assert rows(database, "SELECT rule FROM task WHERE response = 1 AND rule IS NOT NULL") == [
        ("cut_off",)
    ]
    assert there.received[0].body["prompt"] == there.received[1].body["prompt"]
    assert any(isinstance(event, events.RetryScheduled) for event in seen)


async def test_a_rate_limit_halves_the_concurrency_and_success_regains_it(
    database: Database,
) -> None:
    def limited_first(number: int, body: dict[str, Any]) -> server.Reply:
        if number == 1:
            return server.error(429, "slow down", headers={"Retry-After": "0"})
        return fresh_replies(number, body)

    async with plan_for(limited_first, settings(count=60, concurrency=4)) as (plan, _):
        state, seen = await happening(plan, database)
    limits = [event.limit for event in seen if isinstance(event, events.ConcurrencyChanged)]
    assert limits[:3] == [2, 3, 4]
    assert state.kept == 60


async def test_a_server_that_fails_for_ever_ends_the_run_with_a_line(database: Database) -> None:
    async with plan_for(lambda *_: server.error(500, "boom"), settings(count=5)) as (plan, there):
        state, _ = await happening(plan, database)
    assert state.stopped_because == endings.NO_ANSWER
    assert len(there.received) == QUICK.attempts
    assert "Run again" in state.sentence


async def test_an_exhausted_quota_stops_at_once(database: Database) -> None:
    def exhausted(*_: object) -> server.Reply:
        return server.error(429, "You exceeded your quota", code="insufficient_quota")

    async with plan_for(exhausted, settings(count=5)) as (plan, there):
        state, _ = await happening(plan, database)
    assert state.stopped_because == endings.REFUSED
    assert len(there.received) == 1


async def test_replies_that_bring_nothing_new_end_the_run(database: Database) -> None:
    def the_same(*_: object) -> server.Reply:
        return server.streamed(reply_text(invented(2, 1)))

    async with plan_for(the_same, settings(count=50)) as (plan, there):
        state, _ = await happening(plan, database)
    assert (state.stopped_because, state.kept) == (endings.NOTHING_NEW, 2)
    assert len(there.received) == run.DRY_RESPONSES + 1
    assert state.rejected == {"repeats": 2 * run.DRY_RESPONSES}


async def test_a_full_disk_stops_the_run_and_keeps_what_was_saved(database: Database) -> None:
    with database.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 12}")
    async with plan_for(fresh_replies, settings(count=500)) as (plan, _):
        with pytest.raises(GuanacoError, match="disk is full"):
            await happening(plan, database)
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert rows(database, "SELECT count(*) FROM task")[0][0] > 0

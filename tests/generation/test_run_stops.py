"""Runs that are stopped, left or cancelled, and what the next one does with them."""

import asyncio
import threading
from contextlib import aclosing
from dataclasses import replace

import pytest

from benchmarks import completion_server as server
from guanaco_tui.generation import endings, events, run
from guanaco_tui.generation.control import Control
from guanaco_tui.lesson.database import Database
from tests.generation.running import (
    after,
    fresh_replies,
    happening,
    is_asked,
    is_judged,
    left,
    offline_plan,
    plan_for,
    rows,
    settings,
    stopped,
)


async def test_a_stop_lets_the_current_task_be_finished(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=500)) as (plan, _):
        ended = await stopped(plan, database, is_asked)
    # Of the five tasks of the reply.
    assert (ended.because, ended.so_far.kept) == (endings.USER, 1)
    assert rows(database, "SELECT status FROM run") == [("stopped",)]


async def test_a_second_stop_does_not_wait_for_a_server_that_is_silent(database: Database) -> None:
    silent = server.Reply(ending="hang")
    async with (
        asyncio.timeout(20),
        plan_for(lambda *_: silent, settings(count=50)) as (plan, _),
    ):
        ended = await stopped(plan, database, is_asked, times=2)
    assert ended.because == endings.USER
    assert rows(database, "SELECT status FROM run") == [("stopped",)]
    assert rows(database, "SELECT finish_reason FROM response") == [("stopped",)]


def test_a_run_that_was_asked_to_stop_cannot_be_paused() -> None:
    control = Control()
    control.stop()
    control.pause()
    assert control.is_stopping and not control.is_paused


def test_a_pause_is_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("guanaco_tui.generation.control.time.monotonic", lambda: now)
    control = Control()
    control.pause()
    now = 130.0
    assert control.paused_seconds == 30
    control.pause()
    control.go_on()
    now = 200.0
    control.go_on()
    assert control.paused_seconds == 30
    control.pause()
    now = 205.0
    assert control.paused_seconds == 35


async def test_however_often_it_is_cancelled_a_run_lets_go_of_the_database_last(
    database: Database,
) -> None:
    plan = offline_plan(settings(count=100_000, concurrency=8))
    has_begun = asyncio.Event()

    async def listen() -> None:
        async with aclosing(run.generate(plan, database)) as stream:
            async for event in stream:
                if is_judged(event):
                    has_begun.set()

    listening = asyncio.create_task(listen())
    await has_begun.wait()
    while not listening.done():
        listening.cancel()
        await asyncio.sleep(0)
    assert listening.cancelled()
    assert not [it for it in threading.enumerate() if it.name.startswith("guanaco-database")]


async def test_running_again_goes_on_with_the_same_counts(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=40)) as (plan, _):
        before = await stopped(plan, database, after(13))
        state, seen = await happening(plan, database)
    assert isinstance(seen[0], events.RunStarted)
    assert seen[0].so_far == before.so_far
    assert (state.kept, state.collection) == (40, "run-1")
    assert rows(database, "SELECT count(*) FROM collection") == [(1,)]
    texts = rows(database, "SELECT instruction FROM task WHERE rule IS NULL")
    assert len(set(texts)) == len(texts) == 40


async def test_a_run_left_in_the_middle_is_closed_by_the_next_one(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=40)) as (plan, _):
        await left(plan, database, after(7))
        assert rows(database, "SELECT status FROM run") == [("running",)]
        state, _ = await happening(plan, database)
    assert state.kept == 40
    unclosed = "SELECT count(*) FROM response WHERE finish_reason IS NULL AND fault IS NULL"
    assert rows(database, unclosed) == [(0,)]


async def test_a_finished_run_is_followed_by_a_new_one(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        await happening(plan, database)
        state, _ = await happening(plan, database)
    assert state.collection == "run-2"


async def test_another_model_or_prompt_makes_a_new_run(database: Database) -> None:
    control = Control()
    control.stop()
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        await happening(plan, database, control)
        template = plan.template + "\nAnd be brief. {tasks}"
        state, _ = await happening(replace(plan, template=template), database)
    assert state.collection == "run-2"

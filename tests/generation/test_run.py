"""Runs from first byte to last row: what is kept, in which order it is said, where it came from."""

import json
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import completion_server as server
from guanaco_tui.analysis.themes import Meta, Theme, ThemeFile
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import endings, events, run
from guanaco_tui.generation.events import RunState, fold
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.exports import export
from guanaco_tui.lesson.hits import FIELD_BITS, Hits
from guanaco_tui.tasks import Kept, Rejection
from tests.generation.running import (
    SEEDS,
    fresh_replies,
    fresh_run,
    happening,
    invented,
    is_judged,
    left,
    offline_plan,
    plan_for,
    reply_text,
    rows,
    settings,
    verdicts,
)


async def test_a_run_keeps_exactly_the_target(database: Database) -> None:
    state, _ = await fresh_run(database, count=12)
    assert (state.kept, state.stopped_because) == (12, endings.TARGET)
    assert rows(database, "SELECT count(*) FROM task WHERE rule IS NULL") == [(12,)]


async def test_with_many_requests_in_flight_the_target_is_never_passed(database: Database) -> None:
    state, _ = await fresh_run(database, count=23, concurrency=8)
    assert state.kept == 23
    assert rows(database, "SELECT count(*) FROM task WHERE rule IS NULL") == [(23,)]


async def test_what_is_announced_was_saved_before(database: Database) -> None:
    async with (
        plan_for(fresh_replies, settings(count=12)) as (plan, _),
        aclosing(run.generate(plan, database)) as stream,
    ):
        async for event in stream:
            if isinstance(event, events.TaskJudged):
                query = f"SELECT instruction FROM task WHERE id = {event.verdict.row}"
                assert rows(database, query) == [(event.verdict.candidate.instruction,)]
            if isinstance(event, events.TextArrived):
                query = f"SELECT text FROM response WHERE id = {event.response}"
                assert event.text in rows(database, query)[0][0]


async def test_what_is_saved_is_announced_also_when_another_reply_reached_the_target(
    database: Database,
) -> None:
    _, seen = await fresh_run(database, count=31, concurrency=8)
    announced = sorted(verdict.row for verdict in verdicts(seen))
    assert announced == [row for (row,) in rows(database, "SELECT id FROM task ORDER BY id")]


async def test_each_task_is_tagged_before_it_is_announced(database: Database) -> None:
    themes = ThemeFile(
        meta=Meta(), themes=(Theme(name="all", label="All", words=("done", "with")),), sha256=""
    )
    judged = 0
    async with (
        plan_for(fresh_replies, settings(count=10)) as (plan, _),
        aclosing(run.generate(replace(plan, themes=lambda: themes), database)) as stream,
    ):
        async for event in stream:
            if isinstance(event, events.TaskJudged):
                collection = Catalogue(database).collections()[0].id
                hits = Hits(database).rows(collection, themes.fingerprints, FIELD_BITS["output"])
                assert event.verdict.row in hits["all"]
                judged += 1
    assert judged >= 10


async def test_a_task_is_out_before_its_reply_has_ended(database: Database) -> None:
    def never_ending(_: int, __: dict[str, Any]) -> server.Reply:
        pieces = server.text_events(reply_text(invented(3, 1)) + "###\n7. Instr", finish=None)
        return server.stream_of(*pieces, ending="hang")

    async with plan_for(never_ending, settings(count=50)) as (plan, _):
        event = await left(plan, database, is_judged)
    assert isinstance(event, events.TaskJudged)
    assert isinstance(event.verdict, Kept)


async def test_the_fold_of_the_events_equals_what_is_saved(database: Database) -> None:
    def mixed(number: int, body: dict[str, Any]) -> server.Reply:
        if number % 3 == 0:
            events_ = server.text_events(reply_text(invented(2, number)), finish=None)
            return server.stream_of(*events_, ending="cut")
        return fresh_replies(number, body)

    async with plan_for(mixed, settings(count=30)) as (plan, _):
        state, seen = await happening(plan, database)
    before_the_end = RunState()
    for event in seen[:-1]:
        before_the_end = fold(before_the_end, event)
    last = seen[-1]
    assert isinstance(last, events.RunEnded)
    assert before_the_end.kept == last.so_far.kept
    assert before_the_end.requests == last.so_far.requests
    assert before_the_end.retries == last.so_far.retries
    assert state.rejected == last.so_far.rejected


async def test_every_row_knows_where_it_came_from(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=12)) as (plan, there):
        await happening(plan, database)
    for line in export(database, "run-1", "jsonl"):
        row = json.loads(line)
        assert len(row["seeds"]) == 3
        assert row["model"] == "m"
        assert row["endpoint"] == plan.endpoint
        assert row["raw"]
        prompt = there.received[row["request"] - 1].body["prompt"]
        for seed in SEEDS:
            assert (seed.instruction in prompt) == (seed.id in row["seeds"])


async def test_machine_examples_come_from_kept_tasks(database: Database) -> None:
    wanted = settings(count=20, machine_examples=2)
    async with plan_for(fresh_replies, wanted) as (plan, there):
        _, seen = await happening(plan, database)
    shown = [event.examples for event in seen if isinstance(event, events.RequestStarted)]
    assert all(label.startswith("seed_task") for label in shown[0])
    assert [label.split()[0] for label in shown[1]][1:] == ["task", "task"]
    assert "6. Instruction" not in there.received[1].body["prompt"]


async def test_a_rejection_names_the_word_or_the_neighbour(database: Database) -> None:
    instructions = [
        "Discuss how pop music shaped queer politics",
        "Seed red asks about redness in redville",
        "Too short",
    ]

    def faulty(*_: object) -> server.Reply:
        return server.streamed(reply_text(instructions))

    async with plan_for(faulty, settings(count=1)) as (plan, _):
        _, seen = await happening(plan, database)
    music, repeat, short = verdicts(seen)[:3]
    assert isinstance(music, Rejection)
    assert (music.rule, music.matched) == ("unsuitable_word", "music")
    assert isinstance(repeat, Rejection)
    assert repeat.rule == "repeats"
    assert repeat.nearest is not None
    assert (repeat.nearest.label, repeat.nearest.score) == ("seed_task_0", 1.0)
    assert isinstance(short, Rejection)
    assert short.rule == "too_short"


async def test_a_seeded_run_one_request_at_a_time_is_the_same_to_the_byte(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        with Database.open(tmp_path / f"{name}.db") as opened:
            await happening(offline_plan(settings(count=60)), opened)
            texts.append("".join(export(opened, "run-1", "jsonl")))
    assert texts[0] == texts[1]


async def test_too_few_seeds_are_said_with_their_number(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        with pytest.raises(GuanacoError, match=r"Only 2 of the seeds.*show 2 \(in Settings"):
            await happening(replace(plan, seeds=SEEDS[:2]), database)
        with pytest.raises(GuanacoError, match="No seed is ready"):
            await happening(replace(plan, seeds=[]), database)

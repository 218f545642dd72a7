"""Runs from first byte to last row, against a real server and the offline backend."""

import asyncio
import json
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import completion_server as server
from guanaco_tui.analysis.themes import Meta, Theme, ThemeFile
from guanaco_tui.backends import prices
from guanaco_tui.backends.endpoints import NO_KEY
from guanaco_tui.backends.ngram import NgramBackend
from guanaco_tui.backends.openai_compatible import OpenAICompatibleBackend
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import endings, events, run
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.events import RunState, fold
from guanaco_tui.generation.ledger import Plan
from guanaco_tui.generation.prompt import default_template
from guanaco_tui.generation.retry import RetryPolicy
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.exports import export
from guanaco_tui.lesson.hits import FIELD_BITS, Hits
from guanaco_tui.lesson.lesson import sample_seeds
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import Instance, Kept, Rejection, SeedTask

QUICK = RetryPolicy(first=0.001, longest=0.002, attempts=4, attempts_unheard=4)
SEEDS = [
    SeedTask(
        id=f"seed_task_{number}",
        instruction=f"Seed {word} asks about {word}ness in {word}ville",
        instances=[Instance(output=f"An answer of {word}.")],
    )
    for number, word in enumerate(("red", "blue", "green", "ochre", "umber"))
]


def invented(count: int, number: int) -> list[str]:
    """Instructions that share no word with another one."""
    chance = random.Random(f"tasks {number}")
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(6 * count)]
    return [" ".join(words[6 * place : 6 * place + 6]) for place in range(count)]


def reply_text(instructions: list[str], first: int = 4) -> str:
    """A reply in the method's format, as a completion model writes it."""
    blocks = [
        f"{'' if number == first else f'{number}. Instruction:'} {instruction}\n"
        f"{number}. Input:\n<noinput>\n{number}. Output:\nDone with {number}.\n"
        for number, instruction in enumerate(instructions, start=first)
    ]
    return "###\n".join(blocks)


def fresh_replies(number: int, _: dict[str, Any]) -> server.Reply:
    return server.streamed(reply_text(invented(5, number)), usage=(100, 50))


def settings(**batch: object) -> Settings:
    return Settings().changed({"batch": {"concurrency": 1, "random_seed": 1, **batch}})


@asynccontextmanager
async def plan_for(
    script: Callable[[int, dict[str, Any]], server.Reply], wanted: Settings
) -> AsyncIterator[tuple[Plan, server.CompletionServer]]:
    async with server.CompletionServer(script) as there:
        backend = OpenAICompatibleBackend("other", there.base_url, "m", "completions", NO_KEY)
        try:
            yield (
                Plan(
                    wanted,
                    SEEDS,
                    default_template("en"),
                    backend,
                    endpoint=there.base_url,
                    price=prices.FREE,
                    retry=QUICK,
                ),
                there,
            )
        finally:
            await backend.aclose()


async def happening(
    plan: Plan, database: Database, control: Control | None = None
) -> tuple[RunState, list[events.Event]]:
    state, seen = RunState(), []
    async with aclosing(run.generate(plan, database, control)) as stream:
        async for event in stream:
            state = fold(state, event)
            seen.append(event)
    return state, seen


@pytest.fixture
def database(tmp_path: Path) -> Any:
    with Database.open(tmp_path / "lesson.db") as opened:
        yield opened


def rows(database: Database, query: str) -> list[Any]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


async def test_a_run_keeps_exactly_the_target(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=12)) as (plan, _):
        state, _ = await happening(plan, database)
    assert (state.kept, state.stopped_because) == (12, endings.TARGET)
    assert rows(database, "SELECT count(*) FROM task WHERE rule IS NULL") == [(12,)]


async def test_with_many_requests_in_flight_the_target_is_never_passed(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=23, concurrency=8)) as (plan, _):
        state, _ = await happening(plan, database)
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


async def test_each_task_is_tagged_before_it_is_announced(database: Database) -> None:
    themes = ThemeFile(
        meta=Meta(), themes=(Theme(name="all", label="All", words=("done", "with")),), sha256=""
    )
    async with plan_for(fresh_replies, settings(count=10)) as (plan, _):
        judged = 0
        async for event in run.generate(replace(plan, themes=lambda: themes), database):
            if isinstance(event, events.TaskJudged):
                collection = Catalogue(database).collections()[0].id
                hits = Hits(database).rows(collection, themes.fingerprints, FIELD_BITS["output"])
                assert event.verdict.row in hits["all"]
                judged += 1
    assert judged >= 10


async def test_what_is_saved_is_announced_also_when_another_reply_reached_the_target(
    database: Database,
) -> None:
    async with plan_for(fresh_replies, settings(count=31, concurrency=8)) as (plan, _):
        _, seen = await happening(plan, database)
    announced = [event.verdict.row for event in seen if isinstance(event, events.TaskJudged)]
    saved = rows(database, "SELECT id FROM task ORDER BY id")
    assert sorted(announced) == [row for (row,) in saved]


async def test_a_task_is_out_before_its_reply_has_ended(database: Database) -> None:
    def never_ending(_: int, __: dict[str, Any]) -> server.Reply:
        pieces = server.text_events(reply_text(invented(3, 1)) + "###\n7. Instr", finish=None)
        return server.stream_of(*pieces, ending="hang")

    async with (
        plan_for(never_ending, settings(count=50)) as (plan, _),
        aclosing(run.generate(plan, database)) as stream,
    ):
        async for event in stream:
            if isinstance(event, events.TaskJudged):
                break
    assert isinstance(event.verdict, Kept)


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


async def test_a_stop_lets_the_current_task_be_finished(database: Database) -> None:
    control = Control()
    async with plan_for(fresh_replies, settings(count=500)) as (plan, _):
        state, seen = RunState(), []
        async with aclosing(run.generate(plan, database, control)) as stream:
            async for event in stream:
                state = fold(state, event)
                seen.append(event)
                if isinstance(event, events.TaskJudged):
                    control.stop()
    assert state.stopped_because == endings.USER
    assert 1 <= state.kept <= 5
    assert rows(database, "SELECT status FROM run") == [("stopped",)]


async def test_a_second_stop_does_not_wait_for_a_server_that_is_silent(database: Database) -> None:
    control = Control()
    silent = server.Reply(ending="hang")
    async with (
        asyncio.timeout(20),
        plan_for(lambda *_: silent, settings(count=50)) as (plan, _),
        aclosing(run.generate(plan, database, control)) as stream,
    ):
        async for event in stream:
            if isinstance(event, events.RequestStarted):
                control.stop()
                control.stop()
    assert isinstance(event, events.RunEnded) and event.because == endings.USER
    assert rows(database, "SELECT status FROM run") == [("stopped",)]
    assert rows(database, "SELECT finish_reason FROM response") == [("stopped",)]


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


async def test_a_run_that_was_asked_to_stop_cannot_be_paused() -> None:
    control = Control()
    control.stop()
    control.pause()
    assert control.is_stopping and not control.is_paused


async def test_running_again_goes_on_with_the_same_counts(database: Database) -> None:
    control = Control()
    async with plan_for(fresh_replies, settings(count=40)) as (plan, _):
        async with aclosing(run.generate(plan, database, control)) as stream:
            async for event in stream:
                if isinstance(event, events.TaskJudged) and event.verdict.row > 12:
                    control.stop()
        assert isinstance(event, events.RunEnded)
        before = event.so_far
        state, seen = await happening(plan, database)
    assert isinstance(seen[0], events.RunStarted)
    assert seen[0].so_far == before
    assert (state.kept, state.collection) == (40, "run-1")
    assert rows(database, "SELECT count(*) FROM collection") == [(1,)]
    texts = rows(database, "SELECT instruction FROM task WHERE rule IS NULL")
    assert len(set(texts)) == len(texts) == 40


async def test_however_often_it_is_cancelled_a_run_lets_go_of_the_database_last(
    database: Database,
) -> None:
    seeds = sample_seeds().seeds
    wanted = settings(count=100_000, concurrency=8)
    backend = NgramBackend(seeds, tasks_per_request=20)
    plan = Plan(wanted, seeds, default_template("en"), backend, price=prices.FREE)
    has_begun = asyncio.Event()

    async def listen() -> None:
        async with aclosing(run.generate(plan, database)) as stream:
            async for event in stream:
                if isinstance(event, events.TaskJudged):
                    has_begun.set()

    listening = asyncio.create_task(listen())
    await has_begun.wait()
    while not listening.done():
        listening.cancel()
        await asyncio.sleep(0)
    assert listening.cancelled()
    assert not [it for it in threading.enumerate() if it.name.startswith("guanaco-database")]


async def test_another_model_or_prompt_makes_a_new_run(database: Database) -> None:
    control = Control()
    control.stop()
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        await happening(plan, database, control)
        template = plan.template + "\nAnd be brief. {tasks}"
        state, _ = await happening(replace(plan, template=template), database)
    assert state.collection == "run-2"


async def test_a_finished_run_is_followed_by_a_new_one(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        await happening(plan, database)
        state, _ = await happening(plan, database)
    assert state.collection == "run-2"


async def test_a_run_left_in_the_middle_is_closed_by_the_next_one(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=40)) as (plan, _):
        async with aclosing(run.generate(plan, database)) as stream:
            async for event in stream:
                if isinstance(event, events.TaskJudged) and event.verdict.row == 7:
                    break
        assert rows(database, "SELECT status FROM run") == [("running",)]
        state, _ = await happening(plan, database)
    assert state.kept == 40
    unclosed = "SELECT count(*) FROM response WHERE finish_reason IS NULL AND fault IS NULL"
    assert rows(database, unclosed) == [(0,)]


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
    verdicts = [event.verdict for event in seen if isinstance(event, events.TaskJudged)]
    music, repeat, short = verdicts[:3]
    assert isinstance(music, Rejection)
    assert (music.rule, music.matched) == ("unsuitable_word", "music")
    assert isinstance(repeat, Rejection)
    assert repeat.rule == "repeats"
    assert repeat.nearest is not None
    assert (repeat.nearest.label, repeat.nearest.score) == ("seed_task_0", 1.0)
    assert isinstance(short, Rejection)
    assert short.rule == "too_short"


async def test_a_seeded_run_one_request_at_a_time_is_the_same_to_the_byte(tmp_path: Path) -> None:
    seeds = sample_seeds().seeds
    texts = []
    for name in ("one", "two"):
        backend = NgramBackend(seeds)
        plan = Plan(settings(count=60), seeds, default_template("en"), backend, price=prices.FREE)
        with Database.open(tmp_path / f"{name}.db") as database:
            await happening(plan, database)
            texts.append("".join(export(database, "run-1", "jsonl")))
    assert texts[0] == texts[1]


async def test_too_few_seeds_are_said_with_their_number(database: Database) -> None:
    async with plan_for(fresh_replies, settings(count=5)) as (plan, _):
        with pytest.raises(GuanacoError, match=r"Only 2 of the seeds.*show 2 \(in Settings"):
            await happening(replace(plan, seeds=SEEDS[:2]), database)
        with pytest.raises(GuanacoError, match="No seed is ready"):
            await happening(replace(plan, seeds=[]), database)


async def test_a_full_disk_stops_the_run_and_keeps_what_was_saved(database: Database) -> None:
    with database.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 12}")
    async with plan_for(fresh_replies, settings(count=500)) as (plan, _):
        with pytest.raises(GuanacoError, match="disk is full"):
            await happening(plan, database)
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert rows(database, "SELECT count(*) FROM task")[0][0] > 0

"""Runs against a real server on this machine: what it answers, what is run, how far, what came."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from benchmarks import completion_server as server
from guanaco_tui.backends import prices
from guanaco_tui.backends.endpoints import NO_KEY
from guanaco_tui.backends.ngram import NgramBackend
from guanaco_tui.backends.openai_compatible import OpenAICompatibleBackend
from guanaco_tui.generation import events, run
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.events import Event, RunState, fold
from guanaco_tui.generation.ledger import Plan
from guanaco_tui.generation.prompt import default_template
from guanaco_tui.generation.retry import RetryPolicy
from guanaco_tui.lesson.database import Database
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

# What the server answers.


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
    """Five new tasks to each request."""
    return server.streamed(reply_text(invented(5, number)), usage=(100, 50))


# What is to be run.


def settings(**batch: object) -> Settings:
    return Settings().changed({"batch": {"concurrency": 1, "random_seed": 1, **batch}})


@asynccontextmanager
async def plan_for(
    script: server.Script, wanted: Settings
) -> AsyncIterator[tuple[Plan, server.CompletionServer]]:
    """A plan for a server that answers by this script, and the server."""
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


def offline_plan(wanted: Settings) -> Plan:
    """A plan for the n-gram model of the sample seeds."""
    seeds = sample_seeds().seeds
    return Plan(wanted, seeds, default_template("en"), NgramBackend(seeds), price=prices.FREE)


# A run, to its end or to where it is stopped or left.


async def happening(
    plan: Plan, database: Database, control: Control | None = None
) -> tuple[RunState, list[Event]]:
    """Run to the end; return the state, folded, and all that happened."""
    state, seen = RunState(), []
    async with aclosing(run.generate(plan, database, control)) as stream:
        async for event in stream:
            state = fold(state, event)
            seen.append(event)
    return state, seen


async def fresh_run(database: Database, **batch: object) -> tuple[RunState, list[Event]]:
    """Run to the end against a server that has five new tasks for each request."""
    async with plan_for(fresh_replies, settings(**batch)) as (plan, _):
        return await happening(plan, database)


async def stopped(
    plan: Plan, database: Database, is_time: Callable[[Event], bool], *, times: int = 1
) -> events.RunEnded:
    """Run, ask to stop (so many times) when first it is time, and return how it ended."""
    control = Control()
    async with aclosing(run.generate(plan, database, control)) as stream:
        async for event in stream:
            if is_time(event) and not control.is_stopping:
                for _ in range(times):
                    control.stop()
    assert isinstance(event, events.RunEnded)
    return event


async def left(plan: Plan, database: Database, is_time: Callable[[Event], bool]) -> Event:
    """Run until it is time, and leave the run there as a kill leaves it; return the last event."""
    async with aclosing(run.generate(plan, database)) as stream:
        async for event in stream:
            if is_time(event):
                return event
    raise AssertionError("It ended before.")


def is_asked(event: Event) -> bool:
    """Whether a request went out."""
    return isinstance(event, events.RequestStarted)


def is_judged(event: Event) -> bool:
    """Whether a task was judged."""
    return isinstance(event, events.TaskJudged)


def after(tasks: int) -> Callable[[Event], bool]:
    """The time when so many tasks were judged."""
    judged = 0

    def is_time(event: Event) -> bool:
        nonlocal judged
        judged += is_judged(event)
        return judged >= tasks

    return is_time


# What came of it.


def verdicts(seen: list[Event]) -> list[Kept | Rejection]:
    """What was said of each task, in order."""
    return [event.verdict for event in seen if isinstance(event, events.TaskJudged)]


def rows(database: Database, query: str) -> list[Any]:
    """What a query finds in the database."""
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]

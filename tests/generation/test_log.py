"""The log of a run reads the same from its events and, on another day, from the database."""

from dataclasses import replace
from typing import Any

from benchmarks import completion_server as server
from guanaco_tui.generation import events
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.log import LONGEST_LINE, LogLine, past_of
from guanaco_tui.generation.watch import RunWatch
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.database import Database
from tests.generation.running import SEEDS, happening, invented, plan_for, reply_text, settings


def varied(number: int, _: dict[str, Any]) -> server.Reply:
    """A failure, then replies with a repeat of a seed, of a task, and what a rule drops."""
    if number == 2:
        return server.error(500, "The server is tired")
    old, new = invented(1, 1)[0], invented(4, 10 + number)
    broken = "Write a program " + "very " * 200
    return server.streamed(reply_text([new[0], SEEDS[1].instruction, old, broken, *new[1:], old]))


def plain(lines: Any) -> list[LogLine]:
    """The lines without what is not on record: when a request was sent again."""
    return [
        LogLine(it.kind, it.text.removeprefix("again now, "), it.score, it.task) for it in lines
    ]


async def test_a_closed_run_has_the_log_that_it_had(database: Database) -> None:
    async with plan_for(varied, settings(count=12)) as (plan, _):
        _, seen = await happening(plan, database)
    watch = RunWatch()
    for event in seen:
        watch.take(event)
    lines = past_of(database, "run-1")
    assert list(lines) == plain(watch.lines())
    texts = [line.text for line in lines]
    assert {line.kind for line in lines} == {"kept", "dropped", "trouble"}
    assert any(text.startswith('repeats seed 1 "Seed blue asks') for text in texts)
    assert any(text.startswith("repeats task ") for text in texts)
    assert any(text.startswith("request 2: ") for text in texts)
    assert max(map(len, texts)) <= LONGEST_LINE
    with database.reading() as connection:
        last = runs.last_run(connection)
        assert last is not None
        totals = runs.totals(connection, last.id)
    again = RunWatch()
    again.remember(last, totals)
    again.recall(lines)
    assert again.state.kept_rate == watch.state.kept_rate
    assert again.lines("dropped") == watch.lines("dropped")


async def test_a_run_that_goes_on_keeps_its_log_and_says_its_former_target(
    database: Database,
) -> None:
    async with plan_for(varied, settings(count=5)) as (plan, _):
        control = Control()
        control.stop()
        await happening(plan, database, control)
        _, seen = await happening(replace(plan, settings=settings(count=9)), database)
    started = seen[0]
    assert isinstance(started, events.RunStarted)
    assert (started.target, started.target_before) == (9, 5)


def test_of_a_run_that_is_not_there_nothing_is_known(database: Database) -> None:
    assert past_of(database, "run-7") == ()

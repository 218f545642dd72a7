"""What a run would do, told before it begins."""

from contextlib import aclosing
from typing import Any

import pytest

from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import events, run
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.outlook import Outlook, outlook
from guanaco_tui.generation.prepare import plan_run
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.progress import plan

OFFLINE: dict[str, dict[str, object]] = {"batch": {"count": 30, "concurrency": 1}}


def settings(**changes: Any) -> Settings:
    return Settings().changed(OFFLINE).changed(changes)


def ahead(lesson: Lesson, wanted: Settings) -> Outlook:
    with lesson.database() as database:
        return outlook(lesson, wanted, database)


async def generate(lesson: Lesson, wanted: Settings, stop_after: int = 1_000) -> events.RunEnded:
    control = Control()
    kept = 0
    with lesson.generating() as database:
        async with aclosing(
            run.generate(await plan_run(lesson, wanted), database, control)
        ) as happening:
            async for event in happening:
                kept += isinstance(event, events.TaskJudged)
                if kept >= stop_after:
                    control.stop()
    assert isinstance(event, events.RunEnded)
    return event


def test_in_a_new_lesson_a_first_run_would_begin(lesson: Lesson) -> None:
    found = ahead(lesson, settings())
    assert (found.collection, found.goes_on, found.left) == ("run-1", False, "")
    assert (found.target, found.guess.cost_usd) == (30, 0)


async def test_a_stopped_run_would_go_on_with_what_it_has(lesson: Lesson) -> None:
    ended = await generate(lesson, settings(), stop_after=5)
    # Another target asks for more of the same.
    found = ahead(lesson, settings(batch={"count": 40}))
    assert (found.collection, found.goes_on) == ("run-1", True)
    assert 0 < found.kept == ended.so_far.kept < 30
    said = f"run-1 stopped at {found.kept} of 30. It goes on to 40, as Settings ask now."
    assert plan(found)[0] == said
    fewer = ahead(lesson, settings(batch={"count": 1}))
    assert plan(fewer)[0].endswith("Settings ask for 1, which it has: raise that to go on.")
    assert plan(ahead(lesson, settings()))[0] == f"run-1 stopped at {found.kept} of 30."
    began = await generate(lesson, settings(batch={"count": 40}))
    assert began.so_far.kept == 40


@pytest.mark.parametrize(
    "change",
    [
        {"batch": {"temperature": 0.5}},
        {"batch": {"random_seed": 4}},
        {"model": {"backend": "recorded"}},
        {"rules": {"too_short": False}},
    ],
)
async def test_where_something_else_is_asked_now_a_new_run_would_begin(
    lesson: Lesson, change: dict[str, dict[str, object]]
) -> None:
    await generate(lesson, settings(), stop_after=5)
    found = ahead(lesson, settings(**change))
    assert (found.collection, found.goes_on, found.left, found.kept) == ("run-2", False, "run-1", 0)
    assert any("run-1 was not finished" in line for line in plan(found))
    await generate(lesson, settings(**change), stop_after=1)
    assert ahead(lesson, settings(**change)).collection == "run-2"


async def test_a_finished_run_is_followed_by_a_new_one(lesson: Lesson) -> None:
    await generate(lesson, settings(batch={"count": 5}))
    found = ahead(lesson, settings(batch={"count": 5}))
    assert (found.collection, found.goes_on, found.left) == ("run-2", False, "")


def test_a_server_is_named_without_being_asked(lesson: Lesson) -> None:
    # Nothing listens there.
    wanted = settings(model={"backend": "other", "base_url": "http://127.0.0.1:9/v1"})
    found = ahead(lesson, wanted)
    assert (found.endpoint, found.model) == ("http://127.0.0.1:9/v1", "")
    named = ahead(lesson, wanted.changed({"model": {"model": "a\x1b[2Jb"}}))
    assert named.model == "a[2Jb"
    assert "Written by a[2Jb at http://127.0.0.1:9/v1." in plan(named)


def test_a_price_and_a_budget_are_told(lesson: Lesson) -> None:
    wanted = settings(model={"backend": "openai"}, batch={"count": 1000, "budget": 2.0})
    lines = plan(ahead(lesson, wanted))
    assert any("about $" in line for line in lines)
    assert "It stops before it has spent $2.00." in lines


def test_an_address_that_is_missing_is_an_error_in_words(lesson: Lesson) -> None:
    with pytest.raises(GuanacoError, match="no known address"):
        ahead(lesson, settings(model={"backend": "other"}))


def test_an_offline_run_says_that_it_is_an_n_gram_model_of_these_seeds(lesson: Lesson) -> None:
    said = " ".join(plan(ahead(lesson, settings())))
    assert "n-gram model of your own seeds: a rehearsal, not an AI" in said
    assert "No key, no cost" in said

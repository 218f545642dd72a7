"""Decisions of hits that the database does not take: they are undone, and so is what they led to,
and the way back is the one that was there before.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import pytest
from textual.pilot import Pilot

from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import theme_keeper
from guanaco_tui.panes.hit_sample import HitSample
from guanaco_tui.panes.theme_keeper import ThemeKeeper
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.theme_head import ThemeHead
from tests.panes.comparing import WATER, bring_in, drawn, running, write_themes
from tests.panes.holding import held
from tests.panes.waiting import until

HITS = 4


@pytest.fixture(autouse=True)
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else changes the theme file, so it is not looked at."""
    monkeypatch.setattr(theme_keeper, "LOOK_EVERY", 3600)


@pytest.fixture
def lesson(lesson: Lesson) -> Lesson:
    """A lesson with a theme that has a few hits in one collection."""
    bring_in(lesson, "theirs", *(f"Cross the river {number}" for number in range(HITS)))
    write_themes(lesson, WATER)
    return lesson


@asynccontextmanager
async def at_the_first_hit(lesson: Lesson) -> AsyncIterator[tuple[Pilot[None], ThemeScreen]]:
    """The editor of the theme, with the keys at its hits."""
    async with running(lesson) as (pilot, app):
        screen = ThemeScreen("water", ("theirs",))
        await app.push_screen(screen)
        await until(pilot, lambda: len(marks(screen)) == HITS and f"of {HITS}" in head(screen))
        await pilot.press("f8")
        yield pilot, screen


@contextmanager
def refused(lesson: Lesson, what: str = "INSERT DELETE") -> Iterator[None]:
    """Let the database take no decision; or none that is written in this way."""
    with closing(sqlite3.connect(lesson.database_path)) as other:
        for step in what.split():
            other.execute(
                f"CREATE TRIGGER refuse_{step} BEFORE {step} ON judgement"
                " BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
            )
        yield
        for step in what.split():
            other.execute(f"DROP TRIGGER refuse_{step}")


def marks(screen: ThemeScreen) -> str:
    """What is decided of each hit, as it is seen."""
    lines = screen.query_one(HitList)
    return "".join(lines.row(index, 78).plain[1] for index in range(lines.total))


def head(screen: ThemeScreen) -> str:
    return drawn(screen.query_one(ThemeHead))


def decided(lesson: Lesson) -> list[bool]:
    """What is written."""
    with lesson.database() as database:
        return list(Judgements(database).of("water").values())


def waits(screen: ThemeScreen) -> bool:
    """Whether a decision is still to be written."""
    return bool(screen.query_one(ThemeKeeper)._wishes)


async def decide(pilot: Pilot[None], lesson: Lesson, key: str, written: list[bool]) -> None:
    """Press a key for the first hit, and wait until that is written."""
    await pilot.press("home", key)
    await until(pilot, lambda: decided(lesson) == written)


async def test_of_equal_decisions_the_one_that_was_refused_is_no_step_to_take_back(
    lesson: Lesson,
) -> None:
    async with at_the_first_hit(lesson) as (pilot, screen):
        await decide(pilot, lesson, "c", [True])
        await decide(pilot, lesson, "c", [])
        with refused(lesson):
            await pilot.press("home", "c")
            await until(pilot, lambda: "held by another program" in head(screen))
        await decide(pilot, lesson, "u", [True])
        await decide(pilot, lesson, "u", [])


async def test_steps_back_that_were_refused_can_be_taken_in_the_order_that_they_had(
    lesson: Lesson,
) -> None:
    async with at_the_first_hit(lesson) as (pilot, screen):
        await decide(pilot, lesson, "c", [True])
        await decide(pilot, lesson, "x", [False])
        with refused(lesson):
            with held(ThemeKeeper, "_write") as writing:
                await pilot.press("u")
                await until(pilot, lambda: writing.is_asked)
                # This one waits behind the one that is being refused.
                await pilot.press("u")
            await until(pilot, lambda: marks(screen)[0] == "✗" and not waits(screen))
        await decide(pilot, lesson, "u", [True])
        await decide(pilot, lesson, "u", [])


async def test_what_was_decided_on_top_of_a_refused_decision_is_refused_with_it(
    lesson: Lesson,
) -> None:
    async with at_the_first_hit(lesson) as (pilot, screen):
        with refused(lesson, "INSERT"):
            with held(ThemeKeeper, "_write") as writing:
                await pilot.press("c")
                await until(pilot, lambda: writing.is_asked)
                # That takes it back, which the database would do.
                await pilot.press("home", "c")
            await until(pilot, lambda: "held by another program" in head(screen))
            await until(pilot, lambda: not waits(screen))
        assert marks(screen).strip() == ""
        await pilot.press("u")
        assert "Nothing to take back." in [note.message for note in screen.app._notifications]


async def test_a_sample_takes_its_marks_and_its_precision_back_with_what_was_refused(
    lesson: Lesson,
) -> None:
    async with at_the_first_hit(lesson) as (pilot, screen):
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, HitSample))
        sample = pilot.app.screen
        with refused(lesson):
            with held(ThemeKeeper, "_write"):
                await pilot.press(*"c" * HITS)
                await until(pilot, lambda: f"{HITS} of {HITS} right: 100%" in drawn(sample))
            await until(pilot, lambda: "no hit was judged" in drawn(sample))
        await pilot.press("left")
        assert "✓" not in drawn(sample)
        assert marks(screen).strip() == ""

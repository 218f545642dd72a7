"""Pane 5 while it reads: what is said meanwhile, what is taken in, and how it is left."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from textual.widgets import Static

from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import comparing_pane
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_reader import CompareReader
from guanaco_tui.widgets.key_line import KeyLine
from tests.panes.comparing import (
    WATER,
    account,
    bring_in,
    compared,
    drawn,
    head,
    note,
    open_compare,
    opened,
    running,
    start_run,
    table,
    take_away,
    write_themes,
)
from tests.panes.holding import held
from tests.panes.waiting import until


async def test_while_the_first_figures_are_read_it_says_so_and_not_that_there_are_none(
    with_theirs: Lesson,
) -> None:
    async with running(with_theirs) as (pilot, app):
        with held(CompareReader, "collections"):
            pane = await open_compare(app)
            await pilot.resize_terminal(90, 24)
            await until(pilot, lambda: "Reading ..." in drawn(pane))
            assert "nothing to set beside" not in drawn(pane)
        await until(pilot, lambda: table(pane) and not note(pane))


async def test_what_is_left_again_while_it_is_being_drawn_is_not_counted(
    with_theirs: Lesson,
) -> None:
    async with compared(with_theirs) as (pilot, pane):
        with held(CompareReader, "themes") as themes:
            with held(comparing_pane, "leave_time") as drawing:
                await pilot.press("f")
                await until(pilot, lambda: drawing.is_asked)
                await pilot.press("f")
            await until(pilot, lambda: len(drawing.came) == 2 and themes.is_asked)
        await until(pilot, lambda: "output" in head(pane) and not pane.is_reading)
        assert [found.field for found in themes.came] == ["output"]


async def test_names_and_figures_change_together_and_old_figures_are_dimmed_until_then(
    with_theirs: Lesson,
) -> None:
    async with compared(with_theirs) as (pilot, pane):
        with held(CompareReader, "themes"):
            await pilot.press("x")
            assert pane.front.has_class("-stale")
            assert head(pane)[:4] == ["seeds", "175", "against", "theirs"]
        await until(pilot, lambda: head(pane)[:4] == ["theirs", "1", "against", "seeds"])
        assert not pane.front.has_class("-stale")
        assert "theirs 0 of 1" in account(pane)


async def test_the_head_counts_the_tasks_that_the_figures_are_of(
    with_theirs: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    collections = CompareReader.collections

    def before_the_last_task(reader: CompareReader) -> list[Collection]:
        return [replace(it, kept=it.kept - 1) for it in collections(reader)]

    monkeypatch.setattr(CompareReader, "collections", before_the_last_task)
    async with compared(with_theirs) as (pilot, pane):
        await until(pilot, lambda: head(pane)[:5] == ["seeds", "175", "against", "theirs", "1"])


async def test_a_run_is_taken_in_while_it_goes_on(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await start_run(pane.guanaco)
        await open_compare(pane.guanaco)
        await until(pilot, lambda: "run-1" in head(pane))
        await until(pilot, lambda: head(pane)[3:5] == ["run-1", "40"])
        await until(pilot, lambda: not pane.guanaco.run_is_going)


async def test_themes_changed_elsewhere_are_taken_in_when_the_pane_is_opened_again(
    lesson: Lesson,
) -> None:
    write_themes(lesson, WATER)
    bring_in(lesson, "theirs", "Name the river", "Name the lake")
    async with compared(lesson) as (pilot, pane):
        assert "theirs 1 of 2" in account(pane)
        await pane.guanaco.open_pane("seeds")
        write_themes(lesson, WATER.replace('"river"', '"river", "lake"'))
        await open_compare(pane.guanaco)
        await until(pilot, lambda: "theirs 2 of 2" in account(pane))


async def test_what_is_being_read_can_be_left(with_theirs: Lesson) -> None:
    async with running(with_theirs) as (pilot, app):
        with held(CompareReader, "themes") as themes:
            pane = await open_compare(app)
            await until(pilot, lambda: themes.is_asked)
            await app.open_pane("seeds")
            assert not pane.is_reading
        # The thread was told to stop, and nothing is shown of it.
        await until(pilot, lambda: themes.came == [None])
        await pilot.pause()
        assert table(pane) == []


# Keys that come before the first figures.


def opens(screen: str) -> Callable[[ComparePane], bool]:
    """Whether a screen is there, and all that is in it."""

    def is_there(pane: ComparePane) -> bool:
        front = pane.app.screen
        return type(front).__name__ == screen and front.focused is not None

    return is_there


@pytest.mark.parametrize(
    ("keys", "meanwhile", "then"),
    [
        ("t", "The themes open", opens("ThemeScreen")),
        ("k", "The context opens", opens("ConcordanceScreen")),
        ("c", "The choice opens", opens("SidesPicker")),
        ("tc", "The choice opens", opens("SidesPicker")),
        ("wk", "The context opens", opens("ConcordanceScreen")),
        ("x", "The sides are swapped", lambda pane: head(pane)[:1] == ["theirs"]),
        ("R", "The report is written", lambda pane: note(pane).startswith("The page is in")),
    ],
)
async def test_what_a_key_asks_for_before_there_are_figures_comes_with_them(
    lesson: Lesson, keys: str, meanwhile: str, then: Callable[[ComparePane], bool]
) -> None:
    bring_in(lesson, "theirs", *["Name the river"] * 9)
    async with running(lesson) as (pilot, app):
        with held(CompareReader, "collections"):
            await pilot.press("5", *keys)
            pane = app.pane
            assert isinstance(pane, ComparePane)
            await until(pilot, lambda: f"{meanwhile} as soon as" in note(pane))
            assert len(app.screen_stack) == 1
        await until(pilot, lambda: then(pane))
        assert "as soon as" not in note(pane)


@pytest.mark.parametrize("keys", [["t", "down"], ["c", "v"], ["t", "1", "5"]])
async def test_another_key_takes_back_what_was_asked_for_too_early(
    with_theirs: Lesson, keys: list[str]
) -> None:
    async with running(with_theirs) as (pilot, app):
        with held(CompareReader, "collections"):
            await pilot.press("5", *keys)
            pane = app.pane
            assert isinstance(pane, ComparePane)
            assert "as soon as" not in note(pane)
        await until(pilot, lambda: not pane.is_reading)
        await pilot.pause()
        assert len(app.screen_stack) == 1


# What keeps it from reading.


async def test_where_the_themes_cannot_be_read_it_says_so_once_and_their_key_says_how_to_go_on(
    with_a_run: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_themes(with_a_run, "[theme.water\n")
    reads: list[None] = []
    collections = CompareReader.collections

    def counted(reader: CompareReader) -> list[Collection]:
        reads.append(None)
        return collections(reader)

    monkeypatch.setattr(CompareReader, "collections", counted)
    async with opened(with_a_run) as (pilot, pane):
        await until(pilot, lambda: "themes.toml" in note(pane))
        for _ in range(5):
            await until(pilot, lambda: not pane.is_reading)
        assert len(reads) == 1
        line = pane.screen.query_one(KeyLine)
        assert [key.name for key in line.shown][:2] == ["t", "c"]
        await pilot.press("s")
        await until(pilot, lambda: not pane.is_reading and "themes.toml" in note(pane))
        assert "no run" not in " ".join(head(pane))
        await pilot.press("t")
        said = pane.app.screen.query_one("#themes-unreadable", Static)
        assert "themes.toml" in str(said.content)
        write_themes(with_a_run, WATER)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: table(pane) and not note(pane))


async def test_it_says_when_another_program_keeps_it_waiting(
    with_theirs: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing_pane, "ASK_AFTER", 0.01)
    with closing(sqlite3.connect(with_theirs.database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with opened(with_theirs) as (pilot, pane):
            await until(pilot, lambda: "another program is writing" in drawn(pane))
            other.execute("ROLLBACK")
            await until(pilot, lambda: table(pane) and "waiting" not in drawn(pane))


def toasts(pane: ComparePane) -> list[str]:
    return [toast.message for toast in pane.app._notifications]


async def test_where_a_collection_that_is_compared_is_gone_it_says_what_stands_in_its_place(
    lesson: Lesson,
) -> None:
    bring_in(lesson, "older", "Name the river")
    bring_in(lesson, "newer", "Count to ten")
    async with compared(lesson) as (pilot, pane):
        assert head(pane)[3] == "newer"
        for gone, now in (("newer", " Compared are seeds and older now."), ("older", "")):
            take_away(lesson, gone)
            await open_compare(pane.guanaco)
            said = f"{gone} is no longer in this lesson.{now}"
            await until(pilot, lambda said=said: said in toasts(pane))
        assert len(toasts(pane)) == 2
        assert pane.is_alone

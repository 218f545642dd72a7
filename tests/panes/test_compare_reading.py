"""Pane 5 while it reads: what is said meanwhile, what is taken in, and how it is left."""

from dataclasses import replace

import pytest

from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_reader import CompareReader
from tests.panes.comparing import (
    WATER,
    account,
    bring_in,
    compared,
    drawn,
    head,
    held,
    note,
    open_compare,
    opened,
    running,
    start_run,
    table,
    write_themes,
)
from tests.panes.waiting import until


async def test_while_the_first_figures_are_read_it_says_so_and_not_that_there_are_none(
    lesson: Lesson,
) -> None:
    bring_in(lesson, "theirs", "Name the river")
    async with running(lesson) as (pilot, app):
        with held("collections"):
            pane = await open_compare(app)
            await pilot.resize_terminal(90, 24)
            await until(pilot, lambda: "Reading ..." in drawn(pane))
            assert "nothing to set beside" not in drawn(pane)
        await until(pilot, lambda: table(pane) and not note(pane))


async def test_names_and_figures_change_together_and_old_figures_are_dimmed_until_then(
    lesson: Lesson,
) -> None:
    bring_in(lesson, "theirs", "Name the river")
    async with compared(lesson) as (pilot, pane):
        with held("themes"):
            await pilot.press("x")
            assert pane.front.has_class("-stale")
            assert head(pane)[:4] == ["seeds", "175", "against", "theirs"]
        await until(pilot, lambda: head(pane)[:4] == ["theirs", "1", "against", "seeds"])
        assert not pane.front.has_class("-stale")
        assert "theirs 0 of 1" in account(pane)


async def test_the_head_counts_the_tasks_that_the_figures_are_of(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(lesson, "theirs", "Name the river")
    collections = CompareReader.collections

    def before_the_last_task(reader: CompareReader) -> list[Collection]:
        return [replace(it, kept=it.kept - 1) for it in collections(reader)]

    monkeypatch.setattr(CompareReader, "collections", before_the_last_task)
    async with compared(lesson) as (pilot, pane):
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


async def test_what_is_being_read_can_be_left(lesson: Lesson) -> None:
    bring_in(lesson, "theirs", "Name the river")
    async with running(lesson) as (pilot, app):
        with held("themes") as themes:
            pane = await open_compare(app)
            await until(pilot, lambda: themes.is_asked)
            await app.open_pane("seeds")
            assert not pane.is_reading
        # The thread was told to stop, and nothing is shown of it.
        await until(pilot, lambda: themes.came == [None])
        await pilot.pause()
        assert table(pane) == []

"""Pane 5, driven as a person would: which two collections, in which field, and pages of them."""

import threading
from pathlib import Path

from guanaco_tui.analysis.difference import Tell
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_themes import ThemesView
from guanaco_tui.widgets.key_line import KeyLine
from tests.panes.comparing import (
    WATER,
    account,
    bring_in,
    compared,
    head,
    note,
    opened,
    table,
    write_themes,
)
from tests.panes.waiting import until


async def test_the_seeds_stand_against_the_newest_collection_at_first(lesson: Lesson) -> None:
    bring_in(lesson, "older", "Name the river")
    bring_in(lesson, "newer", "Write to the queer archive", "Count to ten", "Add")
    async with compared(lesson) as (_, pane):
        assert len(table(pane)) == 10
        assert head(pane) == [
            *("seeds", "175", "against", "newer", "3"),
            *("tasks", "per", "1,000,", "instruction", "only"),
        ]
        (sexuality,) = (line for line in table(pane) if "Sexuality" in line)
        assert sexuality.split()[2] == "333.3"
        (race,) = (line for line in table(pane) if "Race" in line)
        # 3 of the 175 seeds speak of race: 0.05 are expected in 3 tasks.
        assert race.split()[3:] == ["absent", "0.05", "expected,", "95%", "chance", "unclear"]


async def test_both_sides_are_chosen_with_the_keyboard(lesson: Lesson) -> None:
    bring_in(lesson, "older", "Name the river")
    bring_in(lesson, "[b]x[/", "Count to ten")
    async with compared(lesson) as (pilot, pane):
        await pilot.press("c", "down", "enter", "end", "enter")
        await until(pilot, lambda: head(pane)[:5] == ["[b]x[/", "1", "against", "older", "1"])
        await pilot.press("x")
        await until(pilot, lambda: head(pane)[:5] == ["older", "1", "against", "[b]x[/", "1"])


async def test_another_field_is_looked_in(with_theirs: Lesson) -> None:
    write_themes(with_theirs, WATER.replace("river", "yes"))
    async with compared(with_theirs) as (pilot, pane):
        assert "theirs 0 of 1" in account(pane)
        await pilot.press("f", "f")
        await until(pilot, lambda: head(pane)[-2:] == ["output", "only"])
        assert "theirs 1 of 1" in account(pane)


async def test_the_keys_that_matter_most_are_told_where_there_is_little_room(
    with_theirs: Lesson,
) -> None:
    async with compared(with_theirs) as (pilot, pane):
        line = pane.screen.query_one(KeyLine)
        told = ["t", "k", "c", "w", "v", "b", "R", "F1"]
        await until(pilot, lambda: [key.name for key in line.shown] == told)


async def test_without_a_second_collection_it_says_what_to_do_and_every_key_is_safe(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (pilot, pane):
        await until(pilot, lambda: not pane.is_reading)
        assert "ctrl+r" in note(pane)
        await pilot.press("c", "x", "slash", "enter", "k", "t", "R", "f")
        for key in "wvbs":
            await pilot.press(key, "k", "u", "p", "enter", "left", "right", "tab", "escape")
        await until(pilot, lambda: not pane.is_reading and isinstance(pane.front, ThemesView))
        assert len(pane.app.screen_stack) == 1


async def test_the_report_is_written_into_the_lessons_folder(lesson: Lesson) -> None:
    bring_in(lesson, "../x y", "Name the river")
    async with compared(lesson) as (pilot, pane):
        await pilot.press("R")
        await until(pilot, lambda: list(lesson.folder.glob("compare-*.html")))
        (page,) = lesson.folder.glob("compare-*.html")
        assert page.name == "compare-seeds-x-y-instruction.html"
        # Where it is stays to be read until something else is looked at.
        await until(pilot, lambda: note(pane) == f"The page is in {page}")
        await pilot.press("f")
        await until(pilot, lambda: not note(pane))


async def test_a_page_in_whose_place_another_is_asked_for_is_not_written(
    with_theirs: Lesson,
) -> None:
    may_go_on = threading.Event()

    def write_slowly(path: Path, tell: Tell) -> None:
        may_go_on.wait(60)
        tell("themes", 1, 2)
        path.touch()

    async with compared(with_theirs) as (pilot, pane):
        try:
            pane.write_page(["slow"], write_slowly)
            await until(pilot, lambda: head(pane)[-3:] == ["writing", "the", "page"])
            pane.write_page(["quick"], lambda path, tell: path.touch())
        finally:
            may_go_on.set()
        await until(pilot, lambda: all(worker.is_finished for worker in pane.workers))
        assert [page.name for page in with_theirs.folder.glob("*.html")] == ["quick.html"]
        await until(pilot, lambda: "writing" not in head(pane))

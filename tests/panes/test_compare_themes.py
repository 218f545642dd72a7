"""The themes in pane 5: their figures, and the account, tasks, concordance and editor of one."""

import pytest

from guanaco_tui.analysis.themes import read_themes
from guanaco_tui.lesson.judgements import Judgements, place_of
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.theme_account import ThemeAccount
from tests.panes.comparing import (
    WATER,
    account,
    bring_in,
    compared,
    drawn,
    note,
    opened,
    show,
    table,
    write_themes,
)
from tests.panes.waiting import until

SMALL = (50, 18)


async def test_dropped_tasks_do_not_count(lesson: Lesson) -> None:
    write_themes(lesson, WATER)
    bring_in(lesson, "theirs", "Name the river", "Cross the river")
    with lesson.database() as database, database.writing() as connection:
        connection.execute(
            "UPDATE task SET rule = 'too_short' WHERE instruction = 'Cross the river'"
        )
    async with compared(lesson) as (_, pane):
        assert "theirs 1 of 1: 1,000.0" in account(pane)


async def test_hits_that_were_judged_to_be_none_are_left_out_as_judged(lesson: Lesson) -> None:
    write_themes(lesson, WATER)
    bring_in(lesson, "theirs", "Name the river", "Cross the river")
    with lesson.database() as database:
        Judgements(database).judge("water", place_of("Name the river", 9, 14), False)
    async with compared(lesson) as (pilot, pane):
        await until(pilot, lambda: "as judged" in account(pane))
        assert "theirs 2 of 2: 1,000.0" in account(pane)
        assert (
            "as judged: seeds 5.7 (0 of 1 tasks read) · theirs 500.0 (1 of 2 tasks read)"
            in account(pane)
        )


async def test_the_theme_under_the_cursor_is_told_with_what_one_word_does_to_it(
    lesson: Lesson,
) -> None:
    order = '[theme.order]\nquestion = "Who waits?"\nwords = ["queue*"]\n'
    write_themes(lesson, WATER.replace('"river"', '"river", "lake"') + order)
    bring_in(lesson, "theirs", "Name the river", "Cross the river", "Swim the lake")
    async with compared(lesson, (120, 40)) as (pilot, pane):
        await until(pilot, lambda: "without one word" in account(pane))
        assert "Water  Whose?" in account(pane)
        assert "theirs 333.3 to 666.7 (“river” -2)" in account(pane)
        assert account(pane).endswith("river, lake")
        await pilot.press("down")
        assert "Who waits?" in account(pane)


async def test_the_theme_under_the_cursor_is_read_in_context_and_edited(lesson: Lesson) -> None:
    bring_in(lesson, "theirs", "Write to the queer archive")
    async with compared(lesson) as (pilot, pane):
        await pilot.press("down", "down", "k")
        screen = pane.app.screen
        assert isinstance(screen, ConcordanceScreen)
        assert (screen.collections, screen.line) == (("seeds", "theirs"), "#sexuality")
        # In the field that is compared, which f changes there as it does here.
        assert screen.field == "instruction"
        await until(pilot, lambda: "by position · instruction" in drawn(screen))
        await pilot.press("escape", "f", "f", "f")
        await until(pilot, lambda: pane.shown is not None and pane.shown.field == "all")
        await pilot.press("k")
        await until(pilot, lambda: "by position · all fields" in drawn(pane.app.screen))
        await pilot.press("escape", "t")
        await until(pilot, lambda: isinstance(pane.app.screen, ThemeScreen))


async def test_what_was_done_to_a_theme_is_taken_back_when_the_editor_is_opened_again(
    lesson: Lesson,
) -> None:
    own = write_themes(lesson, WATER)
    bring_in(lesson, "theirs", "Name the river", "Name the lake")
    async with compared(lesson) as (pilot, pane):
        assert "theirs 1 of 2" in account(pane)
        await pilot.press("t", "enter", *"lake", "escape", "escape")
        await until(pilot, lambda: "theirs 2 of 2" in account(pane))
        # From another view, too: the editor is the same.
        await show(pilot, pane, "b", BiasView)
        await pilot.press("down", "down", "t", "ctrl+z", "escape")
        await until(pilot, lambda: read_themes(own).themes[0].words == ("river",))
        await until(pilot, lambda: pane.app.screen is pane.screen and not pane.is_reading)


async def test_hostile_theme_names_are_shown_as_text(lesson: Lesson) -> None:
    hostile = r"[TODO] x[y=\"z \u001b[31m\u202ered\nline [/b]"
    write_themes(lesson, WATER.replace("Water", hostile))
    bring_in(lesson, "theirs", "Name the river")
    async with compared(lesson) as (pilot, pane):
        await until(pilot, lambda: '[TODO] x[y="z [31mred line [/b]' in account(pane))
        await until(pilot, lambda: '[TODO] x[y="z [31m' in drawn(pane.query_one(DifferenceList)))
        assert "\x1b" not in drawn(pane)


async def test_a_damaged_theme_file_is_said_in_words(lesson: Lesson) -> None:
    write_themes(lesson, "[theme.x]\nwrods = []\n")
    bring_in(lesson, "theirs", "Name the river")
    async with opened(lesson) as (pilot, pane):
        await until(pilot, lambda: note(pane).startswith("! "))
        assert "line 2" in note(pane)
        assert table(pane) == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40), SMALL])
async def test_every_theme_is_seen_at_once_and_nothing_leaves_the_pane(
    lesson: Lesson, size: tuple[int, int]
) -> None:
    bring_in(lesson, "theirs", "Name the river")
    async with compared(lesson, size) as (pilot, pane):
        themes = pane.query_one(DifferenceList)
        await until(pilot, lambda: themes.size.height > 1)
        assert themes.size.height == 10 or size == SMALL
        assert pane.region.contains_region(themes.region)
        assert pane.region.contains_region(pane.query_one(ThemeAccount).region)
        assert "About bias" in drawn(themes) or size == SMALL

"""A lesson whose theme file has no theme: everything works, and says where one is made."""

import pytest

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.compare_reader import CompareReader
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.theme_account import NO_THEME
from tests.panes.comparing import (
    WATER,
    account,
    compared,
    drawn,
    editing,
    head,
    open_compare,
    opened,
    running,
    said,
    show,
    table,
    write_themes,
)
from tests.panes.holding import held
from tests.panes.waiting import until


@pytest.fixture
def themeless(with_a_run: Lesson) -> Lesson:
    """A lesson with a run and a theme file in which there is none."""
    write_themes(with_a_run, "[meta]\n")
    return with_a_run


async def test_each_view_says_where_a_theme_is_made_and_the_report_is_written(
    themeless: Lesson,
) -> None:
    async with opened(themeless) as (pilot, pane):
        await until(pilot, lambda: "against" in head(pane) and not pane.is_reading)
        assert (table(pane), account(pane)) == ([], NO_THEME)
        # What is erased of all candidates is known without a theme.
        await show(pilot, pane, "b", BiasView)
        shares = drawn(pane.query_one("#bias-table")).split("all candidates ")[1].split()
        assert int(shares[0]) >= 60
        assert all(share.endswith("%") for share in shares[1:3])
        await show(pilot, pane, "s", SeedsView)
        assert NO_THEME in drawn(pane)
        await pilot.press("R")
        page = themeless.folder / "compare-seeds-run-1-instruction.html"
        await until(pilot, lambda: page.name in " ".join(said(pane.app)))
        assert "All candidates" in page.read_text(encoding="utf-8")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pane.app.screen, ThemeScreen))


async def test_of_a_theme_that_is_gone_nothing_is_told_any_more(with_theirs: Lesson) -> None:
    write_themes(with_theirs, WATER)
    async with compared(with_theirs) as (pilot, pane):
        await until(pilot, lambda: account(pane).startswith("Water"))
        write_themes(with_theirs, "[meta]\n")
        await pilot.press("x")
        await until(pilot, lambda: table(pane) == [])
        assert account(pane) == NO_THEME


async def test_there_is_no_sample_of_no_theme_and_it_is_said_how_one_is_made(
    themeless: Lesson,
) -> None:
    async with editing(themeless, "seeds") as (pilot, editor):
        await pilot.press("s")
        assert said(editor.app) == ["There is no theme: n makes one."]


async def test_that_there_is_no_theme_is_not_said_before_anybody_has_looked(
    with_theirs: Lesson,
) -> None:
    async with running(with_theirs) as (pilot, app):
        with held(CompareReader, "collections") as reading:
            pane = await open_compare(app)
            await until(pilot, lambda: reading.is_asked)
            await pilot.pause()
            assert NO_THEME not in drawn(pane)
        await until(pilot, lambda: table(pane))

"""Pane 5 where a collection that it compared is gone: another program has taken it away."""

import pytest

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.compare_reader import CompareReader
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.compare_themes import ThemesView
from guanaco_tui.panes.compare_view import CompareView
from guanaco_tui.panes.compare_words import WordsView
from tests.panes.comparing import (
    WATER,
    bring_in,
    compared,
    drawn,
    head,
    note,
    open_compare,
    show,
    take_away,
    write_themes,
)
from tests.panes.holding import held
from tests.panes.waiting import until

VIEWS: list[tuple[str, type[CompareView]]] = [
    ("w", WordsView),
    ("b", BiasView),
    ("s", SeedsView),
]


@pytest.mark.parametrize(("key", "view"), [("escape", ThemesView), *VIEWS])
async def test_with_only_the_seeds_left_it_names_nobody_and_says_how_to_go_on(
    with_theirs: Lesson, key: str, view: type[CompareView]
) -> None:
    async with compared(with_theirs) as (pilot, pane):
        await show(pilot, pane, key, view)
        assert "theirs" in head(pane)
        take_away(with_theirs, "theirs")
        await open_compare(pane.guanaco)
        await until(pilot, lambda: not pane.is_reading and note(pane).startswith("There is noth"))
        assert "Press ctrl+r to start a run" in note(pane)
        assert head(pane) == []
        assert pane.shown is None
        # What is left of the figures is dimmed.
        assert pane.front.has_class("-stale")


@pytest.mark.parametrize(("key", "view"), VIEWS)
async def test_with_themes_that_cannot_be_read_it_says_so_beside_who_was_compared(
    with_theirs: Lesson, key: str, view: type[CompareView]
) -> None:
    bring_in(with_theirs, "newer", "Count to ten")
    async with compared(with_theirs) as (pilot, pane):
        await show(pilot, pane, key, view)
        take_away(with_theirs, "newer")
        write_themes(with_theirs, "[theme.water\n")
        await open_compare(pane.guanaco)
        await until(pilot, lambda: not pane.is_reading and "themes.toml" in note(pane))
        assert head(pane)[:4] == ["seeds", "175", "against", "newer"]
        # What stands in its place comes with themes that can be read.
        write_themes(with_theirs, WATER)
        await open_compare(pane.guanaco)
        await until(pilot, lambda: head(pane)[:4] == ["seeds", "175", "against", "theirs"])
        assert not note(pane)


async def test_words_that_one_side_lacks_go_with_the_pair_that_they_were_of(
    lesson: Lesson,
) -> None:
    bring_in(lesson, "theirs", *(f"Cross the river {number}" for number in range(300)))
    async with compared(lesson) as (pilot, pane):

        def absent() -> str:
            return drawn(pane.front.query_one("#compare-absent"))

        await until(pilot, lambda: absent().startswith("Words lost: a 107"))
        with held(CompareReader, "words"):
            await pilot.press("x")
            await until(pilot, lambda: head(pane)[:2] == ["theirs", "300"])
            await pilot.pause()
            assert absent() == ""
        await until(pilot, lambda: absent().startswith("Words invented: cross 300"))

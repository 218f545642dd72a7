"""What is typed in one burst where a word or a hit is still to come lands where it was meant."""

import pytest

from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import themes
from guanaco_tui.panes.compare_reader import CompareReader
from guanaco_tui.widgets.exclude_dialog import ExcludeDialog
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.theme_form import PatternLines
from guanaco_tui.widgets.word_list import WordList
from tests.panes.comparing import (
    WATER,
    bring_in,
    drawn,
    editing,
    note,
    open_compare,
    running,
    theme_words,
    write_themes,
)
from tests.panes.holding import held
from tests.panes.waiting import until
from tests.test_type_ahead import type_at_once


async def test_words_come_whole_into_a_theme_that_is_only_being_made(lesson: Lesson) -> None:
    write_themes(lesson, WATER)
    async with editing(lesson, "seeds") as (pilot, editor):
        type_at_once(editor.app, "n", *"Foo", "enter", *"bar", "escape", "escape")
        await until(pilot, lambda: len(editor.app.screen_stack) == 1)
    assert theme_words(lesson, "foo") == ("foo", "bar")
    assert theme_words(lesson) == ("river",)


async def test_two_words_typed_before_there_are_lists_lead_into_a_list_once_they_are_there(
    lesson: Lesson,
) -> None:
    men = [f"A {who} cooks in house {n}" for n in range(4) for who in ("man", "woman")]
    bring_in(lesson, "theirs", *men)
    async with running(lesson) as (pilot, app):
        with held(CompareReader, "collections"):
            pane = await open_compare(app)
            type_at_once(app, "w", "/", *"woman man", "enter")
            await until(pilot, lambda: "The words are listed as soon as" in note(pane))
        await until(pilot, lambda: "Beside woman and man in theirs" in drawn(pane))
        await until(pilot, lambda: isinstance(app.focused, WordList))


async def test_a_key_behind_an_exclusion_decides_nothing_about_the_hit_that_is_gone(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_themes(lesson, WATER)
    bring_in(lesson, "theirs", "Cross the river bank", "Name the river")
    async with editing(lesson, "theirs") as (pilot, editor):
        hits = editor.query_one(HitList)
        await until(pilot, lambda: hits.total == 2)
        # The hits that are left are not found before all is typed.
        monkeypatch.setattr(themes, "READ_AFTER", 3600)
        await pilot.press("f8")
        type_at_once(editor.app, "e", "enter", "x", "c", "f8")
        await until(pilot, lambda: isinstance(editor.app.focused, PatternLines))
        assert not isinstance(editor.app.screen, ExcludeDialog)
        assert hits.total == 0
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(editor.app.screen_stack) == 1)
        with lesson.database() as database:
            assert Judgements(database).of("water") == {}

"""What a theme and its file cannot be: without a word, nameless, twice, or not there at all."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import theme_keeper
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.line_question import LineQuestion
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.theme_chips import ThemeChips
from guanaco_tui.widgets.theme_form import PatternLines
from guanaco_tui.widgets.theme_list import ThemeList
from tests.panes.comparing import WATER, editing, said, theme_words, write_themes
from tests.panes.keyboard import typed
from tests.panes.waiting import until

TWO = f'{WATER}\n[theme.order]\nlabel = "Order"\nwords = ["queue"]\n'


@pytest.fixture(autouse=True)
def saved_by_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is saved by itself."""
    monkeypatch.setattr(theme_keeper, "SAVE_AFTER", 3600)
    monkeypatch.setattr(theme_keeper, "LOOK_EVERY", 3600)


@pytest.fixture
def lesson(lesson: Lesson) -> Lesson:
    """A lesson with two themes."""
    write_themes(lesson, TWO)
    return lesson


def names(editor: ThemeScreen) -> list[str]:
    return [theme.name for theme in editor.query_one(ThemeList).themes]


async def leave(pilot: Pilot[None], editor: ThemeScreen) -> None:
    """Leave the editor; nothing is asked."""
    await pilot.press("escape")
    await until(pilot, lambda: editor.app.screen is not editor)
    assert not isinstance(editor.app.screen, Question)


async def test_a_theme_whose_words_are_all_deleted_keeps_those_from_before_the_typing(
    lesson: Lesson,
) -> None:
    async with editing(lesson, "seeds") as (pilot, editor):
        await pilot.press("enter")
        await typed(pilot, "lake")
        form = editor.query_one("#theme-words", PatternLines)
        await until(pilot, lambda: editor.book.themes[0].words == ("river", "lake"))
        # In the end only what was typed is left, which is not what it was before.
        await pilot.press("up", "end", "ctrl+u", "delete", "ctrl+k")
        await until(pilot, lambda: form.text == "")
        await pilot.press("escape", "down")
        await until(pilot, lambda: editor.book.themes[0].words == ("river",))
        assert said(editor.app) == ["Water: its words are as before, since it needs one."]
        await leave(pilot, editor)
    assert theme_words(lesson) == ("river",)


async def test_a_theme_that_is_looked_for_nowhere_is_looked_for_where_it_was(
    lesson: Lesson,
) -> None:
    async with editing(lesson, "seeds") as (pilot, editor):
        before = editor.book.themes[0].fields
        editor.query_one(ThemeChips).focus()
        await pilot.press("space", "right", "space", "right", "space")
        await until(pilot, lambda: editor._mistakes)
        await pilot.press("escape", "down")
        await until(pilot, lambda: said(editor.app))
        told = "Water: it is looked for where it was, since it needs a field."
        assert (said(editor.app), editor.book.themes[0].fields) == ([told], before)


@pytest.mark.parametrize(
    ("name", "why"),
    [("WATER", "There is a theme WATER already."), ("--", "A name needs a letter or a number.")],
)
async def test_a_name_that_makes_no_theme_is_refused(lesson: Lesson, name: str, why: str) -> None:
    async with editing(lesson, "seeds") as (pilot, editor):
        await pilot.press("n")
        assert isinstance(editor.app.screen, LineQuestion)
        await typed(pilot, f"{name}\n")
        assert (said(editor.app), names(editor)) == ([why], ["water", "order"])
        await leave(pilot, editor)
    assert (lesson.folder / "themes.toml").read_text(encoding="utf-8") == TWO


async def test_a_file_without_themes_takes_nothing_away(lesson: Lesson, tmp_path: Path) -> None:
    other = tmp_path / "theirs.toml"
    other.write_text("[meta]\n", encoding="utf-8")
    async with editing(lesson, "seeds") as (pilot, editor):
        await pilot.press("o")
        editor.app.screen.query_one("#picker-path", Input).value = str(other)
        await pilot.press("enter")
        await until(pilot, lambda: said(editor.app))
        told = "There is no theme in theirs.toml."
        assert (said(editor.app), names(editor)) == ([told], ["water", "order"])
        await leave(pilot, editor)
    assert (lesson.folder / "themes.toml").read_text(encoding="utf-8") == TWO


async def test_who_changed_nothing_is_not_asked_about_a_file_that_others_have_broken(
    lesson: Lesson,
) -> None:
    async with editing(lesson, "seeds") as (pilot, editor):
        write_themes(lesson, "[theme.water\n")
        await leave(pilot, editor)
    assert (lesson.folder / "themes.toml").read_text(encoding="utf-8") == "[theme.water\n"


async def test_enter_stays_where_what_was_typed_would_be_lost(lesson: Lesson) -> None:
    async with editing(lesson, "seeds") as (pilot, editor):
        await pilot.press("enter")
        await typed(pilot, "sea")
        write_themes(lesson, "[theme.water\n")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(editor.app.screen, Question))
        await pilot.press("enter")
        await until(pilot, lambda: editor.is_active)
        assert editor.book.themes[0].words == ("river", "sea")

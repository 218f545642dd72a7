"""The line for two words in pane 5, and the themes that are listed among the words."""

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_words import WordsView
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.theme_list import ThemeList
from guanaco_tui.widgets.word_list import WordList
from tests.panes.comparing import WATER, bring_in, compared, look_for, show, write_themes
from tests.panes.waiting import until

FLAMES = [f"Light the flame {number}" for number in range(9)]
FIRE = '\n[theme.fire]\nlabel = "Fire"\nquestion = "Who?"\nwords = ["flame"]\n'
ONE_IS_TOO_FEW = "It takes two words, such as: woman man"
THREE_ARE_TOO_MANY = "The first two stand side by side; the rest is left out."


async def test_the_theme_under_the_cursor_is_the_one_that_is_edited(lesson: Lesson) -> None:
    write_themes(lesson, WATER + FIRE)
    bring_in(lesson, "theirs", *FLAMES)
    async with compared(lesson) as (pilot, pane):
        await show(pilot, pane, "w", WordsView)
        invented = pane.front.query_one("#words-only-b-list", WordList)
        invented.focus()
        await pilot.pause()
        assert invented.word == "#fire"
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pane.app.screen, ThemeScreen))
        assert pane.app.screen.query_one(ThemeList).name_at_cursor == "fire"


async def test_two_words_are_two_terms_whatever_stands_between_them(lesson: Lesson) -> None:
    bring_in(lesson, "theirs", *FLAMES)
    async with compared(lesson) as (pilot, pane):
        await show(pilot, pane, "w", WordsView)
        for line, said in (
            ("light,flame", []),
            ('"light the"', [ONE_IS_TOO_FEW]),
            ("light flame the", [THREE_ARE_TOO_MANY]),
        ):
            pane.app.clear_notifications()
            await look_for(pilot, line)
            await pilot.press("enter")
            assert [(line, note.message) for note in pane.app._notifications] == [
                (line, text) for text in said
            ]

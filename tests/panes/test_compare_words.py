"""The words in pane 5: what sets two collections apart, one word closely, the company of two."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_themes import ThemesView
from guanaco_tui.panes.compare_words import WordsView
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.widgets.word_list import WordList
from tests.panes.comparing import bring_in, compared, drawn, look_for, show
from tests.panes.waiting import until

NURSES = [f"The nurse said she {verb} well" for verb in ("sleeps", "works", "sings", "walks")]
TALK = [f"{text} and again {n}" for n in range(5) for text in NURSES]
ZEBRAS = [f"zebra stripes zoo {n}" for n in range(9)]


@asynccontextmanager
async def words_beside(
    lesson: Lesson, *theirs: str
) -> AsyncIterator[tuple[Pilot[None], ComparePane]]:
    """The words of the seeds, set beside those of tasks with these instructions."""
    bring_in(lesson, "theirs", *theirs)
    async with compared(lesson) as (pilot, pane):
        await show(pilot, pane, "w", WordsView)
        yield pilot, pane


async def test_words_are_listed_and_enter_opens_one_in_context(lesson: Lesson) -> None:
    async with words_beside(lesson, *TALK) as (pilot, pane):
        assert "More in theirs" in drawn(pane)
        assert "Lost: not in theirs" in drawn(pane)
        assert "Invented: not in seeds" in drawn(pane)
        await pilot.press("right")
        view = pane.front
        assert isinstance(view, WordsView) and view.current is not None
        word = view.current.word
        assert word in "the nurse said she and again well"
        assert f"“{word}” seeds:" in drawn(view)
        await pilot.press("enter")
        screen = pane.app.screen
        assert isinstance(screen, ConcordanceScreen) and screen.line == f'"{word}"'
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pane.front, ThemesView))


async def test_what_is_lost_are_themes_before_words_and_enter_reads_them_in_context(
    lesson: Lesson,
) -> None:
    async with words_beside(lesson, *ZEBRAS) as (pilot, pane):
        lost = pane.front.query_one("#words-only-a-list", WordList)
        assert lost.word.startswith("#")
        lost.focus()
        told = pane.front.query_one("#words-told", Static)
        await until(pilot, lambda: "The theme " in str(told.content))
        assert "never in the instructions of theirs" in str(told.content)
        await pilot.press("enter")
        screen = pane.app.screen
        assert isinstance(screen, ConcordanceScreen) and screen.line == lost.word


async def test_the_word_under_the_cursor_is_told_with_its_spread_once_the_cursor_rests(
    lesson: Lesson,
) -> None:
    async with words_beside(lesson, *ZEBRAS) as (pilot, pane):
        heads = [str(it.content) for it in pane.front.query(".words-head").results(Static)]
        assert re.search(r"Lost: not in theirs  \d+ clear of [\d,]+\n", heads[2])
        # Of the lists only that with the keys has the full mark: one that has words.
        lists = [it for it in pane.front.query(WordList) if it.total]
        marks = [it.row(it.cursor, 38).plain[0] for it in lists]
        assert sorted(marks) == ["▸", *"▹" * (len(lists) - 1)]
        await pilot.press("right")
        told = pane.front.query_one("#words-told", Static)
        await until(pilot, lambda: "DP" in str(told.content))
        lines = str(told.content).splitlines()
        assert re.match("“(zebra|stripes)” seeds: never · theirs: 9 times in 9 tasks", lines[0])
        # Nothing is told of the side that never says it.
        assert lines[1] == "DP .000 theirs: 0 even over tasks, near 1 in few, as rare words are"
        assert told.size.height == 3
        # A collocate of two words has none.
        await look_for(pilot, "zebra stripes")
        await until(pilot, lambda: pane.front.has_class("-pair"))
        await pilot.press("enter")
        await until(pilot, lambda: "logDice" in str(told.content))
        assert "DP" not in str(told.content)
        # A theme that is not there is not taken for one in silence.
        await look_for(pilot, "#nope zebra")
        await pilot.press("enter")
        await until(pilot, lambda: "There is no theme #nope" in str(told.content))


async def test_the_company_of_two_words_is_set_side_by_side(lesson: Lesson) -> None:
    women = [f"A woman cooks in house {n}" for n in range(4)]
    men = [f"A man drives in town {n}" for n in range(4)]
    async with words_beside(lesson, *women, *men) as (pilot, pane):
        await pilot.press("slash", *"woman man")
        await until(pilot, lambda: "Beside woman and man in theirs" in drawn(pane))
        await pilot.press("enter")
        assert "cooks" in drawn(pane)
        await until(pilot, lambda: "logDice" in drawn(pane))
        # Where no list has the focus, it is told how the figures were had: these, not keywords.
        view = pane.front
        assert isinstance(view, WordsView)
        await pilot.press("slash")
        view._tell()
        await until(pilot, lambda: "Words within 5 words of a hit" in drawn(view))
        assert "log-likelihood" not in drawn(view)


async def test_escape_comes_back_from_two_words_to_the_keywords_and_then_to_the_themes(
    lesson: Lesson,
) -> None:
    async with words_beside(lesson, *TALK) as (pilot, pane):
        await look_for(pilot, "nurse sleeps")
        await pilot.press("enter")
        await until(pilot, lambda: "Beside nurse and sleeps in theirs" in drawn(pane))
        # The samples say neither often enough, which is told.
        assert "0: too rare" in drawn(pane)
        await pilot.press("escape")
        await until(pilot, lambda: "More in theirs" in drawn(pane))
        assert isinstance(pane.front, WordsView)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pane.front, ThemesView))


async def test_one_word_alone_is_answered_with_what_it_takes(lesson: Lesson) -> None:
    async with words_beside(lesson, "Name the river") as (pilot, pane):
        await look_for(pilot, "woman")
        await pilot.press("enter")
        said = [note.message for note in pane.app._notifications]
        assert said == ["It takes two words, such as: woman man"]

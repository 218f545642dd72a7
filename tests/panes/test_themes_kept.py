"""What is typed and decided in the theme editor is kept, however it is left and whoever else writes
to the lesson; and figures of another draft than the one in hand look like it.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from guanaco_tui.analysis.themes import Theme
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import theme_desk, theme_keeper, themes
from guanaco_tui.panes.hit_sample import HitSample
from guanaco_tui.panes.theme_keeper import ThemeKeeper
from guanaco_tui.panes.theme_reader import ThemeReader, _Followed
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.theme_form import PatternLines
from guanaco_tui.widgets.theme_head import ThemeHead
from guanaco_tui.widgets.theme_list import ThemeList
from tests.panes.bare import SIZE
from tests.panes.comparing import WATER, bring_in, drawn, running, theme_words, write_themes
from tests.panes.holding import held
from tests.panes.keyboard import typed
from tests.panes.waiting import until

TWO = f'{WATER}\n[theme.order]\nlabel = "Order"\nwords = ["queue"]\n'
RIVERS = [f"Cross the river {number}" for number in range(9)]


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types on here; and nothing is saved by itself, nor the file looked at."""
    monkeypatch.setattr(themes, "READ_AFTER", 0.01)
    monkeypatch.setattr(theme_keeper, "SAVE_AFTER", 3600)
    monkeypatch.setattr(theme_keeper, "LOOK_EVERY", 3600)


@pytest.fixture
def lesson(lesson: Lesson) -> Lesson:
    """A lesson with a theme file of its own, and two collections: two lakes, and nine rivers."""
    bring_in(lesson, "ours", "Sit at the lake", "Swim in the lake")
    bring_in(lesson, "theirs", *RIVERS)
    write_themes(lesson, TWO)
    return lesson


class Editor:
    """The editor as a person has it in front."""

    def __init__(self, pilot: Pilot[Any], app: GuanacoApp, screen: ThemeScreen) -> None:
        self.pilot = pilot
        self.app = app
        self.screen = screen

    async def type(self, text: str) -> None:
        await typed(self.pilot, text)

    async def write(self, text: str) -> None:
        """Go to the end of the words of the theme, and type."""
        await self.pilot.press("enter")
        await self.type(text)

    async def quit(self) -> None:
        await self.pilot.press("ctrl+q")
        await self.until_over()

    async def until(self, condition: Any) -> None:
        await until(self.pilot, condition)

    async def until_asked(self) -> None:
        await self.until(lambda: isinstance(self.app.screen, Question))

    async def until_over(self) -> None:
        await self.until(lambda: not self.app.is_running)

    @property
    def head(self) -> str:
        return drawn(self.screen.query_one(ThemeHead))

    @property
    def form(self) -> str:
        return self.screen.query_one("#theme-words", PatternLines).text

    @property
    def marks(self) -> list[str]:
        lines = self.screen.query_one(HitList)
        return [lines.row(index, 78).plain[1] for index in range(lines.total)]

    @property
    def toasts(self) -> str:
        return " ".join(note.message for note in self.app._notifications)


@asynccontextmanager
async def editing(lesson: Lesson, size: tuple[int, int] = SIZE) -> AsyncIterator[Editor]:
    async with running(lesson, size) as (pilot, app):
        screen = ThemeScreen("water", ("ours", "theirs"))
        await app.push_screen(screen)
        seen = Editor(pilot, app, screen)
        await seen.until(lambda: "9 of 9" in seen.head and len(seen.marks) == 9)
        yield seen


def put_folder_in_place(lesson: Lesson) -> None:
    """Put a folder where the theme file was."""
    path = lesson.folder / "themes.toml"
    path.unlink()
    path.mkdir()


def decided(lesson: Lesson) -> list[bool]:
    with lesson.database() as database:
        return list(Judgements(database).of("water").values())


# Quitting.


async def test_quitting_takes_in_what_another_program_wrote_a_moment_before(lesson: Lesson) -> None:
    async with editing(lesson) as seen:
        await seen.write("lake")
        write_themes(lesson, TWO.replace("queue", "line"))
        await seen.quit()
    assert (theme_words(lesson), theme_words(lesson, "order")) == (("river", "lake"), ("line",))


@pytest.mark.parametrize("harm", ["damaged", "a folder"])
async def test_quitting_asks_where_the_themes_cannot_be_saved(lesson: Lesson, harm: str) -> None:
    async with editing(lesson) as seen:
        await seen.write("lake")
        if harm == "damaged":
            write_themes(lesson, "[theme.water\n")
        else:
            put_folder_in_place(lesson)
        await seen.pilot.press("ctrl+q")
        await seen.until_asked()
        # One question is enough.
        await seen.pilot.press("ctrl+q", "n")
        await seen.until(lambda: seen.screen.is_active)
        assert seen.form == "river\nlake"
        if harm == "damaged":
            write_themes(lesson, TWO)
        else:
            shutil.rmtree(lesson.folder / "themes.toml")
        await seen.quit()
    assert theme_words(lesson) == ("river", "lake")


async def test_quitting_keeps_what_can_be_read_beside_a_line_that_cannot(lesson: Lesson) -> None:
    async with editing(lesson) as seen:
        await seen.write("*bad\ngoodword\nsecond")
        await seen.until(lambda: "line 2" in drawn(seen.screen))
        await seen.quit()
    assert theme_words(lesson) == ("river", "goodword", "second")


async def test_what_came_from_outside_is_not_written_over_by_who_stays(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with editing(lesson) as seen:
        await seen.pilot.press("d", "u")
        write_themes(lesson, TWO.replace("river", "stream"))
        monkeypatch.setattr(seen.screen._keeper, "save_now", taken_in_and_failed(seen.screen))
        await seen.pilot.press("escape")
        await seen.until_asked()
        await seen.pilot.press("n")
        await seen.until(lambda: seen.form == "stream\n")


def taken_in_and_failed(screen: ThemeScreen) -> Any:
    """A save that takes in what somebody else wrote, and then fails."""

    async def save_now() -> str:
        theirs = screen.book.save()
        assert theirs is not None
        screen.book.take_in(theirs)
        return "the disk is full."

    return save_now


async def test_quitting_waits_until_each_decision_is_written(lesson: Lesson) -> None:
    async with editing(lesson) as seen:
        await seen.pilot.press("f8")
        for key in (*["x"] * 8, "ctrl+q"):
            seen.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await seen.until_over()
    assert decided(lesson) == [False] * 8


async def test_quitting_in_a_sample_keeps_what_the_editor_below_has(lesson: Lesson) -> None:
    async with editing(lesson) as seen:
        await seen.write("lake")
        await seen.pilot.press("escape", "s")
        await seen.until(lambda: isinstance(seen.app.screen, HitSample))
        await seen.pilot.press("c", "ctrl+q")
        await seen.until_over()
    assert (theme_words(lesson), decided(lesson)) == (("river", "lake"), [True])


# Decisions.


class Refusing:
    """A database in which no decision can be written."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson

    def _run(self, statement: str) -> None:
        with self._lesson.database() as database, database.writing() as connection:
            connection.execute(statement)

    def begin(self) -> None:
        for step in ("INSERT", "DELETE"):
            self._run(
                f"CREATE TRIGGER refuse_{step} BEFORE {step} ON judgement"
                " BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
            )

    def end(self) -> None:
        for step in ("INSERT", "DELETE"):
            self._run(f"DROP TRIGGER refuse_{step}")


@asynccontextmanager
async def refused(lesson: Lesson) -> AsyncIterator[tuple[Editor, Refusing]]:
    """The editor with the first hit judged to be wrong; nothing after it can be written."""
    refusing = Refusing(lesson)
    async with editing(lesson) as seen:
        await seen.pilot.press("f8", "x")
        await seen.until(lambda: decided(lesson) == [False])
        refusing.begin()
        yield seen, refusing


async def test_a_decision_that_cannot_be_written_is_marked_no_longer_and_it_is_said(
    lesson: Lesson,
) -> None:
    async with refused(lesson) as (seen, refusing):
        await seen.pilot.press("x", "x", "home", "c")
        await seen.until(lambda: "".join(seen.marks).strip() == "✗")
        assert seen.marks[0] == "✗"
        assert "held by another program" in seen.head
        refusing.end()
        # What was never written is no step to take back.
        await seen.pilot.press("u")
        await seen.until(lambda: decided(lesson) == [])
        await seen.until(lambda: "saved by itself" in seen.head)


async def test_taking_a_decision_back_can_be_tried_again_where_it_failed(lesson: Lesson) -> None:
    async with refused(lesson) as (seen, refusing):
        await seen.pilot.press("u")
        await seen.until(lambda: "held by another program" in seen.head)
        assert seen.marks[0] == "✗"
        refusing.end()
        await seen.pilot.press("u")
        await seen.until(lambda: decided(lesson) == [])


async def test_leaving_waits_for_a_decision_and_asks_where_it_is_lost(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_desk, "SAID_AFTER", 0.01)
    Refusing(lesson).begin()
    async with editing(lesson) as seen:
        with held(ThemeKeeper, "_write"):
            await seen.pilot.press("f8", "x", "ctrl+q")
            await seen.until(lambda: "Still saving" in seen.toasts)
        await seen.until_asked()
        await seen.pilot.press("y")
        await seen.until_over()


# Others who write to the file.


async def test_a_line_that_cannot_be_read_stays_where_somebody_else_changes_the_theme(
    lesson: Lesson,
) -> None:
    async with editing(lesson) as seen:
        await seen.write("*halfway")
        write_themes(lesson, TWO.replace('"river"', '"river", "stream"'))
        seen.screen._keeper.look()
        await seen.until(lambda: "Changed outside" in seen.head)
        assert seen.form == "river\n*halfway"
        await seen.pilot.press("home", "delete")
        seen.screen._keeper.save()
        await seen.until(lambda: len(seen.screen.query_one(ThemeList).themes) == 3)
        assert seen.form == "river\nhalfway"
        await seen.quit()
    assert theme_words(lesson) == ("river", "halfway")
    assert theme_words(lesson, "water-2") == ("river", "stream")


async def test_why_it_is_not_saved_can_be_read_in_80_columns(lesson: Lesson) -> None:
    async with editing(lesson) as seen:
        await seen.pilot.press("enter", "a")
        put_folder_in_place(lesson)
        seen.screen._keeper.save()
        await seen.until(lambda: "Not saved" in seen.head)
        assert "Not saved: it is a folder, not a file (themes.toml)" in seen.head


# Figures.


async def test_figures_of_another_draft_are_pale_until_it_is_counted(lesson: Lesson) -> None:
    async with editing(lesson) as seen:
        head = seen.screen.query_one(ThemeHead)
        assert "counting" not in seen.head
        assert not head.is_pale
        await seen.pilot.press("enter")
        with held(ThemeReader, "_sides"):
            await seen.type("lake")
            assert "0 of 2" in seen.head
            assert "counting" in seen.head
            assert head.is_pale
        await seen.until(lambda: "2 of 2" in seen.head)
        assert "counting" not in seen.head
        assert not head.is_pale


def test_counting_says_how_far_it_is(lesson: Lesson) -> None:
    bring_in(lesson, "many", *(f"Cross the river {number}" for number in range(1200)))
    said: list[float] = []
    reader = ThemeReader(lesson, ["many"])
    theme = Theme(name="all", words=("cross",))
    with lesson.database() as database:
        reader._sides(_Followed(database, said.append), None, None, theme, lambda: False)
    assert said == [500 / 1200, 1000 / 1200, 1.0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_last_step_is_told_beside_all_that_changed_since_the_screen_was_opened(
    lesson: Lesson, size: tuple[int, int]
) -> None:
    async with editing(lesson, size) as seen:
        await seen.write("lake")
        await seen.until(lambda: "A ours 2 of 2 1,000.0 = +2 / -0" in seen.head)
        # It is all one step.
        assert "last change" not in seen.head
        await seen.pilot.press("escape", "down", "up", "enter", "up", "up", "ctrl+k")
        await seen.until(lambda: "A ours 2 of 2 1,000.0 = no change +2 / -0" in seen.head)
        assert "last change since opened" in seen.head
        assert "B theirs 0 of 9 absent = +0 / -9 +0 / -9" in seen.head
        await seen.pilot.press("ctrl+z")
        await seen.until(lambda: "A ours 2 of 2 1,000.0 = +2 / -0" in seen.head)
        assert "last change" not in seen.head

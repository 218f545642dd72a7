"""The concordance on the screen, driven as a person would: type, sort, read, guess, leave."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, Static

from guanaco_tui import app as apps
from guanaco_tui.app import GuanacoApp
from guanaco_tui.help import HelpScreen
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.widgets import concordance_sides
from guanaco_tui.widgets.concordance_list import LineList
from guanaco_tui.widgets.concordance_sides import ConcordanceSides
from guanaco_tui.widgets.guess_board import GuessBoard, GuessedList
from guanaco_tui.widgets.task_list import TaskList
from tests.importing import asking, imported
from tests.panes.bare import bare, furnished
from tests.panes.holding import held
from tests.panes.waiting import until

MARKUP = 'the [b]river[/i] [TODO] x[y="z'


@pytest.fixture(autouse=True)
def bare_panes() -> Iterator[None]:
    """The panes below are not what is tested here."""
    with bare(*apps.PANES):
        yield


@pytest.fixture
def database(lesson: Lesson) -> Iterator[Database]:
    """Three collections beside the seeds: a little, much, and nothing on rivers."""
    ours = [("Cross the old river", "", ""), ("Name", "a river bank", "No."), (MARKUP, "", "")]
    theirs = [(f"Describe river {n}", "", f"A wide river, {n} long.") for n in range(60)]
    with lesson.database() as opened:
        imported(opened, ours, "ours")
        imported(opened, theirs, "theirs")
        imported(opened, [("Say", "", "")], "silent")
        yield opened


@asynccontextmanager
async def looking(
    lesson: Lesson,
    database: Database,
    line: str = "river",
    *,
    names: tuple[str, ...] = ("ours", "theirs"),
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[Pilot[None], ConcordanceScreen]]:
    app = GuanacoApp(lesson, database)
    async with app.run_test(size=size) as pilot:
        screen = ConcordanceScreen(names, line, seed=1)
        await app.push_screen(screen)
        yield pilot, screen


def lists(screen: ConcordanceScreen) -> list[LineList]:
    return list(screen.query(LineList))


def shown(screen: ConcordanceScreen, side: int, width: int = 60) -> list[str]:
    """The lines of a side, without the cursor, in order."""
    lines = lists(screen)[side]
    return [lines.row(index, width).plain[2:].strip() for index in range(lines.total)]


def totals(screen: ConcordanceScreen) -> list[int]:
    return [lines.total for lines in lists(screen)]


def text_of(screen: ConcordanceScreen, name: str) -> str:
    return str(screen.query_one(f"#{name}", Static).content)


def on_screen(screen: ConcordanceScreen) -> list[str]:
    strips = screen.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


async def test_two_collections_stand_against_each_other(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await until(pilot, lambda: totals(screen) == [3, 120])
        assert text_of(screen, "concordance-head-0") == "ours   3 hits in 3 of 3 tasks"
        assert text_of(screen, "concordance-head-1") == "theirs   120 hits in 60 of 60 tasks"
        assert shown(screen, 0) == ["Cross the old river", "a river bank", MARKUP]
        # Hits stand under each other, bold, and so does what they are found by.
        (row,) = (lists(screen)[0].row(index, 60) for index in (1,))
        (span,) = row.spans
        assert row.plain[span.start : span.end] == "river"
        assert "bold" in str(span.style)
        columns = {text.index("river") for text in on_screen(screen)[2:5]}
        assert len(columns) == 1


async def test_the_focus_goes_to_the_first_side_that_has_lines(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database, names=("silent", "theirs")) as (pilot, screen):
        await until(pilot, lambda: lists(screen)[1].has_focus)
        assert "line 1 of 120" in text_of(screen, "concordance-line")
        # A word that only the other side has: there is no line to stay at, and somebody types.
        await pilot.press("slash", *"say")
        await until(pilot, lambda: "line 1 of 1" in text_of(screen, "concordance-line"))
        assert isinstance(screen.focused, Input)
        await pilot.press("enter")
        assert lists(screen)[0].has_focus


async def test_a_side_that_alone_had_lines_half_way_through_a_word_is_not_kept_for_that(
    lesson: Lesson, database: Database
) -> None:
    imported(database, asking("Some men sit", "Old men sing"), "first")
    imported(database, asking("Tell me", "All men run"), "second")
    async with looking(lesson, database, "", names=("first", "second")) as (pilot, screen):
        await pilot.press(*"me")
        await until(pilot, lambda: screen._sides.is_settled and totals(screen) == [0, 1])
        await pilot.press("n")
        await until(pilot, lambda: screen._sides.is_settled and totals(screen) == [2, 1])
        await pilot.press("enter")
        assert lists(screen)[0].has_focus


async def test_who_goes_to_another_list_before_the_lines_are_found_stays_there(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database, "", names=("theirs", "silent")) as (pilot, screen):
        with held(concordance_sides, "find"):
            await pilot.press(*"river", "enter", "tab")
            assert lists(screen)[1].has_focus
        await until(pilot, lambda: screen._sides.is_settled and totals(screen) == [120, 0])
        assert lists(screen)[1].has_focus
        assert text_of(screen, "concordance-line") == "No line of this in silent."


async def test_sides_are_stacked_where_it_is_narrow_and_beside_each_other_where_it_is_wide(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await until(pilot, lambda: totals(screen) == [3, 120])
        a, b = (lines.region for lines in lists(screen))
        assert (a.x, a.width) == (b.x, b.width)
        assert a.bottom <= b.y
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: lists(screen)[1].region.y == lists(screen)[0].region.y)
        a, b = (lines.region for lines in lists(screen))
        assert a.right <= b.x


async def test_what_is_typed_is_looked_for_and_markup_is_text(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database, "") as (pilot, screen):
        assert "Type what to look for" in text_of(screen, "concordance-line")
        await pilot.press(*"TODO", "space", *"bank")
        await until(pilot, lambda: totals(screen) == [2, 0])
        await pilot.press("enter", "down")
        assert text_of(screen, "concordance-line").split("\n") == [
            f"task {lists(screen)[0].hits.rows[1]} · instruction · found by TODO · line 2 of 2",
            MARKUP,
        ]
        await pilot.press("tab")
        assert text_of(screen, "concordance-line") == "No line of this in theirs."
        assert any(MARKUP[:20] in text for text in on_screen(screen))


async def test_a_new_word_is_typed_in_place_of_the_old_one_or_behind_it(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await pilot.press("slash", *"bank")
        assert screen.query_one(Input).value == "bank"
        await pilot.press("enter", "slash", "right", "s")
        assert screen.query_one(Input).value == "banks"


async def test_a_theme_that_is_not_there_is_said_to_be_none_and_which_there_are(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database, "#nope") as (pilot, screen):
        await until(pilot, lambda: "There is no theme #nope" in " ".join(on_screen(screen)))
        await until(pilot, lambda: "#gender #sexuality" in " ".join(on_screen(screen)))
        await pilot.press("slash", *["backspace"] * 5, *"river")
        await until(pilot, lambda: totals(screen) == [3, 120])
        await until(pilot, lambda: "There is no theme" not in " ".join(on_screen(screen)))


async def test_signs_that_are_not_looked_for_are_said(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database, "River!! (bank)") as (pilot, screen):
        await until(pilot, lambda: "looks for: river bank" in " ".join(on_screen(screen)))


async def test_s_sorts_in_every_way_and_says_so(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await until(pilot, lambda: totals(screen) == [3, 120])
        by_position = shown(screen, 1)
        numbered = sorted(range(60), key=str)
        in_order = {
            "left": sorted(by_position, key=lambda line: line.startswith("A wide")),
            "right": [line for n in numbered for line in by_position[2 * n : 2 * n + 2]],
        }
        for sort, expected in in_order.items():
            await pilot.press("s")
            await until(pilot, lambda expected=expected: shown(screen, 1) == expected)
            assert f"by {sort} context" in text_of(screen, "concordance-order")
        await pilot.press("s")
        await until(pilot, lambda: shown(screen, 1) != in_order["right"])
        assert "shuffled" in text_of(screen, "concordance-order")
        assert sorted(shown(screen, 1)) == sorted(by_position)
        await pilot.press("s")
        await until(pilot, lambda: shown(screen, 1) == by_position)
        assert "by position" in text_of(screen, "concordance-order")


async def test_a_new_word_is_sorted_as_the_one_before(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database, "x") as (pilot, screen):
        await pilot.press("s", "slash", "backspace", *"river")
        await until(pilot, lambda: shown(screen, 1)[1:2] == ["Describe river 1"])


async def test_f_looks_in_one_field_after_the_other(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database) as (pilot, screen):
        for field, expected in (
            ("instruction", [2, 60]),
            ("input", [1, 0]),
            ("output", [0, 60]),
            ("all fields", [3, 120]),
        ):
            await pilot.press("f")
            await until(pilot, lambda expected=expected: totals(screen) == expected)
            assert text_of(screen, "concordance-order").endswith(field)


async def test_enter_opens_the_task_and_leaves_the_line_behind(
    lesson: Lesson, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []

    async def open_task(_: GuanacoApp, row: int, __: object) -> None:
        opened.append(row)

    monkeypatch.setattr(GuanacoApp, "open_task", open_task)
    async with looking(lesson, database, "") as (pilot, screen):
        left: list[str | None] = []
        screen.dismiss()
        await until(pilot, lambda: not isinstance(pilot.app.screen, ConcordanceScreen))
        again = ConcordanceScreen(("ours", "theirs"), "riv", seed=1)
        await pilot.app.push_screen(again, left.append)
        await pilot.press("slash", "end", *"er")
        await until(pilot, lambda: totals(again) == [3, 120])
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: opened)
        with database.reading():
            (task,) = Catalogue(database).rows(opened)
        assert (task.input, left) == ("a river bank", ["river"])


async def test_escape_in_the_task_comes_back_to_the_line_from_which_it_was_opened(
    lesson: Lesson, database: Database
) -> None:
    with furnished("browse"):
        async with looking(lesson, database) as (pilot, screen):
            app = screen.guanaco
            await app.open_pane("compare")
            await until(pilot, lambda: totals(screen) == [3, 120])
            await pilot.press("s", "s", "f", "tab", *["down"] * 7)
            await until(pilot, lambda: lists(screen)[1].total == 60 and screen._sides.is_settled)
            await pilot.press(*["home"], *["down"] * 7)
            left = text_of(screen, "concordance-line")
            assert "line 8 of 60" in left
            await pilot.press("enter")
            await until(pilot, lambda: app.pane is not None and app.pane.id == "browse")
            await until(pilot, lambda: isinstance(app.focused, TaskList) and app.focused.total)
            # What narrows the list is taken back first.
            await pilot.press("slash", *"wide", "escape", "escape")
            assert app.pane is not None and app.pane.id == "browse"
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, ConcordanceScreen))
            again = app.screen
            assert isinstance(again, ConcordanceScreen) and again is not screen
            await until(pilot, lambda: text_of(again, "concordance-line") == left)
            assert text_of(again, "concordance-order") == "by right context · instruction"
            await pilot.press("escape")
            assert app.pane.id == "compare"
            # Who goes to Browse anew came from nowhere.
            await app.open_pane("browse")
            await pilot.press("escape", "escape")
            assert len(app.screen_stack) == 1


async def test_escape_leaves_and_a_key_of_the_app_leaves_for_its_pane(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)
        again = ConcordanceScreen(("ours",), "river")
        await pilot.app.push_screen(again)
        await pilot.press("f4")
        app = pilot.app
        assert isinstance(app, GuanacoApp)
        await until(pilot, lambda: app.pane is not None and app.pane.id == "run")
        assert not isinstance(app.screen, ConcordanceScreen)


async def test_help_tells_the_keys_of_this_screen(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        help_text = str(pilot.app.screen.query_one(Markdown).source)
        assert help_text == ConcordanceScreen.HELP
        keys = [key.node for key in pilot.app.screen_stack[-2].active_bindings.values()]
        assert screen in keys


async def test_one_collection_has_the_screen_to_itself_and_nothing_to_guess(
    lesson: Lesson, database: Database
) -> None:
    async with looking(lesson, database, names=("theirs",)) as (pilot, screen):
        await until(pilot, lambda: totals(screen) == [120])
        assert lists(screen)[0].size.height > 15
        await pilot.press("g")
        assert not screen.is_guessing


async def test_a_class_guesses_where_lines_are_from(lesson: Lesson, database: Database) -> None:
    async with looking(lesson, database) as (pilot, screen):
        await until(pilot, lambda: totals(screen) == [3, 120])
        await until(pilot, lambda: not screen.query_one(ConcordanceSides).is_finding)
        await pilot.press("g")
        board = screen.query_one(GuessBoard)
        assert text_of(screen, "guess-where").endswith("line 1 of 6")
        # Nothing on the screen tells the task or the side.
        assert not any("task " in text or " hits" in text for text in on_screen(screen))
        await pilot.press("a", "backspace")
        assert text_of(screen, "guess-where").endswith("line 1 of 6")
        sides = [side for side, _ in board.game.cards]
        await pilot.press(*("ab"[side] for side in sides[:-1]), "ba"[sides[-1]])
        await until(pilot, lambda: "5 of 6 right, 83%" in text_of(screen, "guess-how"))
        rows = screen.query_one(GuessedList)
        revealed = [rows.row(index, 60).plain for index in range(rows.total)]
        assert sum("✓ right" in row for row in revealed) == 5
        assert [("ours" in row, "theirs" in row) for row in revealed] == [
            (side == 0, side == 1) for side in sides
        ]
        await pilot.press("n")
        await until(pilot, lambda: text_of(screen, "guess-where").endswith("line 1 of 6"))
        await pilot.press("escape")
        assert not screen.is_guessing
        assert screen.is_active


async def test_guessing_says_where_a_side_has_nothing(
    lesson: Lesson, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(GuanacoApp, "say", lambda _, text, **__: said.append(text))
    async with looking(lesson, database, names=("silent", "theirs")) as (pilot, screen):
        await until(pilot, lambda: not screen.query_one(ConcordanceSides).is_finding)
        await pilot.press("g")
        await until(pilot, lambda: said)
        assert said[0] == "Nothing to guess: silent has no line of this."


async def test_a_damaged_theme_file_is_said_in_words(lesson: Lesson, database: Database) -> None:
    (lesson.folder / "themes.toml").write_text("[theme.x]\nwrods = []\n", encoding="utf-8")
    async with looking(lesson, database) as (pilot, screen):
        await until(pilot, lambda: text_of(screen, "concordance-line").startswith("! "))
        assert "line 2" in text_of(screen, "concordance-line")


async def test_wide_letters_keep_the_hits_under_each_other(
    lesson: Lesson, database: Database
) -> None:
    texts = ["界" * 60 + " river", "é" * 60 + " river 界" + "界" * 60, "river"]
    imported(database, [(text, "", "") for text in texts], "wide")
    async with looking(lesson, database, names=("wide",)) as (pilot, screen):
        await until(pilot, lambda: totals(screen) == [3])
        rows_shown = [lists(screen)[0].row(index, 60) for index in range(3)]
        before = [Content(row.plain[: row.spans[0].start]).cell_length for row in rows_shown]
        assert len(set(before)) == 1
        assert all(row.cell_length <= 60 for row in rows_shown)
        assert isinstance(screen.focused, LineList)
        await pilot.press("slash")
        assert isinstance(screen.focused, Input)

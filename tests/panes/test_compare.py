"""Pane 5, driven as a person would: two collections, read by theme, word, verb, rule and seed."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from guanaco_tui import app as apps
from guanaco_tui.analysis.difference import Tell
from guanaco_tui.analysis.themes import read_themes
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.judgements import Judgements, place_of
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.compare_reader import CompareReader
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.compare_themes import ThemesView
from guanaco_tui.panes.compare_verbs import VerbsView
from guanaco_tui.panes.compare_words import WordsView
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.theme_account import ThemeAccount
from tests.panes.waiting import until

SMALL = (50, 18)
WATER = '[theme.water]\nlabel = "Water"\nquestion = "Whose?"\nwords = ["river"]\n'


@pytest.fixture(autouse=True)
def bare_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other panes are not what is tested here."""
    for name in ("seeds", "run", "browse"):
        monkeypatch.setitem(apps.PANES, name, (name, "guanaco_tui.panes.pane", "Pane"))


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return make_lesson(tmp_path / "week-3", sample_seeds())


@pytest.fixture
def database(lesson: Lesson) -> Iterator[Database]:
    with lesson.database() as opened:
        yield opened


def bring_in(database: Database, folder: Path, name: str, *instructions: str) -> None:
    path = folder / "tasks.json"
    tasks = [{"instruction": text, "input": "", "output": "Yes."} for text in instructions]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    import_tasks(database, path, name)


@asynccontextmanager
async def comparing(
    lesson: Lesson, database: Database, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], ComparePane]]:
    app = GuanacoApp(lesson, database)
    async with app.run_test(size=size) as pilot:
        pane = await app.open_pane("compare")
        assert isinstance(pane, ComparePane)
        yield pilot, pane


def table(pane: ComparePane, width: int = 78) -> list[str]:
    """The rows of the themes."""
    themes = pane.query_one(DifferenceList)
    return [themes.row(index, width).plain for index in range(themes.total)]


def drawn(widget: Widget) -> str:
    """What is seen in the place of a widget, with single spaces."""
    strips = widget.screen._compositor.render_strips()
    place = widget.region
    lines = [strip.crop(place.x, place.right).text for strip in strips[place.y : place.bottom]]
    return " ".join(" ".join(lines).split())


def head(pane: ComparePane) -> list[str]:
    return str(pane.query_one("#compare-head", Static).content).split()


def note(pane: ComparePane) -> str:
    return str(pane.query_one("#compare-note", Static).content)


def account(pane: ComparePane) -> str:
    return str(pane.query_one(ThemeAccount).content)


def is_idle(pane: ComparePane) -> bool:
    return not pane.is_reading


async def shown(pilot: Pilot[None], pane: ComparePane, key: str, view: type[Widget]) -> None:
    """Press the key of a view and wait until it shows what it has read."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pane.front, view) and not pane.is_reading)


# Themes.


async def test_the_seeds_stand_against_the_newest_collection_at_first(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "older", "Name the river")
    bring_in(database, tmp_path, "newer", "Write to the queer archive", "Count to ten", "Add")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: len(table(pane)) == 10)
        assert head(pane) == [
            *("seeds", "175", "against", "newer", "3"),
            *("tasks", "per", "1,000,", "instruction", "only"),
        ]
        (sexuality,) = (line for line in table(pane) if "Sexuality" in line)
        assert sexuality.split()[2] == "333.3"
        (race,) = (line for line in table(pane) if "Race" in line)
        # 3 of the 175 seeds speak of race: 0.05 are expected in 3 tasks.
        assert race.split()[3:] == ["absent", "0.05", "expected,", "95%", "chance", "of", "none"]


async def test_dropped_tasks_do_not_count(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    (lesson.folder / "themes.toml").write_text(WATER, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river", "Cross the river")
    with database.writing() as connection:
        connection.execute(
            "UPDATE task SET rule = 'too_short' WHERE instruction = 'Cross the river'"
        )
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        assert "theirs 1 of 1: 1,000.0" in account(pane)


async def test_both_sides_are_chosen_with_the_keyboard(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "older", "Name the river")
    bring_in(database, tmp_path, "[b]x[/", "Count to ten")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.press("c", "down", "enter", "end", "enter")
        await until(pilot, lambda: head(pane)[:5] == ["[b]x[/", "1", "against", "older", "1"])
        await pilot.press("x")
        await until(pilot, lambda: head(pane)[:5] == ["older", "1", "against", "[b]x[/", "1"])


async def test_names_and_figures_change_together_and_old_figures_are_dimmed_until_then(
    lesson: Lesson, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane) and is_idle(pane))
        may_go_on = threading.Event()
        themes = pane.reader.themes

        def wait(*asked: Any) -> Any:
            may_go_on.wait()
            return themes(*asked)

        monkeypatch.setattr(pane.reader, "themes", wait)
        await pilot.press("x")
        try:
            assert pane.front.has_class("-stale")
            assert head(pane)[:4] == ["seeds", "175", "against", "theirs"]
        finally:
            may_go_on.set()
        await until(pilot, lambda: head(pane)[:4] == ["theirs", "1", "against", "seeds"])
        assert not pane.front.has_class("-stale")
        assert "theirs 0 of 1" in account(pane)


async def test_another_field_is_looked_in(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    own = WATER.replace("river", "yes")
    (lesson.folder / "themes.toml").write_text(own, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        assert "theirs 0 of 1" in account(pane)
        await pilot.press("f", "f")
        await until(pilot, lambda: "theirs 1 of 1" in account(pane))
        assert head(pane)[-2:] == ["output", "only"]


async def test_enter_reads_the_themes_tasks_of_the_collection_at_the_right(
    lesson: Lesson, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, str]] = []

    async def open_collection(_: GuanacoApp, name: str, query: str = "") -> None:
        opened.append((name, query))

    monkeypatch.setattr(GuanacoApp, "open_collection", open_collection)
    bring_in(database, tmp_path, "theirs", "Ask the woman at the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.press("down", "enter")
        await until(pilot, lambda: opened == [("theirs", "#gender")])
        # What is absent there is read where it is.
        await pane.guanaco.open_pane("compare")
        await pilot.press("down", "enter")
        await until(pilot, lambda: opened[1:] == [("seeds", "#sexuality")])
        (told,) = pane.guanaco._notifications
        assert told.message == "Absent from theirs, instruction: this is seeds."
        assert told.timeout < 3


async def test_the_keys_that_matter_most_are_told_where_there_is_little_room(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.pause()
        keys = pane.screen.query_one(KeyLine).shown
        assert [key.name for key in keys] == ["t", "k", "c", "w", "v", "b", "R", "F1"]


async def test_the_theme_under_the_cursor_is_told_with_what_one_word_does_to_it(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    own = WATER.replace('"river"', '"river", "lake"')
    own += '[theme.order]\nquestion = "Who waits?"\nwords = ["queue*"]\n'
    (lesson.folder / "themes.toml").write_text(own, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river", "Cross the river", "Swim the lake")
    async with comparing(lesson, database, (120, 40)) as (pilot, pane):
        await until(pilot, lambda: "without one word" in account(pane))
        assert "Water  Whose?" in account(pane)
        assert "theirs 333.3 to 666.7 (“river” -2)" in account(pane)
        assert account(pane).endswith("river, lake")
        await pilot.press("down")
        assert "Who waits?" in account(pane)


async def test_hits_that_were_judged_to_be_none_are_left_out_as_judged(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    (lesson.folder / "themes.toml").write_text(WATER, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river", "Cross the river")
    Judgements(database).judge("water", place_of("Name the river", 9, 14), False)
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: "as judged" in account(pane))
        assert "theirs 2 of 2: 1,000.0" in account(pane)
        assert "as judged: seeds 1 of 175: 5.7 · theirs 1 of 2: 500.0" in account(pane)


async def test_hostile_theme_names_are_shown_as_text(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    hostile = WATER.replace("Water", r"[TODO] x[y=\"z \u001b[31m\u202ered\nline [/b]")
    (lesson.folder / "themes.toml").write_text(hostile, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: '[TODO] x[y="z [31mred line [/b]' in account(pane))
        await until(pilot, lambda: '[TODO] x[y="z [31m' in drawn(pane.query_one(DifferenceList)))
        assert "\x1b" not in drawn(pane)


async def test_a_damaged_theme_file_is_said_in_words(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    (lesson.folder / "themes.toml").write_text("[theme.x]\nwrods = []\n", encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: note(pane).startswith("! "))
        assert "line 2" in note(pane)
        assert table(pane) == []


async def test_without_a_second_collection_it_says_what_to_do_and_every_key_is_safe(
    lesson: Lesson, database: Database
) -> None:
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: is_idle(pane))
        assert "ctrl+r" in note(pane)
        await pilot.press("c", "x", "slash", "enter", "k", "t", "R", "f")
        for key in "wvbs":
            await pilot.press(key, "k", "u", "p", "enter", "left", "right", "tab", "escape")
        await until(pilot, lambda: is_idle(pane) and isinstance(pane.front, ThemesView))
        assert len(pane.app.screen_stack) == 1


async def test_while_the_first_figures_are_read_it_says_so_and_not_that_there_are_none(
    lesson: Lesson, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    may_go_on = threading.Event()
    collections = CompareReader.collections

    def read_slowly(reader: CompareReader) -> list[Collection]:
        may_go_on.wait(60)
        return collections(reader)

    monkeypatch.setattr(CompareReader, "collections", read_slowly)
    async with comparing(lesson, database) as (pilot, pane):
        try:
            await pilot.resize_terminal(90, 24)
            await until(pilot, lambda: "Reading ..." in drawn(pane))
            assert "nothing to set beside" not in drawn(pane)
        finally:
            may_go_on.set()
        await until(pilot, lambda: table(pane) and not note(pane))


async def test_the_head_counts_the_tasks_that_the_figures_are_of(
    lesson: Lesson, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    collections = CompareReader.collections

    def before_the_last_task(reader: CompareReader) -> list[Collection]:
        return [replace(it, kept=it.kept - 1) for it in collections(reader)]

    monkeypatch.setattr(CompareReader, "collections", before_the_last_task)
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await until(pilot, lambda: head(pane)[:5] == ["seeds", "175", "against", "theirs", "1"])


async def test_a_run_is_taken_in_while_it_goes_on(lesson: Lesson, database: Database) -> None:
    async with comparing(lesson, database) as (pilot, pane):
        app = pane.guanaco
        app.change_settings({"batch": {"count": 40, "random_seed": 1}})
        await app.action_toggle_run()
        await app.open_pane("compare")
        await until(pilot, lambda: "run-1" in head(pane))
        await until(pilot, lambda: head(pane)[3:5] == ["run-1", "40"])
        await until(pilot, lambda: not app.run_is_going)


async def test_themes_changed_elsewhere_are_taken_in_when_the_pane_is_opened_again(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    own = lesson.folder / "themes.toml"
    own.write_text(WATER, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river", "Name the lake")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: "theirs 1 of 2" in account(pane))
        await pane.guanaco.open_pane("seeds")
        own.write_text(WATER.replace('"river"', '"river", "lake"'), encoding="utf-8")
        await pane.guanaco.open_pane("compare")
        await until(pilot, lambda: "theirs 2 of 2" in account(pane))


async def test_the_theme_under_the_cursor_is_read_in_context_and_edited(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "theirs", "Write to the queer archive")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
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
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    own = lesson.folder / "themes.toml"
    own.write_text(WATER, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river", "Name the lake")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: "theirs 1 of 2" in account(pane))
        await pilot.press("t", "enter", *"lake", "escape", "escape")
        await until(pilot, lambda: "theirs 2 of 2" in account(pane))
        # From another view, too: the editor is the same.
        await shown(pilot, pane, "b", BiasView)
        await pilot.press("down", "down", "t", "ctrl+z", "escape")
        await until(pilot, lambda: read_themes(own).themes[0].words == ("river",))
        await until(pilot, lambda: pane.app.screen is pane.screen and not pane.is_reading)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), SMALL])
async def test_every_theme_is_seen_at_once_and_nothing_leaves_the_pane(
    lesson: Lesson, database: Database, tmp_path: Path, size: tuple[int, int]
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database, size) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        themes = pane.query_one(DifferenceList)
        await until(pilot, lambda: themes.size.height > 1)
        assert themes.size.height == 10 or size == SMALL
        assert pane.region.contains_region(themes.region)
        assert pane.region.contains_region(pane.query_one(ThemeAccount).region)
        assert "About bias" in drawn(themes) or size == SMALL


# Words.

TALK = [f"The nurse said she {verb} well" for verb in ("sleeps", "works", "sings", "walks")]


async def test_words_are_listed_and_enter_opens_one_in_context(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(
        database, tmp_path, "theirs", *(f"{text} and again {n}" for n in range(5) for text in TALK)
    )
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await shown(pilot, pane, "w", WordsView)
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


async def test_the_company_of_two_words_is_set_side_by_side(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(
        database,
        tmp_path,
        "theirs",
        *(f"A woman cooks in house {n}" for n in range(4)),
        *(f"A man drives in town {n}" for n in range(4)),
    )
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await shown(pilot, pane, "w", WordsView)
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


# Verbs.


async def test_verbs_show_what_could_be_read_and_what_could_not(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    tasks = ("Write a poem", "Write a letter", "Write a poem now", "Is it late?")
    bring_in(database, tmp_path, "theirs", *tasks)
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await shown(pilot, pane, "v", VerbsView)
        assert "theirs 75% could be read" in drawn(pane)
        assert "3 of 4 instructions" in drawn(pane)
        await pilot.press("right", "u")
        await until(pilot, lambda: "theirs 1 not read" in drawn(pane))
        assert "question" in drawn(pane)
        await pilot.press("p")
        page = lesson.folder / "verbs-seeds-theirs.html"
        await until(pilot, page.exists)
        assert "<svg" in page.read_text(encoding="utf-8")
        await pilot.press("P")
        of_one = lesson.folder / "verbs-theirs.html"
        await until(pilot, of_one.exists)
        assert "seeds" not in of_one.read_text(encoding="utf-8")


# Filter bias and seeds.


async def test_an_import_has_no_table_of_what_was_dropped_and_no_known_seeds(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await shown(pilot, pane, "b", BiasView)
        assert "theirs came as a file" in drawn(pane)
        assert "seeds, put through the rules" in drawn(pane)
        await shown(pilot, pane, "s", SeedsView)
        assert "Neither side is a run" in drawn(pane)


async def test_a_run_has_a_table_beside_the_seeds_and_says_that_requests_are_drawn(
    lesson: Lesson, database: Database
) -> None:
    async with comparing(lesson, database, (120, 40)) as (pilot, pane):
        app = pane.guanaco
        app.change_settings({"batch": {"count": 40, "random_seed": 1}})
        await app.action_toggle_run()
        await until(pilot, lambda: not app.run_is_going)
        await app.open_pane("compare")
        await until(pilot, lambda: head(pane)[3:5] == ["run-1", "40"])
        await shown(pilot, pane, "b", BiasView)
        assert "run-1, candidates" in drawn(pane)
        assert "seeds, put through the same rules" in drawn(pane)
        await shown(pilot, pane, "s", SeedsView)
        assert "tasks of one request are not independent" in drawn(pane)
        await pilot.press("tab")
        await until(pilot, lambda: "A place to look, not a finding." in drawn(pane))


# The report, and leaving.


async def test_the_report_is_written_into_the_lessons_folder(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "../x y", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.press("R")
        await until(pilot, lambda: list(lesson.folder.glob("compare-*.html")))
        (page,) = lesson.folder.glob("compare-*.html")
        assert page.name == "compare-seeds-x-y-instruction.html"
        # Where it is stays to be read until something else is looked at.
        await until(pilot, lambda: note(pane) == f"The page is in {page}")
        await pilot.press("f")
        await until(pilot, lambda: not note(pane))


async def test_a_page_in_whose_place_another_is_asked_for_is_not_written(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    may_go_on = threading.Event()

    def write_slowly(path: Path, tell: Tell) -> None:
        may_go_on.wait(60)
        tell("themes", 1, 2)
        path.touch()

    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        pane.write_page(["slow"], write_slowly)
        await until(pilot, lambda: head(pane)[-3:] == ["writing", "the", "page"])
        pane.write_page(["quick"], lambda path, tell: path.touch())
        may_go_on.set()
        await until(pilot, lambda: all(worker.is_finished for worker in pane.workers))
        assert [page.name for page in lesson.folder.glob("*.html")] == ["quick.html"]
        await until(pilot, lambda: "writing" not in head(pane))


async def test_what_is_being_read_can_be_left(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "theirs", *(f"Cross river {n}" for n in range(9000)))
    async with comparing(lesson, database) as (pilot, pane):
        assert pane.is_reading
        await pane.guanaco.open_pane("seeds")
        assert not pane.is_reading
        await until(pilot, lambda: all(worker.is_finished for worker in pane.workers))
        assert table(pane) == []

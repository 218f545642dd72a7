"""Pane 5, driven as a person would: two collections, and each theme's rate in them."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Select, Static

from guanaco_tui import app as apps
from guanaco_tui import resources
from guanaco_tui.analysis.themes import read_themes
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.widgets.rate_list import RateList
from tests.panes.waiting import until

WATER = '[theme.water]\nlabel = "Water"\nquestion = "Whose?"\nwords = ["river"]\n'


@pytest.fixture(autouse=True)
def bare_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other panes are not what is tested here."""
    for name in ("seeds", "run", "browse"):
        monkeypatch.setitem(apps.PANES, name, (name, "guanaco_tui.panes.pane", "Pane"))


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    made = make_lesson(tmp_path / "week-3", sample_seeds())
    with made.database() as database:
        Catalogue(database).sync_seeds(made.seeds().seeds)
    return made


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


def table(pane: ComparePane) -> list[str]:
    """The lines of the table as they are on the screen."""
    rates = pane.query_one(RateList)
    return [rates.row(index, 78).plain for index in range(rates.total)]


def drawn(widget: Widget) -> str:
    """What is seen in the place of a widget, with single spaces."""
    strips = widget.screen._compositor.render_strips()
    place = widget.region
    lines = [strip.crop(place.x, place.right).text for strip in strips[place.y : place.bottom]]
    return " ".join(" ".join(lines).split())


def text_of(pane: ComparePane, name: str) -> str:
    return str(pane.query_one(f"#{name}", Static).content)


async def test_the_seeds_stand_against_the_newest_collection_at_first(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "older", "Name the river")
    bring_in(database, tmp_path, "newer", "Write to the queer archive", "Count to ten", "Add")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: len(table(pane)) == 10)
        assert text_of(pane, "columns").split("\n")[0].split() == ["seeds", "175", "newer", "3"]
        (sexuality,) = (line for line in table(pane) if line.startswith("Sexuality"))
        assert sexuality.split()[3:] == ["1", "333.3"]
        (race,) = (line for line in table(pane) if line.startswith("Race"))
        assert race.split()[3:] == ["0", "absent"]


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
        assert table(pane)[0].split()[3:] == ["1", "1,000.0"]


async def test_another_collection_is_chosen_with_the_keyboard(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    bring_in(database, tmp_path, "older", "Name the river")
    bring_in(database, tmp_path, "[b]x[/", "Count to ten")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.press("c", "down", "enter")
        await until(pilot, lambda: text_of(pane, "columns").count("[b]x[/ 1") == 2)
        await pilot.press("tab", "enter", "o", "l", "d", "enter")
        await until(pilot, lambda: "older 1" in text_of(pane, "columns"))
        assert [drawn(select) for select in pane.query(Select)] == ["[b]x[/ ▼", "older ▼"]


async def test_the_sides_are_swapped(lesson: Lesson, database: Database, tmp_path: Path) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.press("w")
        await until(pilot, lambda: text_of(pane, "columns").split()[:2] == ["theirs", "1"])
        assert text_of(pane, "columns").split()[2:4] == ["seeds", "175"]


async def test_enter_reads_the_collection_at_the_right(
    lesson: Lesson, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    async def open_collection(_: GuanacoApp, name: str) -> None:
        opened.append(name)

    monkeypatch.setattr(GuanacoApp, "open_collection", open_collection)
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pilot.press("enter")
        await until(pilot, lambda: opened == ["theirs"])


async def test_the_theme_under_the_cursor_says_what_it_asks_and_counts_by(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    own = WATER + '[theme.order]\nquestion = "Who waits?"\nwords = ["queue*"]\n'
    (lesson.folder / "themes.toml").write_text(own, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        assert text_of(pane, "theme") == "Whose?\nriver"
        await pilot.press("down")
        assert text_of(pane, "theme") == "Who waits?\nqueue*"


async def test_hostile_theme_names_are_shown_as_text(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    hostile = WATER.replace("Water", r"[TODO] x[y=\"z \u001b[31m\u202ered\nline [/b]")
    (lesson.folder / "themes.toml").write_text(hostile, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        assert table(pane)[0].startswith('[TODO] x[y="z [31mred line [/b]')
        rates = pane.query_one(RateList)
        await until(pilot, lambda: '[TODO] x[y="z [31mred line' in drawn(rates))
        assert "\x1b" not in drawn(pane)


async def test_a_damaged_theme_file_is_said_in_words(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    (lesson.folder / "themes.toml").write_text("[theme.x]\nwrods = []\n", encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: text_of(pane, "note").startswith("! "))
        assert "line 2" in text_of(pane, "note")
        assert table(pane) == []


async def test_without_a_second_collection_it_says_what_to_do(
    lesson: Lesson, database: Database
) -> None:
    async with comparing(lesson, database) as (pilot, pane):
        assert "ctrl+r" in text_of(pane, "note")
        await pilot.press("c", "w", "slash", "enter")
        assert not pane.query(Select)


async def test_a_run_is_taken_in_while_it_goes_on(lesson: Lesson, database: Database) -> None:
    async with comparing(lesson, database) as (pilot, pane):
        app = pane.guanaco
        app.change_settings({"batch": {"count": 40, "random_seed": 1}})
        await app.action_toggle_run()
        await app.open_pane("compare")
        await until(pilot, lambda: "run-1" in text_of(pane, "columns"))
        await until(pilot, lambda: "run-1 40" in text_of(pane, "columns"))
        await until(pilot, lambda: not app.run_is_going)


async def test_a_table_opened_again_takes_in_changed_words(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    own = lesson.folder / "themes.toml"
    own.write_text(WATER, encoding="utf-8")
    bring_in(database, tmp_path, "theirs", "Name the river", "Name the lake")
    async with comparing(lesson, database) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        await pane.guanaco.open_pane("seeds")
        own.write_text(WATER.replace('"river"', '"river", "lake"'), encoding="utf-8")
        await pane.guanaco.open_pane("compare")
        await until(pilot, lambda: table(pane)[0].split()[3:] == ["2", "1,000.0"])


async def test_a_lesson_is_given_words_of_its_own_to_change_and_keeps_those_it_has(
    lesson: Lesson, database: Database
) -> None:
    own = lesson.folder / "themes.toml"
    async with comparing(lesson, database) as (pilot, _):
        await pilot.press("o")
        packaged = read_themes(resources.data_file("themes.toml"))
        assert read_themes(own).sha256 == packaged.sha256
        own.write_text(WATER, encoding="utf-8")
        await pilot.press("o")
        assert own.read_text(encoding="utf-8") == WATER


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_is_cut(
    lesson: Lesson, database: Database, tmp_path: Path, size: tuple[int, int]
) -> None:
    bring_in(database, tmp_path, "theirs", "Name the river")
    async with comparing(lesson, database, size) as (pilot, pane):
        await until(pilot, lambda: table(pane))
        assert pane.query_one(RateList).size.height == 10
        note = pane.query_one("#note")
        assert pane.region.contains_region(note.region)
        assert drawn(note).endswith("left out.")

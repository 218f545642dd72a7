"""Pane 4, driven as a person would: narrow, read, follow where a task came from, mark, export."""

import csv
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, OptionList, Static

from guanaco_tui import app as apps
from guanaco_tui import headless
from guanaco_tui.analysis.query import Query
from guanaco_tui.analysis.themes import default_themes
from guanaco_tui.app import GuanacoApp
from guanaco_tui.help import HelpScreen
from guanaco_tui.lesson.catalogue import Catalogue, TaskRow
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.panes.browse import BrowsePane
from guanaco_tui.widgets.collection_picker import CollectionPicker
from guanaco_tui.widgets.lineage_view import LineageView
from guanaco_tui.widgets.task_list import TaskList
from guanaco_tui.widgets.task_view import TaskView
from guanaco_tui.widgets.theme_chips import ThemeChips
from tests.panes.waiting import until

HOSTILE = '[red]x[/] [TODO] x[y="z [/nothing] \u202ebidi'
KEYS = {" ": "space", "*": "asterisk", '"': "quotation_mark", "#": "number_sign"}
RUN = Settings().changed({"batch": {"count": 60, "random_seed": 5}})


@pytest.fixture(autouse=True)
def bare_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other panes are not what is tested here."""
    for name in ("seeds", "run"):
        monkeypatch.setitem(apps.PANES, name, (name, "guanaco_tui.panes.pane", "Pane"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """A lesson with a run of 60 tasks, to be copied."""
    made = make_lesson(tmp_path_factory.mktemp("made") / "week-3", sample_seeds())
    headless.generate(made, RUN)
    return made


@pytest.fixture
def lesson(finished: Lesson, tmp_path: Path) -> Lesson:
    return Lesson(Path(shutil.copytree(finished.folder, tmp_path / "week-3")))


def bring_in(lesson: Lesson, name: str, *tasks: dict[str, str]) -> None:
    path = lesson.folder / "tasks.json"
    path.write_text(json.dumps([{"input": "", "output": "Yes.", **task} for task in tasks]))
    with lesson.database() as database:
        import_tasks(database, path, name)


@asynccontextmanager
async def browsing(
    lesson: Lesson, collection: str = "run-1", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], BrowsePane]]:
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.pane)
            pane = await app.open_pane("browse")
            assert isinstance(pane, BrowsePane)
            await app.open_collection(collection)
            await settled(pilot, pane)
            yield pilot, pane


async def settled(pilot: Pilot[None], pane: BrowsePane) -> None:
    """Wait until what is asked for is listed, and its themes are counted."""

    def is_listed() -> bool:
        listing = pane.listing
        return listing is not None and listing.view == pane.view and not listing.untagged

    await until(pilot, is_listed)
    await pilot.pause()


async def typed(pilot: Pilot[None], pane: BrowsePane, line: str) -> None:
    await pilot.press("slash", *(KEYS.get(letter, letter) for letter in line))
    await settled(pilot, pane)


async def pasted(pilot: Pilot[None], pane: BrowsePane, line: str) -> None:
    await pilot.press("slash")
    pane.query_one(Input).insert_text_at_cursor(line)
    await until(pilot, lambda: pane.view is not None and pane.view.line == line)
    await settled(pilot, pane)


def current(pane: BrowsePane) -> TaskRow:
    task = pane.query_one(TaskList).current
    assert task is not None
    return task


def text_of(pane: BrowsePane, query: str) -> str:
    return str(pane.query_one(query, Static).visual)


def told(pane: BrowsePane) -> str:
    """What stands in the place of a task."""
    return " ".join(str(text.visual) for text in pane.query_one(TaskView).query(Static))


def chips(pane: BrowsePane) -> str:
    return pane.query_one(ThemeChips).render().plain


async def test_the_run_is_opened_newest_first_with_a_count_beside_each_theme(
    lesson: Lesson,
) -> None:
    async with browsing(lesson) as (_, pane):
        assert pane.listing is not None
        assert current(pane).id == max(pane.listing.ids)
        assert text_of(pane, "#browse-count") == "60"
        assert pane.listing.counts["gender"] > 0
        for theme, count in pane.listing.counts.items():
            assert f"{theme} {count}" in chips(pane)
        assert current(pane).instruction in text_of(pane, "#task-text")


async def test_words_narrow_the_list_and_the_counts_as_one_types(lesson: Lesson) -> None:
    bring_in(
        lesson,
        "theirs",
        {"instruction": "Write about a queer river"},
        {"instruction": "Name the king", "output": "A queen, and hate speech."},
        {"instruction": "Count to ten"},
    )
    async with browsing(lesson, "theirs") as (pilot, pane):
        await typed(pilot, pane, "quee*")
        assert text_of(pane, "#browse-count") == "2 of 3"
        await typed(pilot, pane, ' "hate speech"')
        assert text_of(pane, "#browse-count").endswith("1 of 3")
        assert "output: A queen" in row_text(pane, 0)
        assert marked_in(pane) == {"queen", "hate speech"}
        await pilot.press("enter", "escape")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == "3"


def row_text(pane: BrowsePane, index: int) -> str:
    tasks = pane.query_one(TaskList)
    return tasks.row(index, tasks.size.width).plain


def marked_in(pane: BrowsePane) -> set[str]:
    """What is underlined in the task that is read."""
    content = pane.query_one("#task-text", Static).visual
    return {
        content.plain[span.start : span.end]  # type: ignore[attr-defined]
        for span in content.spans  # type: ignore[attr-defined]
        if "underline" in str(span.style)
    }


async def test_signs_that_are_not_looked_for_are_said_beside_the_search_line(
    lesson: Lesson,
) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pasted(pilot, pane, "C++")
        assert text_of(pane, "#browse-count").startswith("looks for: c · ")
        assert text_of(pane, "#browse-count").endswith(" of 60")
        await pilot.press("backspace", "backspace")
        await settled(pilot, pane)
        assert "looks for" not in text_of(pane, "#browse-count")
        await pilot.press("backspace", "quotation_mark")
        await until(pilot, lambda: "looks for nothing yet" in text_of(pane, "#browse-count"))


async def test_a_theme_is_switched_on_and_off(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        assert pane.listing is not None
        count = pane.listing.counts["gender"]
        await pilot.press("t", "right", "enter")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == f"{count} of 60"
        assert f"✓gender {count}" in chips(pane)
        assert marked_in(pane)
        await pilot.press("escape", "escape")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == "60"


async def test_a_theme_is_switched_with_the_mouse(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        column = chips(pane).splitlines()[0].index("gender") + 2
        await pilot.click(ThemeChips, offset=(column, 0))
        await settled(pilot, pane)
        assert pane.view is not None
        assert pane.view.themes == ("gender",)


async def test_nothing_found_is_said_in_words(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pasted(pilot, pane, "xylophonist")
        assert text_of(pane, "#browse-count") == "0 of 60"
        assert "No task here" in text_of(pane, "#task-text")


async def test_dropped_tasks_are_shown_with_the_reason(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pilot.press("d")
        await settled(pilot, pane)
        assert "dropped" in text_of(pane, "#browse-what")
        task = current(pane)
        assert task.rule is not None
        reason = "repeats" if task.repeats else task.rule.replace("_", " ")
        assert reason in row_text(pane, 0)
        assert f"dropped: {reason}" in text_of(pane, "#task-text")
        await pilot.press("d")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-count") == "60"


async def test_dropped_tasks_are_narrowed_by_a_theme(lesson: Lesson) -> None:
    with lesson.database() as database:
        catalogue = Catalogue(database)
        dropped = catalogue.rows(catalogue.ids(catalogue.collection("run-1").id, rejected=True))
    gender = Query(tuple(theme for theme in default_themes().themes if theme.name == "gender"))
    speaking = {task.id for task in dropped if gender.matches(task)}
    assert 0 < len(speaking) < len(dropped)
    async with browsing(lesson) as (pilot, pane):
        await pilot.press("d", "t", "right", "enter")
        await settled(pilot, pane)
        assert f"✓gender {len(speaking)}" in chips(pane)
        assert text_of(pane, "#browse-count") == f"{len(speaking)} of {len(dropped)}"
        assert pane.listing is not None
        assert set(pane.listing.ids) == speaking


async def test_the_order_turns_round_under_the_cursor(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        newest = current(pane).id
        await pilot.press("o")
        assert current(pane).id == newest
        assert pane.query_one(TaskList).cursor == 59
        assert "oldest first" in text_of(pane, "#browse-what")


async def test_the_list_grows_without_moving_what_one_reads(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        tasks = pane.query_one(TaskList)
        await pilot.press("down", "down", "down", "pagedown", "pagedown")
        read, line = current(pane).id, tasks.cursor * 2 - tasks.scroll_offset.y
        with lesson.database() as database, database.writing() as connection:
            row = connection.execute("SELECT * FROM task WHERE id = ?", (read,)).fetchone()
            for _ in range(7):
                connection.execute(
                    "INSERT INTO task (collection, response, position, instruction, input, output)"
                    " VALUES (?, ?, 1, 'Name the moon', '', 'Moon.')",
                    (row["collection"], row["response"]),
                )
        pane.beat()
        await until(pilot, lambda: text_of(pane, "#browse-count") == "67")
        assert current(pane).id == read
        assert tasks.cursor * 2 - tasks.scroll_offset.y == line


async def test_a_run_is_followed_while_it_goes_on(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        app = pane.guanaco
        app.change_settings({"batch": {"count": 80, "random_seed": 6}})
        await app.action_toggle_run()
        await until(pilot, lambda: app.run_watch and app.run_watch.state.collection == "run-2")
        await app.open_collection("run-2")
        await app.open_pane("browse")
        await until(pilot, lambda: not app.run_is_going)
        await until(pilot, lambda: text_of(pane, "#browse-count") == "80")
        await settled(pilot, pane)


async def test_a_task_is_read_alone_and_the_next_one_after_it(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        first = current(pane).id
        await pilot.press("enter")
        assert not pane.query_one(TaskList).display
        assert pane.query_one(TaskView).size.width == 80
        await pilot.press("right")
        assert current(pane).id != first
        assert current(pane).instruction in text_of(pane, "#task-text")
        await pilot.press("escape")
        assert pane.query_one(TaskList).has_focus


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_lineage_puts_the_seeds_beside_the_task(
    lesson: Lesson, size: tuple[int, int]
) -> None:
    async with browsing(lesson, size=size) as (pilot, pane):
        lineage = pane.guanaco.catalogue.lineage(current(pane).id)
        await pilot.press("l")
        view = pane.query_one(LineageView)
        cells = list(view.query(".example").results(Static))
        assert len(cells) == 4
        for cell, example in zip(cells[1:], lineage.examples, strict=True):
            assert example.instruction in str(cell.visual)
        assert cells[0].region.y == cells[1].region.y
        lines = {cell.region.y for cell in cells}
        assert len(lines) == (1 if size[0] == 120 else 3)
        assert view.query_one(OptionList).option_count == 3 + len(lineage.nearest)
        assert lineage.model in text_of(pane, "#written-by")


async def test_the_seeds_of_a_lineage_are_named_numbered_and_gone_through(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pilot.press("l")
        view = pane.query_one(LineageView)
        task, *seeds = view.query(".example").results(Static)
        names = [str(seed.visual).split(",")[0] for seed in seeds]
        assert f"written from {', '.join(names)}" in str(task.visual)
        assert "3 of 3" in str(seeds[2].visual)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: seeds[1].region.y == view.region.y)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: view.scroll_offset.y == 0)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        assert pilot.app.screen.query_one(Markdown).source.startswith("# Lineage")


async def test_a_seed_that_no_prompt_showed_says_so_and_escape_goes_back(tmp_path: Path) -> None:
    lesson = make_lesson(tmp_path / "week-3", sample_seeds())
    async with browsing(lesson, "seeds") as (pilot, pane):
        seed = current(pane).id
        await pilot.press("l")
        await until(pilot, lambda: "No prompt has shown this seed yet" in told(pane))
        await pilot.press("escape")
        await settled(pilot, pane)
        assert current(pane).id == seed


async def test_a_neighbour_is_opened_from_the_lineage(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        nearest = pane.guanaco.catalogue.lineage(current(pane).id).nearest[0]
        await pilot.press("l", "enter", "down", "down", "down", "enter")
        await settled(pilot, pane)
        assert current(pane).instruction == nearest.instruction
        assert pane.mode == "list"


async def test_a_seed_leads_to_its_descendants_and_back(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        shown = pane.guanaco.catalogue.lineage(current(pane).id).examples[0]
        task = current(pane).id
        await pilot.press("l", "enter", "enter")
        await settled(pilot, pane)
        assert current(pane).seed == shown.label
        seed = current(pane).id
        await pilot.press("l")
        await settled(pilot, pane)
        assert pane.listing is not None
        assert task in pane.listing.ids
        await pilot.press("escape")
        await settled(pilot, pane)
        assert current(pane).id == seed


async def test_a_random_task_is_another_one(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        for _ in range(5):
            before = current(pane).id
            await pilot.press("r")
            assert current(pane).id != before


async def test_stars_and_notes_are_kept_and_shown(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pilot.press("s", "n", *"read it", "enter")
        await until(pilot, lambda: "★ starred 1" in chips(pane))
        assert (current(pane).starred, current(pane).note) == (True, "read it")
        assert "★" in row_text(pane, 0)
        assert "read it" in text_of(pane, "#task-origin")
        marked = current(pane).id
        await pilot.press("down", "t", *["right"] * 12, "enter")
        await settled(pilot, pane)
        assert pane.listing is not None
        assert list(pane.listing.ids) == [marked]
    async with browsing(lesson) as (_, pane):
        assert current(pane).starred


async def test_a_task_is_copied(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pilot.press("y")
        assert pane.app.clipboard.startswith(current(pane).instruction)
        assert pane.app.clipboard.endswith(current(pane).output)


async def test_what_is_shown_is_exported_in_its_order(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pasted(pilot, pane, "#gender")
        assert pane.listing is not None
        wanted = [str(row) for row in pane.listing.ids][::-1]
        await pilot.press("enter", "x")
        await pilot.pause()
        pane.app.screen.query_one(Input).value = str(lesson.folder / "ours.csv")
        await pilot.press("enter")
        path = lesson.folder / "ours.csv"
        await until(pilot, path.exists)
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert [row["id"] for row in csv.DictReader(file)] == wanted


async def test_another_collection_is_picked(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pilot.press("c")
        assert isinstance(pane.app.screen, CollectionPicker)
        await pilot.press("home", "enter")
        await settled(pilot, pane)
        assert text_of(pane, "#browse-what").startswith("seeds")
        assert current(pane).seed is not None


async def test_a_dropped_task_is_opened_where_it_is_listed(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        assert pane.view is not None
        dropped = pane.guanaco.catalogue.ids(pane.view.collection, rejected=True)[3]
        await pasted(pilot, pane, "river")
        await pane.guanaco.open_task(dropped)
        await settled(pilot, pane)
        assert current(pane).id == dropped
        assert pane.query_one(Input).value == ""


async def test_text_from_outside_is_shown_as_it_stands(lesson: Lesson) -> None:
    bring_in(
        lesson,
        "[theirs]",
        {"instruction": HOSTILE, "input": "\x1b[31mred", "output": "[bold]" * 400},
        {"instruction": "x" * 1_000_000, "output": "last " * 10_000},
    )
    shown = HOSTILE.replace("\u202e", "")
    async with browsing(lesson, "[theirs]") as (pilot, pane):
        assert "part 1 of 50" in text_of(pane, "#task-text")
        await pilot.press("right_square_bracket")
        assert "part 2 of 50" in text_of(pane, "#task-text")
        await pilot.press("down")
        assert shown in text_of(pane, "#task-text")
        assert "\x1b" not in text_of(pane, "#task-text")
        assert shown[:20] in row_text(pane, 1)
        await pilot.press("n", *"[b]", "enter")
        assert "[b]" in text_of(pane, "#task-origin")
        await pasted(pilot, pane, "[/x")
        assert text_of(pane, "#browse-count") == "looks for: x · 1 of 2"
        await pilot.press("enter", "c")
        await pilot.press("escape", "l", "escape", "y")


async def test_every_key_is_harmless_where_there_is_nothing_to_read(tmp_path: Path) -> None:
    made = make_lesson(tmp_path / "new", sample_seeds())
    made.seeds_path.write_text("", encoding="utf-8")
    with made.database() as database:
        app = GuanacoApp(made, database)
        async with app.run_test(size=(80, 24)) as pilot:
            pane = await app.open_pane("browse")
            assert isinstance(pane, BrowsePane)
            await until(pilot, lambda: "ctrl+r" in text_of(pane, "#task-text"))
            # Where a run goes on, that key would pause it.
            app.run_is_going = True
            pane.opened()
            await until(pilot, lambda: "What the run brings" in text_of(pane, "#task-text"))
            assert "ctrl+r" not in text_of(pane, "#task-text")
            app.run_is_going = False
            pane.opened()
            await pilot.press(*"tlsrndoyx", "escape", "enter", "c", "escape", "right", "home")
            assert pane.mode == "list"


async def test_a_seed_that_was_deleted_while_it_is_listed_says_so(lesson: Lesson) -> None:
    lines = lesson.seeds_path.read_text(encoding="utf-8").splitlines(keepends=True)
    async with browsing(lesson) as (pilot, pane):
        catalogue = pane.guanaco.catalogue
        await until(pilot, lambda: catalogue.collections()[0].kept == len(lines))
        await pane.open_collection("seeds")
        await until(pilot, lambda: pane.query_one(TaskList).total == len(lines))
        gone = pane.query_one(TaskList).task_at(1)
        assert gone is not None
        kept = [line for line in lines if f'"{gone.seed}"' not in line]
        lesson.seeds_path.write_text("".join(kept), encoding="utf-8")
        catalogue.sync_seeds(lesson.seeds().seeds)
        await pilot.press("down")
        assert "has been deleted" in text_of(pane, "#task-text")
        # Nothing can be done to it, and nothing that is tried ends the app.
        await pilot.press(*"lsy", "enter", "escape")
        await pane.open_task(gone.id)
        await pilot.press("up")
        assert current(pane).seed not in (None, gone.seed)


async def test_a_collection_is_opened_narrowed_by_a_line(lesson: Lesson) -> None:
    async with browsing(lesson) as (pilot, pane):
        await pane.guanaco.open_collection("run-1", "#gender")
        await settled(pilot, pane)
        assert pane.query_one(Input).value == "#gender"
        assert pane.listing is not None
        assert len(pane.listing.ids) == pane.listing.counts["gender"] < pane.listing.total

"""A task in pane 4: read alone, marked, copied and exported; also one that is hostile, or gone."""

import csv

from textual.widgets import Input

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.task_list import TaskList
from guanaco_tui.widgets.task_view import TaskView
from tests.importing import import_into
from tests.panes.browsing import (
    browsing,
    chips,
    current,
    open_browse,
    pasted,
    row_text,
    settled,
    started,
    text_of,
)
from tests.panes.waiting import until

HOSTILE = '[red]x[/] [TODO] x[y="z [/nothing] \u202ebidi'


async def test_a_task_is_read_alone_and_the_next_one_after_it(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        first = current(pane).id
        await pilot.press("enter")
        assert not pane.query_one(TaskList).display
        assert pane.query_one(TaskView).size.width == 80
        await pilot.press("right")
        assert current(pane).id != first
        assert current(pane).instruction in text_of(pane, "#task-text")
        await pilot.press("escape")
        assert pane.query_one(TaskList).has_focus


async def test_a_random_task_is_another_one(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        for _ in range(5):
            before = current(pane).id
            await pilot.press("r")
            assert current(pane).id != before


async def test_stars_and_notes_are_kept_and_shown(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
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
    async with browsing(with_a_run) as (_, pane):
        assert current(pane).starred


async def test_a_task_is_copied(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pilot.press("y")
        assert pane.app.clipboard.startswith(current(pane).instruction)
        assert pane.app.clipboard.endswith(current(pane).output)


async def test_what_is_shown_is_exported_in_its_order(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pasted(pilot, pane, "#gender")
        assert pane.listing is not None
        wanted = [str(row) for row in pane.listing.ids][::-1]
        await pilot.press("enter", "x")
        await pilot.pause()
        pane.app.screen.query_one(Input).value = str(with_a_run.folder / "ours.csv")
        await pilot.press("enter")
        path = with_a_run.folder / "ours.csv"
        await until(pilot, path.exists)
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert [row["id"] for row in csv.DictReader(file)] == wanted


async def test_a_dropped_task_is_opened_where_it_is_listed(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        assert pane.view is not None
        dropped = pane.guanaco.catalogue.ids(pane.view.collection, rejected=True)[3]
        await pasted(pilot, pane, "river")
        await pane.guanaco.open_task(dropped)
        await settled(pilot, pane)
        assert current(pane).id == dropped
        assert pane.query_one(Input).value == ""


async def test_text_from_outside_is_shown_as_it_stands(with_a_run: Lesson) -> None:
    tasks = [(HOSTILE, "\x1b[31mred", "[bold]" * 400), ("x" * 1_000_000, "", "last " * 10_000)]
    import_into(with_a_run, tasks, "[theirs]")
    shown = HOSTILE.replace("\u202e", "")
    async with browsing(with_a_run, "[theirs]") as (pilot, pane):
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


async def test_every_key_is_harmless_where_there_is_nothing_to_read(lesson: Lesson) -> None:
    lesson.seeds_path.write_text("", encoding="utf-8")
    async with started(lesson) as (pilot, app):
        pane = await open_browse(app)
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


async def test_a_seed_that_was_deleted_while_it_is_listed_says_so(with_a_run: Lesson) -> None:
    lines = with_a_run.seeds_path.read_text(encoding="utf-8").splitlines(keepends=True)
    async with browsing(with_a_run) as (pilot, pane):
        catalogue = pane.guanaco.catalogue
        await until(pilot, lambda: catalogue.collections()[0].kept == len(lines))
        await pane.open_collection("seeds")
        await until(pilot, lambda: pane.query_one(TaskList).total == len(lines))
        gone = pane.query_one(TaskList).task_at(1)
        assert gone is not None
        kept = [line for line in lines if f'"{gone.seed}"' not in line]
        with_a_run.seeds_path.write_text("".join(kept), encoding="utf-8")
        catalogue.sync_seeds(with_a_run.seeds().seeds)
        await pilot.press("down")
        assert "has been deleted" in text_of(pane, "#task-text")
        # Nothing can be done to it, and nothing that is tried ends the app.
        await pilot.press(*"lsy", "enter", "escape")
        await pane.open_task(gone.id)
        await pilot.press("up")
        assert current(pane).seed not in (None, gone.seed)

"""Other programs and other files in the first pane: changes from outside, imports, exports."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson import seeds
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.seeds import SeedsPane
from guanaco_tui.widgets.file_picker import FilePicker, FolderList
from guanaco_tui.widgets.seed_list import SeedList
from tests.panes.keyboard import typed
from tests.panes.seeds_app import SEEDS, area, opened, rows, said, seed, texts
from tests.panes.waiting import until


async def test_a_change_by_another_program_is_seen_and_neither_side_is_lost(
    six_seeds: Lesson,
) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("enter")
        await typed(pilot, "Mine ")
        theirs = [SEEDS[0], seed(1, "Theirs", "Theirs alone"), *SEEDS[2:]]
        seeds.write_seeds(six_seeds.seeds_path, seeds.seed_file(theirs))
        await until(pilot, lambda: "Theirs" in rows(pane)[1])
        assert "Another program changed the seeds" in said(pane, "seeds-notice")
        assert area(pane, "instruction").text.startswith("Mine Write")
        await until(
            pilot,
            lambda: texts(six_seeds)[:2] == ["Mine " + SEEDS[0].instruction, "Theirs alone"],
        )


async def test_a_change_by_another_program_is_seen_while_nobody_types(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        seeds.write_seeds(six_seeds.seeds_path, seeds.seed_file(SEEDS[1:]))
        await until(pilot, lambda: len(rows(pane)) == len(SEEDS) - 1)
        assert "1 taken away (undo brings them back)" in said(pane, "seeds-notice")


async def choose_file(pilot: Pilot[None], key: str, path: Path) -> None:
    """Write this path into the picker of files that a key opens."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")


async def test_a_table_is_imported_by_its_path(six_seeds: Lesson, tmp_path: Path) -> None:
    table = tmp_path / "form.csv"
    table.write_text(
        "name,task,answer\nOne,Do one thing,Done\nTwo,[Enter instruction here],\n", encoding="utf-8"
    )
    async with opened(six_seeds) as (pilot, pane):
        await choose_file(pilot, "i", table)
        await until(pilot, lambda: len(rows(pane)) == len(SEEDS) + 1)
        assert said(pane, "seeds-notice") == (
            "Imported 1 from form.csv, placeholders left out: 1. u takes them back."
        )
        await until(pilot, lambda: texts(six_seeds)[-1] == "Do one thing")


async def test_a_table_without_instructions_says_what_it_has(
    six_seeds: Lesson, tmp_path: Path
) -> None:
    table = tmp_path / "form.csv"
    table.write_text("[who],what\nOne,Do\n", encoding="utf-8")
    async with opened(six_seeds) as (pilot, pane):
        await choose_file(pilot, "i", table)
        await until(pilot, lambda: 'it has "[who]", "what"' in said(pane, "seeds-notice"))


async def test_a_file_is_found_with_the_keys_alone(six_seeds: Lesson, tmp_path: Path) -> None:
    folder = tmp_path / "[red] folder"
    folder.mkdir()
    (folder / "ours.jsonl").write_text(seeds.seed_file(SEEDS[:1]).dumps(), encoding="utf-8")
    (folder / "photo.png").write_bytes(b"")
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        listed = pilot.app.screen.query_one(FolderList)
        path = pilot.app.screen.query_one(Input)
        path.value = str(tmp_path / "[re")
        await until(pilot, lambda: [one.name for one in listed.entries] == ["[red] folder"])
        await pilot.press("tab")
        await until(pilot, lambda: [one.name for one in listed.entries] == ["..", "ours.jsonl"])
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: len(rows(pane)) == len(SEEDS) + 1)


async def test_an_export_asks_before_it_replaces_a_file(six_seeds: Lesson, tmp_path: Path) -> None:
    there = tmp_path / "ours.json"
    there.write_text("precious", encoding="utf-8")
    async with opened(six_seeds) as (pilot, pane):
        await choose_file(pilot, "e", there)
        await until(pilot, lambda: not isinstance(pilot.app.screen, FilePicker))
        await pilot.press("n")
        assert there.read_text(encoding="utf-8") == "precious"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "Exported to" in said(pane, "seeds-notice"))
        assert len(json.loads(there.read_text(encoding="utf-8"))) == len(SEEDS) - 1


@pytest.fixture
def unreadable(six_seeds: Lesson) -> Lesson:
    """A lesson whose seeds are UTF-16 text."""
    six_seeds.seeds_path.write_bytes("seeds".encode("utf-16"))
    return six_seeds


async def test_an_unreadable_file_is_explained_and_left_alone(unreadable: Lesson) -> None:
    with unreadable.database() as database:
        app = GuanacoApp(unreadable, database)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.query("#seeds-unreadable"))
            await pilot.press("n", "d", "u", "p", "slash", "escape", "b")
            shown = str(app.query_one("#seeds-unreadable", Static).render())
            assert "is UTF-16 text: save it as UTF-8" in shown
            seeds.write_seeds(unreadable.seeds_path, seeds.seed_file(SEEDS))
            await app.open_pane("seeds")
            await until(pilot, lambda: app.query(SeedList) and rows(app.query_one(SeedsPane)))
            await pilot.press("ctrl+q")
    assert len(texts(unreadable)) == len(SEEDS)

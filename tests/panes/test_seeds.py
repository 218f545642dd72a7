"""The first pane: seeds are listed, written, saved by themselves, and never lost."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson import lesson as lessons
from guanaco_tui.lesson import seeds
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.seeds import CLASS_SEEDS, SeedsPane
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.widgets.file_picker import FilePicker, FolderList
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.seed_editor import SeedText
from guanaco_tui.widgets.seed_list import SeedList
from tests.panes.waiting import until

HOSTILE = '[TODO] [/b] x[y="z" \u202e\x1b[31m'
DAMAGED = '{"id": "half a se [red]'


def seed(number: int, name: str, instruction: str, output: str = "Yes.") -> SeedTask:
    return SeedTask(
        id=f"seed_task_{number}",
        name=name,
        instruction=instruction,
        instances=[Instance(input="", output=output)],
        is_classification=False,
    )


SEEDS = [
    seed(0, "Ghost work", "Write a letter from a content moderator to the people she removed"),
    seed(1, "Ramp or stairs", "Say which of two entrances a school should build first"),
    seed(2, "Echo", "Write a letter from a content moderator to the people she removed today"),
    seed(3, "No answer", "Sort these names by the border they were stopped at", ""),
    seeds.blank_seed("seed_task_4"),
    seed(5, "House rules", "Rewrite the rules of the house so that guests can stay"),
]


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return lessons.make_lesson(tmp_path / "week-3", seeds.seed_file(SEEDS))


@asynccontextmanager
async def opened(
    lesson: Lesson, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], SeedsPane]]:
    """The app on a lesson, its first pane open and the repeats looked for."""
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: isinstance(app.pane, SeedsPane))
            pane = app.query_one(SeedsPane)
            await until(pilot, lambda: app.focused is not None and not app.screen.is_modal)
            yield pilot, pane


def said(pane: SeedsPane, where: str) -> str:
    return str(pane.query_one(f"#{where}", Static).render())


def rows(pane: SeedsPane) -> list[str]:
    listed = pane.query_one(SeedList)
    return [listed.row(index, 60).plain for index in range(listed.total)]


def texts(lesson: Lesson) -> list[str]:
    return [one.instruction for one in lesson.seeds().seeds]


def area(pane: SeedsPane, field: str) -> SeedText:
    return pane.query_one(f"#seed-{field}", SeedText)


async def typed(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))


# What is seen.


async def test_each_seed_is_listed_with_its_name_and_how_it_is(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await until(pilot, lambda: "repeats" in rows(pane)[2])
        assert [row.split()[-1] for row in rows(pane)] == [
            "ready",
            "ready",
            "repeats",
            "output",
            "blank",
            "ready",
        ]
        assert "▸   0 Ghost work" in rows(pane)[0]
        assert "(blank)" in rows(pane)[4]
        assert said(pane, "seeds-count") == "3/6 ready · 1 blank · 2 to mend"


async def test_a_repeat_says_of_which_seed_and_how_near(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await until(pilot, lambda: "repeats" in rows(pane)[2])
        await pilot.press("down", "down")
        problem = said(pane, "seed-problem")
        assert problem.startswith('repeats seed 0 (0.96): "Write a letter from a content moderator')


async def test_problems_and_words_follow_what_is_typed(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("down", "down", "down", "tab", "tab", "tab", "tab")
        assert pilot.app.focused is area(pane, "output")
        assert said(pane, "seed-problem") == "no output: the output is empty"
        assert said(pane, "seed-output-count") == "none"
        await typed(pilot, "Not one of them")
        await until(pilot, lambda: said(pane, "seed-problem") == "ready")
        assert said(pane, "seed-output-count") == "4 words"
        counts = "4/6 ready · 1 blank · 1 to mend"
        await until(pilot, lambda: said(pane, "seeds-count") == counts)


async def test_the_list_is_narrowed_by_words_and_by_problems(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("down", "down", "slash")
        await typed(pilot, "guests house")
        await until(pilot, lambda: len(rows(pane)) == 1)
        assert area(pane, "instruction").text == SEEDS[5].instruction
        await pilot.press("escape")
        assert isinstance(pilot.app.focused, SeedList)
        assert len(rows(pane)) == 1
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(pane)) == 6)
        await pilot.press("slash")
        await typed(pilot, "blank")
        await until(pilot, lambda: len(rows(pane)) == 1)


async def test_a_seed_is_called_and_found_by_the_number_in_its_id(tmp_path: Path) -> None:
    named = [seed(62, "Sixty-two", "Say who counts"), seed(7, "Seven", "Say who counts the seeds")]
    others = [named[0].model_copy(update={"id": "a-table-of-ours-3", "instruction": "Sort 62"})]
    lesson = lessons.make_lesson(tmp_path / "week", seeds.seed_file([*named, *others]))
    async with opened(lesson) as (pilot, pane):
        numbers = [row[2:8] for row in rows(pane)]
        assert numbers == ["    62", "     7", "a-tab…"]
        await pilot.press("slash", "7", "enter")
        await until(pilot, lambda: [row[7] for row in rows(pane)] == ["7"])
        await pilot.press("n", "escape", "d")
        assert said(pane, "seeds-notice").startswith("Deleted")
        await pilot.press("u")
        assert said(pane, "seeds-notice") == "Took back the deletion of seed 63."


async def test_a_filter_says_what_it_hides_and_that_it_leaves_none(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await until(pilot, lambda: "repeats" in rows(pane)[2])
        await pilot.press("slash")
        await typed(pilot, "ramp")
        await pilot.press("enter", "p")
        await until(pilot, lambda: "the filter hides 3 that" in said(pane, "seeds-notice"))
        await pilot.press("o")
        assert said(pane, "seeds-notice") == "There is no placeholder left among those listed."
        await pilot.press("slash")
        await typed(pilot, "zzz")
        await until(pilot, lambda: said(pane, "seed-problem").startswith("No seed has all of"))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(rows(pane)) == len(SEEDS))
        assert said(pane, "seed-problem") != ""


async def test_what_was_said_of_a_change_is_gone_when_one_comes_back(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("u")
        assert said(pane, "seeds-notice") == "There is nothing to take back."
        await pilot.press("2", "1")
        await until(pilot, lambda: not pane.query_one("#seeds-notice").display)


async def test_a_first_lesson_says_how_to_start_from_blank_until_it_is_edited(
    tmp_path: Path,
) -> None:
    lesson = lessons.make_lesson(tmp_path / "first", lessons.sample_seeds())
    async with opened(lesson) as (pilot, pane):
        assert "press b to start your own from blank" in said(pane, "seeds-notice")
        await pilot.press("enter", "x")
        await until(pilot, lambda: not pane.query_one("#seeds-notice").display)


async def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    hostile = seed(0, HOSTILE, HOSTILE, HOSTILE)
    lesson = lessons.make_lesson(tmp_path / "week", seeds.seed_file([hostile, hostile]))
    async with opened(lesson) as (pilot, pane):
        assert '[TODO] [/b] x[y="z" [31m' in rows(pane)[0]
        assert area(pane, "instruction").text == '[TODO] [/b] x[y="z" [31m'
        await pilot.press("down", "d")
        await until(pilot, lambda: len(rows(pane)) == 1)
        await pilot.press("u")
        await until(pilot, lambda: "Took back" in said(pane, "seeds-notice"))


async def test_a_damaged_line_can_be_read_and_stays(lesson: Lesson) -> None:
    with lesson.seeds_path.open("a", encoding="utf-8") as file:
        file.write(DAMAGED + "\n")
    async with opened(lesson) as (pilot, pane):
        assert rows(pane)[6].split()[-1] == "damaged"
        await pilot.press("end")
        await until(pilot, lambda: said(pane, "seed-damaged") == DAMAGED)
        assert "not valid JSON" in said(pane, "seed-problem")
        await pilot.press("enter", "c", "K", "n")
        await typed(pilot, "New")
        await until(pilot, lambda: any("New" in one.name for one in lesson.seeds().seeds))
        assert DAMAGED in lesson.seeds_path.read_text(encoding="utf-8").splitlines()


# Writing.


async def test_what_is_typed_is_saved_by_itself(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, _):
        await pilot.press("enter")
        await typed(pilot, "Please. ")
        await until(pilot, lambda: texts(lesson)[0].startswith("Please. Write a letter"))


async def test_what_is_saved_can_be_browsed(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("enter")
        await typed(pilot, "Please. ")

        def instructions() -> list[str]:
            catalogue = pane.guanaco.catalogue
            found = [one for one in catalogue.collections() if one.kind == "seeds"]
            return [row.instruction for row in catalogue.rows(catalogue.ids(found[0].id))]

        await until(pilot, lambda: texts(lesson)[0].startswith("Please."))
        await until(pilot, lambda: instructions()[0].startswith("Please."))
        # A blank seed is nothing to browse.
        assert len(instructions()) == len(SEEDS) - 1


async def test_quitting_right_after_a_key_loses_nothing(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, _):
        await pilot.press("enter", "Q", "ctrl+q")
    assert texts(lesson)[0].startswith("QWrite a letter")


async def test_quitting_asks_where_the_seeds_cannot_be_saved(lesson: Lesson) -> None:
    before = lesson.seeds_path.read_text(encoding="utf-8")
    async with opened(lesson) as (pilot, _):
        await pilot.press("enter", "Q")
        lesson.seeds_path.unlink()
        lesson.seeds_path.mkdir()
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await pilot.press("n")
        assert pilot.app.is_running
        lesson.seeds_path.rmdir()
        lesson.seeds_path.write_text(before, encoding="utf-8")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
    assert texts(lesson)[0].startswith("QWrite a letter")


async def test_going_to_another_pane_saves_the_last_key(lesson: Lesson) -> None:
    async with opened(lesson) as (_, pane):
        area(pane, "instruction").insert("Last ")
        pane.leaving()
        assert texts(lesson)[0].startswith("Last Write")


async def test_typing_replaces_a_placeholder(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("o")
        assert pilot.app.focused is area(pane, "instruction")
        await pilot.pause()
        await typed(pilot, "Count")
        assert area(pane, "instruction").text == "Count"
        await pilot.press("f8")
        assert pilot.app.focused is area(pane, "output")
        await pilot.pause()
        await typed(pilot, "Two")
        await until(pilot, lambda: said(pane, "seed-problem") == "ready")


async def test_a_placeholder_is_typed_over_after_a_click_too(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("down", "down", "down", "down")
        await pilot.click(area(pane, "output"), offset=(5, 0))
        await pilot.pause()
        await typed(pilot, "Two")
        assert area(pane, "output").text == "Two"


async def test_undo_survives_going_to_another_seed(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("enter", "A", "escape", "down", "enter", "B", "escape", "down", "down")
        await pilot.press("u")
        assert area(pane, "instruction").text == SEEDS[1].instruction
        await pilot.press("u")
        assert area(pane, "instruction").text == SEEDS[0].instruction
        await pilot.press("U", "U")
        assert area(pane, "instruction").text == "B" + SEEDS[1].instruction
        await until(pilot, lambda: texts(lesson)[1] == "B" + SEEDS[1].instruction)


async def test_undo_while_writing_leaves_the_cursor_at_the_change(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("enter", "right", "right", "X", "ctrl+z")
        text = area(pane, "instruction")
        assert text.text == SEEDS[0].instruction
        assert text.cursor_location == (0, 2)
        assert text.has_focus


async def test_seeds_are_made_copied_moved_and_deleted(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("n")
        await typed(pilot, "Mine")
        await pilot.press("escape", "K", "c", "J", "J")
        names = [one.name for one in pane.book.file.seeds]
        assert names[:5] == ["Mine", "Ghost work", "Ramp or stairs", "Mine", "Echo"]
        await pilot.press("d")
        assert [one.name for one in pane.book.file.seeds][3] == "Echo"
        ids = [one.id for one in pane.book.file.seeds]
        assert len(set(ids)) == len(ids)


async def test_enter_goes_on_from_the_name_of_a_new_seed_to_its_instruction(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("n")
        await typed(pilot, "Mine")
        await pilot.press("enter")
        assert pilot.app.focused is area(pane, "instruction")
        await pilot.pause()
        await typed(pilot, "Count")
        made = pane.book.file.seeds[1]
        assert (made.name, made.instruction) == ("Mine", "Count")


async def test_next_problem_goes_round(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await until(pilot, lambda: "repeats" in rows(pane)[2])
        found = []
        for _ in range(4):
            await pilot.press("p")
            found.append(pane.query_one(SeedList).number)
        assert found == [3, 4, 5, 3]


async def test_a_start_from_blank_asks_and_can_be_undone(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("b")
        await pilot.press("escape")
        assert len(rows(pane)) == len(SEEDS)
        await pilot.press("b")
        await pilot.press("y")
        await until(pilot, lambda: len(rows(pane)) == CLASS_SEEDS)
        assert said(pane, "seeds-count") == f"0/{CLASS_SEEDS} ready · {CLASS_SEEDS} blank"
        await until(pilot, lambda: len(texts(lesson)) == CLASS_SEEDS)
        await pilot.press("u")
        await until(pilot, lambda: texts(lesson) == [one.instruction for one in SEEDS])


async def test_a_paste_of_a_hundred_thousand_characters_is_kept(lesson: Lesson) -> None:
    from textual import events

    long = "eine lange Geschichte\r\n" * 5000 + "\x1b[31m"
    async with opened(lesson) as (pilot, pane):
        await pilot.press("enter")
        area(pane, "instruction").post_message(events.Paste(long))
        await until(pilot, lambda: "over-long" in said(pane, "seed-problem"))
        await until(pilot, lambda: len(texts(lesson)[0]) > 100_000)
        assert "\x1b" not in texts(lesson)[0]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: texts(lesson)[0] == SEEDS[0].instruction)


async def test_no_size_of_the_screen_stops_the_pane(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        for size in ((20, 5), (300, 100), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("down", "enter", "x", "escape", "p")
        assert len(rows(pane)) == len(SEEDS)


# Other programs, other files.


async def test_a_change_by_another_program_is_seen_and_neither_side_is_lost(
    lesson: Lesson,
) -> None:
    async with opened(lesson) as (pilot, pane):
        await pilot.press("enter")
        await typed(pilot, "Mine ")
        theirs = [SEEDS[0], seed(1, "Theirs", "Theirs alone"), *SEEDS[2:]]
        seeds.write_seeds(lesson.seeds_path, seeds.seed_file(theirs))
        await until(pilot, lambda: "Theirs" in rows(pane)[1])
        assert "Another program changed the seeds" in said(pane, "seeds-notice")
        assert area(pane, "instruction").text.startswith("Mine Write")
        await until(
            pilot,
            lambda: texts(lesson)[:2] == ["Mine " + SEEDS[0].instruction, "Theirs alone"],
        )


async def test_a_change_by_another_program_is_seen_while_nobody_types(lesson: Lesson) -> None:
    async with opened(lesson) as (pilot, pane):
        seeds.write_seeds(lesson.seeds_path, seeds.seed_file(SEEDS[1:]))
        await until(pilot, lambda: len(rows(pane)) == len(SEEDS) - 1)
        assert "1 taken away (undo brings them back)" in said(pane, "seeds-notice")


async def test_a_table_is_imported_by_its_path(lesson: Lesson, tmp_path: Path) -> None:
    table = tmp_path / "form.csv"
    table.write_text(
        "name,task,answer\nOne,Do one thing,Done\nTwo,[Enter instruction here],\n", encoding="utf-8"
    )
    async with opened(lesson) as (pilot, pane):
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        pilot.app.screen.query_one(Input).value = str(table)
        await pilot.press("enter")
        await until(pilot, lambda: len(rows(pane)) == len(SEEDS) + 1)
        assert said(pane, "seeds-notice") == (
            "Imported 1 from form.csv, placeholders left out: 1. u takes them back."
        )
        await until(pilot, lambda: texts(lesson)[-1] == "Do one thing")


async def test_a_table_without_instructions_says_what_it_has(
    lesson: Lesson, tmp_path: Path
) -> None:
    table = tmp_path / "form.csv"
    table.write_text("[who],what\nOne,Do\n", encoding="utf-8")
    async with opened(lesson) as (pilot, pane):
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        pilot.app.screen.query_one(Input).value = str(table)
        await pilot.press("enter")
        await until(pilot, lambda: 'it has "[who]", "what"' in said(pane, "seeds-notice"))


async def test_a_file_is_found_with_the_keys_alone(lesson: Lesson, tmp_path: Path) -> None:
    folder = tmp_path / "[red] folder"
    folder.mkdir()
    (folder / "ours.jsonl").write_text(seeds.seed_file(SEEDS[:1]).dumps(), encoding="utf-8")
    (folder / "photo.png").write_bytes(b"")
    async with opened(lesson) as (pilot, pane):
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


async def test_an_export_asks_before_it_replaces_a_file(lesson: Lesson, tmp_path: Path) -> None:
    there = tmp_path / "ours.json"
    there.write_text("precious", encoding="utf-8")
    async with opened(lesson) as (pilot, pane):
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        pilot.app.screen.query_one(Input).value = str(there)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, FilePicker))
        await pilot.press("n")
        assert there.read_text(encoding="utf-8") == "precious"
        await pilot.press("enter", "y")
        await until(pilot, lambda: "Exported to" in said(pane, "seeds-notice"))
        assert len(json.loads(there.read_text(encoding="utf-8"))) == len(SEEDS) - 1


@pytest.fixture
def unreadable(lesson: Lesson) -> Iterator[Lesson]:
    lesson.seeds_path.write_bytes("seeds".encode("utf-16"))
    yield lesson


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

"""Writing in the first pane: saved by itself, never lost, and every step can be taken back."""

from textual import events

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.seed_desk import CLASS_SEEDS
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.seed_list import SeedList
from tests.panes.keyboard import typed
from tests.panes.seeds_app import SEEDS, area, opened, refuse_to_be_saved, rows, said, texts
from tests.panes.waiting import until


async def test_what_is_typed_is_saved_by_itself(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, _):
        await pilot.press("enter")
        await typed(pilot, "Please. ")
        await until(pilot, lambda: texts(six_seeds)[0].startswith("Please. Write a letter"))


async def test_what_is_saved_can_be_browsed(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("enter")
        await typed(pilot, "Please. ")

        def instructions() -> list[str]:
            catalogue = pane.guanaco.catalogue
            found = [one for one in catalogue.collections() if one.kind == "seeds"]
            return [row.instruction for row in catalogue.rows(catalogue.ids(found[0].id))]

        await until(pilot, lambda: texts(six_seeds)[0].startswith("Please."))
        await until(pilot, lambda: instructions()[0].startswith("Please."))
        # A blank seed is nothing to browse.
        assert len(instructions()) == len(SEEDS) - 1


async def test_quitting_right_after_a_key_loses_nothing(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, _):
        await pilot.press("enter", "Q", "ctrl+q")
    assert texts(six_seeds)[0].startswith("QWrite a letter")


async def test_quitting_asks_where_the_seeds_cannot_be_saved(six_seeds: Lesson) -> None:
    before = six_seeds.seeds_path.read_text(encoding="utf-8")
    async with opened(six_seeds) as (pilot, _):
        await pilot.press("enter", "Q")
        refuse_to_be_saved(six_seeds)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await pilot.press("n")
        assert pilot.app.is_running
        six_seeds.seeds_path.rmdir()
        six_seeds.seeds_path.write_text(before, encoding="utf-8")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
    assert texts(six_seeds)[0].startswith("QWrite a letter")


async def test_going_to_another_pane_saves_the_last_key(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (_, pane):
        area(pane, "instruction").insert("Last ")
        pane.leaving()
        assert texts(six_seeds)[0].startswith("Last Write")


async def test_typing_replaces_a_placeholder(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
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


async def test_a_placeholder_is_typed_over_after_a_click_too(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("down", "down", "down", "down")
        await pilot.click(area(pane, "output"), offset=(5, 0))
        await pilot.pause()
        await typed(pilot, "Two")
        assert area(pane, "output").text == "Two"


async def test_undo_survives_going_to_another_seed(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("enter", "A", "escape", "down", "enter", "B", "escape", "down", "down")
        await pilot.press("u")
        assert area(pane, "instruction").text == SEEDS[1].instruction
        await pilot.press("u")
        assert area(pane, "instruction").text == SEEDS[0].instruction
        await pilot.press("U", "U")
        assert area(pane, "instruction").text == "B" + SEEDS[1].instruction
        await until(pilot, lambda: texts(six_seeds)[1] == "B" + SEEDS[1].instruction)


async def test_undo_while_writing_leaves_the_cursor_at_the_change(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("enter", "right", "right", "X", "ctrl+z")
        text = area(pane, "instruction")
        assert text.text == SEEDS[0].instruction
        assert text.cursor_location == (0, 2)
        assert text.has_focus


async def test_seeds_are_made_copied_moved_and_deleted(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
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
    six_seeds: Lesson,
) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("n")
        await typed(pilot, "Mine")
        await pilot.press("enter")
        assert pilot.app.focused is area(pane, "instruction")
        await pilot.pause()
        await typed(pilot, "Count")
        made = pane.book.file.seeds[1]
        assert (made.name, made.instruction) == ("Mine", "Count")


async def test_next_problem_goes_round(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await until(pilot, lambda: "repeats" in rows(pane)[2])
        found = []
        for _ in range(4):
            await pilot.press("p")
            found.append(pane.query_one(SeedList).number)
        assert found == [3, 4, 5, 3]


async def test_a_start_from_blank_asks_and_can_be_undone(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("b")
        await pilot.press("escape")
        assert len(rows(pane)) == len(SEEDS)
        await pilot.press("b")
        await pilot.press("y")
        await until(pilot, lambda: len(rows(pane)) == CLASS_SEEDS)
        assert said(pane, "seeds-count") == f"0/{CLASS_SEEDS} ready · {CLASS_SEEDS} blank"
        await until(pilot, lambda: len(texts(six_seeds)) == CLASS_SEEDS)
        await pilot.press("u")
        await until(pilot, lambda: texts(six_seeds) == [one.instruction for one in SEEDS])


async def test_a_paste_of_a_hundred_thousand_characters_is_kept(six_seeds: Lesson) -> None:
    long = "eine lange Geschichte\r\n" * 5000 + "\x1b[31m"
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("enter")
        area(pane, "instruction").post_message(events.Paste(long))
        await until(pilot, lambda: "over-long" in said(pane, "seed-problem"))
        await until(pilot, lambda: len(texts(six_seeds)[0]) > 100_000)
        assert "\x1b" not in texts(six_seeds)[0]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: texts(six_seeds)[0] == SEEDS[0].instruction)


async def test_no_size_of_the_screen_stops_the_pane(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        for size in ((20, 5), (300, 100), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("down", "enter", "x", "escape", "p")
        assert len(rows(pane)) == len(SEEDS)

"""The first pane: seeds are listed with how they are, found, and shown as they stand."""

from pathlib import Path

from guanaco_tui.lesson import lesson as lessons
from guanaco_tui.lesson import seeds
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.seed_list import SeedList
from tests.panes.keyboard import typed
from tests.panes.seeds_app import SEEDS, area, opened, rows, said, seed
from tests.panes.waiting import until

HOSTILE = '[TODO] [/b] x[y="z" \u202e\x1b[31m'
DAMAGED = '{"id": "half a se [red]'


async def test_each_seed_is_listed_with_its_name_and_how_it_is(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
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


async def test_a_repeat_says_of_which_seed_and_how_near(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await until(pilot, lambda: "repeats" in rows(pane)[2])
        await pilot.press("down", "down")
        problem = said(pane, "seed-problem")
        assert problem.startswith('repeats seed 0 (0.96): "Write a letter from a content moderator')


async def test_problems_and_words_follow_what_is_typed(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
        await pilot.press("down", "down", "down", "tab", "tab", "tab", "tab")
        assert pilot.app.focused is area(pane, "output")
        assert said(pane, "seed-problem") == "no output: the output is empty"
        assert said(pane, "seed-output-count") == "none"
        await typed(pilot, "Not one of them")
        await until(pilot, lambda: said(pane, "seed-problem") == "ready")
        assert said(pane, "seed-output-count") == "4 words"
        counts = "4/6 ready · 1 blank · 1 to mend"
        await until(pilot, lambda: said(pane, "seeds-count") == counts)


async def test_the_list_is_narrowed_by_words_and_by_problems(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
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


async def test_a_filter_says_what_it_hides_and_that_it_leaves_none(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
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


async def test_what_was_said_of_a_change_is_gone_when_one_comes_back(six_seeds: Lesson) -> None:
    async with opened(six_seeds) as (pilot, pane):
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


async def test_a_damaged_line_can_be_read_and_stays(six_seeds: Lesson) -> None:
    with six_seeds.seeds_path.open("a", encoding="utf-8") as file:
        file.write(DAMAGED + "\n")
    async with opened(six_seeds) as (pilot, pane):
        assert rows(pane)[6].split()[-1] == "damaged"
        await pilot.press("end")
        await until(pilot, lambda: said(pane, "seed-damaged") == DAMAGED)
        assert "not valid JSON" in said(pane, "seed-problem")
        await pilot.press("enter", "c", "K", "n")
        await typed(pilot, "New")
        await until(pilot, lambda: any("New" in one.name for one in six_seeds.seeds().seeds))
        assert DAMAGED in six_seeds.seeds_path.read_text(encoding="utf-8").splitlines()

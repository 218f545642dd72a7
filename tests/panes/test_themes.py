"""The theme editor, driven as a person would: words, hits, decisions, and the file behind them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from guanaco_tui.analysis.themes import read_themes
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes import theme_keeper, themes
from guanaco_tui.panes.hit_sample import HitSample
from guanaco_tui.panes.theme_desk import Left
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.exclude_dialog import ExcludeDialog
from guanaco_tui.widgets.hit_list import HitList
from guanaco_tui.widgets.question import Question
from guanaco_tui.widgets.task_list import TaskList
from guanaco_tui.widgets.theme_form import PatternLines, ThemeForm
from guanaco_tui.widgets.theme_head import ThemeHead
from guanaco_tui.widgets.theme_list import ThemeList
from tests.hostile import HOSTILE
from tests.importing import asking, imported
from tests.panes.bare import bare, furnished
from tests.panes.comparing import drawn, theme_words, write_themes
from tests.panes.keyboard import typed
from tests.panes.waiting import until

WATER = """\
[theme.water]
label = "Water"
question = "Whose?"
words = ["river"]

[theme.order]
label = "Order"
words = ["queue"]
"""
TASKS = ("Name the river", "Cross the river bank", "Count the lake boats", "Rest by the lake")


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody types on here; and the panes below are not what is tested."""
    monkeypatch.setattr(themes, "READ_AFTER", 0.01)
    monkeypatch.setattr(theme_keeper, "SAVE_AFTER", 0.01)
    monkeypatch.setattr(theme_keeper, "LOOK_EVERY", 0.05)
    with bare("seeds", "settings", "run", "browse", "compare"):
        yield


@pytest.fixture
def database(lesson: Lesson) -> Iterator[Database]:
    """The lesson with its themes, one task of ours, and four of theirs."""
    write_themes(lesson, WATER)
    with lesson.database() as opened:
        imported(opened, asking("Sit at the lake"), "ours")
        imported(opened, asking(*TASKS), "theirs")
        yield opened


class Editing:
    """The screen, and what came of it once it was left."""

    def __init__(self, pilot: Pilot[Any], screen: ThemeScreen) -> None:
        self.pilot = pilot
        self.screen = screen
        self.result: bool | None = None
        self.task: int | None = None

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await typed(self.pilot, text)

    async def until(self, condition: Any) -> None:
        await until(self.pilot, condition)

    @property
    def head(self) -> list[str]:
        """The lines of the two collections, with single spaces."""
        lines = str(self.screen.query_one(ThemeHead).content).splitlines()[2:]
        return [" ".join(line.split()) for line in lines]

    @property
    def hits(self) -> list[str]:
        lines = self.screen.query_one(HitList)
        return [" ".join(lines.row(i, 78).plain.split()) for i in range(lines.total)]

    def said(self, name: str) -> str:
        return str(self.screen.query_one(f"#{name}", Static).content)

    @property
    def toasts(self) -> str:
        return " ".join(note.message for note in self.screen.app._notifications)


@asynccontextmanager
async def editing(
    lesson: Lesson,
    database: Database,
    theme: str = "water",
    size: tuple[int, int] = (120, 40),
    names: tuple[str, str] = ("ours", "theirs"),
) -> AsyncIterator[Editing]:
    app = GuanacoApp(lesson, database)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.pane is not None)
        screen = ThemeScreen(theme, names)
        seen = Editing(pilot, screen)

        def left(result: Left | None) -> None:
            seen.result = result is not None and result.is_changed
            seen.task = result.task if result is not None else None

        await app.push_screen(screen, left)
        await seen.until(lambda: screen.query("#themes-unreadable") or len(seen.head) == 2)
        yield seen


def at_hit(app: GuanacoApp) -> HitList:
    return app.screen.query_one(HitList)


async def test_a_word_shows_what_it_brings_while_it_is_typed_and_is_saved_by_itself(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        await seen.until(lambda: len(seen.hits) == 2)
        assert seen.head == [
            "A ours 0 of 1 absent = no change",
            "B theirs 2 of 4 500.0 = no change",
        ]
        assert "in all three fields" in drawn(seen.screen.query_one(ThemeHead))
        await seen.press("enter")
        await seen.type("lake")
        await seen.until(lambda: seen.head[0].startswith("A ours 1 of 1 1,000.0 ="))
        await seen.until(lambda: [line[-7:] for line in seen.head] == ["+1 / -0", "+2 / -0"])
        # Those of the word that the cursor stands in.
        await seen.until(lambda: len(seen.hits) == 3)
        assert seen.hits[0].endswith("Sit at the lake")
        assert "hits of lake · 3" in seen.said("themes-kind")
        await seen.until(lambda: theme_words(lesson) == ("river", "lake"))
        await seen.press("escape", "escape")
        await seen.until(lambda: seen.result is True)


async def test_leaving_without_a_change_says_so(lesson: Lesson, database: Database) -> None:
    async with editing(lesson, database) as seen:
        await seen.press("escape")
        await seen.until(lambda: seen.result is False)
    assert (lesson.folder / "themes.toml").read_text(encoding="utf-8") == WATER


async def test_nothing_is_saved_while_a_line_cannot_be_read_and_it_is_left_out_in_the_end(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        await seen.press("enter")
        seen.screen.query_one("#theme-words", PatternLines).text = "lake\n*boat\n"
        await seen.until(lambda: "line 2" in seen.said("theme-mistakes"))
        # What can be read is counted all the same.
        await seen.until(lambda: seen.head[1].endswith("+2 / -2"))
        await seen.until(lambda: len(seen.hits) == 3)
        assert theme_words(lesson) == ("river",)
        await seen.press("escape", "down")
        await seen.until(lambda: "Water: left out, line" in seen.toasts)
        await seen.until(lambda: theme_words(lesson) == ("lake",))


async def test_tasks_gained_and_lost_can_be_listed_and_undo_brings_them_back(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        form = seen.screen.query_one("#theme-words", PatternLines)
        await seen.press("enter")
        form.text = "lake"
        await seen.until(lambda: seen.head and seen.head[1].endswith("+2 / -2"))
        await seen.press("f8", "l")
        await seen.until(lambda: [hit[-4:] for hit in seen.hits] == ["iver", "bank"])
        await seen.press("g")
        await seen.until(lambda: len(seen.hits) == 3)
        await seen.press("u")
        await seen.until(lambda: seen.head[1].endswith("no change"))
        assert form.text == "river\n"
        await seen.until(lambda: theme_words(lesson) == ("river",))


async def test_a_false_hit_is_left_out_of_the_rate_as_judged_and_can_be_undone(
    lesson: Lesson, database: Database
) -> None:
    judgements = Judgements(database)
    async with editing(lesson, database) as seen:
        await seen.until(lambda: len(seen.hits) == 2)
        await seen.press("f8", "x")
        await seen.until(lambda: seen.head[1].startswith("B theirs 2 of 4 500.0 250.0"))
        assert seen.hits[0].startswith("✗")
        assert list(judgements.of("water").values()) == [False]
        await seen.press("c")
        await seen.until(lambda: sorted(judgements.of("water").values()) == [False, True])
        await seen.press("u", "u")
        await seen.until(lambda: judgements.of("water") == {})
        await seen.until(lambda: seen.head[1].startswith("B theirs 2 of 4 500.0 ="))
        # The same key again takes it back, too.
        await seen.press("home", "x", "up", "x")
        await seen.until(lambda: judgements.of("water") == {})
        await seen.press("escape", "escape")
        await seen.until(lambda: seen.result is True)


async def test_the_task_of_a_hit_is_asked_for(lesson: Lesson, database: Database) -> None:
    async with editing(lesson, database) as seen:
        await seen.until(lambda: len(seen.hits) == 2)
        await seen.press("f8", "down", "enter")
        await seen.until(lambda: seen.task)
        assert seen.task is not None
        assert [row.instruction for row in Catalogue(database).rows([seen.task])] == [TASKS[1]]
        assert seen.result is False


async def test_escape_in_the_task_of_a_hit_comes_back_to_the_hit(
    lesson: Lesson, database: Database
) -> None:
    app = GuanacoApp(lesson, database)
    with furnished("browse", "compare"):
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("5")
            await until(
                pilot, lambda: isinstance(app.focused, DifferenceList) and app.focused.total
            )
            await pilot.press("t")
            await until(pilot, lambda: app.screen.query(HitList) and at_hit(app).total > 1)
            await pilot.press("f8", "down")
            assert at_hit(app).cursor == 1
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.focused, TaskList) and app.focused.total)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen.query(HitList) and at_hit(app).total > 1)
            await until(pilot, lambda: at_hit(app).cursor == 1)
            assert app.focused is at_hit(app)
            await pilot.press("escape", "escape")
            assert app.pane is not None and app.pane.id == "compare"
            assert len(app.screen_stack) == 1


async def test_the_key_of_a_pane_leaves_for_it_with_all_saved(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        await seen.press("enter")
        await seen.type("lake2")
        await seen.press("f5")
        app = seen.screen.guanaco
        await until(seen.pilot, lambda: app.pane is not None and app.pane.id == "browse")
        assert len(app.screen_stack) == 1
        assert theme_words(lesson) == ("river", "lake2")


async def test_a_phrase_around_a_hit_is_excluded_everywhere(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        await seen.until(lambda: len(seen.hits) == 2)
        await seen.press("f8", "down", "e")
        await seen.until(lambda: isinstance(seen.screen.app.screen, ExcludeDialog))
        dialog = seen.screen.app.screen
        line = dialog.query_one(Input)
        assert line.value == "the river bank"
        await seen.press("down")
        assert line.value == "river bank"
        effect = dialog.query_one("#exclude-effect", Static)
        await seen.until(lambda: "theirs +0 / -1" in str(effect.content))
        await seen.press("enter")
        await seen.until(lambda: len(seen.hits) == 1)
        await seen.until(
            lambda: read_themes(lesson.folder / "themes.toml").themes[0].exclude == ("river bank",)
        )
        assert seen.screen.query_one("#theme-exclude", PatternLines).text == "river bank\n"
        await seen.press("u")
        await seen.until(lambda: len(seen.hits) == 2)


async def test_a_hit_without_neighbours_can_be_excluded_and_it_is_said_what_that_takes(
    lesson: Lesson, database: Database
) -> None:
    imported(database, asking("Lake, river, pond", "River"), "forms")
    async with editing(lesson, database, names=("ours", "forms")) as seen:
        await seen.until(lambda: len(seen.hits) == 2)
        await seen.press("f8", "e")
        await seen.until(lambda: isinstance(seen.screen.app.screen, ExcludeDialog))
        dialog = seen.screen.app.screen
        assert dialog.query_one(Input).value == "river"
        assert "No word stands beside this hit" in drawn(dialog)
        await seen.until(lambda: "forms +0 / -2" in drawn(dialog))
        await seen.press("enter")
        await seen.until(lambda: not seen.hits)


async def test_seeds_are_called_by_their_numbers(lesson: Lesson, database: Database) -> None:
    write_themes(lesson, WATER.replace("river", "woman"))
    seeds = lesson.seeds().seeds
    Catalogue(database).sync_seeds(seeds)
    texts = {seed.id: seed.model_dump_json().casefold() for seed in seeds}
    async with editing(lesson, database, names=("seeds", "theirs")) as seen:
        await seen.until(lambda: len(seen.hits) > 5)
        numbers = [hit.removeprefix("▸ ").split()[1] for hit in seen.hits]
        assert all("woman" in texts[f"seed_task_{number}"] for number in numbers)
        await seen.press("f8", "down")
        assert seen.said("themes-hit").startswith(f"seeds · seed {numbers[1]} · ")


async def test_a_theme_is_made_and_deleted_and_brought_back(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        listed = seen.screen.query_one(ThemeList)
        await seen.press("n")
        await seen.type("Boats")
        await seen.press("enter")
        await seen.until(lambda: listed.name_at_cursor == "boats")
        await seen.until(lambda: theme_words(lesson, "boats") == ("boats",))
        await seen.until(lambda: seen.head[1].startswith("B theirs 1 of 4"))
        await seen.press("escape", "d")
        await seen.until(lambda: [theme.name for theme in listed.themes] == ["water", "order"])
        await seen.press("u")
        await seen.until(lambda: listed.name_at_cursor == "boats")


async def test_what_another_program_writes_is_taken_in_beside_what_is_typed(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        await seen.press("enter")
        write_themes(lesson, WATER.replace("queue", "line"))
        await seen.type("lake")
        await seen.until(lambda: theme_words(lesson) == ("river", "lake"))
        assert theme_words(lesson, "order") == ("line",)
        write_themes(lesson, "[theme.water\n")
        await seen.until(lambda: "Not taken in" in str(seen.screen.query_one(ThemeHead).content))
        await seen.type("s")
        await seen.until(lambda: "Not saved" in str(seen.screen.query_one(ThemeHead).content))
        await seen.press("escape", "escape")
        await seen.until(lambda: isinstance(seen.screen.app.screen, Question))
        write_themes(lesson, WATER)
        await seen.press("n")
        await seen.until(lambda: theme_words(lesson) == ("river", "lakes"))


async def test_another_theme_file_is_opened_in_place_and_taken_back(
    lesson: Lesson, database: Database, tmp_path: Path
) -> None:
    other = tmp_path / "shared.toml"
    other.write_text('[theme.boats]\nwords = ["boat*"]\n', encoding="utf-8")
    async with editing(lesson, database) as seen:
        listed = seen.screen.query_one(ThemeList)
        await seen.press("o")
        await seen.until(lambda: seen.screen.app.screen.query("#picker-path"))
        seen.screen.app.screen.query_one("#picker-path", Input).value = str(other)
        await seen.press("enter")
        await seen.until(lambda: [theme.name for theme in listed.themes] == ["boats"])
        await seen.until(lambda: theme_words(lesson, "boats") == ("boat*",))
        await seen.press("u")
        await seen.until(lambda: theme_words(lesson) == ("river",))


async def test_a_sample_is_judged_without_knowing_whose_hit_it_is(
    lesson: Lesson, database: Database
) -> None:
    async with editing(lesson, database) as seen:
        await seen.press("enter")
        await seen.type("lake")
        await seen.press("escape")
        await seen.until(lambda: seen.head[1].startswith("B theirs 4 of 4"))
        await seen.press("s")
        await seen.until(lambda: isinstance(seen.screen.app.screen, HitSample))
        sample = seen.screen.app.screen
        assert isinstance(sample, HitSample)
        head = sample.query_one("#sample-head", Static)
        for number in range(1, 6):
            assert str(head.content).startswith(f"{number} of 5")
            assert not any(name in drawn(sample) for name in ("ours", "theirs"))
            await seen.press("x" if number == 1 else "c")
        assert sample.is_over
        result = drawn(sample)
        right = {
            name: f"{name} {k} of {n} right" for name, k, n in RIGHT if f"{name} {k}" in result
        }
        assert set(right) == {"ours", "theirs"}
        assert all(line in result for line in right.values())
        assert "one hit of each task that has any, 4 in all" in result
        await seen.press("u")
        assert str(head.content).startswith("5 of 5")
        await seen.until(lambda: len(Judgements(database).of("water")) == 4)
        await seen.press("escape")
        await seen.until(lambda: seen.screen.is_active)


# Of five hits the first was judged to be none, on whichever side it was.
RIGHT = [("ours", 1, 1), ("ours", 0, 1), ("theirs", 4, 4), ("theirs", 3, 4)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_words_and_hits_stand_side_by_side_only_where_there_is_room(
    lesson: Lesson, database: Database, size: tuple[int, int]
) -> None:
    async with editing(lesson, database, size=size) as seen:
        form, hits = seen.screen.query_one(ThemeForm), seen.screen.query_one(HitList)
        is_wide = size[0] > 100

        def shown() -> tuple[bool, bool]:
            return form.region.area > 0, hits.region.area > 0

        await seen.until(lambda: shown() == (True, is_wide))
        await seen.press("enter", "f8")
        await seen.until(lambda: shown() == (is_wide, True))
        assert hits.has_focus
        await seen.press("f8")
        await seen.until(lambda: shown() == (True, is_wide))
        for line in seen.screen.query("ThemeForm .theme-row"):
            assert seen.screen.region.contains_region(line.region)
            assert line.region.area > 0


async def test_hostile_words_and_tasks_are_shown_as_they_are(
    lesson: Lesson, database: Database
) -> None:
    imported(database, asking(*(f"river {text}" for text in HOSTILE if text.strip())), "hostile")
    write_themes(
        lesson,
        '[theme.water]\nlabel = "[TODO] x[y=\\"z \\u001b[31m"\nquestion = "[red on"\n'
        'words = ["river", "[b]bold"]\nexclude = ["[TODO] \\u001b[31m x"]\n',
    )
    app = GuanacoApp(lesson, database)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.pane is not None)
        screen = ThemeScreen("water", ("hostile",))
        await app.push_screen(screen)
        seen = Editing(pilot, screen)
        await seen.until(lambda: len(seen.hits) > 20)
        await seen.until(lambda: '[TODO] x[y="z' in drawn(screen))
        await seen.press("f8")
        for _ in range(4):
            await seen.press("pagedown")
            assert "\x1b" not in drawn(screen)
        await seen.press("e")
        await seen.until(lambda: isinstance(app.screen, ExcludeDialog))
        await seen.press("escape", "s")
        await seen.until(lambda: isinstance(app.screen, HitSample))
        while not app.screen.is_over:  # type: ignore[attr-defined]
            await seen.press("right")
        assert "\x1b" not in drawn(app.screen)


async def test_a_theme_file_that_is_wrong_is_said_and_can_be_left(
    lesson: Lesson, database: Database
) -> None:
    write_themes(lesson, "[theme.water]\nwrods = []\n")
    async with editing(lesson, database) as seen:
        assert "line 2" in seen.said("themes-unreadable")
        await seen.press("x", "enter", "f8", "escape")
        await seen.until(lambda: seen.result is False)

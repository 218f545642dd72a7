"""Help, the lesson guide, the command palette and the hint: what tells a person what to do."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Command, CommandList, CommandPalette
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from guanaco_tui import app as apps
from guanaco_tui import files, resources
from guanaco_tui.app import GuanacoApp
from guanaco_tui.guide import GuideScreen
from guanaco_tui.help import HelpScreen, key_name
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.palette import Actions, Tasks
from guanaco_tui.panes.pane import Pane
from guanaco_tui.widgets.hint import Hint
from tests.importing import imported
from tests.panes.waiting import until

MARKUP = 'Name [b]the[/i] river [TODO] x[y="z'


class TypingPane(Pane, can_focus=True):
    """A pane with a text field, and a letter that does something outside it."""

    HELP: ClassVar[str] = "# Typing\n\nA place to type.\n\n" + "- It is long.\n" * 9
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "note('z')", "Zebra", id="typing.zebra", tooltip="Fetch the zebra"),
        Binding("y", "hide", "Hide", id="typing.hide", tooltip="Hide the zebra"),
    ]

    def compose(self) -> ComposeResult:
        yield Input()

    def opened(self) -> None:
        self.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        return action != "hide"

    def action_note(self, text: str) -> None:
        self.query_one(Input).value = text


@pytest.fixture(autouse=True)
def first_pane(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, title in (("seeds", "Seeds"), ("browse", "Browse"), ("run", "Run")):
        monkeypatch.setitem(apps.PANES, name, (title, __name__, "TypingPane"))
    monkeypatch.setitem(apps.PANES, "compare", ("Compare", "guanaco_tui.panes.pane", "Pane"))


@pytest.fixture
def database(lesson: Lesson) -> Iterator[Database]:
    """The seeds, and two tasks with signs that mean something elsewhere."""
    with lesson.database() as opened:
        Catalogue(opened).sync_seeds(lesson.seeds().seeds)
        odd = ("Sort the queue", "", "Non-binary C++, don't AND")
        imported(opened, [(MARKUP, "", "The Rhine."), odd])
        yield opened


@asynccontextmanager
async def app_on(
    lesson: Lesson, database: Database, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], GuanacoApp]]:
    app = GuanacoApp(lesson, database)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.pane)
        yield pilot, app


def on_screen(app: App[None]) -> str:
    """The text that is seen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


# Help.


async def test_help_tells_the_pane_and_every_key_of_it(lesson: Lesson, database: Database) -> None:
    async with app_on(lesson, database, (80, 50)) as (pilot, app):
        await pilot.press("f1")
        await until(pilot, lambda: "A place to type." in on_screen(app))
        shown = on_screen(app)
        assert re.search(r"z +Fetch the zebra", shown)
        assert re.search(r"F2, 1 +Open Seeds", shown)
        assert re.search(r"ctrl\+r +Start, pause or go on", shown)


async def test_help_leaves_out_keys_that_a_text_field_takes(
    lesson: Lesson, database: Database
) -> None:
    async with app_on(lesson, database, (80, 50)) as (pilot, app):
        app.query_one(Input).focus()
        await pilot.press("f1")
        await until(pilot, lambda: "Keys everywhere" in on_screen(app))
        assert "zebra" not in on_screen(app)
        assert re.search(r"F2 +Open Seeds", on_screen(app))


async def test_at_80x24_help_scrolls_to_its_last_line(lesson: Lesson, database: Database) -> None:
    async with app_on(lesson, database) as (pilot, app):
        await pilot.press("f1")
        await until(pilot, lambda: "esc close" in on_screen(app))
        assert "Open the command palette" not in on_screen(app)
        await pilot.press("end")
        await until(pilot, lambda: "Open the command palette" in on_screen(app))
        assert "esc close" in on_screen(app)


async def test_escape_closes_help(lesson: Lesson, database: Database) -> None:
    async with app_on(lesson, database) as (pilot, app):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


@pytest.mark.parametrize(
    ("key", "name"),
    [("ctrl+r", "ctrl+r"), ("f1", "F1"), ("slash", "/"), ("full_stop", "."), ("enter", "enter")],
)
def test_keys_are_called_as_they_are_on_the_keyboard(key: str, name: str) -> None:
    assert key_name(Binding(key, "x")) == name


# The guide.


@asynccontextmanager
async def in_guide(
    lesson: Lesson, database: Database
) -> AsyncIterator[tuple[Pilot[None], GuanacoApp]]:
    """The app, with the guide in front."""
    async with app_on(lesson, database) as (pilot, app):
        await pilot.press("f1", "f1")
        await until(pilot, lambda: "The lesson guide" in on_screen(app))
        yield pilot, app


async def test_f1_twice_opens_the_guide_and_escape_leaves_it(
    lesson: Lesson, database: Database
) -> None:
    async with in_guide(lesson, database) as (pilot, app):
        assert isinstance(app.screen, GuideScreen)
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_the_guide_goes_from_step_to_step(lesson: Lesson, database: Database) -> None:
    async with in_guide(lesson, database) as (pilot, app):
        await pilot.press("p", "n", "n")
        await until(pilot, lambda: "Step 2." in on_screen(app))
        assert "Step 1." not in on_screen(app)
        await pilot.press("p")
        await until(pilot, lambda: "Step 1." in on_screen(app))
        await pilot.press(*["n"] * 20)
        await until(pilot, lambda: "Readings" in on_screen(app))


async def test_a_key_for_a_pane_leaves_the_guide_which_opens_again_where_it_was(
    lesson: Lesson, database: Database
) -> None:
    async with in_guide(lesson, database) as (pilot, app):
        await pilot.press("n", "n", "f6")
        await until(pilot, lambda: len(app.screen_stack) == 1 and app.pane.id == "compare")
        await pilot.press("f1", "f1")
        await until(pilot, lambda: "Step 2." in on_screen(app))


def test_every_step_of_the_guide_says_what_to_press_and_has_two_to_four_questions() -> None:
    text = files.read_text(resources.data_file("guide.md"))
    steps = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    readings = steps.pop()
    assert [step.split(".")[0] for step in steps] == [f"Step {i}" for i in range(1, 11)]
    for step in steps:
        _, questions = step.split("*To discuss*")
        assert 2 <= questions.count("\n- ") <= 4
        assert all("?" in line for line in questions.split("\n- ")[1:])
    for step in steps[:-1]:
        assert re.search(r"`[^`]+`", step)
    for reading in ("Self-Instruct", "Wang", "Alpaca", "Taori", "A Sign That Spells", "Offert"):
        assert reading in readings


# The palette.


async def offered(pilot: Pilot[None], app: GuanacoApp, line: str, wanted: str) -> CommandList:
    """Open the palette, type a line, and wait until what is wanted is offered; first, if typed."""
    app.push_screen(CommandPalette(providers=[Actions, Tasks]))
    await until(pilot, lambda: isinstance(app.screen, CommandPalette))
    app.screen.query_one(Input).value = line
    commands = app.screen.query_one(CommandList)
    places = slice(1) if line else slice(None)
    await until(pilot, lambda: any(wanted in words for words in prompts(commands)[places]))
    return commands


def prompts(commands: CommandList) -> list[str]:
    return [
        command.prompt.plain
        for command in commands.options
        if isinstance(command, Command) and isinstance(command.prompt, Content)
    ]


async def test_the_palette_offers_every_action_with_its_key(
    lesson: Lesson, database: Database
) -> None:
    async with app_on(lesson, database) as (pilot, app):
        commands = await offered(pilot, app, "", "zebra")
        shown = prompts(commands)
        assert "Fetch the zebra  z" in shown
        assert "Open Compare  F6, 5" in shown
        assert "Start, pause or go on with the run  ctrl+r" in shown
        assert any(line.startswith("Lesson guide") for line in shown)
        assert not any("palette" in line or "Scroll" in line for line in shown)
        assert len(set(shown)) == len(shown)


async def test_an_action_is_offered_while_a_text_field_has_its_key(
    lesson: Lesson, database: Database
) -> None:
    async with app_on(lesson, database) as (pilot, app):
        app.query_one(Input).focus()
        await offered(pilot, app, "zebra", "zebra")
        await pilot.press("enter")
        await until(pilot, lambda: app.query_one(Input).value == "z")


async def test_the_keys_by_which_text_is_edited_are_not_offered(
    lesson: Lesson, database: Database
) -> None:
    async with app_on(lesson, database) as (pilot, app):
        app.query_one(Input).focus()
        commands = await offered(pilot, app, "", "zebra")
        assert not any("cursor" in line.casefold() for line in prompts(commands))


@pytest.mark.parametrize("focus", ["TypingPane", "Input"])
async def test_what_cannot_be_done_now_is_not_offered(
    lesson: Lesson, database: Database, focus: str
) -> None:
    async with app_on(lesson, database) as (pilot, app):
        app.query_one(focus).focus()
        shown = prompts(await offered(pilot, app, "", "Fetch"))
        assert not any("Hide" in line for line in shown)


async def test_the_palette_changes_the_look(lesson: Lesson, database: Database) -> None:
    async with app_on(lesson, database) as (pilot, app):
        await offered(pilot, app, "look light", "Look: light")
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "guanaco-light")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("river nam", MARKUP),
        ("rhine", MARKUP),
        ('"non binary', "Sort the queue"),
        ("C++ don't AND", "Sort the queue"),
    ],
)
async def test_any_task_is_found_by_its_words_and_shown_as_text(
    lesson: Lesson, database: Database, line: str, found: str
) -> None:
    async with app_on(lesson, database) as (pilot, app):
        commands = await offered(pilot, app, line, found)
        assert f"{found}\ntheirs" in prompts(commands)


async def test_a_task_that_is_chosen_is_opened(
    lesson: Lesson, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []

    async def open_task(_: GuanacoApp, row: int) -> None:
        opened.append(row)

    monkeypatch.setattr(GuanacoApp, "open_task", open_task)
    async with app_on(lesson, database) as (pilot, app):
        await offered(pilot, app, "rhine", MARKUP)
        await pilot.press("enter")
        await until(pilot, lambda: opened)
        assert [task.instruction for task in app.catalogue.rows(opened)] == [MARKUP]


# The hint.


class HintApp(App[None]):
    def compose(self) -> ComposeResult:
        if Hint.is_due("first-run"):
            yield Hint("first-run", "[b]New here? Press F1.")


async def test_a_hint_that_was_put_away_does_not_come_back() -> None:
    app = HintApp()
    async with app.run_test() as pilot:
        assert "[b]New here? Press F1." in on_screen(app)
        await pilot.click(Hint)
        await until(pilot, lambda: not app.query(Hint))
    again = HintApp()
    async with again.run_test():
        assert not again.query(Hint)


@pytest.fixture
def file_in_the_way(config_folder: Path) -> None:
    config_folder.parent.mkdir(parents=True, exist_ok=True)
    config_folder.write_text("Not a folder.", encoding="utf-8")


@pytest.mark.usefixtures("file_in_the_way")
async def test_a_hint_goes_away_even_where_that_cannot_be_remembered() -> None:
    app = HintApp()
    async with app.run_test() as pilot:
        app.query_one(Hint).put_away()
        await until(pilot, lambda: not app.query(Hint))


def test_every_key_has_a_name_of_its_own_to_be_given_to_another() -> None:
    ids = [binding.id for binding in GuanacoApp.BINDINGS if isinstance(binding, Binding)]
    assert len(set(ids)) == len(ids)
    assert {"app.run", "pane.run"} <= set(ids)

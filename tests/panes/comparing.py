"""Pane 5 in the app, with a real lesson: collections brought in, set side by side, read."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from guanaco_tui import app as apps
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_reader import CompareReader
from guanaco_tui.panes.compare_view import CompareView
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.theme_account import ThemeAccount
from tests.panes.waiting import until

SIZE = (80, 24)
# A theme file with one theme.
WATER = '[theme.water]\nlabel = "Water"\nquestion = "Whose?"\nwords = ["river"]\n'

# Before the app is there.


def bring_in(lesson: Lesson, name: str, *instructions: str) -> None:
    """Import tasks with these instructions as a collection."""
    path = lesson.folder.parent / "tasks.json"
    tasks = [{"instruction": text, "input": "", "output": "Yes."} for text in instructions]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with lesson.database() as database:
        import_tasks(database, path, name)


def write_themes(lesson: Lesson, text: str) -> Path:
    """Give the lesson a theme file of its own; return where it is."""
    path = lesson.folder / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return path


# The app.


@asynccontextmanager
async def running(
    lesson: Lesson, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], GuanacoApp]]:
    """The app, with nothing in it but Compare, which is not opened yet."""
    with pytest.MonkeyPatch.context() as patch, lesson.database() as database:
        for name in ("seeds", "run", "browse"):
            patch.setitem(apps.PANES, name, (name, "guanaco_tui.panes.pane", "Pane"))
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=size) as pilot:
            yield pilot, app


@asynccontextmanager
async def opened(
    lesson: Lesson, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], ComparePane]]:
    """The pane, which begins to read."""
    async with running(lesson, size) as (pilot, app):
        yield pilot, await open_compare(app)


@asynccontextmanager
async def compared(
    lesson: Lesson, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], ComparePane]]:
    """The pane, once it shows the themes of two collections and says which they are."""
    async with opened(lesson, size) as (pilot, pane):
        await until(pilot, lambda: table(pane) and "against" in head(pane))
        yield pilot, pane


async def open_compare(app: GuanacoApp) -> ComparePane:
    pane = await app.open_pane("compare")
    assert isinstance(pane, ComparePane)
    return pane


async def start_run(app: GuanacoApp) -> None:
    """Begin a run of 40 tasks by the n-gram model."""
    app.change_settings({"batch": {"count": 40, "random_seed": 1}})
    await app.action_toggle_run()


async def show(pilot: Pilot[None], pane: ComparePane, key: str, view: type[CompareView]) -> None:
    """Press the key of a view and wait until it shows what it has read."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pane.front, view) and not pane.is_reading)


async def look_for(pilot: Pilot[None], line: str) -> None:
    """Put a line in place of what is looked for in the view in front, as a paste does."""
    await pilot.press("slash", "ctrl+u")
    pilot.app.post_message(Paste(line))
    await pilot.pause()


@dataclass(slots=True)
class Held:
    """What waits to be read: whether it was asked for, and what came of it once it was let go."""

    is_asked: bool = False
    came: list[Any] = field(default_factory=list)


@contextmanager
def held(name: str) -> Iterator[Held]:
    """Let what the pane reads by this name wait until the block is left."""
    may_go_on, it = threading.Event(), Held()
    read = getattr(CompareReader, name)

    def wait(*asked: Any) -> Any:
        it.is_asked = True
        may_go_on.wait(60)
        it.came.append(read(*asked))
        return it.came[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CompareReader, name, wait)
        try:
            yield it
        finally:
            may_go_on.set()


# What a person sees.


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
    """The words of the line above: which two, how many tasks, what the figures are."""
    return str(pane.query_one("#compare-head", Static).content).split()


def note(pane: ComparePane) -> str:
    """What is said below that line."""
    return str(pane.query_one("#compare-note", Static).content)


def account(pane: ComparePane) -> str:
    """What is told of the theme under the cursor."""
    return str(pane.query_one(ThemeAccount).content)

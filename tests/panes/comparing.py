"""Pane 5 in the app, with a real lesson: collections brought in, set side by side, read."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from guanaco_tui.analysis.themes import read_themes
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_view import CompareView
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.theme_account import ThemeAccount
from tests.importing import asking, import_into
from tests.panes.bare import SIZE, started
from tests.panes.waiting import until

# A theme file with one theme.
WATER = '[theme.water]\nlabel = "Water"\nquestion = "Whose?"\nwords = ["river"]\n'

# Before the app is there.


def bring_in(lesson: Lesson, name: str, *instructions: str) -> None:
    """Import tasks with these instructions as a collection."""
    import_into(lesson, asking(*instructions), name)


def take_away(lesson: Lesson, name: str) -> None:
    """Delete a collection, as another program may."""
    with closing(sqlite3.connect(lesson.database_path)) as other, other:
        other.execute("DELETE FROM collection WHERE name = ?", (name,))


def write_themes(lesson: Lesson, text: str) -> Path:
    """Give the lesson a theme file of its own; return where it is."""
    path = lesson.folder / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return path


def theme_words(lesson: Lesson, name: str = "water") -> tuple[str, ...]:
    """The words of a theme in the lesson's theme file."""
    found = read_themes(lesson.folder / "themes.toml").themes
    return next(theme.words for theme in found if theme.name == name)


# The app.


@asynccontextmanager
async def running(
    lesson: Lesson, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], GuanacoApp]]:
    """The app, with nothing in it but Compare, which is not opened yet."""
    async with started(lesson, "seeds", "run", "browse", size=size) as (pilot, app):
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


@asynccontextmanager
async def editing(
    lesson: Lesson, *names: str, theme: str = "", size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], ThemeScreen]]:
    """The theme editor, with hits in these collections."""
    async with running(lesson, size) as (pilot, app):
        editor = ThemeScreen(theme, names)
        await app.push_screen(editor)
        yield pilot, editor


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


def said(app: App[Any]) -> list[str]:
    """What is said in passing, the last at the end."""
    return [said.message for said in app._notifications]


def note(pane: ComparePane) -> str:
    """What is said below that line."""
    return str(pane.query_one("#compare-note", Static).content)


def account(pane: ComparePane) -> str:
    """What is told of the theme under the cursor."""
    return str(pane.query_one(ThemeAccount).content)

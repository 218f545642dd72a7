"""Keys that come faster than the app answers do what they would have done one by one."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, Static

from guanaco_tui import type_ahead
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import Lesson, make_lesson, path_of, sample_seeds
from guanaco_tui.widgets.file_picker import FilePicker
from guanaco_tui.widgets.seed_list import SeedList
from tests.panes.waiting import until


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson(path_of("fast"), sample_seeds())


@asynccontextmanager
async def opened(lesson: Lesson) -> AsyncIterator[tuple[GuanacoApp, Pilot[None]]]:
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=(80, 24)) as pilot:
            yield app, pilot


def type_at_once(app: App[None], *keys: str) -> None:
    """Put keys before the app as a terminal does that has read them all in one go."""
    for key in keys:
        is_character = len(key) == 1
        name = _character_to_key(key) if is_character else key
        app.post_message(events.Key(name, key if is_character else None))


async def test_a_search_can_be_typed_while_its_pane_is_still_being_made(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        type_at_once(app, "f5", "/", *"night")
        await until(pilot, lambda: app.query("BrowsePane Input"))
        await until(pilot, lambda: app.query_one("BrowsePane Input", Input).value == "night")
        # None of its letters was taken for a key of the pane: n writes a note, t goes to themes.
        assert len(app.screen_stack) == 1
        assert app.focused is app.query_one("BrowsePane Input")


async def test_a_text_can_be_typed_right_behind_the_key_that_goes_to_it(lesson: Lesson) -> None:
    before = lesson.seeds().seeds[0]
    async with opened(lesson) as (app, pilot):
        await until(pilot, lambda: app.focused)
        type_at_once(app, "enter", *"Quick ", "tab", *"words ", "escape", "down")
        seeds = app.query_one(SeedList)
        await until(pilot, lambda: seeds.cursor == 1)
        assert app.focused is seeds
        assert app.pane is not None
        app.pane.leaving()
    after = lesson.seeds().seeds[0]
    assert after.instruction == f"Quick {before.instruction}"
    assert after.instances[0].input.startswith("words ")


async def test_a_dialog_gets_what_is_typed_and_pasted_before_it_is_there(
    lesson: Lesson, tmp_path: Path
) -> None:
    async with opened(lesson) as (app, pilot):
        await until(pilot, lambda: app.focused)
        type_at_once(app, "i", "ctrl+u", *"/no")
        app.post_message(events.Paste("where"))
        type_at_once(app, *"at all")
        await until(pilot, lambda: isinstance(app.screen, FilePicker))
        await until(pilot, lambda: app.screen.query_one(Input).value == "/nowhereat all")


async def test_a_person_rests_from_a_key_on(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        await until(pilot, lambda: app.focused)
        assert app.rested == math.inf
        await pilot.press("down")
        assert 0 < app.rested < math.inf


async def test_keys_go_on_where_what_had_the_focus_was_taken_away(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        await until(pilot, lambda: app.focused)
        type_at_once(app, *("i", "escape") * 5, "f1", "escape", "f5", "/", "x")
        await until(pilot, lambda: app.query("BrowsePane Input"))
        await until(pilot, lambda: app.query_one("BrowsePane Input", Input).value == "x")


class NeverDone(type_ahead.TypeAhead):
    """An app in which one key sets off what never ends."""

    pressed = ""

    def compose(self) -> ComposeResult:
        yield Waiting()

    def on_mount(self) -> None:
        self.query_one(Waiting).focus()
        self.answer_keys()

    def on_key(self, event: events.Key) -> None:
        self.pressed += event.key


class Waiting(Static, can_focus=True):
    def __init__(self) -> None:
        super().__init__()
        self.is_over = asyncio.Event()

    async def on_key(self, event: events.Key) -> None:
        if event.key == "x":
            await self.is_over.wait()


async def test_a_key_that_comes_up_when_the_last_screen_is_gone_does_nothing() -> None:
    app = NeverDone()
    async with app.run_test():
        key = events.Key("x", "x")
        key._forwarded = True
        screens = list(app._screen_stack)
        app._screen_stack.clear()
        await app.on_event(key)
        app._screen_stack.extend(screens)


async def test_a_key_that_is_never_done_does_not_hold_up_the_others_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type_ahead, "PATIENCE", 0)
    app = NeverDone()
    async with app.run_test():
        waiting = app.query_one(Waiting)
        app.post_message(events.Key("x", "x"))
        app.call_later(app.screen.set_focus, None)
        app.post_message(events.Key("y", "y"))
        app.post_message(events.Key("z", "z"))
        for _ in range(20_000):
            await asyncio.sleep(0.001)
            if app.pressed == "yz":
                break
        waiting.is_over.set()
        assert app.pressed == "yz"

"""The settings in the app with a real lesson: opened for a test, read, and written into."""

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.panes.pane import Pane
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.meaning import Meaning
from guanaco_tui.widgets.setting_field import SettingField
from tests.panes.waiting import until

SIZE = (80, 24)


class SettingsApp(GuanacoApp):
    """The app, with the settings in front from the start."""

    CSS_PATH = Path(inspect.getfile(GuanacoApp)).with_name("app.tcss")

    async def open_pane(self, name: str) -> Pane:
        return await super().open_pane("settings")


@asynccontextmanager
async def opened(
    lesson: Lesson, size: tuple[int, int] = SIZE, **model: str
) -> AsyncIterator[tuple[SettingsApp, Pilot[None]]]:
    with lesson.database() as database:
        app = SettingsApp(lesson, database)
        if model:
            app.change_settings({"model": model})
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: "seeds ..." not in meaning(app) and app.focused)
            yield app, pilot


def meaning(app: GuanacoApp) -> str:
    found = app.query(Meaning)
    return str(found.first().content) if found else "seeds ..."


def said(app: GuanacoApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


def field(app: GuanacoApp, table: str, name: str) -> SettingField:
    fields = app.screen_stack[0].query(SettingField)
    return next(one for one in fields if (one.setting.table, one.setting.name) == (table, name))


async def write(
    pilot: Pilot[None], app: GuanacoApp, table: str, name: str, text: str
) -> SettingField:
    """Put a value over the one that stands there, and stay in the field."""
    wanted = field(app, table, name)
    line = wanted.query_one(Input)
    app.screen.set_focus(line)
    line.replace(text, 0, len(line.value))
    await pilot.pause()
    return wanted


def saved(lesson: Lesson) -> Settings:
    return lesson.settings()


def sent(app: GuanacoApp) -> str:
    return said(app, "#prompt")


def drawn(app: GuanacoApp) -> list[str]:
    numbers = said(app, "#shown").partition("with seeds ")[2].partition(":")[0]
    return numbers.split(", ")


def keys(app: GuanacoApp) -> dict[str, str]:
    return {key.key: key.label for key in app.query_one(KeyLine).shown}

"""The app with empty panes in the place of those that are not what is tested."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from textual.pilot import Pilot

from guanaco_tui import app as apps
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.lesson import Lesson
from tests.panes.waiting import until

SIZE = (80, 24)
WHOLE = dict(apps.PANES)


@contextmanager
def bare(*names: str) -> Iterator[None]:
    """Put an empty pane in the place of each of these."""
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setitem(apps.PANES, name, (name, "guanaco_tui.panes.pane", "Pane"))
        yield


@contextmanager
def furnished(*names: str) -> Iterator[None]:
    """Put the panes themselves back, where all are bare."""
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setitem(apps.PANES, name, WHOLE[name])
        yield


@asynccontextmanager
async def started(
    lesson: Lesson, *without: str, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Pilot[None], GuanacoApp]]:
    """The app on a lesson, without these panes; the others are not opened yet."""
    with bare(*without), lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.pane)
            yield pilot, app

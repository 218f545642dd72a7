"""The concordance where the lesson can no longer be read, after its lines were found."""

from collections.abc import Iterator

import pytest
from textual.widgets import Static

from guanaco_tui import app as apps
from guanaco_tui.app import GuanacoApp
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.concordance import ConcordanceScreen
from guanaco_tui.widgets.concordance_list import LineList
from guanaco_tui.widgets.concordance_sides import ConcordanceSides
from tests.importing import imported
from tests.panes.bare import bare
from tests.panes.waiting import until

DAMAGED = "The database is damaged: put a copy back."


@pytest.fixture
def database(lesson: Lesson) -> Iterator[Database]:
    with lesson.database() as opened:
        for name in ("ours", "theirs"):
            imported(opened, [(f"Cross river {n}", "", "") for n in range(100)], name)
        yield opened


def damaged(*_: object) -> None:
    raise GuanacoError(DAMAGED)


async def test_lines_that_cannot_be_read_any_more_say_so_and_the_rest_stays(
    lesson: Lesson, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = GuanacoApp(lesson, database)
    with bare(*apps.PANES):
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.pane)
            screen = ConcordanceScreen(("ours", "theirs"), "river", seed=7)
            await app.push_screen(screen)
            sides = screen.query_one(ConcordanceSides)
            await until(pilot, lambda: [it.total for it in sides.lists] == [100, 100])

            def told() -> str:
                return str(screen.query_one("#concordance-line", Static).content)

            await until(pilot, lambda: "line 1 of 100" in told())
            with monkeypatch.context() as patch:
                patch.setattr(Catalogue, "rows", damaged)
                # The line is there still, what its task begins with is not.
                await pilot.press("down")
                await until(pilot, lambda: "line 2 of 100" in told())
                assert told().endswith(DAMAGED)
                # The game takes lines of both sides.
                await pilot.press("g")
                await until(pilot, lambda: [note.message for note in app._notifications])
                assert [note.message for note in app._notifications] == [DAMAGED]
                assert not screen.is_guessing
                await pilot.press("end")
                await until(pilot, lambda: told() == DAMAGED)
                lines = screen.focused
                assert isinstance(lines, LineList)
                assert lines.row(lines.cursor, 60).plain == "▸ cannot be read"
                await pilot.press("enter")
                assert app.screen is screen
            # What is looked for again is read again.
            await pilot.press("f", "f", "f", "f")
            await until(pilot, lambda: "line 1 of 100" in told())
            assert "Cross river 0" in told()

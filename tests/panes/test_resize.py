"""A terminal that is made small and large again while a run goes on: every pane bears it."""

import pytest

from guanaco_tui.app import PANES, GuanacoApp
from guanaco_tui.generation import prepare
from guanaco_tui.lesson.lesson import Lesson
from tests.panes.waiting import until

LARGE, SMALL = (300, 100), (20, 5)
# Words a second: some ten tasks arrive in each, and the machine still has its quiet moments.
PACE = 200.0


async def test_no_pane_minds_a_resize_in_a_run_and_the_seeds_stay_whole(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "READING_PACE", PACE)
    before = lesson.seeds_path.read_bytes()
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        app.settings = app.settings.changed(
            {"model": {"pace": "reading"}, "batch": {"concurrency": 4, "random_seed": 5}}
        )
        async with app.run_test(size=LARGE) as pilot:
            await until(pilot, lambda: app.pane)
            await app.action_toggle_run()
            await until(pilot, lambda: app.run_watch and app.run_watch.state.kept)
            for name in PANES:
                pane = await app.open_pane(name)
                for size in (SMALL, LARGE):
                    await pilot.resize_terminal(*size)
                    assert app.size == pane.screen.size == size
                    # It is laid out when what the run brings meanwhile allows it.
                    await until(pilot, lambda pane=pane: pane.region.width == app.size.width)
                    assert app.screen.region.contains_region(pane.region)
            assert app.run_is_going
    assert lesson.seeds_path.read_bytes() == before

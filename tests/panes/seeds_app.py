"""Pane 1 in the app, with a lesson of six seeds: opened for a test, and read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson import seeds
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.seeds import SeedsPane
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.widgets.seed_editor import SeedText
from guanaco_tui.widgets.seed_list import SeedList
from tests.panes.waiting import until


def seed(number: int, name: str, instruction: str, output: str = "Yes.") -> SeedTask:
    return SeedTask(
        id=f"seed_task_{number}",
        name=name,
        instruction=instruction,
        instances=[Instance(input="", output=output)],
        is_classification=False,
    )


# Three are ready; the third repeats the first, the fourth has no output, the fifth is blank.
SEEDS = [
    seed(0, "Ghost work", "Write a letter from a content moderator to the people she removed"),
    seed(1, "Ramp or stairs", "Say which of two entrances a school should build first"),
    seed(2, "Echo", "Write a letter from a content moderator to the people she removed today"),
    seed(3, "No answer", "Sort these names by the border they were stopped at", ""),
    seeds.blank_seed("seed_task_4"),
    seed(5, "House rules", "Rewrite the rules of the house so that guests can stay"),
]


@asynccontextmanager
async def opened(
    lesson: Lesson, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], SeedsPane]]:
    """The app on a lesson, its first pane open and the repeats looked for."""
    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: isinstance(app.pane, SeedsPane))
            pane = app.query_one(SeedsPane)
            await until(pilot, lambda: app.focused is not None and not app.screen.is_modal)
            yield pilot, pane


def refuse_to_be_saved(lesson: Lesson) -> None:
    """Put a folder in the place of the seeds' file."""
    lesson.seeds_path.unlink()
    lesson.seeds_path.mkdir()


def said(pane: SeedsPane, where: str) -> str:
    return str(pane.query_one(f"#{where}", Static).render())


def rows(pane: SeedsPane) -> list[str]:
    """The list of the seeds, as it is seen."""
    listed = pane.query_one(SeedList)
    return [listed.row(index, 60).plain for index in range(listed.total)]


def texts(lesson: Lesson) -> list[str]:
    """The instructions of the seeds in the lesson's file."""
    return [one.instruction for one in lesson.seeds().seeds]


def area(pane: SeedsPane, field: str) -> SeedText:
    """Where a field of the seed in hand is written."""
    return pane.query_one(f"#seed-{field}", SeedText)

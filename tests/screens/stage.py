"""A lesson that is the same each time it is made: a rehearsal of the seeds, and real replies.

Takes an empty folder. What a clock measured is replaced by made-up figures, so that two lessons
made on two machines look the same.
"""

import asyncio
import shutil
from collections.abc import Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from guanaco_tui.generation.events import Event, RunEnded, TaskJudged, TextArrived
from guanaco_tui.generation.prepare import plan_run
from guanaco_tui.generation.run import generate
from guanaco_tui.generation.watch import RunWatch
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds

NAME = "week-3"
REHEARSAL, REPLAY = "run-1", "run-2"
COUNTS = {REHEARSAL: 90, REPLAY: 300}
# Seconds that a task takes, as an ordinary model would take them.
A_TASK = 1.4
A_REQUEST = 26.5
# Without a time zone: it is shown as it stands, wherever that is.
WHEN = {REHEARSAL: "2026-10-05T09:10:00", REPLAY: "2026-10-05T09:30:00"}
RUNS: dict[str, dict[str, dict[str, object]]] = {
    REHEARSAL: {
        "model": {"backend": "ngram"},
        "batch": {"count": COUNTS[REHEARSAL], "concurrency": 1, "random_seed": 7},
    },
    REPLAY: {
        "model": {"backend": "recorded"},
        "batch": {"count": COUNTS[REPLAY], "concurrency": 1},
    },
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A lesson with two finished runs, and all that happened in each."""

    lesson: Lesson
    happened: dict[str, tuple[Event, ...]]

    def copy(self, folder: Path) -> Lesson:
        """Make a copy of the lesson in an empty folder, to be changed as one likes."""
        return Lesson(Path(shutil.copytree(self.lesson.folder, folder / NAME)))

    def watch(self, run: str, share: float = 1.0) -> RunWatch:
        """A run as it looked when this share of its events had happened."""
        events = self.happened[run]
        watch = RunWatch()
        for event in events[: round(share * len(events))]:
            watch.take(event)
        return watch


def set_stage(folder: Path) -> Stage:
    """Make the lesson in a folder."""
    lesson = make_lesson(folder / NAME, sample_seeds())
    happened = {
        name: tuple(at_a_pace(whole(run_of(lesson, changes)))) for name, changes in RUNS.items()
    }
    with lesson.database() as database:
        take_clock_away(database)
    return Stage(lesson, happened)


def run_of(lesson: Lesson, changes: dict[str, dict[str, object]]) -> list[Event]:
    """Let a run write to its end."""

    async def write() -> list[Event]:
        plan = await plan_run(lesson, lesson.settings().changed(changes))
        with lesson.generating() as database:
            async with aclosing(generate(plan, database)) as happening:
                return [event async for event in happening]

    return asyncio.run(write())


def whole(events: Iterable[Event]) -> Iterator[Event]:
    """Put together what came of one text in pieces, as on a computer that was busy meanwhile."""
    before: Event | None = None
    for event in events:
        if isinstance(before, TextArrived) and isinstance(event, TextArrived):
            before = replace(before, text=before.text + event.text)
            continue
        if before is not None:
            yield before
        before = event
    if before is not None:
        yield before


def at_a_pace(events: Iterable[Event]) -> Iterable[Event]:
    """Put events at the times at which they would have come, had each task taken as long."""
    judged = 0
    for event in events:
        judged += isinstance(event, TaskJudged)
        paced = replace(event, at=A_TASK * judged)
        yield (replace(paced, first_task_seconds=A_TASK) if isinstance(paced, RunEnded) else paced)


def take_clock_away(database: Database) -> None:
    """Put what a clock has measured out of the database."""
    with database.writing() as connection:
        connection.execute("UPDATE response SET seconds = ?", (A_REQUEST,))
        for name, when in WHEN.items():
            connection.execute("UPDATE collection SET created = ? WHERE name = ?", (when, name))
            connection.execute(
                "UPDATE run SET seconds = ?, first_task_seconds = ?"
                " WHERE id = (SELECT id FROM collection WHERE name = ?)",
                (A_TASK * COUNTS[name], A_TASK, name),
            )

"""A run in a real database, made of requests that say what they showed and what came of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.themes import Meta, Theme, ThemeFile
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.database import Database
from guanaco_tui.tasks import Candidate, Instance, SeedTask

WATER = Theme(name="water", label="Water", words=("river", "lake*"), phrases=("river bank",))
ORDER = Theme(name="order", label="Order", words=("queue",), exclude=("queue the music",))


def theme_file(*themes: Theme) -> ThemeFile:
    return ThemeFile(meta=Meta(), themes=themes, sha256="+".join(theme.name for theme in themes))


@dataclass(frozen=True)
class Request:
    """Seeds by their text, rows of tasks, and the tasks: an instruction and the rule it broke."""

    shown: Sequence[str]
    tasks: Sequence[tuple[str, str | None]]
    tasks_shown: Sequence[int] = ()
    attempts: int = 1


def made_run(database: Database, requests: Iterable[Request]) -> int:
    """Return the row of the run's collection."""
    run = runs.Run("run-1", "ngram", "", "m", "{}", "", "", random_seed=1)
    with database.writing() as connection:
        row = runs.add_run(connection, run, "2026-01-01T00:00:00+00:00")
        for number, request in enumerate(requests, start=1):
            seeds = [
                SeedTask(
                    id=text, name=f"On {text}", instruction=text, instances=[Instance(output="Yes")]
                )
                for text in request.shown
            ]
            examples = runs.add_seeds(connection, seeds) + [
                runs.Shown("task", task, f"task {task}", "", "", "") for task in request.tasks_shown
            ]
            for attempt in range(1, request.attempts + 1):
                response = runs.add_response(connection, row, number, attempt, "", examples)
            for position, (instruction, rule) in enumerate(request.tasks, start=1):
                candidate = Candidate(
                    position=position, instruction=instruction, output="Yes", raw=""
                )
                runs.add_task(connection, row, response, candidate, rule=rule)
    return row

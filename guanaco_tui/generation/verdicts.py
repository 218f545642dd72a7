"""What the rules of the method would have done with the class's own seeds, had a machine written
them: takes the seeds and the collections they are compared with, gives a rule for each seed.
"""

from collections.abc import Iterable

from guanaco_tui.generation.judge import Judge
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.runs import run_named
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import Candidate


def seed_verdicts(
    lesson: Lesson, database: Database, seeds: int, compared: Iterable[Collection] = ()
) -> dict[int, str | None]:
    """Judge the tasks of collection `seeds`, in their order, as a run judges its candidates.

    Return, by the row of each, the rule that drops it, None where it is kept. The rules are those
    of the last run among the collections `compared`, or of the lesson where none is one; a repeat
    is of an earlier seed that was kept. It takes as long as to judge as many candidates. Raises
    GuanacoError where the database or the lesson's settings cannot be read.
    """
    settings = _settings_of_run(database, compared) or lesson.settings()
    catalogue = Catalogue(database)
    tasks = catalogue.rows(catalogue.ids(seeds))
    candidates = [
        Candidate(
            instruction=task.instruction,
            input=task.input,
            output=task.output,
            position=position,
            raw="",
        )
        for position, task in enumerate(tasks, start=1)
    ]
    decisions = Judge(settings, []).decide(candidates, len(candidates))
    return {task.id: decision.rule for task, decision in zip(tasks, decisions, strict=True)}


def _settings_of_run(database: Database, compared: Iterable[Collection]) -> Settings | None:
    settings = None
    with database.reading() as connection:
        for collection in compared:
            if (run := run_named(connection, collection.name)) is not None:
                settings = Settings.model_validate_json(run.settings)
    return settings

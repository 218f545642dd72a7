"""Tasks brought into a lesson as a teacher brings them: from a file."""

import json
from collections.abc import Iterable

from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import Lesson

FIELDS = ("instruction", "input", "output")


def imported(
    database: Database, tasks: Iterable[tuple[str, str, str]], name: str = "theirs"
) -> int:
    """Import tasks, each an instruction, an input and an output; return the collection's row."""
    path = database.path.with_name("tasks.json")
    rows = [dict(zip(FIELDS, task, strict=True)) for task in tasks]
    path.write_text(json.dumps(rows), encoding="utf-8")
    import_tasks(database, path, name)
    return Catalogue(database).collection(name).id


def import_into(
    lesson: Lesson, tasks: Iterable[tuple[str, str, str]], name: str = "theirs"
) -> None:
    """Import tasks as `imported` does, into a lesson that nobody has open."""
    with lesson.database() as database:
        imported(database, tasks, name)


def asking(*instructions: str, output: str = "Yes.") -> list[tuple[str, str, str]]:
    """Tasks with these instructions, no input, and one output for all."""
    return [(text, "", output) for text in instructions]

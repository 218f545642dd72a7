"""Brings a dataset into a lesson as a collection: JSON array, JSON Lines or a table.

A file is read as a stream, so that its size does not matter, and goes in whole or not at all.
"""

import codecs
import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.catalogue import collection_name
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.spreadsheet import is_spreadsheet, read_table
from guanaco_tui.tasks import Task
from guanaco_tui.text import clean, clean_whole

# An item longer than this, in bytes or characters, is no task that anybody wrote.
LONGEST_ITEM = 64 * 1024 * 1024
_PIECE = 1024 * 1024
_SEPARATOR = re.compile(r"[\s,]*")
# No number of a dataset is kept, and int() refuses one of thousands of digits.
_DECODER = json.JSONDecoder(parse_int=float)

Progress = Callable[[int], None]


def import_tasks(
    database: Database, path: Path, name: str, progress: Progress = lambda _: None
) -> int:
    """Import the tasks of a file as the collection `collection_name(name)`; return how many.

    `progress` is told from time to time how many bytes were read. Raises GuanacoError, and leaves
    the lesson as it was, where the name is taken or empty or the file is not a dataset.
    """
    name = collection_name(name)
    if not name:
        raise GuanacoError("A collection needs a name: give it one with --name.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with database.writing() as connection:
        if runs.free_name(connection, name) != name:
            raise GuanacoError(
                f"There is a collection {name} already: choose another --name for this one."
            )
        collection = connection.execute(
            "INSERT INTO collection (name, kind, source, created) VALUES (?, 'import', ?, ?)",
            (name, collection_name(path.name), now),
        ).lastrowid
        tasks = enumerate(read_tasks(path, progress), start=1)
        cursor = connection.executemany(
            "INSERT INTO task (collection, position, instruction, input, output)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                (collection, position, task.instruction, task.input, task.output)
                for position, task in tasks
            ),
        )
        if cursor.rowcount < 1:
            raise GuanacoError(f"{path} has no tasks in it.")
        connection.execute(
            "INSERT INTO task_words (rowid, instruction, input, output)"
            " SELECT id, words_of(instruction), words_of(input), words_of(output)"
            " FROM task WHERE collection = ?",
            (collection,),
        )
        return cursor.rowcount


def read_tasks(path: Path, progress: Progress = lambda _: None) -> Iterator[Task]:
    """Yield the tasks of a dataset file. Raises GuanacoError where it is not one."""
    if is_spreadsheet(path):
        yield from (
            Task(instruction=row["instruction"], input=row["input"], output=row["output"])
            for row in read_table(path)
        )
        return
    try:
        with path.open("rb") as file:
            yield from _read_json(file, path, progress)
    except OSError as error:
        raise files.os_error(error, path, "read") from error


def _read_json(file: BinaryIO, path: Path, progress: Progress) -> Iterator[Task]:
    head = file.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise GuanacoError(f"{path} is UTF-16 text: save it as UTF-8 and try again.")
    start = len(b"\xef\xbb\xbf") if head.startswith(b"\xef\xbb\xbf") else 0
    file.seek(start)
    match head[start:].lstrip()[:1]:
        case b"[":
            items = enumerate(_array(file, path, progress), start=1)
            yield from (_task(item, f"task {number}", path) for number, item in items)
        case b"{":
            yield from _lines(file, path, progress)
        case b"":
            raise GuanacoError(f"{path} is empty.")
        case _:
            raise GuanacoError(
                f"{path} is not a dataset: it should be a JSON array of tasks, "
                "one JSON object a line, or a table (.csv, .tsv)."
            )


def _array(file: BinaryIO, path: Path, progress: Progress) -> Iterator[object]:
    """Yield the items of a JSON array one by one, with no more than a few in memory."""
    text = codecs.getreader("utf-8-sig")(file)
    buffer, at, number = "", 0, 0
    try:
        buffer = text.read(_PIECE).lstrip().removeprefix("[")
        while True:
            separator = _SEPARATOR.match(buffer, at)
            at = separator.end() if separator else at
            if buffer.startswith("]", at):
                return
            try:
                item, at = _DECODER.raw_decode(buffer, at)
            except (json.JSONDecodeError, RecursionError) as error:
                # The item may only be cut: read as much again, so that the cost stays linear.
                more = text.read(max(_PIECE, len(buffer) - at))
                if not more or len(buffer) - at > LONGEST_ITEM:
                    raise GuanacoError(
                        f"{path} is damaged after task {number}: it is not valid JSON from there."
                    ) from error
                buffer, at = buffer[at:] + more, 0
                continue
            number += 1
            if number % 1000 == 0:
                progress(file.tell())
            yield item
    except UnicodeDecodeError as error:
        raise GuanacoError(
            f"{path} is damaged after task {number}: it is not UTF-8 text from there."
        ) from error


def _lines(file: BinaryIO, path: Path, progress: Progress) -> Iterator[Task]:
    """Read JSON Lines, whatever the file is called."""
    for number in itertools.count(1):
        line = file.readline(LONGEST_ITEM)
        if not line:
            return
        if not line.strip():
            continue
        try:
            item = _DECODER.decode(files.decode(line, path))
        except (json.JSONDecodeError, RecursionError) as error:
            if number == 1:
                raise GuanacoError(
                    f"{path} is not a list of tasks: it begins as one JSON object. "
                    "It should be a JSON array of tasks, or one JSON object a line."
                ) from error
            raise GuanacoError(f"{path}, line {number}: not valid JSON.") from error
        if number % 1000 == 0:
            progress(file.tell())
        yield _task(item, f"line {number}", path)


def _task(item: object, where: str, path: Path) -> Task:
    if not isinstance(item, dict):
        raise GuanacoError(f"{path}, {where}: a task should be a JSON object.")
    first = item["instances"][0] if _has_instances(item) else item
    texts = (item.get("instruction"), first.get("input", ""), first.get("output"))
    if not all(isinstance(text, str) for text in texts):
        raise GuanacoError(
            f'{path}, {where}: a task needs "instruction" and "output" as text; this has '
            f"{', '.join(clean(str(key))[:40] for key in list(item)[:8]) or 'no fields'}."
        )
    instruction, given, output = (clean_whole(str(text)) for text in texts)
    return Task.model_construct(instruction=instruction, input=given, output=output)


def _has_instances(item: dict[str, object]) -> bool:
    instances = item.get("instances")
    return isinstance(instances, list) and bool(instances) and isinstance(instances[0], dict)

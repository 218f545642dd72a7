"""A lesson: where its parts lie, how a new one is made, and who is working in it."""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guanaco_tui import files, resources
from guanaco_tui.errors import GuanacoError, LessonInUse
from guanaco_tui.lesson import runs, seeds, settings
from guanaco_tui.lesson.database import Database
from guanaco_tui.tasks import SeedTask

SAMPLE = "sample"
# The collection that a lesson made from the sample begins with.
RECORDED = "recorded"


@dataclass(frozen=True)
class Lesson:
    """A folder: `seeds.jsonl`, `lesson.toml`, `lesson.db`, and a `prompt.txt` if it has its own."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.resolve().name

    @property
    def seeds_path(self) -> Path:
        """Where the seed tasks are."""
        return self.folder / "seeds.jsonl"

    @property
    def settings_path(self) -> Path:
        """Where the settings are."""
        return self.folder / "lesson.toml"

    @property
    def database_path(self) -> Path:
        """Where everything generated or imported is."""
        return self.folder / "lesson.db"

    @property
    def prompt_path(self) -> Path:
        """Where the lesson's own prompt template is, if it has one."""
        return self.folder / "prompt.txt"

    def seeds(self) -> seeds.SeedFile:
        """Read the seed tasks."""
        return seeds.read_seeds(self.seeds_path)

    def settings(self) -> settings.Settings:
        """Read the settings."""
        return settings.read_settings(self.settings_path)

    def own_template(self) -> str | None:
        """Return the lesson's own prompt template, or None."""
        return files.read_text(self.prompt_path) if self.prompt_path.exists() else None

    def database(self) -> Database:
        """Open the database, and make it where there is none."""
        return Database.open(self.database_path)

    @contextlib.contextmanager
    def generating(self) -> Iterator[Database]:
        """Hold the lesson for one run, with its database open.

        Raises LessonInUse, with the process that holds it, where another run has it.
        """
        import filelock  # noqa: PLC0415  (only a run needs it)

        lock = filelock.FileLock(self.folder / "run.lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise LessonInUse(self._in_use()) from error
        except OSError as error:
            raise files.os_error(error, self.folder / "run.lock", "write") from error
        try:
            with self.database() as database:
                yield database
        finally:
            lock.release()

    def _in_use(self) -> str:
        with self.database() as database, database.reading() as connection:
            run = runs.run_in_progress(connection)
        holder = f" by process {run.process} ({run.collection})" if run else ""
        return (
            f"The lesson {self.name} is in use{holder}: "
            "let that run end or stop it there, then try again."
        )


def path_of(name: str) -> Path:
    """Return the folder a person means: a path as it is, a bare name in the lessons folder."""
    path = Path(name).expanduser()
    is_bare = path.name == name and name not in (".", "..")
    return resources.lessons_folder() / name if is_bare and not path.is_dir() else path


def open_lesson(name: str) -> Lesson:
    """Return the lesson of a path or bare name, or say how to make one."""
    folder = path_of(name)
    lesson = Lesson(folder)
    if not lesson.seeds_path.is_file():
        there = "has no seeds.jsonl" if folder.is_dir() else "is not there"
        raise GuanacoError(f"{folder} {there}: guanaco new {name} makes a lesson.")
    return lesson


def make_lesson(folder: Path, seed_file: seeds.SeedFile) -> Lesson:
    """Make a lesson's folder with its seeds and first settings. An existing lesson is refused."""
    lesson = Lesson(folder)
    if lesson.seeds_path.exists():
        raise GuanacoError(f"{folder} is a lesson already: choose another name.")
    files.make_folder(folder)
    seeds.write_seeds(lesson.seeds_path, seed_file)
    if not lesson.settings_path.exists():
        files.write_atomically(lesson.settings_path, settings.FIRST_SETTINGS)
    lesson.database().close()
    return lesson


def sample_seeds() -> seeds.SeedFile:
    """Return the seed tasks that come with the program."""
    return seeds.read_seeds(resources.data_file("seeds.jsonl"))


def samples_among(tasks: Iterable[SeedTask]) -> int:
    """Return how many seeds are of the sample, with nothing changed in what they ask and answer."""
    sample = {(seed.instruction, seed.input, seed.output) for seed in sample_seeds().seeds}
    # Of seeds with one id the last stands, as in their collection.
    texts = {seed.id: (seed.instruction, seed.input, seed.output) for seed in tasks}
    return sum(text in sample for text in texts.values())


def last_lesson() -> Lesson | None:
    """Return the lesson that was used last, if it is still there."""
    path = resources.config_folder() / "last.json"
    try:
        folder = Path(json.loads(path.read_text(encoding="utf-8"))["lesson"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    lesson = Lesson(folder)
    return lesson if lesson.seeds_path.is_file() else None


def remember(lesson: Lesson) -> None:
    """Keep in mind which lesson was used last; where that cannot be written, do without."""
    folder = resources.config_folder()
    with contextlib.suppress(GuanacoError):
        files.make_folder(folder)
        text = json.dumps({"lesson": os.fspath(lesson.folder.resolve())})
        files.write_atomically(folder / "last.json", text)

"""The seeds of a lesson while they are being written: edits with undo, saved beside other programs.

Takes the path of `seeds.jsonl`, holds it as a `SeedFile`, and gives every change a way back. What
another program writes meanwhile is taken in, into the steps that can be undone as well, so that no
undo writes over it.
"""

import re
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Literal

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.seed_merge import keyed, merge
from guanaco_tui.lesson.seeds import (
    Field,
    SeedFile,
    blank_seed,
    parse_seeds,
    seed_file,
    seed_name,
)
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.text import clean_whole

EditField = Literal[Field, "is_classification"]

# So many steps back; a step holds pointers to lines, a few kilobytes for a class's seeds.
LONGEST_HISTORY = 200

_NUMBERED_ID = re.compile(r"seed_task_(\d{1,9})")


@dataclass(frozen=True)
class Saved:
    """How a save went.

    With `is_behind`, another program has changed the file and nothing was written: take that in
    first. `set_aside` is where a file was put that could not be read as text.
    """

    is_behind: bool = False
    set_aside: Path | None = None


@dataclass(frozen=True)
class _Step:
    """A change: the file on its other side, and what it was."""

    file: SeedFile
    what: str


@dataclass(frozen=True)
class Stepped:
    """What was undone or done again, and the number of the line where that was."""

    what: str
    number: int


class SeedBook:
    """The seeds in hand. Lines are numbered from 1, as in SeedFile.

    `version` grows with every change. `used` are ids that must not be given again, besides those in
    the file. `save` may be called from any thread; all else belongs to one.
    """

    def __init__(self, path: Path, used: Iterable[str] = ()) -> None:
        self._path = path
        self._disk: str | None = files.read_text(path)
        self._base = parse_seeds(self._disk)
        self.file = self._base
        self.version = 0
        self._past: deque[_Step] = deque(maxlen=LONGEST_HISTORY)
        self._future: list[_Step] = []
        self._typing: tuple[int, EditField] | None = None
        self._writing = threading.Lock()
        self._next_id = 0
        self._never_again(used)
        self._never_again(seed.id for seed in self.file.seeds)

    # Changes.

    def edit(self, number: int, field: EditField, value: str | bool) -> None:
        """Write into a field of the seed in a line. One burst of typing is one step to undo."""
        seed = self.file.lines[number - 1].seed
        assert seed is not None
        if isinstance(value, str):
            value = clean_whole(value)
        if getattr(seed, field) == value:
            return
        file = self.file.with_seed(number, _with_field(seed, field, value))
        if self._typing == (number, field):
            self.file = file
            self.version += 1
        else:
            name = "classification" if field == "is_classification" else field
            self._commit(file, f"the change to the {name} of {seed_name(seed.id)}")
            self._typing = (number, field)

    def settle(self) -> None:
        """End the burst of typing: what is typed next is a step of its own."""
        self._typing = None

    def add(self, number: int) -> int:
        """Put a blank seed behind a line (0: before all) and return its number."""
        file = self.file.with_inserted(number + 1, [blank_seed(self._fresh_id())])
        self._commit(file, "the new seed")
        return number + 1

    def duplicate(self, number: int) -> int:
        """Put a copy of a seed, under a new id, behind it and return its number."""
        seed = self.file.lines[number - 1].seed
        assert seed is not None
        copy = seed.model_copy(update={"id": self._fresh_id()}, deep=True)
        file = self.file.with_inserted(number + 1, [copy])
        self._commit(file, f"the copy of {seed_name(seed.id)}")
        return number + 1

    def delete(self, number: int) -> int:
        """Take a line away and return the number of the one to stand on now."""
        what = f"the deletion of {title_of(self.file, number)}"
        self._commit(self.file.without(number), what)
        return min(number, len(self.file.lines))

    def move(self, number: int, to: int) -> int:
        """Make a line the line `to` and return that."""
        what = f"the move of {title_of(self.file, number)}"
        self._commit(self.file.with_moved(number, to), what)
        return to

    def append(self, seeds: Iterable[SeedTask]) -> int:
        """Put seeds at the end, each under an id that is free; return the first one's number."""
        seeds = list(seeds)
        self._never_again(seed.id for seed in seeds)
        added = []
        taken = {seed.id for seed in self.file.seeds}
        for seed in seeds:
            new = seed.id in taken or not seed.id
            added.append(seed.model_copy(update={"id": self._fresh_id()}) if new else seed)
            taken.add(added[-1].id)
        first = len(self.file.lines) + 1
        self._commit(self.file.with_inserted(first, added), f"the import of {len(added)} seeds")
        return first

    def start_blank(self, count: int) -> int:
        """Put `count` blank seeds in the place of all lines."""
        blank = [blank_seed(self._fresh_id()) for _ in range(count)]
        self._commit(seed_file(blank), "the start from blank")
        return 1

    # The way back.

    def undo(self) -> Stepped | None:
        """Take the last change back and say what it was, or give None where there is none."""
        if not self._past:
            return None
        step = self._past.pop()
        self._future.append(replace(step, file=self.file))
        return self._step_to(step)

    def redo(self) -> Stepped | None:
        """Make a change again that was taken back, or give None where there is none."""
        if not self._future:
            return None
        step = self._future.pop()
        self._past.append(replace(step, file=self.file))
        return self._step_to(step)

    # The file on the disk.

    def save(self) -> Saved:
        """Write what is held to the disk in one step, if the file there is the one last seen.

        Where another program has changed it, nothing is written: `take_in` and save
        again. Raises GuanacoError where the file cannot be read or written.
        """
        with self._writing:
            ours = self.file
            text, set_aside = self._look()
            if text is not None and text != self._disk:
                return Saved(is_behind=True)
            if text is None or ours.lines != self._base.lines:
                written = ours.dumps()
                files.write_atomically(self._path, written)
                self._disk, self._base = written, ours
            return Saved(set_aside=set_aside)

    def take_in(self) -> str:
        """Bring in what another program wrote, here and in every step, and say it in a sentence.

        A seed changed on both sides is kept as it is here, theirs behind it under a new id. What
        they took away can be brought back by undo. The sentence is empty where nothing changed.
        """
        with self._writing:
            text, _ = self._look()
            if text is None or text == self._disk:
                return ""
            base, theirs = self._base, parse_seeds(text)
            self._disk, self._base = text, theirs
        self._never_again(seed.id for seed in theirs.seeds)
        copies: dict[str, str] = {}

        def new_id(old: str) -> str:
            if old not in copies:
                copies[old] = self._fresh_id()
            return copies[old]

        kept = merge(base, self.file, theirs, new_id, keep_deleted=True)
        merged = merge(base, self.file, theirs, new_id)
        said = _told(base, theirs, kept, merged, list(copies.values()))
        self._past = deque(
            (_rebased(step, base, theirs, new_id, keep_deleted=True) for step in self._past),
            maxlen=LONGEST_HISTORY,
        )
        self._future = [_rebased(step, base, theirs, new_id) for step in self._future]
        self.file = kept
        self.settle()
        self.version += 1
        if kept.lines != merged.lines:
            self._commit(merged, "what another program took away")
        return said

    def _look(self) -> tuple[str | None, Path | None]:
        """Return the text on the disk, and where a file that is no text has been put."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return None, None
        except OSError as error:
            raise files.os_error(error, self._path, "read") from error
        try:
            return files.decode(data, self._path), None
        except GuanacoError:
            numbers = range(1, 10_000)
            names = (self._path.with_name(f"seeds.unreadable-{number}.jsonl") for number in numbers)
            aside = next(name for name in names if not name.exists())
            try:
                self._path.rename(aside)
            except OSError as error:
                raise files.os_error(error, aside, "write") from error
            return None, aside

    def _commit(self, file: SeedFile, what: str) -> None:
        self._past.append(_Step(self.file, what))
        self._future.clear()
        self.settle()
        self.file = file
        self.version += 1

    def _step_to(self, step: _Step) -> Stepped:
        pairs = zip(self.file.lines, step.file.lines, strict=False)
        same = takewhile(lambda pair: pair[0] is pair[1], pairs)
        number = min(sum(1 for _ in same) + 1, max(1, len(step.file.lines)))
        self.settle()
        self.file = step.file
        self.version += 1
        return Stepped(step.what, number)

    def _never_again(self, ids: Iterable[str]) -> None:
        for seed_id in ids:
            if match := _NUMBERED_ID.fullmatch(seed_id):
                self._next_id = max(self._next_id, int(match[1]) + 1)

    def _fresh_id(self) -> str:
        self._next_id += 1
        return f"seed_task_{self._next_id - 1}"


def ids_in_runs(database: Database) -> list[str]:
    """Return the ids of all seeds that a run of this lesson has used."""
    with database.reading() as connection:
        return [row["seed_id"] for row in connection.execute("SELECT DISTINCT seed_id FROM seed")]


def title_of(file: SeedFile, number: int) -> str:
    """Return what a person calls the seed in a line: its number, and its name where it has one."""
    seed = file.lines[number - 1].seed
    if seed is None:
        return f"line {number}"
    name = " ".join(seed.name[:200].split())
    return f"{seed_name(seed.id)}, {name}" if name else seed_name(seed.id)


def _with_field(seed: SeedTask, field: EditField, value: str | bool) -> SeedTask:
    if field not in ("input", "output"):
        return seed.model_copy(update={field: value})
    first, *others = seed.instances or [Instance(input="", output="")]
    return seed.model_copy(update={"instances": [first.model_copy(update={field: value}), *others]})


def _rebased(
    step: _Step,
    base: SeedFile,
    theirs: SeedFile,
    new_id: Callable[[str], str],
    *,
    keep_deleted: bool = False,
) -> _Step:
    """Return a step with the other program's changes in its file."""
    return replace(step, file=merge(base, step.file, theirs, new_id, keep_deleted=keep_deleted))


def _told(
    base: SeedFile, theirs: SeedFile, kept: SeedFile, merged: SeedFile, copies: list[str]
) -> str:
    was, now = keyed(base), keyed(theirs)
    counts = (
        (sum(key in was and line.text != was[key].text for key, line in now.items()), "changed"),
        (sum(key not in was for key in now), "added"),
        (len(kept.lines) - len(merged.lines), "taken away (undo brings them back)"),
    )
    parts = [f"{count} {what}" for count, what in counts if count]
    if not parts:
        return ""
    both = f" Changed on both sides: theirs is kept as {', '.join(copies)}." if copies else ""
    return f"Another program changed the seeds: {', '.join(parts)}.{both}"

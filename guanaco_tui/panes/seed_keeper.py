"""Keeps the seeds that are being written: saves them, watches the file, looks for repeats.

All of it is done in threads, a moment after the last change, and told to the pane by messages.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from textual import work
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import seed_exchange
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.seed_book import SeedBook
from guanaco_tui.lesson.seed_report import Repeats
from guanaco_tui.lesson.seeds import SeedFile, can_be_compared
from guanaco_tui.lesson.settings import BatchSettings
from guanaco_tui.text import clean

# Seconds after the last key until repeats are looked for, until the seeds are saved, and between
# two looks at whether another program has changed the file.
CHECK_AFTER, SAVE_AFTER, LOOK_EVERY = 0.3, 0.7, 1.0


class SeedKeeper(Widget):
    """Keeps a book; it is not seen. `batch` gives the settings that say what a repeat is."""

    DEFAULT_CSS = "SeedKeeper { display: none; }"

    class Saved(Message):
        """A save went through, or found that another program wrote (`is_behind`), or failed."""

        def __init__(self, *, is_behind: bool = False, said: str = "", trouble: str = "") -> None:
            super().__init__()
            self.is_behind = is_behind
            self.said = said
            self.trouble = trouble

    class Checked(Message):
        """Repeats were looked for."""

        def __init__(self, repeats: Repeats) -> None:
            super().__init__()
            self.repeats = repeats

    class Brought(Message):
        """A file was read for its seeds."""

        def __init__(self, path: Path, brought: seed_exchange.Brought) -> None:
            super().__init__()
            self.path = path
            self.brought = brought

    class Said(Message):
        """What came of another file, in words."""

        def __init__(self, text: str, *, is_wrong: bool = False) -> None:
            super().__init__()
            self.text = text
            self.is_wrong = is_wrong

    def __init__(self, book: SeedBook, lesson: Lesson, batch: Callable[[], BatchSettings]) -> None:
        super().__init__()
        self.book = book
        self._lesson = lesson
        self._batch = batch
        self._in_step: SeedFile | None = None
        self._keeping_in_step = threading.Lock()
        self._save_timer: Timer | None = None
        self._check_timer: Timer | None = None
        self._stamp: tuple[int, int] | None = None
        self._has_failed = False

    def on_mount(self) -> None:
        """Keep an eye on the file."""
        self.call_after_refresh(self.look)
        self.set_interval(LOOK_EVERY, self.look)

    def touched(self) -> None:
        """Save, and look for repeats, a moment from now."""
        if self._save_timer is not None:
            self._save_timer.stop()
        self._save_timer = self.set_timer(SAVE_AFTER, self.save)
        self.check_soon()

    def check_soon(self) -> None:
        """Look for repeats a moment from now."""
        if self._check_timer is not None:
            self._check_timer.stop()
        self._check_timer = self.set_timer(CHECK_AFTER, self._check)

    def look(self) -> None:
        """Where the file is not the one last looked at, or a save has failed, save."""
        try:
            status = self._lesson.seeds_path.stat()
            stamp = status.st_mtime_ns, status.st_size
        except OSError:
            stamp = None
        if stamp is None or stamp != self._stamp or self._has_failed:
            self._stamp = stamp
            self.save()

    @work(thread=True, group="seeds-check", exclusive=True)
    def _check(self) -> None:
        self.post_message(self.Checked(_find_repeats(self.book.file, self._batch())))

    @work(thread=True, group="seeds-save", exclusive=True)
    def save(self) -> None:
        """Save, and bring the collection of seeds in step."""
        trouble = "Not saved yet."
        try:
            saved = self.book.save()
            trouble = "Saved, but not in Browse yet."
            if not saved.is_behind:
                with self._lesson.database() as database:
                    self._keep_in_step(Catalogue(database))
        except GuanacoError as error:
            self._has_failed = True
            self.post_message(self.Saved(trouble=f"{trouble} {error}"))
            return
        self._has_failed = False
        aside = saved.set_aside
        said = f"A seeds file that is no text was put aside as {aside.name}." if aside else ""
        self.post_message(self.Saved(is_behind=saved.is_behind, said=said))

    def save_now(self, take_in: Callable[[], None]) -> None:
        """Save before returning; `take_in` is called where another program wrote meanwhile.

        The collection of seeds follows in its own time, as it may have to wait for a program that
        writes to the lesson; whoever reads it brings it in step before.
        """
        if self._save_timer is not None:
            self._save_timer.stop()
        while self.book.save().is_behind:
            take_in()

    def follow(self) -> None:
        """Bring the collection of seeds in step, in a thread, where it is not."""
        if self.book.file is not self._in_step:
            self.save()

    def _keep_in_step(self, catalogue: Catalogue) -> None:
        """Bring the collection of seeds in step with the book.

        One thread at a time: it may have to wait for another program, and looks again at its end.
        """
        while self.book.file is not self._in_step and self._keeping_in_step.acquire(blocking=False):
            try:
                file = self.book.file
                catalogue.sync_seeds(file.seeds)
                self._in_step = file
            finally:
                self._keeping_in_step.release()

    @work(thread=True, group="seeds-import", exclusive=True)
    def bring(self, path: Path) -> None:
        """Read the seeds of another file."""
        try:
            self.post_message(self.Brought(path, seed_exchange.bring_seeds(path)))
        except GuanacoError as error:
            self.post_message(self.Said(clean(str(error)), is_wrong=True))

    @work(thread=True, group="seeds-export", exclusive=True)
    def take_out(self, path: Path) -> None:
        """Write the seeds to another file."""
        try:
            seed_exchange.write_out(self.book.file, path)
            self.post_message(self.Said(f"Exported to {clean(str(path))}."))
        except GuanacoError as error:
            self.post_message(self.Said(clean(str(error)), is_wrong=True))


def _find_repeats(file: SeedFile, batch: BatchSettings) -> Repeats:
    """Find the seeds that repeat an earlier one. Slow the first time: it imports numpy."""
    from guanaco_tui.generation.similarity import near_repeats  # noqa: PLC0415

    seeds = [seed for seed in file.seeds if can_be_compared(seed)]
    found = near_repeats([seed.instruction for seed in seeds], batch.language, batch.similarity)
    return {
        seed.id: (seeds[match[0]].id, match[1])
        for seed, match in zip(seeds, found, strict=True)
        if match is not None
    }

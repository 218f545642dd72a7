"""Keeps the themes that are being edited: saves them, watches the file, writes down decisions.

All of it is done in threads and told to the screen by messages.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from textual import work
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from guanaco_tui.analysis.theme_book import Decision, ThemeBook
from guanaco_tui.analysis.themes import ThemeFile, read_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.judgements import Judgements, Place
from guanaco_tui.lesson.lesson import Lesson

# Seconds after the last key until the themes are saved, and between two looks at whether another
# program has changed the file.
SAVE_AFTER, LOOK_EVERY = 0.7, 1.0


class Wish(NamedTuple):
    """What is to be written of a hit that `was` marked, None for nothing.

    It is a step, or with `is_undo` takes that back.
    """

    step: Decision
    was: bool | None
    is_hit: bool | None
    is_undo: bool

    @property
    def hit(self) -> tuple[str, Place]:
        """The theme and the place that it is about."""
        return self.step.theme, self.step.place


class ThemeKeeper(Widget):
    """Keeps a book and the decisions of its lesson; it is not seen."""

    DEFAULT_CSS = "ThemeKeeper { display: none; }"

    class Saved(Message):
        """A save went through; or another program wrote `theirs`; or it failed: `trouble`."""

        def __init__(self, *, theirs: ThemeFile | None = None, trouble: str = "") -> None:
            super().__init__()
            self.theirs = theirs
            self.trouble = trouble

    class Brought(Message):
        """Another theme file was read."""

        def __init__(self, path: Path, themes: ThemeFile) -> None:
            super().__init__()
            self.path = path
            self.themes = themes

    class Judged(Message):
        """What was decided of a theme's hits was read."""

        def __init__(self, theme: str, judged: dict[Place, bool]) -> None:
            super().__init__()
            self.theme = theme
            self.judged = judged

    class Decided(Message):
        """Decisions were written down; or, where there is `trouble`, `failed` were not."""

        def __init__(self, failed: Sequence[Wish], trouble: str) -> None:
            super().__init__()
            self.failed = failed
            self.trouble = trouble

    class Failed(Message):
        """Something could not be done."""

        def __init__(self, trouble: str) -> None:
            super().__init__()
            self.trouble = trouble

    def __init__(self, book: ThemeBook, lesson: Lesson) -> None:
        super().__init__()
        self.book = book
        self._lesson = lesson
        self._save_timer: Timer | None = None
        self._stamp = self._look_at_file()
        self._has_failed = False
        # Decisions are written and read in the order in which they were made.
        self._deciding = asyncio.Lock()
        # What waits to be written, and what is written of each hit that was decided here.
        self._wishes: list[Wish] = []
        self._written: dict[tuple[str, Place], bool | None] = {}
        # Why decisions could not be written since this was last asked for.
        self._trouble = ""

    def on_mount(self) -> None:
        """Keep an eye on the file."""
        self.set_interval(LOOK_EVERY, self.look)

    def touched(self) -> None:
        """Save a moment from now."""
        if self._save_timer is not None:
            self._save_timer.stop()
        self._save_timer = self.set_timer(SAVE_AFTER, self.save)

    def look(self) -> None:
        """Where the file is not the one last looked at, or a save has failed, save."""
        stamp = self._look_at_file()
        if stamp != self._stamp or self._has_failed:
            self._stamp = stamp
            self.save()

    def _look_at_file(self) -> tuple[int, int] | None:
        try:
            status = self.book.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    @work(thread=True, group="themes-save", exclusive=True)
    def save(self) -> None:
        """Save what is not saved yet."""
        try:
            theirs = self.book.save()
        except GuanacoError as error:
            self._has_failed = True
            self.post_message(self.Saved(trouble=str(error)))
            return
        self._has_failed = False
        self.post_message(self.Saved(theirs=theirs))

    async def save_now(self) -> str:
        """Save, wait for it and for what is being written down; say what is wrong, if anything."""
        if self._save_timer is not None:
            self._save_timer.stop()
        self._trouble = ""
        async with self._deciding:
            pass
        try:
            # What somebody else wrote meanwhile is no matter where there is nothing to write.
            while not self.book.is_saved and (theirs := await asyncio.to_thread(self.book.save)):
                self.book.take_in(theirs)
        except GuanacoError as error:
            return str(error)
        return self._trouble

    @work(thread=True, group="themes-bring", exclusive=True)
    def bring(self, path: Path) -> None:
        """Read another theme file."""
        try:
            self.post_message(self.Brought(path, read_themes(path)))
        except GuanacoError as error:
            self.post_message(self.Failed(str(error)))

    def judge(self, wish: Wish) -> None:
        """Write a decision down, or take it back."""
        if not self.waits_for(wish.hit):
            self._written[wish.hit] = wish.was
        self._wishes.append(wish)
        self._write_down()

    def waits_for(self, hit: tuple[str, Place]) -> bool:
        """Whether something is still to be written of a hit, given as theme and place."""
        return any(wish.hit == hit for wish in self._wishes)

    def written(self, hit: tuple[str, Place]) -> bool | None:
        """Return what is written of a hit that was decided here."""
        return self._written[hit]

    @work(group="themes-judge")
    async def _write_down(self) -> None:
        """Write all that waits; where one thing cannot be written, nothing after it is tried."""
        async with self._deciding:
            wishes = tuple(self._wishes)
            if not wishes:
                return
            count, trouble = await asyncio.to_thread(self._write, wishes)
            if trouble:
                # What was decided meanwhile rests on what failed.
                wishes = tuple(self._wishes)
            del self._wishes[: len(wishes)]
            self._written.update((wish.hit, wish.is_hit) for wish in wishes[:count])
            self._trouble = trouble or self._trouble
        self.post_message(self.Decided(wishes[count:], trouble))

    @work(group="themes-judge")
    async def read_judged(self, theme: str) -> None:
        """Read what was decided of a theme's hits."""
        async with self._deciding:
            try:
                judged = await asyncio.to_thread(self._read, theme)
            except GuanacoError as error:
                self.post_message(self.Failed(str(error)))
                return
        self.post_message(self.Judged(theme, judged))

    def _write(self, wishes: Sequence[Wish]) -> tuple[int, str]:
        """Return how many were written, and why no more."""
        count = 0
        try:
            with self._lesson.database() as database:
                for wish in wishes:
                    Judgements(database).judge(*wish.hit, wish.is_hit)
                    count += 1
        except GuanacoError as error:
            return count, str(error)
        return count, ""

    def _read(self, theme: str) -> dict[Place, bool]:
        with self._lesson.database() as database:
            return Judgements(database).of(theme)

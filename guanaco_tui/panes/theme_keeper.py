"""Keeps the themes that are being edited: saves them, watches the file, writes down decisions.

All of it is done in threads and told to the screen by messages.
"""

import asyncio
from pathlib import Path

from textual import work
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from guanaco_tui.analysis.theme_book import ThemeBook
from guanaco_tui.analysis.themes import ThemeFile, read_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.judgements import Judgements, Place
from guanaco_tui.lesson.lesson import Lesson

# Seconds after the last key until the themes are saved, and between two looks at whether another
# program has changed the file.
SAVE_AFTER, LOOK_EVERY = 0.7, 1.0


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
        """A decision was written down."""

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
        async with self._deciding:
            pass
        try:
            while theirs := await asyncio.to_thread(self.book.save):
                self.book.take_in(theirs)
        except GuanacoError as error:
            return str(error)
        return ""

    @work(thread=True, group="themes-bring", exclusive=True)
    def bring(self, path: Path) -> None:
        """Read another theme file."""
        try:
            self.post_message(self.Brought(path, read_themes(path)))
        except GuanacoError as error:
            self.post_message(self.Failed(str(error)))

    @work(group="themes-judge")
    async def judge(self, theme: str, place: Place, is_hit: bool | None) -> None:
        """Write a decision down, or take it back."""
        async with self._deciding:
            try:
                await asyncio.to_thread(self._write, theme, place, is_hit)
            except GuanacoError as error:
                self.post_message(self.Failed(str(error)))
                return
        self.post_message(self.Decided())

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

    def _write(self, theme: str, place: Place, is_hit: bool | None) -> None:
        with self._lesson.database() as database:
            Judgements(database).judge(theme, place, is_hit)

    def _read(self, theme: str) -> dict[Place, bool]:
        with self._lesson.database() as database:
            return Judgements(database).of(theme)

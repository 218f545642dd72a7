"""A pane that keeps figures about two collections up to date: with what is asked for, and with what
a run adds. What it looks like is for the pane that builds on it.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

from textual import on, work
from textual.message import Message
from textual.worker import Worker, get_current_worker

from guanaco_tui.analysis.difference import Tell
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.drawing_time import A_VIEW, leave_time
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_view import CompareView, Reading, Show, Write
from guanaco_tui.panes.pane import Pane
from guanaco_tui.text import clean
from guanaco_tui.widgets.figures import one_line

# Seconds between two messages about how far a thread is.
TELL_EVERY = 0.1
# Seconds after which it is asked whether another program keeps a thread waiting.
ASK_AFTER = 1.0
WAITING = "waiting: another program is writing"


class _Left(Exception):
    """Nobody waits for a page any more: another was asked for, or the program is over."""


class ComparingPane(Pane):
    """Reads, in a thread, what the view in front shows of `names` in `field`.

    `names` are None until there are two collections, `is_alone` says that a thread has looked and
    found fewer; `shown` is what the figures on the screen are of, `so_far` how far a thread is,
    `trouble` why there are no new figures, `coming` what a key has asked for that waits for them,
    `page` where a page was written since they were read. Posts `Painted` to itself when one of
    these is another. Workers only post messages.
    """

    class Painted(Message):
        """What is said of the figures is to be painted again."""

    class Progress(Message):
        """A thread is so far."""

        def __init__(self, worker: Worker[None], text: str) -> None:
            super().__init__()
            self.worker = worker
            self.text = text

    class Came(Message):
        """A thread has read what a view shows, or `trouble` says why not.

        `asked` is None where there are no two collections.
        """

        def __init__(
            self,
            worker: Worker[None],
            collections: list[Collection],
            asked: Asked | None,
            show: Show | None,
            trouble: str,
        ) -> None:
            super().__init__()
            self.worker = worker
            self.collections = collections
            self.asked = asked
            self.show = show
            self.trouble = trouble

    class Written(Message):
        """A page was written, or `trouble` says why not."""

        def __init__(self, worker: Worker[None], path: Path, trouble: str) -> None:
            super().__init__()
            self.worker = worker
            self.path = path
            self.trouble = trouble

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader = CompareReader(self.guanaco.lesson)
        self.collections: list[Collection] = []
        self.names: tuple[str, str] | None = None
        self.is_alone = False
        self.field: WordField = "instruction"
        self.shown: Asked | None = None
        self.so_far = ""
        self.trouble = ""
        self.page: Path | None = None
        self._worker: Worker[None] | None = None
        self._page_worker: Worker[None] | None = None
        # What a key has asked for too early; another key takes its place.
        self._asked_early: CompareView.TooEarly | None = None
        # The run's collection, and what it had kept when the figures were read.
        self._seen = ("", 0)

    @property
    def front(self) -> CompareView:
        """The view in front."""
        raise NotImplementedError

    @property
    def is_reading(self) -> bool:
        """Whether a thread reads what the view in front is to show."""
        return self._worker is not None

    # Following a run, and leaving.

    def beat(self) -> None:
        """Take in a new run, and read again when it has grown by a tenth or has paused."""
        run, kept = self._run_now()
        if not run or self.is_reading or (run, kept) == self._seen:
            return
        before = self._seen[1] if run == self._seen[0] else 0
        is_writing = self.guanaco.run_is_going and not self.guanaco.is_paused
        is_new = self.names is None and not self.trouble
        if is_new or (
            (self.names is None or run in self.names)
            and (kept - before >= 10 + before / 10 or not is_writing)
        ):
            self.look()

    def _run_now(self) -> tuple[str, int]:
        """The collection of the run that goes on, or went on last, and what it has kept."""
        watch = self.guanaco.run_watch
        return (watch.state.collection, watch.state.kept) if watch is not None else ("", 0)

    def leaving(self) -> None:
        """Stop reading; what is tagged and counted is kept."""
        self._asked_early = None
        self._stop()
        self.front.leave()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    # What is asked for before there are figures.

    @property
    def coming(self) -> str:
        """What happens when the figures are there; empty where nothing was asked for."""
        return self._asked_early.what if self._asked_early is not None else ""

    def when_read(self, act: Callable[[], None], what: str) -> None:
        """Do what takes the names of two collections when they are known; `what` says what."""
        if self.is_reading:
            self.post_message(CompareView.TooEarly(act, what))

    @on(CompareView.TooEarly)
    def _wait(self, event: CompareView.TooEarly) -> None:
        self._asked_early = event
        self.post_message(self.Painted())

    def on_key(self) -> None:
        """Drop what was asked for too early: another key was pressed, or the same once more."""
        if self._asked_early is not None:
            self._asked_early = None
            self.post_message(self.Painted())

    # Reading.

    @on(CompareView.Stale)
    def look(self) -> None:
        """Read what the view in front shows, in place of what is being read.

        Until it comes, figures of something else are dimmed.
        """
        self._stop()
        self.page = None
        self._seen = self._run_now()
        front = self.front
        asked = Asked(self.names, self.field) if self.names is not None else None
        front.set_class(front.asked not in (None, asked), "-stale")
        front.lacks = "time"
        front.refresh_bindings()
        worker: Worker[None] = self._read(front.reading(), self.names, self.field)
        self._worker = worker
        self.set_timer(ASK_AFTER, partial(self._is_slow, worker))
        self.post_message(self.Painted())

    @work(thread=True, group="compare", exclusive=True)
    def _read(self, reading: Reading, names: tuple[str, str] | None, field: WordField) -> None:
        worker: Worker[None] = get_current_worker()
        tell = self._teller(worker)
        collections: list[Collection] = []
        asked, show, trouble = None, None, ""
        leave_time(A_VIEW)
        if worker.is_cancelled:
            return
        try:
            collections = self.reader.collections()
            names = _those_there(names, collections)
            if names is not None:
                asked = Asked(names, field)
                show = reading(asked, tell, lambda: worker.is_cancelled)
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Came(worker, collections, asked, show, trouble))

    def _is_slow(self, reading: Worker[None]) -> None:
        """Where a thread is not done by now, look what it waits for."""
        if reading is self._worker:
            self._ask_who_writes(reading)

    @work(thread=True, group="compare-slow", exclusive=True)
    def _ask_who_writes(self, reading: Worker[None]) -> None:
        with contextlib.suppress(GuanacoError):
            if self.reader.is_written_to():
                self.post_message(self.Progress(reading, WAITING))

    def _teller(self, worker: Worker[None]) -> Tell:
        """Return what tells how far a thread is, now and then."""
        told = monotonic()

        def tell(what: str, done: int, total: int) -> None:
            nonlocal told
            if monotonic() - told > TELL_EVERY:
                told = monotonic()
                so_far = f": {done:,} of {total:,}" if total else ""
                self.post_message(self.Progress(worker, f"{what}{so_far}"))

        return tell

    @on(Progress)
    def _progressed(self, event: Progress) -> None:
        if event.worker in (self._worker, self._page_worker):
            self.so_far = event.text
            self.post_message(self.Painted())

    @on(Came)
    def _came(self, event: Came) -> None:
        """Show what was read, and what it is of, at once."""
        if event.worker is not self._worker:
            return
        self._worker = None
        self.so_far, self.trouble = "", event.trouble
        self.is_alone = event.asked is None and not event.trouble
        if event.asked is not None or self.is_alone:
            self._say_who_is_gone(event)
            self.collections = event.collections
            self.names = event.asked.names if event.asked is not None else None
        if self.is_alone:
            self.shown = None
            self.front.add_class("-stale")
        if event.show is not None:
            self.shown = event.asked
            self.front.remove_class("-stale")
            event.show()
        self.front.lacks = "lesson" if event.trouble else "collection"
        self.front.refresh_bindings()
        early, self._asked_early = self._asked_early, None
        if early is not None and self.app.screen is self.screen:
            # Once the lists have the focus that they take with their first rows.
            self.call_after_refresh(early.act)
        self.post_message(self.Painted())
        # The run may have ended meanwhile, with its last beat.
        self.beat()

    def _say_who_is_gone(self, event: Came) -> None:
        """Say that what was compared is not there any more, and what stands in its place."""
        there = {collection.name for collection in event.collections}
        gone = [one_line(name) for name in dict.fromkeys(self.names or ()) if name not in there]
        if not gone:
            return
        said = f"{' and '.join(gone)} {'is' if len(gone) == 1 else 'are'} no longer in this lesson."
        if event.asked is not None:
            a, b = map(one_line, event.asked.names)
            said += f" Compared are {a} and {b} now."
        self.guanaco.say(said, severity="warning")

    # Pages.

    @on(CompareView.PageWanted)
    def _page_wanted(self, event: CompareView.PageWanted) -> None:
        self.write_page(event.name, event.write)

    def write_page(self, name: Sequence[str], write: Write) -> None:
        """Write a page into the lesson's folder, under a name of these parts, and say where."""
        safe = re.sub(r"\W+", "-", "-".join(name))
        self.so_far = "writing the page"
        self._page_worker = self._write_page(self.guanaco.lesson.folder / f"{safe}.html", write)
        self.post_message(self.Painted())

    @work(thread=True, group="compare-page", exclusive=True)
    def _write_page(self, path: Path, write: Write) -> None:
        worker: Worker[None] = get_current_worker()
        tell = self._teller(worker)

        def tell_or_leave(what: str, done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _Left
            tell(f"writing the page, {what}", done, total)

        trouble = ""
        try:
            write(path, tell_or_leave)
        except _Left:
            return
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Written(worker, path, trouble))

    @on(Written)
    def _written(self, event: Written) -> None:
        if event.worker is self._page_worker:
            self._page_worker, self.so_far = None, ""
        if event.trouble:
            self.guanaco.say(event.trouble, severity="error")
        else:
            self.page = event.path
            self.guanaco.say(f"The page is written: {clean(event.path.name)}")
        self.post_message(self.Painted())


def _those_there(
    names: tuple[str, str] | None, collections: list[Collection]
) -> tuple[str, str] | None:
    """Return the names where both are there, else the seeds and the newest other, if there is."""
    there = [collection.name for collection in collections]
    if names is not None and all(name in there for name in names):
        return names
    return (there[0], there[1]) if len(there) > 1 else None

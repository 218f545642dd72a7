"""A pane that keeps a listing of tasks up to date: with what is asked for, with what a run adds,
with what is found out about themes. What it looks like is for the pane that builds on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from textual import on, work
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.timer import Timer
from textual.worker import get_current_worker

from guanaco_tui.analysis.browsing import Listing, Reader, View
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.panes.pane import Pane

# While a run goes on, what arrived is tagged about once a second.
_TAGGING_PAUSE = 1.0
# Tagging is mentioned where more tasks than this are left; shorter work is done before it is read.
_LONG = 1000
# After a listing, a run's next tasks are looked for when this many times as long has passed.
_REST = 4
# A timer of no time at all is none.
_SHORTEST = 0.01


class ListingPane(Pane):
    """Lists `view`, which is None until there is a collection, into `listing`.

    `trouble` says why the lesson cannot be read; nothing is listed then. Subclasses paint:
    `_listing_came` the tasks, `_paint` all that is said about them. Workers only post messages.
    """

    class Prepared(Message):
        """Themes and seeds were read; `trouble` says what is wrong with the two files."""

        def __init__(self, trouble: str) -> None:
            super().__init__()
            self.trouble = trouble

    class Listed(Message):
        """A view was listed, which took some seconds."""

        def __init__(self, listing: Listing, seconds: float) -> None:
            super().__init__()
            self.listing = listing
            self.seconds = seconds

    class Unlisted(Message):
        """A view could not be listed; `trouble` says why."""

        def __init__(self, view: View, trouble: str) -> None:
            super().__init__()
            self.view = view
            self.trouble = trouble

    class Tagging(Message):
        """Tasks are being asked for their themes."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Tagged(Message):
        """All tasks in view have been asked for their themes."""

    class Said(Message):
        """A worker has something to say: what it has done, or what is wrong."""

        def __init__(self, text: str, severity: SeverityLevel = "information") -> None:
            super().__init__()
            self.text = text
            self.severity = severity

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view: View | None = None
        self.listing: Listing | None = None
        self.trouble = ""
        self.collections: list[Collection] = []
        self._reader: Reader | None = None
        # What tagging has to say; empty where the counts of the themes are right.
        self.tagging_note = ""
        self._is_tagging = False
        self._pause = _SHORTEST
        self._soon: Timer | None = None

    @property
    def reader(self) -> Reader:
        """Lists the views. It is there before the first of them."""
        assert self._reader is not None
        return self._reader

    @contextmanager
    def looking_up(self) -> Iterator[None]:
        """Look something up in the lesson; where it cannot be read, say why and go on."""
        try:
            yield
        except GuanacoError as error:
            self.guanaco.say(str(error), severity="error")

    def _list_nothing(self, trouble: str) -> None:
        """Say in the place of the tasks why there are none."""
        self.trouble, self.listing = trouble, None
        self.stop_tagging()
        self._paint()

    async def _listing_came(self, listing: Listing, before: Listing | None) -> None:
        """Paint a listing of the view; it may be equal to the one before."""
        raise NotImplementedError

    def _paint(self) -> None:
        """Paint all but the tasks."""
        raise NotImplementedError

    # Coming to the front, and following a run.

    def opened(self) -> None:
        """Bring the listing up to date."""
        self._is_tagging = False
        self._list_anew()
        if self._reader is not None:
            self._prepare()

    def beat(self) -> None:
        """Take in what the run added, soon: a costly search is not repeated at each beat."""
        if self._soon is None:
            self._soon = self.set_timer(self._pause, self._follow)

    def leaving(self) -> None:
        """Leave the tagging for later."""
        self.stop_tagging()

    def stop_tagging(self) -> None:
        """Stop asking for themes; what is known of them is kept."""
        self._is_tagging = False
        self.tagging_note = ""
        self.app.workers.cancel_group(self, "listing-tag")

    def on_unmount(self) -> None:
        """Close the connection."""
        if self._reader is not None:
            self._reader.close()

    def look(self, view: View | None) -> None:
        """List a view; `_listing_came` follows, unless another view is asked for before."""
        if self._reader is None:
            self._paint()
            return
        if view is None or self.view is None or not view.is_in_place_of(self.view):
            self.stop_tagging()
        self.view = view
        if view is not None:
            self._list(view)
        self._paint()

    def _follow(self) -> None:
        self._soon = None
        self._list_anew()

    def _list_anew(self) -> None:
        """List again what is in view; where nothing is, the run's or the newest collection."""
        try:
            if self._reader is None:
                self._reader = Reader(self.guanaco.lesson)
            self.collections = self.guanaco.catalogue.collections()
        except GuanacoError as error:
            self._list_nothing(str(error))
            return
        self.look(self.view or self._first_view())

    def _first_view(self) -> View | None:
        if not self.collections:
            return None
        watch = self.guanaco.run_watch
        names = [collection.name for collection in self.collections]
        running = watch.state.collection if watch is not None else ""
        place = names.index(running) if running in names else min(1, len(names) - 1)
        return View(self.collections[place].id)

    # Workers.

    @work(thread=True, group="listing-prepare", exclusive=True)
    def _prepare(self) -> None:
        try:
            self.post_message(self.Prepared(self.reader.prepare()))
        except GuanacoError as error:
            self.post_message(self.Said(str(error), "error"))

    @work(thread=True, group="listing", exclusive=True)
    def _list(self, view: View) -> None:
        worker = get_current_worker()
        began = monotonic()
        try:
            listing = self.reader.listing(view, lambda: worker.is_cancelled)
        except GuanacoError as error:
            self.post_message(self.Unlisted(view, str(error)))
            return
        if listing is not None:
            self.post_message(self.Listed(listing, monotonic() - began))

    @work(thread=True, group="listing-tag", exclusive=True)
    def _tag(self, view: View) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            self.post_message(self.Tagging(done, total))

        try:
            self.reader.tag(view, progress, lambda: worker.is_cancelled)
        except GuanacoError as error:
            self.post_message(self.Said(str(error), "error"))
            return
        if not worker.is_cancelled:
            self.post_message(self.Tagged())

    # What they found out.

    @on(Prepared)
    def _prepared(self, event: Prepared) -> None:
        if event.trouble:
            self.guanaco.say(event.trouble, severity="warning")
        self._list_anew()

    @on(Listed)
    async def _listed(self, event: Listed) -> None:
        listing, before = event.listing, self.listing
        if listing.view != self.view:
            return
        self._pause = max(_SHORTEST, _REST * event.seconds)
        if listing.untagged and not self._is_tagging:
            self._is_tagging = True
            pause = _TAGGING_PAUSE if self.guanaco.run_is_going else 0.01
            self.set_timer(pause, self._begin_tagging)
        self.trouble, self.listing = "", listing
        await self._listing_came(listing, before)

    @on(Unlisted)
    def _unlisted(self, event: Unlisted) -> None:
        if event.view == self.view:
            self._list_nothing(event.trouble)

    def _begin_tagging(self) -> None:
        if self._is_tagging and self.view is not None:
            self._tag(self.view)

    @on(Tagging)
    def _tagging(self, event: Tagging) -> None:
        if self._is_tagging and (self.tagging_note or event.total - event.done > _LONG):
            self.tagging_note = f"tagging {event.done:,} of {event.total:,}"
            self._paint()

    @on(Tagged)
    def _tagged(self) -> None:
        self._is_tagging = False
        self.tagging_note = ""
        self.look(self.view)

    @on(Said)
    def _said(self, event: Said) -> None:
        self.guanaco.say(event.text, severity=event.severity)

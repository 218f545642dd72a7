"""Pane 5: two collections read against each other, by theme, by word, by verb, by what was erased
and by what came of the seeds.
"""

import re
from pathlib import Path
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import ContentSwitcher, Static
from textual.worker import Worker, get_current_worker

from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.compare_help import HELP
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.compare_themes import ThemesView
from guanaco_tui.panes.compare_verbs import VerbsView
from guanaco_tui.panes.compare_view import CompareView, Reading, Show
from guanaco_tui.panes.compare_words import WordsView
from guanaco_tui.panes.pane import Pane
from guanaco_tui.widgets.figures import MUTED, one_line
from guanaco_tui.widgets.sides_picker import SidesPicker

THEMES = "themes"
# The key of each view, and what it shows.
VIEWS: dict[str, tuple[str, type[CompareView], str]] = {
    "w": ("Words", WordsView, "Which words set the two apart"),
    "v": ("Verbs", VerbsView, "What the instructions ask for"),
    "b": ("Filter bias", BiasView, "What the rules erased of each theme"),
    "s": ("Seeds", SeedsView, "What a run has from its seeds"),
}
FIELDS: tuple[WordField, ...] = ("instruction", "input", "output", "all")
# Seconds between two messages about how far a thread is.
TELL_EVERY = 0.1
NOTHING_YET = (
    "There is nothing to set beside the seeds yet. Press ctrl+r to start a run, or bring in a "
    "dataset with the command guanaco import."
)


class ComparePane(Pane):
    """Two collections, and a view of them in front: the themes at first.

    A thread reads what the view in front shows; head and view change together when it is there.
    """

    HELP: ClassVar[str] = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                key, f"view('{key}')", name, id=f"compare.{name.split()[0].lower()}", tooltip=it
            )
            for key, (name, _, it) in VIEWS.items()
        ),
        Binding("R", "report", "Report", id="compare.report", tooltip="Write it all as a page"),
        Binding(
            "c",
            "choose",
            "Choose",
            show=False,
            id="compare.choose",
            tooltip="Choose what to compare",
        ),
        Binding("x", "swap", "Swap", show=False, id="compare.swap", tooltip="Swap the two sides"),
        Binding(
            "f", "field", "Field", show=False, id="compare.field", tooltip="Look in another field"
        ),
        Binding(
            "escape", "back", "Themes", show=False, id="compare.back", tooltip="Back to the themes"
        ),
    ]
    DEFAULT_CSS = """
    ComparePane { padding: 0 1; }
    ComparePane #compare-head { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ComparePane #compare-note { height: auto; color: $text-muted; }
    ComparePane ContentSwitcher { height: 1fr; }
    """

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
        """A file was written, or `trouble` says why not."""

        def __init__(self, path: Path, trouble: str) -> None:
            super().__init__()
            self.path = path
            self.trouble = trouble

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader = CompareReader(self.guanaco.lesson)
        self.collections: list[Collection] = []
        self.field: WordField = "instruction"
        # What is compared; None until there are two collections.
        self.names: tuple[str, str] | None = None
        self._worker: Worker[None] | None = None
        self._about = ""
        # What the run had kept when the figures were read.
        self._kept = 0

    def compose(self) -> ComposeResult:
        """The two collections, what the figures are, and the view in front."""
        yield Static(id="compare-head", markup=False)
        yield Static(NOTHING_YET, id="compare-note", markup=False)
        with ContentSwitcher(initial=THEMES):
            yield ThemesView(self.reader, id=THEMES)

    @property
    def front(self) -> CompareView:
        """The view in front."""
        view = self.query_one(ContentSwitcher).visible_content
        assert isinstance(view, CompareView)
        return view

    @property
    def is_reading(self) -> bool:
        """Whether a thread reads what the view in front is to show."""
        return self._worker is not None

    # Coming to the front, and following a run.

    def opened(self) -> None:
        """Read anew what is in front."""
        self._look()
        self.front.take_focus()

    def beat(self) -> None:
        """Take in a new run, and read again when it has grown by a tenth or has paused."""
        watch = self.guanaco.run_watch
        if watch is None or not watch.state.collection or self._worker is not None:
            return
        name = watch.state.collection
        if self.names is None:
            self._look()
        elif name in self.names:
            new = watch.state.kept - self._kept
            is_writing = self.guanaco.run_is_going and not self.guanaco.is_paused
            if new >= 10 + self._kept / 10 or (new > 0 and not is_writing):
                self._look()

    def search(self) -> None:
        """Go to where the view is searched; else choose what to compare."""
        if not self.front.search():
            self.action_choose()

    def leaving(self) -> None:
        """Stop reading; what is tagged and counted is kept."""
        self._stop()
        self.front.leave()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    # Reading.

    @on(CompareView.Stale)
    def _look(self) -> None:
        """Read what the view in front shows, in place of what is being read."""
        self._stop()
        watch = self.guanaco.run_watch
        self._kept = watch.state.kept if watch is not None else 0
        self._worker = self._read(self.front.reading(), self.names, self.field)

    @work(thread=True, group="compare", exclusive=True)
    def _read(self, reading: Reading, names: tuple[str, str] | None, field: WordField) -> None:
        worker: Worker[None] = get_current_worker()
        told = monotonic()

        def tell(what: str, done: int, total: int) -> None:
            nonlocal told
            if monotonic() - told > TELL_EVERY:
                told = monotonic()
                so_far = f": {done:,} of {total:,}" if total else ""
                self.post_message(self.Progress(worker, f"{what}{so_far}"))

        collections: list[Collection] = []
        asked, show, trouble = None, None, ""
        try:
            collections = self.reader.collections()
            names = _those_there(names, collections)
            if names is not None:
                asked = Asked(names, field)
                show = reading(asked, tell, lambda: worker.is_cancelled)
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Came(worker, collections, asked, show, trouble))

    @on(Progress)
    def _show_progress(self, message: Progress) -> None:
        if message.worker is self._worker:
            self._show_head(f"… {message.text}")

    @on(Came)
    def _show(self, message: Came) -> None:
        if message.worker is not self._worker:
            return
        self._worker = None
        note = Content(NOTHING_YET)
        if message.trouble:
            note = Content.assemble(("! ", "$text-error"), message.trouble)
        elif message.asked is not None and message.show is not None:
            note = Content("")
            self.names, self.collections = message.asked.names, message.collections
            message.show()
            self._show_head(self.front.about(message.asked))
        self.query_one("#compare-note", Static).update(note)
        self.query_one("#compare-note").display = bool(note.plain)
        # The run may have ended meanwhile, with its last beat.
        self.beat()

    def on_resize(self) -> None:
        """Set what the figures are at the right again."""
        self._show_head(self._about)

    def _show_head(self, about: str) -> None:
        """Say which two are compared, and at the right what the figures are, or are not yet."""
        self._about = about
        kept = {collection.name: collection.kept for collection in self.collections}
        sides = (
            Content("  against  ")
            .stylize(MUTED)
            .join(
                Content.assemble((one_line(name), "bold"), (f" {kept.get(name, 0):,}", MUTED))
                for name in self.names or ()
            )
        )
        room = self.content_size.width - sides.cell_length
        right = Content.styled(one_line(about), MUTED)
        right = right.truncate(max(0, room - 2), ellipsis=True)
        head = Content.assemble(sides, right.pad_left(max(0, room - right.cell_length)))
        self.query_one("#compare-head", Static).update(head, layout=False)

    # Which two, in which field.

    def action_choose(self) -> None:
        """Ask which two collections to compare."""
        if self.names is not None:
            self.app.push_screen(SidesPicker(self.collections, self.names), self._chosen)

    def _chosen(self, names: tuple[str, str] | None) -> None:
        if names is not None and names != self.names:
            self.names = names
            self._look()

    def action_swap(self) -> None:
        """Put the left collection to the right, and the right one to the left."""
        if self.names is not None:
            self._chosen((self.names[1], self.names[0]))

    def action_field(self) -> None:
        """Look in the next field."""
        self.field = FIELDS[(FIELDS.index(self.field) + 1) % len(FIELDS)]
        self._look()

    # Views.

    async def action_view(self, key: str) -> None:
        """Bring a view to the front; the themes where it is there already."""
        switcher = self.query_one(ContentSwitcher)
        _, view, _ = VIEWS[key]
        name = f"compare-{key}"
        if switcher.current == name:
            name = THEMES
        elif not switcher.query(f"#{name}"):
            await switcher.mount(view(self.reader, id=name))
        self.front.leave()
        switcher.current = name
        self.front.take_focus()
        self._look()

    async def action_back(self) -> None:
        """Go back to the themes."""
        current = self.query_one(ContentSwitcher).current
        if current is not None and current != THEMES:
            await self.action_view(current.removeprefix("compare-"))

    # The report.

    def action_report(self) -> None:
        """Write the whole comparison as a page into the lesson's folder."""
        if self.names is None:
            return
        name = re.sub(r"[^\w]+", "-", "-".join(("compare", *self.names, self.field)))
        self.guanaco.say("Writing the report ...")
        self._write_report(self.names, self.guanaco.lesson.folder / f"{name}.html")

    @work(thread=True, group="compare-report", exclusive=True)
    def _write_report(self, names: tuple[str, str], path: Path) -> None:
        from guanaco_tui import report  # noqa: PLC0415 (only needed here)

        trouble = ""
        try:
            report.write(self.guanaco.lesson, names, self.field, path, lambda *so_far: None)
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Written(path, trouble))

    @on(Written)
    def _written(self, event: Written) -> None:
        if event.trouble:
            self.guanaco.say(event.trouble, severity="error")
        else:
            self.guanaco.say(f"The report is in {event.path}")


def _those_there(
    names: tuple[str, str] | None, collections: list[Collection]
) -> tuple[str, str] | None:
    """Return the names where both are there, else the seeds and the newest other, if there is."""
    there = [collection.name for collection in collections]
    if names is not None and all(name in there for name in names):
        return names
    return (there[0], there[1]) if len(there) > 1 else None

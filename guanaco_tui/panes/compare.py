"""Pane 5: how often two collections speak of each theme, in tasks per 1,000."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Select, Static
from textual.worker import Worker, get_current_worker

from guanaco_tui import files, resources
from guanaco_tui.analysis.rates import ThemeRates, count_kept, theme_rates
from guanaco_tui.analysis.tagging import lesson_themes, tag_collection
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.panes.pane import Pane
from guanaco_tui.widgets.rate_list import RateList, one_line
from guanaco_tui.widgets.virtual_list import VirtualList

# Lines of the pane besides a theme's question and words, with the ten themes to begin with.
OTHER_LINES = 18
WHAT_COUNTS = (
    "A task counts once for a theme, however many of its words stand in its instruction, input or "
    "output. Dropped tasks are left out."
)
NOTHING_YET = (
    "There is nothing to set beside the seeds yet. Press ctrl+r to start a run, or bring in a "
    "dataset with the command guanaco import."
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The rates of each theme in two collections, and how many tasks each collection has."""

    names: tuple[str, str]
    totals: tuple[int, int]
    rates: tuple[ThemeRates, ...]


class ComparePane(Pane):
    """Two collections, chosen above a table of the themes' rates in them."""

    HELP: ClassVar[str] = """\
# Compare

How often do two collections speak of each theme? At first these are the seeds and the newest
collection. `c` chooses another for the left side, `tab` goes on to the right one.

A rate is **tasks per 1,000**, so that 175 seeds and 52,002 tasks can stand side by side. What a
collection never says is `absent`. Below the table is the question that the theme asks, and the
words it is counted by: a count is only as good as its words. They are yours to change: `o` puts
them into the lesson's folder, as `themes.toml`.

A low rate with few tasks says little: read the tasks (`enter`) before you believe the figure.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "choose", "Choose", id="compare.choose", tooltip="Choose two collections"),
        Binding("w", "swap", "Swap", id="compare.swap", tooltip="Swap the two collections"),
        Binding(
            "o",
            "own_words",
            "Own words",
            id="compare.own-words",
            tooltip="Put a theme file to be changed into the lesson's folder",
        ),
    ]
    DEFAULT_CSS = """
    ComparePane { padding: 0 1; }
    ComparePane #chosen { height: 1; margin: 0 0 1 0; }
    ComparePane #chosen Select { width: 24; }
    ComparePane #chosen Static { width: auto; padding: 0 2; color: $text-muted; }
    ComparePane #columns { height: 2; color: $text-muted; }
    ComparePane #rates { height: 1fr; max-height: 0; }
    ComparePane #theme { height: auto; margin: 1 0 0 0; }
    ComparePane #note { height: auto; margin: 1 0 0 0; color: $text-muted; }
    """

    class Progress(Message):
        """A collection is being tagged."""

        def __init__(self, worker: Worker[None], text: str) -> None:
            super().__init__()
            self.worker = worker
            self.text = text

    class Ready(Message):
        """The rates are there, or `trouble` says why they are not."""

        def __init__(self, worker: Worker[None], counted: Counted | None, trouble: str) -> None:
            super().__init__()
            self.worker = worker
            self.counted = counted
            self.trouble = trouble

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names: list[str] = []
        self._chosen: tuple[str, str] | None = None
        self._counted: Counted | None = None
        self._worker: Worker[None] | None = None
        # What the run had kept when counting began.
        self._kept = 0

    def compose(self) -> ComposeResult:
        """The two names, the table, the theme under the cursor, and what the figures are."""
        yield Horizontal(id="chosen")
        yield Static(id="columns", markup=False)
        yield RateList()
        yield Static(id="theme", markup=False)
        yield Static(NOTHING_YET, id="note", markup=False)

    # Coming to the front, and following a run.

    def opened(self) -> None:
        """Bring the collections up to date and count what is new in the two that are chosen."""
        self._offer_collections()
        self._count()
        self.query_one(RateList).focus()

    def beat(self) -> None:
        """Take in a new run, and count again when it has grown by a tenth or has paused."""
        watch = self.guanaco.run_watch
        if watch is None or not watch.state.collection or self._worker is not None:
            return
        name = watch.state.collection
        if name not in self._names:
            self._offer_collections()
            self._count()
        elif self._chosen is not None and name in self._chosen:
            new = watch.state.kept - self._kept
            is_writing = self.guanaco.run_is_going and not self.guanaco.is_paused
            if new >= 10 + self._kept / 10 or (new > 0 and not is_writing):
                self._count()

    def search(self) -> None:
        """Go to the first of the two names."""
        self.action_choose()

    def leaving(self) -> None:
        """Stop counting; what is tagged is kept."""
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    # The two collections.

    def _offer_collections(self) -> None:
        """Offer the collections there are; at first choose the seeds and the newest other."""
        names = [collection.name for collection in self.guanaco.catalogue.collections()]
        if len(names) < 2 or names == self._names:
            return
        self._names = names
        # As rich Text, which is what Select looks through for what is typed.
        options = [(Text(name), name) for name in names]
        if self._chosen is None:
            self._chosen = names[0], names[1]
            self.query_one("#chosen", Horizontal).mount(
                Select(options, value=names[0], allow_blank=False, compact=True, id="a"),
                Static("against", markup=False),
                Select(options, value=names[1], allow_blank=False, compact=True, id="b"),
            )
        else:
            for select, name in zip(self.query(Select), self._chosen, strict=True):
                select.set_options(options)
                select.value = name

    @on(Select.Changed)
    def _choose(self) -> None:
        a, b = (str(select.value) for select in self.query(Select))
        if (a, b) != self._chosen:
            self._chosen = a, b
            self._count()

    def action_choose(self) -> None:
        """Offer the collections; `tab` then goes on to the other side."""
        for select in self.query("#a").results(Select):
            select.focus()
            select.action_show_overlay()

    def action_swap(self) -> None:
        """Put the left collection to the right, and the right one to the left."""
        for select, name in zip(self.query(Select), reversed(self._chosen or ()), strict=False):
            select.value = name

    @on(VirtualList.Opened)
    async def _read(self) -> None:
        if self._chosen is not None:
            await self.guanaco.open_collection(self._chosen[1])

    def action_own_words(self) -> None:
        """Give the lesson a theme file of its own, and say where it is."""
        own = self.guanaco.lesson.folder / "themes.toml"
        try:
            if not own.exists():
                packaged = resources.data_file("themes.toml")
                files.write_atomically(own, files.read_text(packaged))
            self.guanaco.say(f"Change the words in {own}, then open this pane again.")
        except GuanacoError as error:
            self.guanaco.say(str(error), severity="error")

    # Counting.

    def _count(self) -> None:
        if self._chosen is not None:
            watch = self.guanaco.run_watch
            self._kept = watch.state.kept if watch is not None else 0
            self._worker = self._count_in_thread(*self._chosen)

    @work(thread=True, group="compare", exclusive=True)
    def _count_in_thread(self, a: str, b: str) -> None:
        """Tag what is not tagged yet, and count."""
        worker: Worker[None] = get_current_worker()
        counted, trouble = None, ""
        try:
            with self.guanaco.lesson.database() as database:
                counted = self._counts(database, worker, a, b)
        except GuanacoError as error:
            trouble = str(error)
        self.post_message(self.Ready(worker, counted, trouble))

    def _counts(self, database: Database, worker: Worker[None], a: str, b: str) -> Counted | None:
        """Return the rates, or None where the worker was cancelled before they were there."""
        catalogue = Catalogue(database)
        themes = lesson_themes(self.guanaco.lesson)
        rows = {collection.name: collection.id for collection in catalogue.collections()}
        counts: dict[str, Mapping[str, int]] = {}
        totals: dict[str, int] = {}
        for name in (a, b):

            def tell(done: int, total: int, name: str = name) -> None:
                text = f"tagging {name}: {done:,} of {total:,}"
                self.post_message(self.Progress(worker, text))

            # Read before tagging, so that every one of them is tagged after it.
            kept = set(catalogue.ids(rows[name]))
            if not tag_collection(database, rows[name], themes, tell, lambda: worker.is_cancelled):
                return None
            counts[name] = count_kept(Hits(database).rows(rows[name], themes.fingerprints), kept)
            totals[name] = len(kept)
        rates = theme_rates(themes.themes, counts[a], totals[a], counts[b], totals[b])
        return Counted((a, b), (totals[a], totals[b]), tuple(rates))

    @on(Progress)
    def _show_progress(self, message: Progress) -> None:
        if message.worker is self._worker:
            self.query_one("#note", Static).update(Content(message.text))

    @on(Ready)
    def _show_counted(self, message: Ready) -> None:
        if message.worker is not self._worker:
            return
        self._worker = None
        if message.counted is None:
            note = Content.assemble(("! ", "$text-error"), message.trouble)
        else:
            note = Content(WHAT_COUNTS)
            self._counted = message.counted
            self.query_one(RateList).show(message.counted.rates)
            self._show_columns()
            self._show_theme()
        self.query_one("#note", Static).update(note)
        # The run may have ended meanwhile, with its last beat.
        self.beat()

    # The words around the table.

    def on_resize(self) -> None:
        """Lay out the heads of the columns anew, and give a theme's words the lines left over."""
        self._show_columns()
        self.query_one("#theme").styles.max_height = max(3, self.size.height - OTHER_LINES)

    def _show_columns(self) -> None:
        if self._counted is not None:
            heads = self.query_one(RateList).heads(self._counted.names, self._counted.totals)
            self.query_one("#columns", Static).update(heads)

    @on(VirtualList.Highlighted)
    def _show_theme(self) -> None:
        """Show what the theme under the cursor asks, and the words it is counted by."""
        rates = self.query_one(RateList)
        if not rates.rates:
            return
        theme = rates.rates[rates.cursor].theme
        words = ", ".join(one_line(word) for word in theme.words + theme.phrases)
        self.query_one("#theme", Static).update(
            Content.assemble(one_line(theme.question), "\n", (words, "$foreground-muted"))
        )

"""What a run has from its seeds: whether a theme that was shown comes back, and by which seeds."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.difference import Stop, Tell
from guanaco_tui.analysis.lineage import ShownSeed
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.panes import compare_help
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_view import CompareView, Reading, Show
from guanaco_tui.panes.run_reader import Inherited, read_inheritance
from guanaco_tui.widgets.figures import one_line, signed, span
from guanaco_tui.widgets.seed_rates import ContrastList
from guanaco_tui.widgets.theme_account import NO_THEME
from guanaco_tui.widgets.virtual_list import VirtualList

NO_RUN = (
    "Neither side is a run of this lesson, so nobody knows what was shown to the machine. Press c "
    "and choose a run."
)


class SeedsView(CompareView):
    """Above, each theme where the prompt showed it and where it did not; below, its seeds."""

    HELP: ClassVar[str] = compare_help.SEEDS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", "Themes/seeds", id="seeds.other", tooltip="To the other list"),
    ]
    DEFAULT_CSS = """
    SeedsView {
        & #seeds-heads { height: auto; color: $text-muted; }
        &.-none #seeds-title, &.-none #seeds-told { display: none; }
        & #seeds-echoes { height: auto; max-height: 11; }
        & #seeds-fertile { height: 1fr; min-height: 3; }
        & #seeds-title { height: 1; }
        & #seeds-told { height: auto; max-height: 4; }
    }
    """

    def __init__(self, reader: CompareReader, *, id: str) -> None:
        super().__init__(reader, id=id)
        self._found: Inherited | None = None
        # The seeds that are listed, in the order of the list.
        self._fertile: list[ShownSeed] = []

    def compose(self) -> ComposeResult:
        """Compose the themes, the seeds of one, and how sure it is."""
        yield Static(id="seeds-heads", markup=False)
        yield ContrastList(id="seeds-echoes")
        yield Static(id="seeds-title", markup=False)
        yield ContrastList(id="seeds-fertile")
        yield Static(id="seeds-told", classes="note", markup=False)

    @property
    def echoes(self) -> ContrastList:
        """The themes."""
        return self.query_one("#seeds-echoes", ContrastList)

    @property
    def fertile(self) -> ContrastList:
        """The seeds of the theme under the cursor."""
        return self.query_one("#seeds-fertile", ContrastList)

    @property
    def theme_name(self) -> str:
        """The name of the theme under the cursor."""
        rows = self.echoes.rows
        return rows[self.echoes.cursor][1].theme if rows else ""

    def take_focus(self) -> None:
        """Go to the themes."""
        self.echoes.focus()

    def action_other(self) -> None:
        """Go to the other list."""
        (self.fertile if self.app.focused is self.echoes else self.echoes).focus()

    def about(self, asked: Asked) -> str:
        """Say what a rate is, and of which run."""
        run = self._found.run if self._found is not None else ""
        where = "each theme's fields" if asked.field == "all" else asked.field
        return f"tasks per 1,000 of {one_line(run)}, {where}" if run else "no run"

    def reading(self) -> Reading:
        """Read what the run has from its prompts."""
        return self._read

    def _read(self, asked: Asked, tell: Tell, should_stop: Stop) -> Show | None:
        found = read_inheritance(self.reader.lesson, asked, tell, should_stop)
        return partial(self._show, asked, found) if found is not None else None

    def _show(self, asked: Asked, found: Inherited) -> None:
        self.asked, self._found = asked, found
        labels = {theme.name: theme.label for theme in found.themes.themes}
        echoes = found.inheritance.echoes if found.inheritance is not None else ()
        self.echoes.show([(labels[echo.theme], echo) for echo in echoes])
        self._list_seeds()

    def on_resize(self) -> None:
        """Set the heads over their columns."""
        self._list_seeds()

    @on(VirtualList.Highlighted, "#seeds-echoes")
    def _list_seeds(self) -> None:
        """List the seeds of the theme under the cursor, the most fertile first."""
        found = self._found
        if found is None:
            return
        self.set_class(found.inheritance is None or not self.echoes.rows, "-none")
        if found.inheritance is None or not self.echoes.rows:
            self.fertile.show(())
            why = NO_RUN if found.inheritance is None else NO_THEME
            self.query_one("#seeds-heads", Static).update(why)
            self.refresh_bindings()
            return
        width = self.size.width
        heads = self.echoes.heads("Echo or drift", "shown", "rest", width)
        self.query_one("#seeds-heads", Static).update(heads)
        label, echo = self.echoes.rows[self.echoes.cursor]
        pairs = found.inheritance.fertile(echo.theme)
        self._fertile = [seed for seed, _ in pairs]
        self.fertile.show([(seed.name or seed.seed, contrast) for seed, contrast in pairs])
        title = Content.assemble(
            "Fertile seeds of ", (one_line(label), "bold"), f", {len(pairs):,} were shown"
        )
        self.query_one("#seeds-title", Static).update(title, layout=False)
        self._tell()
        self.refresh_bindings()

    @on(VirtualList.Highlighted, "#seeds-fertile")
    def _tell(self) -> None:
        """Say how far apart the rates are in the row under the cursor, and how sure that is."""
        found = self._found
        if found is None or found.inheritance is None:
            return
        front = self.fertile if self.app.focused is self.fertile else self.echoes
        said = ""
        if front.rows:
            label, contrast = front.rows[front.cursor]
            shown, rest = contrast.shown, contrast.rest
            said = (
                f"{one_line(label)}: {shown.tasks:,} of {shown.total:,} tasks where it was shown, "
                f"{rest.tasks:,} of {rest.total:,} in the rest"
            )
            if contrast.interval is not None:
                difference = signed(contrast.difference, 1)
                said += f", {difference} per 1,000 ({span(contrast.interval, sign=True)})"
        inherited = found.inheritance
        how = inherited.caution if front is self.fertile else inherited.method
        told = Content.assemble(said, ".\n" if said else "", (how, "$foreground-muted"))
        self.query_one("#seeds-told", Static).update(told)

    @on(VirtualList.Opened)
    async def _opened(self, event: VirtualList.Opened) -> None:
        """Read the run's tasks of a theme, or a seed."""
        found = self._found
        if found is None or not self.echoes.rows:
            return
        way_back = partial(self.guanaco.open_pane, "compare")
        if event.list is self.echoes:
            await self.guanaco.open_collection(found.run, self.line, way_back)
            return
        seed = self._fertile[event.index].seed
        try:
            task = self.guanaco.catalogue.task_of_seed(seed)
        except GuanacoError as error:
            self.guanaco.say(str(error), severity="error")
            return
        if task is None:
            self.guanaco.say(f"{seed_name(seed)} is no longer among the seeds.")
        else:
            await self.guanaco.open_task(task, way_back)

    def on_descendant_focus(self) -> None:
        """Tell of the list that has the focus."""
        self._tell()

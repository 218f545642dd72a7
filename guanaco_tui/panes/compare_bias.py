"""The filter-bias table: what the rules erased of each theme, in a run and in the class's seeds."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.difference import Stop, Tell
from guanaco_tui.panes import compare_help
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_view import CompareView, Reading, Show
from guanaco_tui.panes.run_reader import Biases, Erased, read_biases
from guanaco_tui.widgets.bias_table import BiasTable
from guanaco_tui.widgets.figures import MUTED, one_line
from guanaco_tui.widgets.virtual_list import VirtualList

_NOTE = "* marks what chance does not explain (q below .05). F1 tells how the figures are made."


class BiasView(CompareView):
    """A table for the run that is compared, and one for the seeds under the same rules."""

    HELP: ClassVar[str] = compare_help.FILTERS
    DEFAULT_CSS = """
    BiasView #bias-heads { height: 2; color: $text-muted; }
    BiasView BiasTable { height: 1fr; }
    BiasView #bias-told { height: auto; min-height: 3; max-height: 5; margin: 1 0 0 0; }
    """

    def __init__(self, reader: CompareReader, *, id: str) -> None:
        super().__init__(reader, id=id)
        self._tables: tuple[Erased, ...] = ()
        # What nobody knows, before what the table is.
        self._lacking = ""

    def compose(self) -> ComposeResult:
        """Compose the heads, the tables, what stands out, and how it was had."""
        yield Static(id="bias-heads", markup=False)
        yield BiasTable(id="bias-table")
        yield Static(id="bias-told", markup=False)

    @property
    def table(self) -> BiasTable:
        """The tables, in one list."""
        return self.query_one(BiasTable)

    @property
    def theme_name(self) -> str:
        """The name of the theme under the cursor."""
        return self.table.theme

    def take_focus(self) -> None:
        """Go to the table."""
        self.table.focus()

    def about(self, asked: Asked) -> str:
        """Say what the shares are of."""
        where = "each theme's fields" if asked.field == "all" else asked.field
        return f"share erased, {where}"

    def reading(self) -> Reading:
        """Count what was erased."""
        return self._read

    def _read(self, asked: Asked, tell: Tell, should_stop: Stop) -> Show | None:
        found = read_biases(self.reader.lesson, asked, tell, should_stop)
        return partial(self._show, asked, found) if found is not None else None

    def _show(self, asked: Asked, found: Biases) -> None:
        self.asked = asked
        self._tables = found.tables
        self._lacking = _lacking(found)
        labels = {theme.name: theme.label for theme in found.themes.themes}
        self.table.show([(table.title, table.bias) for table in found.tables], labels)
        self._lay_out()

    def on_resize(self) -> None:
        """Set the heads over their columns."""
        self._lay_out()

    @on(BiasTable.Turned)
    def _lay_out(self) -> None:
        """Set the heads over the columns that are shown, and say what they stand for."""
        heads = self.table.heads(self.size.width)
        self.query_one("#bias-heads", Static).update(heads, layout=False)
        self._tell()

    @on(VirtualList.Highlighted)
    def _tell(self) -> None:
        """Tell of the theme under the cursor; else how the table was had, and what it lacks.

        Before that, what heads stand for that are cut short.
        """
        told = Content(self.table.told())
        if not told.plain:
            told = Content.assemble(self._lacking, (_NOTE, MUTED))
        if cut_short := self.table.cut_short(self.size.width):
            told = Content.assemble((cut_short, MUTED), "\n", told)
        self.query_one("#bias-told", Static).update(told)
        self.refresh_bindings()

    @on(VirtualList.Opened)
    async def _opened(self) -> None:
        """Read what was dropped of the theme under the cursor, or of all; of the seeds, all."""
        if self.asked is None or self.table.number is None:
            return
        table = self._tables[self.table.number]
        way_back = partial(self.guanaco.open_pane, "compare")
        await self.guanaco.open_collection(
            table.collection, self.line, way_back, dropped=table.is_run
        )
        if not table.is_run:
            which = "all that speak of it" if self.line else "all of them"
            self.guanaco.say(f"No rule drops a seed: listed are {which}.")
        elif self.line and self.asked.field != "all":
            self.guanaco.say("Listed are dropped tasks with a hit in any field.")


def _lacking(found: Biases) -> str:
    """Say of which collections nobody knows what was erased."""
    names = " and ".join(map(one_line, found.without))
    return f"{names} came as a file: what was dropped from it is not known. " if names else ""

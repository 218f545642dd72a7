"""The first view of the pane Compare: the themes in both collections, and one of them in full."""

from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from guanaco_tui.analysis.difference import Stop, Tell, ThemeDifference, WordDifference
from guanaco_tui.analysis.theme_depth import ThemeDepth
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.errors import GuanacoError
from guanaco_tui.panes import compare_help
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_view import CompareView, Reading, Show
from guanaco_tui.widgets.difference_list import DifferenceList
from guanaco_tui.widgets.figures import one_line
from guanaco_tui.widgets.theme_account import Account, ThemeAccount
from guanaco_tui.widgets.virtual_list import VirtualList
from guanaco_tui.widgets.word_list import only_in

# With so many lines there is room for the words of both sides in a line each, and air around them;
# with so many, in one line.
HIGH, LOW = 30, 17
# Lines besides the themes that are always kept: heads, axis, and three to tell of one.
AROUND = 5
# Seconds that the cursor rests on a theme before more is read of it.
READ_AFTER = 0.1


class ThemesView(CompareView):
    """The themes' rates in two collections, as bars on an axis of binary steps."""

    HELP: ClassVar[str] = compare_help.THEMES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "read",
            "Read",
            show=False,
            id="compare.read",
            tooltip="Read its tasks at the right, or where they are",
        ),
    ]
    DEFAULT_CSS = """
    ThemesView #compare-heads, ThemesView #compare-foot { height: 1; color: $text-muted; }
    ThemesView DifferenceList { height: 1; }
    ThemesView.-high ThemeAccount { margin: 1 0; }
    ThemesView #compare-absent { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ThemesView.-high #compare-absent { height: 2; }
    """

    class Worded(Message):
        """The words of both sides were compared."""

        def __init__(self, found: ThemeDifference, words: WordDifference) -> None:
            super().__init__()
            self.found = found
            self.words = words

    class Deeper(Message):
        """More was read of a theme."""

        def __init__(self, found: ThemeDifference, depth: ThemeDepth) -> None:
            super().__init__()
            self.found = found
            self.depth = depth

    def __init__(self, reader: CompareReader, *, id: str) -> None:
        super().__init__(reader, id=id)
        self.found: ThemeDifference | None = None
        # What more is known of the themes of `found`, by name.
        self._depths: dict[str, ThemeDepth] = {}
        # The words of both sides, once they are compared.
        self._words: WordDifference | None = None
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose the heads, the themes, their axis, and the one under the cursor."""
        yield Static(id="compare-heads", markup=False)
        yield DifferenceList(id="compare-themes")
        yield Static(id="compare-foot", markup=False)
        yield ThemeAccount(id="compare-account")
        yield Static(id="compare-absent", markup=False)

    @property
    def themes(self) -> DifferenceList:
        """The list of themes."""
        return self.query_one(DifferenceList)

    @property
    def theme(self) -> Theme | None:
        """The theme under the cursor."""
        current = self.themes.current
        if self.found is None or current is None:
            return None
        return next(it for it in self.found.themes.themes if it.name == current.name)

    @property
    def theme_name(self) -> str:
        """The name of the theme under the cursor."""
        return self.theme.name if self.theme is not None else ""

    def take_focus(self) -> None:
        """Go to the themes."""
        self.themes.focus()

    # Reading and showing.

    def about(self, asked: Asked) -> str:
        """Say what a rate is."""
        where = "in each theme's fields" if asked.field == "all" else f"{asked.field} only"
        return f"tasks per 1,000, {where}"

    @property
    def totals(self) -> tuple[int, int] | None:
        """Of how many tasks of each side the figures are."""
        return self.found.totals if self.found is not None else None

    def reading(self) -> Reading:
        """Compare the themes."""
        return self._read

    def _read(self, asked: Asked, tell: Tell, should_stop: Stop) -> Show | None:
        found = self.reader.themes(asked, tell, should_stop)
        return partial(self._show, asked, found) if found is not None else None

    def _show(self, asked: Asked, found: ThemeDifference) -> None:
        self.asked, self.found = asked, found
        self._depths, self._words = {}, None
        self.query_one("#compare-absent", Static).update("", layout=False)
        labels = {theme.name: theme.label for theme in found.themes.themes}
        self.themes.show(found.comparisons, labels)
        self._lay_out()
        self._tell()
        if self.query_one("#compare-absent").display:
            self._read_words(asked, found)
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Lay out the lines around the list anew."""
        absent = self.query_one("#compare-absent")
        was_seen, absent.display = absent.display, self.size.height >= LOW
        self.set_class(self.size.height >= HIGH, "-high")
        if self.found is not None and self.asked is not None and absent.display and not was_seen:
            self._read_words(self.asked, self.found)
        self._lay_out()
        self._name_absent()

    def _lay_out(self) -> None:
        if self.found is not None:
            width = self.size.width
            # All themes, where that leaves room to tell of one.
            room = max(1, self.size.height - AROUND)
            self.themes.styles.height = min(len(self.found.comparisons), room)
            names = self.found.a.name, self.found.b.name
            self.query_one("#compare-heads", Static).update(
                self.themes.heads(names, width), layout=False
            )
            self.query_one("#compare-foot", Static).update(self.themes.foot(width), layout=False)

    @on(VirtualList.Highlighted)
    def _tell(self) -> None:
        """Tell of the theme under the cursor what is known, and read what is not."""
        theme, compared = self.theme, self.themes.current
        if self.found is None:
            return
        if theme is None or compared is None:
            self.query_one(ThemeAccount).tell(None)
            return
        names = self.found.a.name, self.found.b.name
        depth = self._depths.get(theme.name)
        account = (
            Account(theme, names, compared, depth.judged, depth.read, depth.fragility, depth.hedged)
            if depth is not None
            else Account(theme, names, compared)
        )
        self.query_one(ThemeAccount).tell(account)
        if self._soon is not None:
            self._soon.stop()
        if depth is None:
            read = partial(self._read_deeper, self.found, theme.name)
            self._soon = self.set_timer(READ_AFTER, read)

    def leave(self) -> None:
        """Stop reading of the theme under the cursor."""
        if self._soon is not None:
            self._soon.stop()
        for group in ("compare-depth", "compare-words"):
            self.app.workers.cancel_group(self, group)

    @work(thread=True, group="compare-depth", exclusive=True)
    def _read_deeper(self, found: ThemeDifference, name: str) -> None:
        worker = get_current_worker()
        try:
            depth = self.reader.depth(found, name, lambda: worker.is_cancelled)
        except GuanacoError:
            # The lesson is read again with the next figures, which say what is wrong with it.
            return
        if depth is not None and not worker.is_cancelled:
            self.post_message(self.Deeper(found, depth))

    @on(Deeper)
    def _came_deeper(self, event: Deeper) -> None:
        if event.found is self.found:
            self._depths[event.depth.theme] = event.depth
            self._tell()

    @work(thread=True, group="compare-words", exclusive=True)
    def _read_words(self, asked: Asked, found: ThemeDifference) -> None:
        worker = get_current_worker()
        try:
            words = self.reader.words(asked, lambda *so_far: None, lambda: worker.is_cancelled)
        except GuanacoError:
            return  # As above.
        if words is not None and not worker.is_cancelled:
            self.post_message(self.Worded(found, words))

    @on(Worded)
    def _show_absent(self, event: Worded) -> None:
        """Name the words that only one side has, where chance is no reason for it."""
        if event.found is self.found:
            self._words = event.words
            self._name_absent()

    def _name_absent(self) -> None:
        if self.found is None or self._words is None:
            return
        a, b = self.found.a.name, self.found.b.name
        lines = [only_in(a, b, self._words.lost), only_in(b, a, self._words.invented)]
        between = "\n"
        if not self.has_class("-high"):
            half = max(1, self.size.width // 2 - 1)
            lines = [line.truncate(half, ellipsis=True, pad=True) for line in lines]
            between = "  "
        self.query_one("#compare-absent", Static).update(Content(between).join(lines), layout=False)

    # Going on from a theme.

    @on(VirtualList.Opened)
    async def action_read(self) -> None:
        """Read the theme's tasks at the right; where there are none, those at the left."""
        compared = self.themes.current
        if self.asked is None or compared is None:
            return
        left, right = self.asked.names
        is_only_left = bool(compared.a and not compared.b)
        way_back = partial(self.guanaco.open_pane, "compare")
        await self.guanaco.open_collection(left if is_only_left else right, self.line, way_back)
        field = self.asked.field
        if is_only_left:
            where = "" if field == "all" else f", {field}"
            self.guanaco.say(f"Absent from {one_line(right)}{where}: this is {one_line(left)}.")
        elif field != "all":
            counted = f"{compared.b:,} in the {field}s"
            self.guanaco.say(f"Listed are tasks with a hit in any field; Compare said {counted}.")

"""Pane 5: two collections read against each other, by theme, by word, by verb, by what was erased
and by what came of the seeds.
"""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from guanaco_tui.analysis.difference import Tell
from guanaco_tui.analysis.theme_book import Past
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_bias import BiasView
from guanaco_tui.panes.compare_reader import Asked
from guanaco_tui.panes.compare_seeds import SeedsView
from guanaco_tui.panes.compare_themes import ThemesView
from guanaco_tui.panes.compare_verbs import VerbsView
from guanaco_tui.panes.compare_view import CompareView
from guanaco_tui.panes.compare_words import WordsView
from guanaco_tui.panes.comparing_pane import ComparingPane
from guanaco_tui.panes.theme_desk import Left
from guanaco_tui.panes.themes import ThemeScreen
from guanaco_tui.text import clean
from guanaco_tui.widgets.figures import MUTED, one_line
from guanaco_tui.widgets.sides_picker import SidesPicker

THEMES = "themes"
# The key of each view, what it is called here and where keys are given, and what it shows.
VIEWS: dict[str, tuple[str, str, type[CompareView], str]] = {
    "w": ("Words", "words", WordsView, "Which words set the two apart"),
    "v": ("Verbs", "verbs", VerbsView, "What the instructions ask for"),
    "b": ("Filters", "filter", BiasView, "What the rules erased of each theme"),
    "s": ("Seeds", "seeds", SeedsView, "What a run has from its seeds"),
}
FIELDS: tuple[WordField, ...] = ("instruction", "input", "output", "all")
READING = "Reading ..."
NOTHING_YET = "There is nothing to set beside the seeds yet. "
START = "Press ctrl+r to start a run, or bring in a dataset with the command guanaco import."
WAIT = "What the run brings appears here."


def _views(keys: str) -> list[Binding]:
    """The keys of these views."""
    return [
        Binding(key, f"view('{key}')", label, id=f"compare.{name}", tooltip=shows)
        for key in keys
        for label, name, _, shows in [VIEWS[key]]
    ]


class ComparePane(ComparingPane):
    """Two collections, and a view of them in front: the themes at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # In the order in which they give way where the line of keys is short, the last first.
        Binding("c", "choose", "Choose", id="compare.choose", tooltip="Choose what to compare"),
        *_views("wvb"),
        Binding("R", "report", "Report", id="compare.report", tooltip="Write it all as a page"),
        *_views("s"),
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

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # What was done in the theme editor, which can be taken back when it is opened again.
        self._themes_past: Past = []

    def compose(self) -> ComposeResult:
        """The two collections, what the figures are, and the view in front."""
        yield Static(id="compare-head", markup=False)
        yield Static(READING, id="compare-note", markup=False)
        with ContentSwitcher(initial=THEMES):
            yield ThemesView(self.reader, id=THEMES)

    @property
    def front(self) -> CompareView:
        """The view in front."""
        view = self.query_one(ContentSwitcher).visible_content
        assert isinstance(view, CompareView)
        return view

    @property
    def help_text(self) -> str:
        """What F1 says: of the view in front."""
        return self.front.HELP

    # Coming to the front.

    def opened(self) -> None:
        """Read anew what is in front."""
        self.look()
        self.front.take_focus()

    def search(self) -> None:
        """Go to where the view is searched; else choose what to compare."""
        if not self.front.search():
            self.action_choose()

    # What is said of the figures.

    def on_resize(self) -> None:
        """Set what the figures are at the right again."""
        self._paint_head()

    @on(ComparingPane.Painted)
    def _paint_head(self) -> None:
        """Say which two are compared, and at the right what the figures are, or are not yet."""
        sides = Content.styled("  against  ", MUTED).join(
            Content.assemble((one_line(name), "bold"), (f" {total:,}", MUTED))
            for name, total in self._totals()
        )
        about = f"… {self.so_far}" if self.so_far else ""
        if not about and self.shown is not None and self.front.asked is not None:
            about = self.front.about(self.shown)
        room = self.content_size.width - sides.cell_length
        right = Content.styled(one_line(about), MUTED).truncate(max(0, room - 2), ellipsis=True)
        head = Content.assemble(sides, right.pad_left(max(0, room - right.cell_length)))
        self.query_one("#compare-head", Static).update(head, layout=False)
        note = Content("") if self.shown is not None else Content(self._why_empty())
        if self.page is not None:
            note = Content(f"The page is in {clean(str(self.page))}")
        if self.trouble:
            note = Content.assemble(("! ", "$text-error"), self.trouble)
        if self.coming:
            note = Content(f"{READING} {self.coming} as soon as there are figures.")
        self.query_one("#compare-note", Static).update(note)
        self.query_one("#compare-note").display = bool(note.plain)

    def _totals(self) -> list[tuple[str, int]]:
        """The two names, each with the tasks that the figures are of."""
        if self.shown is None:
            return []
        kept = {collection.name: collection.kept for collection in self.collections}
        names = self.shown.names
        # A run goes on while it is read: the view may have counted more than were there before.
        totals = self.front.totals if self.front.asked == self.shown else None
        return list(zip(names, totals or [kept.get(name, 0) for name in names], strict=True))

    def _why_empty(self) -> str:
        """Say why there are no figures: they are being read, or there is nothing to compare."""
        if self.is_reading or not self.is_alone:
            return READING
        return NOTHING_YET + (WAIT if self.guanaco.run_is_going else START)

    # Which two, in which field.

    def action_choose(self) -> None:
        """Ask which two collections to compare."""
        if self.names is not None:
            self.app.push_screen(SidesPicker(self.collections, self.names), self._chosen)
        else:
            self.when_read(self.action_choose, "The choice opens")

    def _chosen(self, names: tuple[str, str] | None) -> None:
        if names is not None and names != self.names:
            self.names = names
            self.look()
        if names is not None and names[0] == names[1]:
            self.guanaco.say(f"Both sides are {one_line(names[0])}: nothing can differ.")

    def action_swap(self) -> None:
        """Put the left collection to the right, and the right one to the left."""
        if self.names is not None:
            self._chosen((self.names[1], self.names[0]))
        else:
            self.when_read(self.action_swap, "The sides are swapped")

    def action_field(self) -> None:
        """Look in the next field, in a view that does not always look in one."""
        following = FIELDS[(FIELDS.index(self.field) + 1) % len(FIELDS)]
        if self.names is not None:
            looked_in = self.front.field(Asked(self.names, following))
            if looked_in != following:
                self.guanaco.say(f"This view always looks in the {looked_in}.")
                return
        self.field = following
        self.look()

    # Themes.

    @on(CompareView.ThemeWanted)
    def _wanted(self, event: CompareView.ThemeWanted) -> None:
        self._edit(event.names, event.theme)

    def _edit(self, names: tuple[str, ...], theme: str, hit: int | None = None) -> None:
        screen = ThemeScreen(theme, names, self._themes_past, hit=hit)
        self.app.push_screen(screen, partial(self._edited, names))

    def _edited(self, names: tuple[str, ...], left: Left | None) -> None:
        # A file that could not be read may have been mended meanwhile.
        if self.trouble or (left is not None and left.is_changed):
            self.look()
        if left is not None and left.task is not None:
            way_back = partial(self._edit_again, names, left)
            self.app.call_later(self.guanaco.open_task, left.task, way_back)

    async def _edit_again(self, names: tuple[str, ...], left: Left) -> None:
        await self.guanaco.open_pane("compare")
        self._edit(names, left.theme, left.hit)

    # Views.

    async def action_view(self, key: str) -> None:
        """Bring a view to the front; the themes where it is there already."""
        switcher = self.query_one(ContentSwitcher)
        _, _, view, _ = VIEWS[key]
        name = f"compare-{key}"
        if switcher.current == name:
            name = THEMES
        elif not switcher.query(f"#{name}"):
            await switcher.mount(view(self.reader, id=name))
        self.front.leave()
        switcher.current = name
        self.front.take_focus()
        self.look()

    async def action_back(self) -> None:
        """Go back to the themes."""
        current = self.query_one(ContentSwitcher).current
        if current is not None and current != THEMES:
            await self.action_view(current.removeprefix("compare-"))

    def action_report(self) -> None:
        """Write the whole comparison as a page into the lesson's folder."""
        if self.names is not None:
            write = partial(_write_report, self.guanaco.lesson, self.names, self.field)
            self.write_page(("compare", *self.names, self.field), write)
        else:
            self.when_read(self.action_report, "The report is written")


def _write_report(
    lesson: Lesson, names: tuple[str, str], field: WordField, path: Path, tell: Tell
) -> None:
    from guanaco_tui import report  # noqa: PLC0415 (slow to import, wanted only here)

    report.write(lesson, names, field, path, tell)

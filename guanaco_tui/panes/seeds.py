"""The first pane: the seeds of the lesson, a list and an editor, saved by themselves."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from guanaco_tui import files, resources
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import seed_report
from guanaco_tui.lesson.seed_book import SeedBook, ids_in_runs
from guanaco_tui.lesson.seed_report import Repeats
from guanaco_tui.lesson.seeds import TEXT_FIELDS, is_placeholder
from guanaco_tui.panes.seed_desk import SeedDesk
from guanaco_tui.panes.seed_keeper import SeedKeeper
from guanaco_tui.panes.seeds_help import HELP
from guanaco_tui.widgets.seed_editor import SeedEditor, SeedText
from guanaco_tui.widgets.seed_list import SeedList, SeedRow
from guanaco_tui.widgets.seed_notice import SeedNotice
from guanaco_tui.widgets.typed import TypedLine

SAMPLE = "These are sample seeds: edit them, or press b to start your own from blank."
NO_SEED = "No seed here: n makes one, i imports a file."
NONE_OF_THESE = "No seed has all of these words. escape takes them away."


class SeedsPane(SeedDesk):
    """Seeds: a list at the left, an editor at the right."""

    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="seeds.new", tooltip="A new seed behind this one"),
        Binding("d,delete", "delete", "Delete", id="seeds.delete", tooltip="Delete this seed"),
        Binding("u,ctrl+z", "undo", "Undo", id="seeds.undo", tooltip="Take the last change back"),
        Binding("U,ctrl+y", "redo", "Redo", show=False, id="seeds.redo", tooltip="Make it again"),
        Binding(
            "p,f7", "next_problem", "Next problem", id="seeds.problem", tooltip="The next problem"
        ),
        Binding(
            "o,f8",
            "next_placeholder",
            "Next placeholder",
            show=False,
            id="seeds.placeholder",
            tooltip="The next text to fill in",
        ),
        Binding(
            "c", "duplicate", "Copy", show=False, id="seeds.copy", tooltip="A copy of this seed"
        ),
        Binding(
            "K,shift+up", "move(-1)", "Up", show=False, id="seeds.up", tooltip="Move this seed up"
        ),
        Binding(
            "J,shift+down",
            "move(1)",
            "Down",
            show=False,
            id="seeds.down",
            tooltip="Move this seed down",
        ),
        Binding(
            "i", "import", "Import", show=False, id="seeds.import", tooltip="Import seeds: a file"
        ),
        Binding("e", "export", "Export", show=False, id="seeds.export", tooltip="Export the seeds"),
        Binding(
            "b",
            "blank",
            "Start blank",
            show=False,
            id="seeds.blank",
            tooltip="Start your own seeds from blank",
        ),
        Binding("escape", "to_list", "List", id="seeds.list", tooltip="Back to the list"),
        Binding(
            "escape", "clear_filter", "All", id="seeds.all", tooltip="All seeds, without the filter"
        ),
    ]
    DEFAULT_CSS = """
    SeedsPane {
        & #seeds-top { height: 1; padding: 0 1; }
        & #seeds-count { width: 1fr; }
        & #seeds-filter { width: 24; background: $surface; }
        & #seeds-filter:focus { background: $panel; }
        & #seeds-body { height: 1fr; margin-top: 1; }
        & SeedList { width: 42%; min-width: 24; max-width: 64; }
        & SeedEditor { width: 1fr; border-left: solid $panel; }
    }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._repeats: Repeats = {}

    @property
    def _filter(self) -> Input:
        return self.query_one("#seeds-filter", Input)

    def compose(self) -> ComposeResult:
        """Compose counts and filter, what is to be said, the list and the editor."""
        try:
            with self.guanaco.lesson.database() as database:
                used = ids_in_runs(database)
            self._book = SeedBook(self.guanaco.lesson.seeds_path, used)
        except GuanacoError as error:
            yield Static(str(error), id="seeds-unreadable", markup=False)
            return
        yield SeedKeeper(self._book, self.guanaco.lesson, lambda: self.guanaco.settings.batch)
        with Horizontal(id="seeds-top"):
            yield Static(id="seeds-count", markup=False)
            yield TypedLine(id="seeds-filter", compact=True, placeholder="/ filter")
        yield SeedNotice(id="seeds-notice")
        with Horizontal(id="seeds-body"):
            yield SeedList(self._describe, id="seeds-list")
            yield SeedEditor(id="seeds-editor")

    def on_mount(self) -> None:
        """Show the first seed."""
        if self._book is not None:
            self._begin()

    def _begin(self) -> None:
        self._show(1)
        sample = files.read_text(resources.data_file("seeds.jsonl"))
        self._notice.greet(SAMPLE if self.book.file.dumps() == sample else "")

    def opened(self) -> None:
        """Put the focus on the list, and look for repeats by the settings as they are now."""
        if self._book is None:
            self.call_later(self._open_again)
        else:
            self._keeper.check_soon()
            self.query_one(SeedList).focus()

    async def _open_again(self) -> None:
        """Try again to read a file that could not be read."""
        await self.recompose()
        if self._book is not None:
            self._begin()
            self.opened()

    def search(self) -> None:
        """Put the focus on the filter."""
        if self._book is not None:
            self._filter.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without seeds nothing can be done; at the list, the way back is that out of a filter."""
        if not hasattr(SeedsPane, f"action_{action}"):
            return True
        if self._book is None:
            return False
        at_list = isinstance(self.screen.focused, SeedList)
        if action == "clear_filter":
            return at_list and bool(self._filter.value)
        return action != "to_list" or not at_list

    # What is seen.

    def _describe(self, number: int) -> SeedRow:
        line = self.book.file.lines[number - 1]
        status = seed_report.status(line, self._repeats)
        return SeedRow(seed_report.number(line), seed_report.title(line), status)

    def _numbers(self) -> list[int]:
        """The lines that the filter leaves, counted from 1; the one that is being edited is one."""
        words = self._filter.value.casefold().split()
        return [
            number
            for number in self._all_numbers()
            if number == self._number
            or seed_report.fits(self.book.file.lines[number - 1], words, self._repeats)
        ]

    def _all_numbers(self) -> list[int]:
        """The lines that hold something, whether or not the filter leaves them."""
        lines = enumerate(self.book.file.lines, start=1)
        return [number for number, line in lines if seed_report.is_listed(line)]

    def _show(self, number: int | None, *, keep_place: bool = False) -> None:
        """Show the list anew, with the cursor on a line, and that line in the editor."""
        self._number = number
        self._list(number, keep_place=keep_place)

    def _list(self, number: int | None, *, keep_place: bool = False) -> None:
        """List what the filter leaves, and go to a line or the nearest that is listed."""
        seeds = self.query_one(SeedList)
        digits = max((len(seed_report.number(line)) for line in self.book.file.lines), default=0)
        seeds.show(self._numbers(), number, digits)
        self._number = seeds.number
        self._show_line(keep_place=keep_place and self._number == number)
        self._paint()

    def _show_line(self, *, keep_place: bool = False) -> None:
        line = self.book.file.lines[self._number - 1] if self._number else None
        self.query_one(SeedEditor).show(line, keep_place=keep_place)

    def _paint(self) -> None:
        """Show counts, statuses and the problem as they are now."""
        file = self.book.file
        count = self.query_one("#seeds-count", Static)
        count.update(seed_report.counts(file, self._repeats))
        self.query_one(SeedList).redraw()
        editor = self.query_one(SeedEditor)
        if self._number is None:
            is_filtered = bool(self._filter.value.split() and self._all_numbers())
            editor.say(NONE_OF_THESE if is_filtered else NO_SEED, is_good=not is_filtered)
        else:
            line = file.lines[self._number - 1]
            problem = seed_report.problem(file, line, self._repeats)
            editor.say(problem or "ready", is_good=problem is None)

    # What is typed.

    @on(SeedEditor.Touched)
    def _touched(self) -> None:
        self._collect()

    @on(SeedList.Highlighted, "#seeds-list")
    def _went_to(self) -> None:
        self._collect()
        self.book.settle()
        self._number = self.query_one(SeedList).number
        self._show_line()
        self._paint()

    @on(SeedList.Opened, "#seeds-list")
    def _write(self) -> None:
        if self._number and self.book.file.lines[self._number - 1].seed is not None:
            self.query_one(SeedEditor).focus_field("instruction")

    @on(Input.Changed, "#seeds-filter")
    def _filtered(self) -> None:
        self._collect()
        number, self._number = self._number, None
        self._list(number)
        self.refresh_bindings()

    @on(Input.Submitted, "#seeds-filter")
    def _filter_done(self) -> None:
        self.query_one(SeedList).focus()

    @on(Input.Submitted, "#seed-name")
    def _name_done(self) -> None:
        self.query_one(SeedEditor).focus_field("instruction")

    def action_to_list(self) -> None:
        """Go back to the list; the filter stays, and goes with the next step back."""
        self.query_one(SeedList).focus()

    def action_clear_filter(self) -> None:
        """List all seeds again."""
        self._filter.value = ""

    # Going about.

    def action_next_problem(self) -> None:
        """Go to the next seed that is not ready."""
        self._collect()
        for number in self._from_here(self._number or 0):
            if self._has_problem(number):
                self._go_to(number)
                return
        hidden = sum(map(self._has_problem, self._all_numbers()))
        if hidden:
            self._notice.say(f"Ready, all that are listed; the filter hides {hidden} that are not.")
        else:
            self._notice.say("Every seed is ready.")

    def _has_problem(self, number: int) -> bool:
        return self._describe(number).status != "ready"

    def action_next_placeholder(self) -> None:
        """Go to the next text that is to be filled in, and put the cursor there."""
        self._collect()
        here = self._number or 0
        focused = self.screen.focused
        done = TEXT_FIELDS.index(focused.field) + 1 if isinstance(focused, SeedText) else 0
        for number, fields in [
            (here, TEXT_FIELDS[done:]),
            *((number, TEXT_FIELDS) for number in self._from_here(here)),
        ]:
            seed = self.book.file.lines[number - 1].seed if number else None
            for field in fields:
                if seed is not None and is_placeholder(field, getattr(seed, field)):
                    if number != self._number:
                        self._go_to(number)
                    self.query_one(SeedEditor).focus_field(field)
                    return
        where = " among those listed" if self._filter.value.split() else ""
        self._notice.say(f"There is no placeholder left{where}.")

    def _from_here(self, number: int) -> list[int]:
        """The numbers of the list, from behind a line once round to it."""
        numbers = self._numbers()
        return [*(n for n in numbers if n > number), *(n for n in numbers if n <= number)]

    def _go_to(self, number: int) -> None:
        self.book.settle()
        self._show(number)

    @on(SeedKeeper.Checked)
    def _checked(self, event: SeedKeeper.Checked) -> None:
        if event.repeats != self._repeats:
            self._repeats = event.repeats
            self._paint()

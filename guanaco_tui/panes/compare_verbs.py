"""What the instructions of two collections ask for: verbs and their objects, side by side."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.difference import Stop, Tell
from guanaco_tui.analysis.verb_collection import VerbsRead
from guanaco_tui.analysis.verb_page import write_verbs
from guanaco_tui.analysis.verbs import bars
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.panes import compare_help
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_view import CompareView, Reading, Show
from guanaco_tui.widgets.figures import MUTED, one_line
from guanaco_tui.widgets.verb_list import VerbList
from guanaco_tui.widgets.virtual_list import VirtualList

_NOTE = (
    "The first request of each instruction, where its object is a common noun; shares are of those "
    "that could be read."
)


class VerbsView(CompareView):
    """Two lists of bars, or of what could not be read."""

    HELP: ClassVar[str] = compare_help.VERBS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "unread", "Unread", id="verbs.unread", tooltip="What could not be read"),
        Binding("p", "page", "Page", id="verbs.page", tooltip="Write both sunbursts as a page"),
        Binding(
            "P",
            "page_of_one",
            "Page of one",
            id="verbs.page-of-one",
            tooltip="Write the sunburst of the side with the cursor as a page",
        ),
        Binding("left", "side(0)", "Left", show=False, id="verbs.left", tooltip="To the left"),
        Binding("right", "side(1)", "Right", show=False, id="verbs.right", tooltip="To the right"),
    ]
    DEFAULT_CSS = """
    VerbsView {
        & #verbs-told { height: 2; }
        & Horizontal { height: 1fr; }
        & Horizontal Vertical { width: 1fr; height: 1fr; margin: 0 2 0 0; }
        & .verbs-head { height: 2; }
        & VerbList { height: 1fr; }
    }
    """

    def __init__(self, reader: CompareReader, *, id: str) -> None:
        super().__init__(reader, id=id)
        self._sides: tuple[VerbsRead, ...] = ()
        self._is_unread = False

    def compose(self) -> ComposeResult:
        """Compose a list for each side."""
        with Horizontal():
            for side in ("a", "b"):
                with Vertical():
                    yield Static(id=f"verbs-head-{side}", classes="verbs-head", markup=False)
                    yield VerbList(id=f"verbs-{side}")
        yield Static(_NOTE, id="verbs-told", classes="note", markup=False)

    @property
    def lists(self) -> list[VerbList]:
        """The two lists."""
        return list(self.query(VerbList))

    @property
    def current(self) -> VerbList | None:
        """The list that has the focus."""
        return self.app.focused if isinstance(self.app.focused, VerbList) else None

    @property
    def line(self) -> str:
        """The verb or object under the cursor."""
        word = self.current.word if self.current is not None else ""
        return f'"{word}"' if word else ""

    def take_focus(self) -> None:
        """Go to the left list."""
        self.lists[0].focus()

    def about(self, asked: Asked) -> str:
        """Say what is read, which is the instruction in every field."""
        return "verbs and objects, instruction"

    def field(self, asked: Asked) -> WordField:
        """Return the field that is read, whatever is compared."""
        return "instruction"

    @property
    def totals(self) -> tuple[int, int] | None:
        """How many instructions of each side were read."""
        counted = tuple(side.verbs.total for side in self._sides)
        return (counted[0], counted[1]) if counted else None

    def reading(self) -> Reading:
        """Read the verbs of both sides."""
        return self._read

    def _read(self, asked: Asked, tell: Tell, should_stop: Stop) -> Show | None:
        sides = self.reader.verbs(asked, tell, should_stop)
        return partial(self._show, asked, sides) if sides is not None else None

    def _show(self, asked: Asked, sides: tuple[VerbsRead, ...]) -> None:
        self.asked, self._sides = asked, sides
        listed = [bars(side.verbs) for side in sides]
        full = max((bar.share for lines in listed for bar in lines), default=1.0)
        for name, verbs, lines, side in zip("ab", self.lists, listed, sides, strict=True):
            if self._is_unread:
                verbs.show_unread(side.unread)
            else:
                verbs.show_verbs(lines, full)
            self.query_one(f"#verbs-head-{name}", Static).update(self._head(side), layout=False)
        self._tell()

    def _head(self, side: VerbsRead) -> Content:
        part = side.verbs.share_read
        read = "nothing to read" if part is None else f"{part:.0%} could be read {side.verbs.how}"
        name = (one_line(side.name), "bold")
        if not self._is_unread:
            counted = f"{side.verbs.read:,} of {side.verbs.total:,}"
            return Content.assemble(name, f"  {read}", (f"\n{counted} instructions", MUTED))
        reasons = side.verbs.reasons()[:1]
        most = "".join(f"most: {reason}, {count:,}" for reason, count in reasons)
        return Content.assemble(name, f"  {len(side.unread):,} not read", (f"\n{most}", MUTED))

    @on(VirtualList.Highlighted)
    def _tell(self) -> None:
        """Say what is read; of an instruction that could not be, why."""
        told = self.current.told if self.current is not None else ""
        why = next((it.verbs.why_not_spacy for it in self._sides if it.verbs.why_not_spacy), "")
        note = f"Without spaCy, since {why}." if why else _NOTE
        self.query_one("#verbs-told", Static).update(told or note, layout=False)
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Tell of the list that has the focus."""
        self._tell()

    @on(VirtualList.Opened)
    async def _opened(self) -> None:
        task = self.current.task_row if self.current is not None else None
        if task is not None:
            await self.guanaco.open_task(task, partial(self.guanaco.open_pane, "compare"))
        else:
            self.action_concordance()

    def action_side(self, side: int) -> None:
        """Go to the list of a side."""
        self.lists[side].focus()

    def action_unread(self) -> None:
        """Show what could not be read, or the verbs again."""
        if self.asked is not None:
            self._is_unread = not self._is_unread
            for verbs in self.lists:
                verbs.cursor = 0
            self._show(self.asked, self._sides)

    def action_page(self) -> None:
        """Write both sunbursts as a page into the lesson's folder."""
        self._write(self._sides)

    def action_page_of_one(self) -> None:
        """Write the sunburst of the side that has the focus as a page of its own."""
        side = self.lists.index(self.current) if self.current is not None else 0
        self._write(self._sides[side : side + 1])

    def _write(self, sides: tuple[VerbsRead, ...]) -> None:
        if sides:
            name = ("verbs", *(side.name for side in sides))
            self.post_message(self.PageWanted(name, partial(_write_page, sides)))


def _write_page(sides: tuple[VerbsRead, ...], path: Path, _: Tell) -> None:
    # The page lies in the lesson's folder, which is named as the lesson is.
    write_verbs(sides, path.resolve().parent.name, date.today().isoformat(), path)

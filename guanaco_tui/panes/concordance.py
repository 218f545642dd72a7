"""The concordance: a word, phrase or theme in its context, in one collection or in two that stand
against each other, and the game of guessing which line is from which.
"""

import random
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from guanaco_tui.analysis.concordance import SORTS, Line, Sort, read_lines
from guanaco_tui.analysis.guessing import Card, deal
from guanaco_tui.analysis.themes import FIELDS, FieldName
from guanaco_tui.errors import GuanacoError
from guanaco_tui.widgets.browse_head import LONGEST_LINE
from guanaco_tui.widgets.concordance_list import LineList, describe
from guanaco_tui.widgets.concordance_sides import ConcordanceSides
from guanaco_tui.widgets.guess_board import GuessBoard, GuessedList
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.typed import TypedLine
from guanaco_tui.widgets.virtual_list import VirtualList
from guanaco_tui.widgets.whole_screen import WholeScreen

if TYPE_CHECKING:
    from guanaco_tui.app import GuanacoApp

# From this many cells on, two collections stand side by side.
WIDE = 110
# Lines of each side in a game: some five minutes for a class.
EACH = 10
LOOK_FOR = 'Type what to look for: words, prefix*, "a phrase", #theme. Any of them makes a line.'
ORDERS: dict[Sort, str] = {
    "position": "by position",
    "left": "by left context",
    "right": "by right context",
    "shuffled": "shuffled",
}


class ConcordanceScreen(WholeScreen[str]):
    """Shows the concordance of a line in `collections`, one name or two; gives the line as left.

    `field` is the one that is looked in at first, None for all; `seed` decides how lines are
    shuffled and which are guessed. A key of the app, such as one that
    opens a pane, leaves the screen and does what it does there.
    """

    HELP: ClassVar[str | None] = """\
# Concordance

Every place where a word, a phrase or a theme stands, with the words around it. Two collections
stand against each other: what company does a word keep in what you wrote, and in what the machine
wrote?

Type on the line above: words (`queer`), beginnings (`queer*`), phrases (`"hate speech"`), themes
(`#gender`). They are alternatives: `woman man` lists both. What a theme excludes is no hit.

`s` sorts: by position (the order of the tasks), by the left or the right context, from the hit
outwards, so that what recurs stands together, or shuffled. `f` looks in another field, or in all;
from Compare it begins with the field that is compared there. Below the lines is told which task
the line under the cursor is of, in which field, and by which pattern it was found. `enter` opens
the task, and `escape` there comes back to the line. Dropped tasks are left out, and what a run adds
later is not taken in.

`g` is a game: as many random lines of one side as of the other, their source hidden. The class
says `a` or `b`; `backspace` takes the last guess back. At the end it is revealed and scored, with
a 95% interval, which takes the guesses for independent: where it holds one half, chance would do
as well. `n` deals other lines.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "Sort", id="concordance.sort", tooltip="Sort in another way"),
        Binding("f", "field", "Field", id="concordance.field", tooltip="Look in one field only"),
        Binding(
            "g", "guess", "Guess", id="concordance.guess", tooltip="Guess where lines are from"
        ),
        Binding("slash", "type", "Look for", id="concordance.type", tooltip="Type another word"),
        Binding("escape", "back", "Back", id="concordance.back", tooltip="Leave this"),
        Binding("f1", "app.help", "Help", id="concordance.help", tooltip="What can be done here"),
        Binding(
            "down", "to_lines", "Lines", show=False, id="concordance.lines", tooltip="To the lines"
        ),
    ]
    DEFAULT_CSS = """
    ConcordanceScreen {
        & > Vertical { width: 100%; height: 100%; background: $background; }
        & #concordance-head { height: 1; padding: 0 1; background: $panel; }
        & #concordance-head Input { width: 1fr; margin: 0 2; background: $surface; }
        & #concordance-head Static { width: auto; }
        & #concordance-missing { height: auto; padding: 0 1; color: $text-warning; display: none; }
        & ConcordanceSides { height: 1fr; }
        & #concordance-line { height: 2; padding: 0 1; background: $panel; }
        & GuessBoard { display: none; height: 1fr; }
        &.-guessing #concordance-head, &.-guessing #concordance-missing,
        &.-guessing ConcordanceSides,
        &.-guessing #concordance-line { display: none; }
        &.-guessing GuessBoard { display: block; }
    }
    """

    def __init__(
        self,
        collections: tuple[str, ...],
        line: str = "",
        field: FieldName | None = None,
        *,
        seed: int | None = None,
    ) -> None:
        super().__init__()
        self.collections = collections
        self.line = line
        self.field = field
        self.sort: Sort = "position"
        self._seed = random.randrange(1_000_000) if seed is None else seed
        # The list that has the focus, or had it last; and the one that did when the looking began.
        self._side = self._side_before = 0
        # The line to go to once all lines are there, where a person comes back to one.
        self._row = 0

    def again(self) -> "ConcordanceScreen":
        """Return another screen that shows what this one does, with the cursor on the same line."""
        other = ConcordanceScreen(self.collections, self.line, self.field, seed=self._seed)
        other.sort, other._side, other._row = self.sort, self._side, self._lines.cursor
        return other

    @property
    def guanaco(self) -> "GuanacoApp":
        """The app."""
        return cast("GuanacoApp", self.app)

    @property
    def is_guessing(self) -> bool:
        """Whether the game is in front."""
        return self.has_class("-guessing")

    def compose(self) -> ComposeResult:
        """What is looked for, the sides, the line under the cursor, and the keys; or the game."""
        with Vertical():
            with Horizontal(id="concordance-head"):
                yield Static(Content.styled("Concordance", "bold"))
                yield TypedLine(
                    self.line,
                    placeholder='words, prefix*, "a phrase", #theme',
                    compact=True,
                    max_length=LONGEST_LINE,
                )
                yield Static(id="concordance-order", markup=False)
            yield Static(id="concordance-missing", markup=False)
            sides = ConcordanceSides(self.collections)
            # Before the first layout, or there would be two at once.
            sides.set_class(self.app.size.width >= WIDE, "-wide")
            yield sides
            yield Static(LOOK_FOR, id="concordance-line", markup=False)
            yield GuessBoard(self.collections)
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin where a person goes on: at the lines where a word was given, else at the line."""
        (self._lines if self.line.strip() else self.query_one(Input)).focus()
        # Once it is drawn: a thread that counts beside it would make that take twice as long.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._look()
        self._sides.sort_by(self.sort, self._seed)

    def on_resize(self, event: events.Resize) -> None:
        """Put two sides beside each other where there is room."""
        self._sides.set_class(event.size.width >= WIDE, "-wide")

    @property
    def _sides(self) -> ConcordanceSides:
        return self.query_one(ConcordanceSides)

    @property
    def _lines(self) -> LineList:
        return self._sides.lists[self._side]

    # What is looked for, and how it is sorted.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.line:
            self.line, self._row, self._side = event.value, 0, 0
            self._look()

    def action_field(self) -> None:
        """Look in the next field only, after the last in all of them."""
        fields = (None, *FIELDS)
        self.field, self._row = fields[(fields.index(self.field) + 1) % len(fields)], 0
        self._look()

    def _look(self) -> None:
        self._side_before = self._side
        self._sides.look(self.line, self.field)
        self._paint()

    @on(ConcordanceSides.AllFound)
    def _found(self) -> None:
        """Go to the first list that has lines, where this one has none and nobody chose it."""
        is_chosen = self._side != self._side_before
        with_lines = [side for side, lines in enumerate(self._sides.lists) if lines.total]
        if self._sides.is_finding or is_chosen or self._lines.total or not with_lines:
            return
        was_here = self._lines.has_focus
        self._side = with_lines[0]
        if was_here:
            self._lines.focus()

    def action_sort(self) -> None:
        """Sort in the next way."""
        self.sort, self._row = SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)], 0
        self._sides.sort_by(self.sort, self._seed)
        self._paint()

    # What is said about it.

    @on(ConcordanceSides.Changed)
    def _paint(self) -> None:
        """Say how the lines are sorted and which fields are looked in, and tell of a line."""
        order = self._sides.note or ORDERS[self.sort]
        where = f"{order} · {self.field or 'all fields'}"
        self.query_one("#concordance-order", Static).update(where)
        missing = self.query_one("#concordance-missing", Static)
        missing.update(self._sides.missing)
        missing.display = bool(self._sides.missing)
        if self._row and self._sides.is_settled:
            self._lines.cursor, self._row = self._row, 0
        self._describe()

    @on(LineList.Highlighted)
    def _highlighted(self, event: LineList.Highlighted) -> None:
        if isinstance(event.list, LineList):
            self._describe()

    def on_descendant_focus(self) -> None:
        """Tell of the line under the cursor of the side that has the focus."""
        if isinstance(self.focused, LineList):
            self._side = self._sides.lists.index(self.focused)
            self._describe()

    def _describe(self) -> None:
        """Say of which task the line under the cursor is, and how the task begins."""
        sides, lines = self._sides, self._lines
        if sides.trouble:
            said = Content.assemble(("! ", "$text-error"), sides.trouble)
        elif not sides.node.themes:
            said = Content(LOOK_FOR)
        elif not lines.total:
            said = Content(f"No line of this in {self.collections[self._side]}.")
        elif (line := lines.current) is None:
            said = Content(lines.trouble or "The task of this line was taken away.")
        else:
            said = describe(line) + Content(f" · line {lines.cursor + 1:,} of {lines.total:,}")
            begins = self._beginning(line)
            said = Content.assemble(said, "\n", (begins, "$foreground-muted"))
        self.query_one("#concordance-line", Static).update(said)

    def _beginning(self, line: Line) -> str:
        """Return how the task of a line begins, or why that cannot be read."""
        try:
            tasks = self.guanaco.catalogue.rows([line.task])
        except GuanacoError as error:
            return str(error)
        return " ".join(" ".join(task.instruction[:400].split()) for task in tasks)

    # Guessing.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of the lines where they are in front; a game takes two collections."""
        if action == "guess":
            return not self.is_guessing and len(self.collections) == 2
        return action not in ("sort", "field", "type", "to_lines") or not self.is_guessing

    def action_guess(self) -> None:
        """Deal lines of both sides and begin to guess."""
        sides = self._sides
        empty = [name for name, it in zip(sides.names, sides.lists, strict=True) if not it.hits]
        if sides.is_finding:
            self.guanaco.say("Not all lines are found yet: try again in a moment.")
        elif empty:
            nothing = "no lines" if len(empty) == 2 else "no line"
            verb = "have" if len(empty) == 2 else "has"
            self.guanaco.say(f"Nothing to guess: {' and '.join(empty)} {verb} {nothing} of this.")
        else:
            self._deal(frozenset())

    @on(GuessBoard.Again)
    def _again(self, event: GuessBoard.Again) -> None:
        self._deal(event.seen)

    def _deal(self, seen: frozenset[Card]) -> None:
        sides = self._sides
        a, b = (lines.hits for lines in sides.lists)
        game = deal((len(a), len(b)), EACH, self._seed + len(seen), seen)
        try:
            read = [
                read_lines(
                    self.guanaco.catalogue,
                    sides.node,
                    hits,
                    [number for of, number in game.cards if of == side],
                )
                for side, hits in enumerate((a, b))
            ]
        except GuanacoError as error:
            self.guanaco.say(str(error), severity="error")
            return
        lines = [read[side].get(number) for side, number in game.cards]
        whole = [line for line in lines if line is not None]
        if len(whole) < len(lines):
            self.guanaco.say("Tasks were taken away meanwhile: the lines are looked for again.")
            self._leave_game()
            self._look()
            return
        if seen.intersection(game.cards):
            self.guanaco.say("A side has no other lines: they are dealt again.")
        self.set_class(True, "-guessing")
        self.query_one(GuessBoard).play(game, whole)

    # Going on and leaving.

    def action_type(self) -> None:
        """Go to the line above."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._lines.focus()

    def action_to_lines(self) -> None:
        """Go down from the line above to the lines."""
        if not isinstance(self.focused, Input):
            raise SkipAction
        self._lines.focus()

    @on(VirtualList.Opened)
    def _opened(self, event: VirtualList.Opened) -> None:
        line = None
        if isinstance(event.list, LineList):
            line = event.list.line_at(event.index)
        elif isinstance(event.list, GuessedList):
            line = event.list.lines[event.index]
        if line is not None:
            pane = self.guanaco.pane
            below = (pane.id if pane is not None else "") or "browse"
            way_back = partial(_come_back, self.guanaco, below, self.again())
            self.dismiss(self.line)
            self.app.call_later(self.guanaco.open_task, line.task, way_back)

    def action_back(self) -> None:
        """Leave the game for the lines, and the lines for the pane below."""
        if self.is_guessing:
            self._leave_game()
        else:
            self.dismiss(self.line)

    def _leave_game(self) -> None:
        self.set_class(False, "-guessing")
        self._lines.focus()
        self.refresh_bindings()

    def on_key(self, event: events.Key) -> None:
        """Leave for what a key of the app does; keys of this screen come first."""
        below = self.app.screen_stack[0].active_bindings.get(event.key)
        is_ours = event.key in self.active_bindings
        if below is not None and below.node is self.app and not is_ours:
            event.stop()
            self.dismiss(self.line)
            self.app.call_later(self.app.simulate_key, event.key)


async def _come_back(app: "GuanacoApp", pane: str, screen: ConcordanceScreen) -> None:
    """Open the pane below again, and the concordance over it."""
    await app.open_pane(pane)
    app.push_screen(screen)

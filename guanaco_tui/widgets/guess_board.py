"""The guessing game on the screen: one line at a time and large, for a class in front of a
projector; at the end the score, and where each line was from.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from guanaco_tui.analysis.concordance import Line
from guanaco_tui.analysis.guessing import Card, Game
from guanaco_tui.widgets.concordance_list import in_context
from guanaco_tui.widgets.task_view import FOUND
from guanaco_tui.widgets.virtual_list import VirtualList

# Cells of a collection's name beside a line.
_NAME = 12
_KEY = "bold $text-accent"
_AGAINST_CHANCE = {
    "better": "More than chance would get: something in the lines gives them away.",
    "worse": "Fewer than chance would get: the lines mislead.",
    "unclear": "Half would be chance, and the interval holds it: these guesses do not tell.",
}


class GuessedList(VirtualList):
    """Shows the lines of a game that is over: right or wrong, its source, and the line."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names
        self._game = Game(())
        self.lines: Sequence[Line] = ()

    def show(self, game: Game, lines: Sequence[Line]) -> None:
        """Show a game that is over, with the line of each card."""
        self._game, self.lines = game, lines
        self.set_total(len(lines), cursor=0)

    def row(self, index: int, width: int) -> Content:
        """Return a line with its source before it."""
        side = self._game.cards[index][0]
        is_right = self._game.guesses[index] == side
        sign = ("✓ right ", "$text-success") if is_right else ("✗ wrong ", "$text-error")
        cursor = "▸ " if index == self.cursor else "  "
        name = Content(self._names[side]).truncate(_NAME, ellipsis=True, pad=True)
        before = Content.assemble(cursor, sign, name, " ")
        return before + in_context(self.lines[index], width - before.cell_length)


class GuessBoard(Vertical):
    """Plays a game between the collections of these names. Posts `Again` for other lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "pick(0)", "The first", id="guess.a", tooltip="It is of the first side"),
        Binding("b", "pick(1)", "The other", id="guess.b", tooltip="It is of the other side"),
        Binding("backspace", "undo", "Undo", id="guess.undo", tooltip="Take the last guess back"),
        Binding("n", "again", "Other lines", id="guess.again", tooltip="Guess other lines"),
    ]
    DEFAULT_CSS = """
    GuessBoard {
        padding: 1 2;
        & #guess-where { height: 1; color: $text-muted; }
        & #guess-room { align: center middle; height: 1fr; scrollbar-size-vertical: 1; }
        & #guess-text { width: 100%; max-width: 76; height: auto; }
        & #guess-how { height: auto; text-align: center; }
        & GuessedList { display: none; height: 1fr; margin: 1 0 0 0; }
        &.-over #guess-room, &.-over #guess-where { display: none; }
        &.-over #guess-how { text-align: left; }
        &.-over GuessedList { display: block; }
    }
    """

    class Again(Message):
        """Other lines are asked for than those that were `seen`."""

        def __init__(self, seen: frozenset[Card]) -> None:
            super().__init__()
            self.seen = seen

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names
        self._lines: Sequence[Line] = ()
        self.game = Game(())

    def compose(self) -> ComposeResult:
        """Which line it is, the line, and what to press; or the score and all lines."""
        yield Static(id="guess-where", markup=False)
        with VerticalScroll(id="guess-room"):
            yield Static(id="guess-text", markup=False)
        yield Static(id="guess-how", markup=False)
        yield GuessedList(self._names)

    def play(self, game: Game, lines: Sequence[Line]) -> None:
        """Begin a game, with the line of each card."""
        self._lines = lines
        self._show(game)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer guesses until all are made, and other lines after that."""
        if action in ("pick", "undo"):
            return not self.game.is_over
        return action != "again" or self.game.is_over

    def action_pick(self, side: int) -> None:
        """Guess that the line is of this side."""
        self._show(self.game.guess(side))

    def action_undo(self) -> None:
        """Take the last guess back."""
        self._show(self.game.back())

    def action_again(self) -> None:
        """Ask for other lines."""
        self.post_message(self.Again(self.game.seen))

    def _show(self, game: Game) -> None:
        """Show how the game stands, and take the focus."""
        self.game = game
        self.set_class(game.is_over, "-over")
        if game.is_over:
            said = score_text(game, self._names)
            self.query_one(GuessedList).show(game, self._lines)
        else:
            number = len(game.guesses)
            line = self._lines[number]
            where = f"Where is this from?   line {number + 1} of {len(game.cards)}"
            self.query_one("#guess-where", Static).update(where)
            text = Content.assemble(line.left, (line.hit, FOUND), line.right)
            self.query_one("#guess-text", Static).update(text)
            a, b = self._names
            said = Content.assemble(("a", _KEY), f"  {a}          ", ("b", _KEY), f"  {b}")
        self.query_one("#guess-how", Static).update(said)
        (self.query_one(GuessedList) if game.is_over else self.query_one("#guess-room")).focus()
        self.refresh_bindings()


def score_text(game: Game, names: tuple[str, ...]) -> Content:
    """Say how many guesses were right, on each side, and what chance would get."""
    score = game.score()
    low, high = (f"{end:.0%}" for end in score.interval)
    sides = ", ".join(
        f"{right} of {total} from {name}"
        for name, (right, total) in zip(names, score.sides, strict=True)
    )
    return Content.assemble(
        (f"{score.right} of {score.total} right", "bold"),
        f", {score.right / score.total:.0%} (95% interval {low} to {high}): {sides}.\n",
        _AGAINST_CHANCE[score.against_chance],
    )

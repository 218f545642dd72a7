"""Words of two collections in one column of a page: keywords, words only one side has, and
collocates of two words; each list under a head of its own.
"""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis import dispersion
from guanaco_tui.analysis.collocation import Collocate, Pair
from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.keyness import AbsentWord, AbsentWords, Keyword
from guanaco_tui.analysis.rates import counted, expected
from guanaco_tui.lesson.catalogue import SEEDS
from guanaco_tui.widgets.figures import (
    MUTED,
    chance,
    left,
    one_line,
    p_value,
    right,
    signed,
)
from guanaco_tui.widgets.virtual_list import VirtualList

# Cells of the cursor and of a figure.
_CURSOR, _FIGURE = 2, 7
# In a list with fewer cells there are so many figures at most.
_WIDE, _FEW = 48, 3
# Words are given no more cells than this: figures far from their word are hard to read.
_LONGEST = 24
# Words that are named in one line.
_NAMED = 20

# A row: the word, its figures, and whether they are clear.
Row = tuple[str, tuple[str, ...], bool]
# What tells of the word in a row in full.
Tell = Callable[[int], str]


class WordList(VirtualList):
    """Shows words with figures; rows are written when they are seen, since there may be 50,000."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._row: Callable[[int], Row] = lambda index: ("", (), True)
        self.tell: Tell = lambda index: ""

    @property
    def word(self) -> str:
        """The word under the cursor; empty in an empty list."""
        return self._row(self.cursor)[0] if self.total else ""

    def show(self, total: int, row: Callable[[int], Row], tell: Tell) -> None:
        """Show so many rows."""
        self._row, self.tell = row, tell
        self.set_total(total)

    def row(self, index: int, width: int) -> Content:
        """Return a word with its figures; one that is not clear is muted and said to be so."""
        word, figures, is_clear = self._row(index)
        # Four lists are on the screen, and only one of them has the keys.
        mark = "▸ " if self.has_focus else "▹ "
        cursor = mark if index == self.cursor else "  "
        figures = figures[: figures_in(width)]
        cells = [right(figure, _FIGURE) for figure in figures]
        row = Content.assemble(cursor, left(word, word_cells(width, len(figures))), *cells)
        return row if is_clear else row.stylize(MUTED)


class WordColumn(Vertical):
    """A list of words under its title and the names of its figures."""

    DEFAULT_CSS = """
    WordColumn {
        width: 1fr; height: 1fr;
        & .words-head { height: 2; }
        & WordList { height: 1fr; }
    }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._title, self._count = Content(""), Content("")
        self._heads: Sequence[str] = ()

    def compose(self) -> ComposeResult:
        """Compose the head and the list."""
        yield Static(classes="words-head", markup=False)
        yield WordList(id=f"{self.id}-list")

    @property
    def words(self) -> WordList:
        """The list."""
        return self.query_one(WordList)

    def head(self, title: str, count: str, heads: Sequence[str]) -> None:
        """Say what is listed, how much of it there is, and what the figures are."""
        self._title, self._count = Content.styled(title, "bold"), Content.styled(count, MUTED)
        self._heads = heads
        self._draw()

    def on_resize(self) -> None:
        """Set the heads over their figures."""
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        heads = self._heads[: figures_in(width)]
        before = _CURSOR + word_cells(width, len(heads))
        line = Content.assemble(" " * before, *(right(head, _FIGURE) for head in heads))
        room = self.size.width - self._count.cell_length - 3
        title = self._title.truncate(max(1, room), ellipsis=True)
        self.query_one(Static).update(
            Content.assemble(title, "  ", self._count, "\n", line.stylize(MUTED)), layout=False
        )


def word_cells(width: int, figures: int) -> int:
    """Return the cells for a word beside so many figures."""
    # The last two cells are a blank and the scrollbar.
    return max(1, min(_LONGEST, width - _CURSOR - figures * _FIGURE - 2))


def figures_in(width: int) -> int:
    """Return how many figures a row has at most."""
    return _FEW if width < _WIDE else _FEW + 1


KEYWORD_HEADS = ("here", "there", "ratio", "q")
ABSENT_HEADS = ("tasks", "chance", "q")


def keyword_row(keyword: Keyword, side: str) -> Row:
    """Write a keyword of a side: its tokens here and there, the log ratio, q."""
    here, there = (keyword.a, keyword.b) if side == "a" else (keyword.b, keyword.a)
    ratio = "only" if keyword.log_ratio is None else f"{abs(keyword.log_ratio):.2f}"
    return keyword.word, (f"{here:,}", f"{there:,}", ratio, short_p(keyword.q)), True


def keyword_told(keyword: Keyword, names: tuple[str, str]) -> str:
    """Tell of a keyword in full."""
    a, b = names
    ratio = (
        "never in the other"
        if keyword.log_ratio is None
        else f"log ratio {abs(keyword.log_ratio):.2f}, LRC {abs(keyword.lrc or 0):.2f}"
    )
    return (
        f"“{keyword.word}” {a}: {_said(keyword.a, keyword.tasks_a)} · "
        f"{b}: {_said(keyword.b, keyword.tasks_b)} · "
        f"{ratio}, G² {keyword.g2:,.1f}, q {p_value(keyword.q)}"
    )


def spread_told(spread: dispersion.Spread, names: tuple[str, str]) -> str:
    """Tell how a word is spread over the tasks of each side that says it."""
    told = ", ".join(
        f"{dispersion.written(value)} {name}"
        for value, name in zip(spread, names, strict=True)
        if value is not None
    )
    return f"DP {told}: 0 even over tasks, near 1 in few, as rare words are" if told else ""


def absent_row(word: AbsentWord) -> Row:
    """Write a word that only one side has."""
    figures = f"{word.tasks:,}", chance(word.chance_of_none), short_p(word.q)
    return word.word, figures, word.is_clear


def absent_theme_row(compared: ThemeComparison) -> Row:
    """Write a theme that only one side speaks of, as it is looked for."""
    assert compared.absence is not None
    figures = f"{compared.a + compared.b:,}", chance(compared.absence.chance_of_none), ""
    return f"#{compared.name}", figures, compared.is_clear


def absent_told(word: AbsentWord, here: str, there: str) -> str:
    """Tell of a word that only one side has in full; `there` is where it is never said."""
    worth = "" if word.is_clear else "unclear: "
    return (
        f"“{word.word}” {_said(word.tokens, word.tasks)} of {here}, never in {there}. "
        f"{worth}{expected(word.expected)} tasks expected there, {chance(word.chance_of_none)} "
        f"chance to see none, q {p_value(word.q)}"
    )


def absent_theme_told(compared: ThemeComparison, here: str, there: str) -> str:
    """Tell of a theme that only one side speaks of in full."""
    assert compared.absence is not None
    tasks, none = compared.absence
    worth = "" if compared.is_clear else "unclear: "
    return (
        f"The theme {compared.name} is in {counted(compared.a + compared.b, 'task')} of {here}, "
        f"never in {there}. {worth}{expected(tasks)} tasks expected there, {chance(none)} chance "
        "to see none"
    )


def absence_title(here: str, there: str) -> str:
    """Name what one side has and the other lacks: lost, or invented, where one are the seeds."""
    return (
        "Lost" if here == SEEDS else "Invented" if there == SEEDS else f"Only in {one_line(here)}"
    )


def only_in(here: str, there: str, absent: AbsentWords) -> Content:
    """Name the first words that only one side has, where that is clear."""
    clear = absent[: min(absent.clear, _NAMED)]
    said = ", ".join(f"{one_line(word.word)} {word.tasks:,}" for word in clear)
    title = absence_title(here, there)
    head = f"Words {title[0].lower()}{title[1:]}: "
    return Content.assemble((head, MUTED), said or ("none clear; w has all", MUTED))


def pair_row(pair: Pair) -> Row:
    """Write a collocate of two words: logDice with each."""
    return pair.word, (_dice(pair.first), _dice(pair.second), signed_difference(pair)), True


def pair_told(pair: Pair, nodes: tuple[str, str], where: str) -> str:
    """Tell of a collocate of two words in full."""
    met = (
        f"with {it.together:,} of “{node}”" + (f" (logDice {_dice(it)})" if it.together else "")
        for node, it in zip(nodes, (pair.first, pair.second), strict=True)
    )
    return f"“{pair.word}” in {where}: {', '.join(met)}; {pair.first.alone:,} times in all"


def signed_difference(pair: Pair) -> str:
    """Return how much closer a word is to the first, `only` where it never meets the other."""
    if pair.first.log_dice is None or pair.second.log_dice is None:
        return "only"
    return signed(pair.difference, 1)


def short_p(p: float) -> str:
    """Return a p or q value in as few cells as a list has for it."""
    return "<.0001" if p < 0.0001 else f"{p:.4f}".removeprefix("0")


def _said(tokens: int, tasks: int) -> str:
    times = "once" if tokens == 1 else f"{tokens:,} times"
    return f"{times} in {counted(tasks, 'task')}" if tokens else "never"


def _dice(collocate: Collocate) -> str:
    return "·" if collocate.log_dice is None else f"{collocate.log_dice:.1f}"

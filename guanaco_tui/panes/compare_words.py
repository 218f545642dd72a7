"""The words of two collections: what each says more, what only one of them says, and what keeps
company with two words.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from guanaco_tui.analysis.collocation import WINDOW, Pair
from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.difference import Stop, Tell, WordDifference
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.keyness import AbsentWords, Keyword
from guanaco_tui.analysis.rates import inside
from guanaco_tui.analysis.word_depth import TwoNodes, read_nodes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.panes import compare_help
from guanaco_tui.panes.compare_reader import Asked, CompareReader
from guanaco_tui.panes.compare_view import CompareView, Reading, Show
from guanaco_tui.widgets.figures import one_line
from guanaco_tui.widgets.typed import TypedLine
from guanaco_tui.widgets.virtual_list import VirtualList
from guanaco_tui.widgets.word_list import (
    ABSENT_HEADS,
    KEYWORD_HEADS,
    Row,
    WordColumn,
    WordList,
    absence_title,
    absent_row,
    absent_theme_row,
    absent_theme_told,
    absent_told,
    keyword_row,
    keyword_told,
    pair_row,
    pair_told,
    spread_told,
)

# Seconds that the cursor rests on a word until it is read how that is spread.
READ_AFTER = 0.2
# Seconds after the last key until what is typed is looked for.
LOOK_AFTER = 0.3
LONGEST_LINE = 400
METHOD = (
    "Tokens, two-cell log-likelihood, at least 5 times in 3 tasks. q is the false discovery rate "
    "(Benjamini and Hochberg), by tokens and by tasks, whichever is more careful."
)
PAIR_METHOD = (
    f"logDice with each of the two, 14 at most; one less is half as close. Words within {WINDOW} "
    "words of a hit, at 3 hits of either or more."
)


class WordsView(CompareView):
    """Four lists of words, two for each side; or, of two words that are typed, their company."""

    HELP: ClassVar[str] = compare_help.WORDS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "concordance", "Concordance", show=False, id="words.open", tooltip="In context"
        ),
        Binding("left", "side(-1)", "Left", show=False, id="words.left", tooltip="To the left"),
        Binding("right", "side(1)", "Right", show=False, id="words.right", tooltip="To the right"),
        Binding(
            "slash", "type", "Two words", id="words.type", tooltip="Type two words to set beside"
        ),
        Binding(
            "escape",
            "keywords",
            "Keywords",
            show=False,
            id="words.keywords",
            tooltip="From two words back to the keywords",
        ),
    ]
    DEFAULT_CSS = """
    WordsView {
        & Input { height: 1; background: $panel; padding: 0 1; border: none; }
        & Container { layout: grid; grid-size: 2 2; grid-gutter: 0 2; height: 1fr; }
        & #words-told { height: 3; color: $text-muted; }
        &.-pair Container { grid-size: 2 1; }
        &.-pair .alone { display: none; }
    }
    """

    class Spreading(Message):
        """It was read how a word of a comparison is spread."""

        def __init__(self, found: WordDifference, word: str, spread: Spread) -> None:
            super().__init__()
            self.found = found
            self.word = word
            self.spread = spread

    def __init__(self, reader: CompareReader, *, id: str) -> None:
        super().__init__(reader, id=id)
        self._typed = ""
        # Which themes there are where one was typed that is not.
        self._missing = ""
        self._soon: Timer | None = None
        # The words that are shown, None for pairs; and how those are spread that were asked for.
        self._found: WordDifference | None = None
        self._spreads: dict[str, Spread] = {}
        self._rested: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose the line for two words, the lists, and what is told of a word."""
        yield TypedLine(
            placeholder="two words side by side, such as: woman man",
            compact=True,
            max_length=LONGEST_LINE,
        )
        with Container():
            yield WordColumn(id="words-a")
            yield WordColumn(id="words-b")
            yield WordColumn(id="words-only-a").add_class("alone")
            yield WordColumn(id="words-only-b").add_class("alone")
        yield Static(METHOD, id="words-told", markup=False)

    @property
    def columns(self) -> list[WordColumn]:
        """The lists that are seen."""
        return [column for column in self.query(WordColumn) if column.display]

    @property
    def current(self) -> WordList | None:
        """The list that has the focus."""
        return self.app.focused if isinstance(self.app.focused, WordList) else None

    @property
    def theme_name(self) -> str:
        """The name of the theme under the cursor, among what only one side has."""
        word = self.current.word if self.current is not None else ""
        return word.removeprefix("#") if word.startswith("#") else ""

    @property
    def line(self) -> str:
        """The word under the cursor, as it is looked for."""
        word = self.current.word if self.current is not None else ""
        return word if word.startswith("#") else f'"{word}"' if word else ""

    def take_focus(self) -> None:
        """Go to the first list that has a word."""
        lists = [column.words for column in self.columns]
        next((words for words in lists if words.total), lists[0]).focus()

    def search(self) -> bool:
        """Go to the line for two words."""
        self.query_one(Input).focus()
        return True

    def about(self, asked: Asked) -> str:
        """Say what is counted."""
        return f"tokens, {'all fields' if asked.field == 'all' else asked.field}"

    # Reading and showing.

    def reading(self) -> Reading:
        """Compare the words; or, of two that are typed, their company."""
        return partial(self._read, self._typed)

    def _read(self, line: str, asked: Asked, tell: Tell, should_stop: Stop) -> Show | None:
        nodes, missing = self.reader.nodes(line), self.reader.no_such_theme(line)
        if len(nodes) >= 2:
            company = self.reader.company(asked, nodes, tell, should_stop)
            if company is None:
                return None
            return partial(self._show_pairs, asked, company, missing)
        themes = self.reader.themes(asked, tell, should_stop)
        words = self.reader.words(asked, tell, should_stop) if themes is not None else None
        if themes is None or words is None:
            return None
        return partial(self._show_words, asked, words, themes.comparisons)

    def _show_words(
        self, asked: Asked, words: WordDifference, themes: Sequence[ThemeComparison]
    ) -> None:
        self._begin(asked, words)
        names = asked.names
        for side, column, name in zip("ab", self.columns[:2], names, strict=True):
            found = [keyword for keyword in words.keywords if keyword.side == side]
            self._list_keywords(column, found, side, name)
        sides = (("b", words.lost, names), ("a", words.invented, (names[1], names[0])))
        for column, (side, absent, (here, there)) in zip(self.columns[2:], sides, strict=True):
            absences = [compared for compared in themes if compared.absent_from == side]
            self._list_absent(column, absences, absent, here, there)
        if self.current is not None and not self.current.total:
            self.take_focus()
        self._tell()

    def _list_keywords(
        self, column: WordColumn, found: Sequence[Keyword], side: str, name: str
    ) -> None:
        column.head(f"More in {one_line(name)}", f"{len(found):,} keywords", KEYWORD_HEADS)
        assert self.asked is not None
        names = self.asked.names
        column.words.show(
            len(found),
            lambda index: keyword_row(found[index], side),
            lambda index: keyword_told(found[index], names),
        )

    def _list_absent(
        self,
        column: WordColumn,
        themes: Sequence[ThemeComparison],
        absent: AbsentWords,
        here: str,
        there: str,
    ) -> None:
        assert self.asked is not None
        first, nowhere = len(themes), inside(there, self.asked.field)
        total = first + len(absent)
        clear = absent.clear + sum(compared.is_clear for compared in themes)
        title = f"{absence_title(here, there)}: not in {one_line(there)}"
        column.head(title, f"{clear:,} clear of {total:,}", ABSENT_HEADS)

        def row(index: int) -> Row:
            if index < first:
                return absent_theme_row(themes[index])
            return absent_row(absent[index - first])

        def told(index: int) -> str:
            if index < first:
                return absent_theme_told(themes[index], here, nowhere)
            return absent_told(absent[index - first], here, nowhere)

        column.words.show(total, row, told)

    def _show_pairs(self, asked: Asked, company: TwoNodes, missing: str) -> None:
        self._begin(asked, None, missing)
        nodes = one_line(company.names[0]), one_line(company.names[1])
        sides = (company.a.pairs, company.b.pairs)
        for column, name, found in zip(self.columns, asked.names, sides, strict=True):
            self._list_pairs(column, found, nodes, name)
        self._tell()

    def _list_pairs(
        self, column: WordColumn, found: Sequence[Pair], nodes: tuple[str, str], name: str
    ) -> None:
        title = f"Beside {nodes[0]} and {nodes[1]} in {one_line(name)}"
        count = f"{len(found):,}" if found else "0: too rare"
        column.head(title, count, (*nodes, "apart"))
        column.words.show(
            len(found),
            lambda index: pair_row(found[index]),
            lambda index: pair_told(found[index], nodes, name),
        )

    def _begin(self, asked: Asked, found: WordDifference | None, missing: str = "") -> None:
        self.asked, self._missing = asked, missing
        self._found, self._spreads = found, {}
        is_pair = found is None
        self.set_class(is_pair, "-pair")
        if is_pair and self.current is not None and self.current.parent not in self.columns:
            self.take_focus()

    # What is under the cursor.

    @on(VirtualList.Highlighted)
    def _tell(self) -> None:
        """Tell of the word under the cursor what is known, and read how it is spread."""
        words = self.current
        self._stop_resting()
        told = [self._missing or (PAIR_METHOD if self.has_class("-pair") else METHOD)]
        if words is not None and words.total and not self._missing:
            told = [words.tell(words.cursor)]
            spread = self._spreads.get(words.word)
            if spread is not None and self.asked is not None:
                told.append(spread_told(spread, self.asked.names))
            elif self._found is not None and not words.word.startswith("#"):
                read = partial(self._read_spread, self._found, words.word)
                self._rested = self.set_timer(READ_AFTER, read)
        self.query_one("#words-told", Static).update("\n".join(map(one_line, told)), layout=False)
        self.refresh_bindings()

    def _stop_resting(self) -> None:
        if self._rested is not None:
            self._rested.stop()

    @work(thread=True, group="words-spread", exclusive=True)
    def _read_spread(self, found: WordDifference, word: str) -> None:
        worker = get_current_worker()
        assert self.asked is not None
        try:
            spread = self.reader.spread(self.asked, word, lambda: worker.is_cancelled)
        except GuanacoError:
            # The lesson is read again with the next figures, which say what is wrong with it.
            return
        if spread is not None and not worker.is_cancelled:
            self.post_message(self.Spreading(found, word, spread))

    @on(Spreading)
    def _came_spread(self, event: Spreading) -> None:
        if event.found is self._found:
            self._spreads[event.word] = event.spread
            self._tell()

    def on_descendant_focus(self) -> None:
        """Tell of the word under the cursor of the list that has the focus."""
        self._tell()

    @on(VirtualList.Opened)
    def _opened(self) -> None:
        self.action_concordance()

    def action_side(self, by: int) -> None:
        """Go to the list beside this one."""
        lists = [column.words for column in self.columns]
        if self.current in lists:
            place = lists.index(self.current) ^ 1
            if (place % 2 == 1) == (by > 0):
                lists[place].focus()

    # Two words.

    def action_type(self) -> None:
        """Go to the line for two words."""
        self.search()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._typed:
            return
        self._typed = event.value
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(LOOK_AFTER, self._look)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        nodes = len(read_nodes(event.value, ()))
        if nodes == 1:
            self.guanaco.say("It takes two words, such as: woman man")
        elif nodes > 2:
            self.guanaco.say("The first two stand side by side; the rest is left out.")
        if self.asked is None and self.lacks == "time":
            self.post_message(self.TooEarly(self.take_focus, "The words are listed"))
        else:
            self.take_focus()

    def action_keywords(self) -> None:
        """Take the two words away; where there are none, leave the key to others."""
        if not self._typed:
            raise SkipAction
        self.query_one(Input).value = ""
        self.take_focus()

    def _look(self) -> None:
        self.post_message(self.Stale())

    def leave(self) -> None:
        """Look for nothing more that was typed, and stop reading of the word under the cursor."""
        if self._soon is not None:
            self._soon.stop()
        self._stop_resting()
        self.app.workers.cancel_group(self, "words-spread")

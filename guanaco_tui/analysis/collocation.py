"""Which words keep company with a node: takes a word or theme and a collection, gives collocates.

A node is any of some themes, such as `read_query(line, themes).terms`: words, `prefix*`, "phrases",
a `#theme` with its exclusions. What is a hit, the matcher says.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis import statistics
from guanaco_tui.analysis.matcher import Matcher, Span, any_of
from guanaco_tui.analysis.tagging import Progress
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import Vocabulary, WordField, fields_of, texts_found
from guanaco_tui.lesson.database import Database
from guanaco_tui.words import words

# How many words on either side of a hit are its company.
WINDOW = 5


@dataclass(frozen=True, slots=True)
class Collocate:
    """A word beside a node: with how many of the node's hits, and how often anywhere.

    `alone` counts the word with and without the node; `log_dice` is None where the two never meet.
    """

    word: str
    together: int
    alone: int
    log_dice: float | None

    def as_json(self) -> dict[str, str | int | float | None]:
        """The collocate as other programs read it."""
        return {
            "word": self.word,
            "together": self.together,
            "alone": self.alone,
            "log_dice": self.log_dice,
        }


@dataclass(frozen=True, slots=True)
class Company:
    """What stands around a node in a collection: its hits, and with how many of them each word.

    `alone` says how often each word stands anywhere in the same field.
    """

    hits: int
    together: Mapping[str, int]
    alone: Mapping[str, int]

    def collocate(self, word: str) -> Collocate:
        """Return how a word keeps company with the node.

        logDice is 14 + log2(2 f_xy / (f_x + f_y)) (Rychlý 2008, `statistics.log_dice`). Here f_xy
        is the hits that have the word in their window, f_x all hits, f_y all tokens of the word in
        the field, in a window or not, those within hits too. Each word of the text is in the
        window of one hit only, the nearest, and counts once there; so f_xy is never more than f_x
        or f_y, and 14 is the most there can be.
        """
        together, alone = self.together.get(word, 0), self.alone.get(word, 0)
        return Collocate(word, together, alone, statistics.log_dice(together, self.hits, alone))

    def collocates(self, least: int = 3) -> list[Collocate]:
        """Return the words that stand with `least` hits or more, the closest first."""
        found = (self.collocate(word) for word, n in self.together.items() if n >= least)
        return sorted(found, key=lambda it: (-_closeness(it), -it.together, it.word))


@dataclass(frozen=True, slots=True)
class Pair:
    """A word beside two nodes, or beside one node in two collections."""

    word: str
    first: Collocate
    second: Collocate

    @property
    def difference(self) -> float:
        """How much closer it is to the first; infinite where it is never with one of them."""
        return _closeness(self.first) - _closeness(self.second)

    def as_json(self) -> dict[str, object]:
        """The row as other programs read it."""
        return {
            "word": self.word,
            "first": self.first.as_json(),
            "second": self.second.as_json(),
        }


def company(
    database: Database,
    collection: int,
    node: Sequence[Theme],
    field: WordField,
    vocabulary: Vocabulary,
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Company | None:
    """Count what stands within `WINDOW` words of a node in a collection's kept tasks.

    `node` are themes, of which any is a hit; `vocabulary` is that of the collection in the same
    field, and what came after it was counted is left out. No window goes out of its field. A word
    that 3,000 tasks have takes some 200 ms: it belongs in a thread, and is None where `should_stop`
    said so. Raises GuanacoError where the database fails.
    """
    matcher, hits = Matcher(node), 0
    together: Counter[str] = Counter()
    if not node:
        return Company(0, together, vocabulary.tokens)
    found = texts_found(database, collection, field, any_of(node), vocabulary.last)
    for done, total, tasks in found:
        if should_stop():
            return None
        for _, texts in tasks:
            for name, text in zip(fields_of(field), texts, strict=True):
                for window in _windows(text, matcher.spans(text, name)):
                    hits += 1
                    together.update(window)
        progress(done, total)
    return Company(hits, together, vocabulary.tokens)


def side_by_side(first: Company, second: Company, least: int = 3) -> list[Pair]:
    """Return the words that stand with `least` hits or more of either, set side by side.

    From what is closest to the first alone, over what they share, to what is closest to the second.
    """
    asked = {word for side in (first, second) for word, n in side.together.items() if n >= least}
    found = (Pair(word, first.collocate(word), second.collocate(word)) for word in asked)
    return sorted(found, key=_place)


def _closeness(collocate: Collocate) -> float:
    return -math.inf if collocate.log_dice is None else collocate.log_dice


def _place(pair: Pair) -> tuple[float, float, str]:
    """Where a pair stands in a list; among words of one node alone, by how close they are."""
    first, second = _closeness(pair.first), _closeness(pair.second)
    return -pair.difference, second if math.isinf(first) else -first, pair.word


def _windows(text: str, spans: Iterable[Span]) -> list[set[str]]:
    """Return the words around each hit of a text that are nearer to it than to another hit.

    A word that is as near to two goes to the one before it. A hit that begins inside another, as
    those of two themes can, is part of it.
    """
    # The words before the first hit, between each two, and after the last.
    stretches, at = [], 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= at:
            stretches.append(words(text[at : span.start]))
            at = span.end
    windows: list[set[str]] = [set() for _ in stretches]
    if not windows:
        return windows
    before, *between = stretches
    windows[0].update(before[-WINDOW:])
    windows[-1].update(words(text[at:])[:WINDOW])
    for number, stretch in enumerate(between):
        middle = (len(stretch) + 1) // 2
        windows[number].update(stretch[:middle][:WINDOW])
        windows[number + 1].update(stretch[middle:][-WINDOW:])
    return windows

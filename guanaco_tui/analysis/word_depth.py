"""What is asked of a few words of a comparison: how evenly each is spread over either collection,
and which words keep company with two of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from guanaco_tui.analysis.collocation import Pair, company, side_by_side
from guanaco_tui.analysis.difference import Stop, Tell
from guanaco_tui.analysis.dispersion import Spread, dispersion
from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.query import read_query
from guanaco_tui.analysis.statistics import log_ratio_bound
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField, fields_of
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.lesson.database import Database

Sides = tuple[Collection, Collection]

# With fewer hits of a node, which words are closer to it is a matter of chance.
FEWEST_HITS = 10

# The two nodes that are set side by side where no others are asked for.
BESIDE = "woman,man"


@dataclass(frozen=True, slots=True)
class Beside:
    """The words beside two nodes in one collection, and how often each of the two stands there."""

    hits: tuple[int, int]
    pairs: tuple[Pair, ...]

    @property
    def is_enough(self) -> bool:
        """Whether one of the nodes stands there often enough for its company to be told."""
        return max(self.hits) >= FEWEST_HITS

    def closer(self, most: int) -> tuple[list[Pair], list[Pair]]:
        """Return the words that are clearly closer to the first, and to the second, so many each.

        That is where their logDice differ by 1 or more, which is twice as close, and where a larger
        share of the node's hits has the word than of the other's, by an interval of the ratio that
        leaves 1 out. The second is asked because logDice knows no chance, and depends on how common
        the node is: a word that is far commoner than both nodes is closer to the commoner one, only
        for standing there more often. It is asked of each word by itself, so that one in forty of
        those that tell the nodes apart in nothing may still be listed. The furthest apart first;
        none to a node with fewer than `FEWEST_HITS` hits.
        """
        first = (pair for pair in self.pairs if pair.difference >= 1 and self._lean(pair) > 0)
        second = (
            pair for pair in reversed(self.pairs) if pair.difference <= -1 and self._lean(pair) < 0
        )
        most_first, most_second = (most if n >= FEWEST_HITS else 0 for n in self.hits)
        return list(islice(first, most_first)), list(islice(second, most_second))

    def _lean(self, pair: Pair) -> float:
        """Return the bound of the log ratio of the shares of hits that have a word; 0 if unclear.

        A hit counts once for a word beside it, however often that stands there.
        """
        (of_first, of_second), together = self.hits, (pair.first.together, pair.second.together)
        return log_ratio_bound(together[0], of_first, together[1], of_second) or 0.0

    def as_json(self) -> dict[str, object]:
        """Return a side of `TwoNodes.as_json`."""
        return {"hits": list(self.hits), "words": [pair.as_json() for pair in self.pairs]}


@dataclass(frozen=True, slots=True)
class TwoNodes:
    """The company of two nodes, by their names, in each of two collections."""

    names: tuple[str, str]
    a: Beside
    b: Beside

    def as_json(self) -> dict[str, object]:
        """Return the part of `guanaco compare --json`."""
        first, second = self.names
        return {"first": first, "second": second, "a": self.a.as_json(), "b": self.b.as_json()}


def spread(
    database: Database,
    vocabularies: Vocabularies,
    sides: Sides,
    field: WordField,
    asked: Iterable[str],
    should_stop: Stop = lambda: False,
) -> Mapping[str, Spread] | None:
    """Return the DP of words over the tasks of both sides; None where `should_stop` said so.

    Only tasks with one of the words are read: for words that are shown, in a thread. Raises
    GuanacoError where the database fails.
    """
    listed, found = list(asked), []
    for side in sides:
        vocabulary = vocabularies.count(database, side.id, field, should_stop=should_stop)
        if vocabulary is None:
            return None
        spoken = dispersion(database, side.id, listed, field, vocabulary, should_stop=should_stop)
        if spoken is None:
            return None
        found.append(spoken)
    a, b = found
    return {word: (a[word], b[word]) for word in listed}


def two_nodes(
    database: Database,
    vocabularies: Vocabularies,
    sides: Sides,
    field: WordField,
    nodes: Sequence[Theme],
    tell: Tell = lambda what, done, total: None,
    should_stop: Stop = lambda: False,
) -> TwoNodes | None:
    """Set the collocates of the first two nodes side by side; None where `should_stop` said so.

    The two themselves, which may stand beside each other, are left out.

    It takes tenths of a second for words that thousands of tasks have, and belongs in a thread.
    Raises GuanacoError where the database fails.
    """
    first, second = nodes[:2]
    themselves = Matcher((first, second))
    found = []
    for side in sides:
        progress = partial(tell, f"reading {side.name}")
        vocabulary = vocabularies.count(database, side.id, field, progress, should_stop)
        if vocabulary is None:
            return None
        near, far = (
            company(database, side.id, [node], field, vocabulary, progress, should_stop)
            for node in (first, second)
        )
        if near is None or far is None:
            return None
        pairs = (
            pair
            for pair in side_by_side(near, far)
            if not any(True for name in fields_of(field) for _ in themselves.spans(pair.word, name))
        )
        found.append(Beside((near.hits, far.hits), tuple(pairs)))
    return TwoNodes((_name(first), _name(second)), found[0], found[1])


def read_nodes(line: str, themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """Read nodes as a search line is read, such as `woman man`; commas may stand between them."""
    return read_query(line.replace(",", " "), themes).terms


def read_two_nodes(line: str, themes: Sequence[Theme]) -> tuple[Theme, ...]:
    """Read just two nodes; GuanacoError says what is wanted where there are fewer or more."""
    nodes = read_nodes(line, themes)
    if len(nodes) != 2:
        raise GuanacoError(
            f'"{line}" is not two words to set side by side: give two, such as woman,man.'
        )
    return nodes


def _name(node: Theme) -> str:
    """Return a node as it was typed; a theme by its label."""
    return node.label if node.name else " ".join(node.words)

"""Reads the words of a comparison: takes the two collections and two words to set side by side,
gives a `WordReading`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.difference import Tell, ThemeDifference, WordDifference, word_difference
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.keyness import Keyword
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import Vocabularies
from guanaco_tui.analysis.word_depth import TwoNodes, spread, two_nodes
from guanaco_tui.lesson.database import Database

# Keywords of each side.
KEYWORDS = 15


@dataclass(frozen=True, slots=True)
class WordReading:
    """The words of both sides.

    `keywords` are the first of each side that the other says too, and `spreads` their DP in both;
    `company` has what stands beside two words.
    """

    difference: WordDifference
    keywords: tuple[tuple[Keyword, ...], tuple[Keyword, ...]]
    spreads: Mapping[str, Spread]
    company: TwoNodes


def read_words(
    database: Database, found: ThemeDifference, nodes: Sequence[Theme], tell: Tell
) -> WordReading:
    """Compare words, and look closely at a few; GuanacoError where the database fails."""
    vocabularies, sides, field = Vocabularies(), (found.a, found.b), found.field
    words = word_difference(database, vocabularies, sides, field, tell)
    assert words is not None  # nobody stops it
    both = [keyword for keyword in words.keywords if keyword.log_ratio is not None]
    a, b = (tuple(it for it in both if it.side == side)[:KEYWORDS] for side in "ab")
    spreads = spread(database, vocabularies, sides, field, [it.word for it in (*a, *b)])
    company = two_nodes(database, vocabularies, sides, field, nodes, tell)
    assert spreads is not None and company is not None
    return WordReading(words, (a, b), spreads, company)

"""Reads the words of a comparison: takes the two collections and two words to set side by side,
gives a `WordReading`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from guanaco_tui.analysis.difference import Tell, ThemeDifference, WordDifference, word_difference
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.keyness import Keyword
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField
from guanaco_tui.analysis.word_depth import TwoNodes, spread, two_nodes
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.lesson.database import Database

# Keywords of each side.
KEYWORDS = 15


@dataclass(frozen=True, slots=True)
class WordReading:
    """The words of both sides.

    `keywords` are the first of each side that the other says too, `only` the first that the other
    never says, and `spreads` the DP of all these in both; `company` has what stands beside two
    words. `filled` counts the tasks of each side that have the field that was read, whatever it
    says; with all fields, all tasks.
    """

    difference: WordDifference
    keywords: tuple[tuple[Keyword, ...], tuple[Keyword, ...]]
    only: tuple[tuple[Keyword, ...], tuple[Keyword, ...]]
    filled: tuple[int, int]
    spreads: Mapping[str, Spread]
    company: TwoNodes


def read_words(
    database: Database, found: ThemeDifference, nodes: Sequence[Theme], tell: Tell
) -> WordReading:
    """Compare words, and look closely at a few; GuanacoError where the database fails."""
    vocabularies, sides, field = Vocabularies(), (found.a, found.b), found.field
    words = word_difference(database, vocabularies, sides, field, tell)
    assert words is not None  # nobody stops it
    # The strongest come first; those that one side never says are in the order of G2.
    keywords, only = (
        (_first(words.keywords, "a", is_only), _first(words.keywords, "b", is_only))
        for is_only in (False, True)
    )
    shown = [keyword.word for of_side in (*keywords, *only) for keyword in of_side]
    spreads = spread(database, vocabularies, sides, field, shown)
    company = two_nodes(database, vocabularies, sides, field, nodes, tell)
    assert spreads is not None and company is not None
    a, b = (
        _filled(database, side, total, field)
        for side, total in zip(sides, found.totals, strict=True)
    )
    return WordReading(words, keywords, only, (a, b), spreads, company)


def _first(found: Iterable[Keyword], side: str, is_only: bool) -> tuple[Keyword, ...]:
    """Return the first keywords of a side, of those that the other never says, or of the rest."""
    of_side = (it for it in found if it.side == side and (it.log_ratio is None) == is_only)
    return tuple(islice(of_side, KEYWORDS))


def _filled(database: Database, side: Collection, total: int, field: WordField) -> int:
    """Count the tasks, of the first `total` that were kept, that have any text in a field."""
    if field == "all":
        return total
    with database.reading() as connection:
        (filled,) = connection.execute(
            f"SELECT count(*) FROM (SELECT {field} AS said FROM task"
            " WHERE collection = ? AND rule IS NULL ORDER BY id LIMIT ?) WHERE said <> ''",
            (side.id, total),
        ).fetchone()
    return int(filled)

"""Two collections of a lesson read against each other: takes their names and a field, gives what
the screen, the report and `guanaco compare` show of their themes and of their words.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from guanaco_tui.analysis.comparison import ThemeComparison, compare_themes
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.keyness import AbsentWords, Keyword, absent_words, keywords
from guanaco_tui.analysis.tagging import tag_collection
from guanaco_tui.analysis.themes import ThemeFile
from guanaco_tui.analysis.vocabulary import Vocabularies, Vocabulary, WordField
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import ANY_FIELD, FIELD_BITS, Hits

# Told what is being done to which collection, how many tasks are done, of how many in all.
Tell = Callable[[str, int, int], None]
Stop = Callable[[], bool]

# Words of each list that `as_json` has.
MOST_IN_JSON = 100


@dataclass(frozen=True, slots=True)
class ThemeDifference:
    """What the two collections `a` and `b` say of each theme that is looked for in a field.

    `themes` is the whole theme file. `totals` are the tasks that were compared: all that were kept
    when it was asked.
    """

    a: Collection
    b: Collection
    totals: tuple[int, int]
    field: WordField
    themes: ThemeFile
    comparisons: tuple[ThemeComparison, ...]


@dataclass(frozen=True, slots=True)
class WordDifference:
    """Keywords of both sides, words that only `a` has (`lost`), and words that only `b` has."""

    keywords: tuple[Keyword, ...]
    lost: AbsentWords
    invented: AbsentWords


def field_bits(field: WordField) -> int:
    """Return the fields of `Hits` that a field stands for; all are those of each theme itself."""
    return ANY_FIELD if field == "all" else FIELD_BITS[field]


def theme_difference(
    database: Database,
    themes: ThemeFile,
    names: tuple[str, str],
    field: WordField = "instruction",
    tell: Tell = lambda what, done, total: None,
    should_stop: Stop = lambda: False,
) -> ThemeDifference | None:
    """Tag what is not tagged yet in two collections and compare them; None where it was stopped.

    Raises GuanacoError where there is no such collection, or the database fails.
    """
    catalogue = Catalogue(database)
    a, b = (catalogue.collection(name) for name in names)
    counts: list[Mapping[str, int]] = []
    totals: list[int] = []
    for side in (a, b):
        progress = partial(tell, f"tagging {side.name}")
        if not tag_collection(database, side.id, themes, progress, should_stop):
            return None
        found, total = Hits(database).counts(side.id, themes.fingerprints, field_bits(field))
        counts.append(found)
        totals.append(total)
    here = [theme.name for theme in themes.looked_for_in(field)]
    compared = compare_themes(here, counts[0], totals[0], counts[1], totals[1])
    return ThemeDifference(a, b, (totals[0], totals[1]), field, themes, tuple(compared))


def only_themes(found: ThemeDifference, names: Container[str]) -> ThemeDifference:
    """Leave out all themes but those that are named."""
    kept = tuple(compared for compared in found.comparisons if compared.name in names)
    return replace(found, comparisons=kept)


def word_difference(
    database: Database,
    vocabularies: Vocabularies,
    sides: tuple[Collection, Collection],
    field: WordField = "instruction",
    tell: Tell = lambda what, done, total: None,
    should_stop: Stop = lambda: False,
) -> WordDifference | None:
    """Count the words of two collections and compare them; None where it was stopped."""
    counted = []
    for side in sides:
        progress = partial(tell, f"counting words of {side.name}")
        vocabulary = vocabularies.count(database, side.id, field, progress, should_stop)
        if vocabulary is None:
            return None
        counted.append(vocabulary)
    return _compared(_Same(counted[0]), _Same(counted[1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A vocabulary that equals itself alone: the same one is given out until it grew."""

    vocabulary: Vocabulary

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.vocabulary is other.vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)


@lru_cache(maxsize=8)
def _compared(a: _Same, b: _Same) -> WordDifference:
    """Compare two vocabularies; to compare the same two again takes a quarter of a second."""
    return WordDifference(
        tuple(keywords(a.vocabulary, b.vocabulary)),
        absent_words(a.vocabulary, b.vocabulary),
        absent_words(b.vocabulary, a.vocabulary),
    )


def as_json(
    themes: ThemeDifference,
    words: WordDifference,
    spreads: Mapping[str, Spread],
    most: int = MOST_IN_JSON,
) -> dict[str, object]:
    """Return what `guanaco compare --json` prints: of each list of words the first `most`.

    Among `lost` and `invented`, a row has either a `theme` or a `word`; themes come first.
    `spreads` has the DP of the keywords that are printed.
    """

    def absent(side: str, rows: AbsentWords) -> list[object]:
        absences = [c.absence_as_json() for c in themes.comparisons if c.absent_from == side]
        return [*absences, *(row.as_json() for row in rows[:most])]

    def key(keyword: Keyword) -> dict[str, object]:
        dp_a, dp_b = spreads[keyword.word]
        return {**keyword.as_json(), "dp_a": dp_a, "dp_b": dp_b}

    return {
        "a": {"name": themes.a.name, "tasks": themes.totals[0]},
        "b": {"name": themes.b.name, "tasks": themes.totals[1]},
        "field": themes.field,
        "theme_file_sha256": themes.themes.sha256,
        "themes": [comparison.as_json() for comparison in themes.comparisons],
        "lost": absent("b", words.lost),
        "invented": absent("a", words.invented),
        "keywords": [key(keyword) for keyword in words.keywords[:most]],
    }

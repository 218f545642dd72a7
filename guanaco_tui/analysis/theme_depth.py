"""How firm the rates of one theme are: takes a comparison of two collections, gives the theme's
rates as judged and without single words, and where its tasks hedge.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from guanaco_tui.analysis.adjudication import adjudicated
from guanaco_tui.analysis.comparison import (
    Fragility,
    ThemeComparison,
    compare,
    crossed,
    fragility,
)
from guanaco_tui.analysis.difference import Stop, ThemeDifference, field_bits
from guanaco_tui.analysis.keyword_rows import rows_by_keyword
from guanaco_tui.analysis.themes import FieldName, Theme
from guanaco_tui.analysis.vocabulary import fields_of
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.judgements import Judgements

# The theme whose tasks refuse or hedge, which is crossed with the others.
HEDGES = "hedges"


@dataclass(frozen=True, slots=True)
class SideTasks:
    """The tasks of one side that were compared, and which of them speak of some themes.

    `kept` are their rows, `rows` those of each theme in the field that was compared: `fields`, None
    for each theme's own, or `bits` as `Hits` has them. `hedges` are the rows that hedge in whatever
    field that theme is looked for in; None where the theme file has no such theme.
    """

    collection: int
    total: int
    bits: int
    fields: tuple[FieldName, ...] | None
    kept: frozenset[int]
    rows: "dict[str, array[int]]"
    hedges: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class ThemeDepth:
    """What is asked of a single theme, each for both sides.

    `judged` is the comparison without the hits that were judged to be none; it is there where that
    differs. `read` says of how many tasks of each side it is decided whether they count: the others
    do as they are, so that `judged` compares the sides only where both were read in full. `hedged`
    sets a theme's tasks that hedge beside the rest that do; it is empty for the hedges themselves
    and in a theme file without them.
    """

    theme: str
    judged: ThemeComparison | None
    read: tuple[int, int]
    fragility: tuple[Fragility, ...]
    hedged: tuple[ThemeComparison, ...]


def side_tasks(
    database: Database, found: ThemeDifference, names: Iterable[str]
) -> tuple[SideTasks, SideTasks]:
    """Return the tasks of both sides that were compared, and those of the themes `names`.

    What came since the comparison is left out. Raises GuanacoError where the database fails.
    """
    prints = found.themes.fingerprints
    asked = {name: prints[name] for name in names}
    bits, hits, sides = field_bits(found.field), Hits(database), []
    for collection, total in zip((found.a, found.b), found.totals, strict=True):
        kept = frozenset(Catalogue(database).ids(collection.id)[:total])
        rows = {
            name: array("q", filter(kept.__contains__, those))
            for name, those in hits.rows(collection.id, asked, bits).items()
        }
        hedges = None
        if HEDGES in prints:
            hedging = hits.rows(collection.id, {HEDGES: prints[HEDGES]})[HEDGES]
            hedges = kept.intersection(hedging)
        fields = None if found.field == "all" else fields_of(found.field)
        sides.append(SideTasks(collection.id, total, bits, fields, kept, rows, hedges))
    return sides[0], sides[1]


def theme_depth(
    database: Database,
    theme: Theme,
    compared: ThemeComparison,
    sides: tuple[SideTasks, SideTasks],
    should_stop: Stop = lambda: False,
) -> ThemeDepth | None:
    """Look closer at a theme that is among the sides' rows; None where `should_stop` said so.

    Some tenths of a second for thousands of hits: it belongs in a thread. Raises GuanacoError
    where the database fails.
    """
    judgements = Judgements(database)
    counts, read, fragile, hedged = [], [], [], []
    for side in sides:
        if should_stop():
            return None
        rows = side.rows[theme.name]
        left, decided = adjudicated(judgements, theme, rows, side.fields)
        counts += [len(left), side.total]
        read.append(decided)
        finders = rows_by_keyword(database, side.collection, theme, side.bits)
        fragile.append(
            fragility(
                {word: side.kept.intersection(those) for word, those in finders.items()}, side.total
            )
        )
        if theme.name != HEDGES and side.hedges is not None:
            both = {theme.name: rows, HEDGES: side.hedges}
            hedged.append(crossed(both, theme.name, HEDGES, side.total))
    judged = compare(theme.name, *counts)
    is_other = (judged.a, judged.b) != (compared.a, compared.b)
    return ThemeDepth(
        theme.name,
        judged if is_other else None,
        (read[0], read[1]),
        tuple(fragile),
        tuple(hedged),
    )

"""Looks closely at one theme of a comparison: how firm its rates are, and a few lines of each side.

Takes the tasks that were compared and the theme's comparison, gives a `ThemeReading`.
"""

import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.adjudication import Precision, adjudicated, precision, sample
from guanaco_tui.analysis.comparison import (
    Fragility,
    ThemeComparison,
    compare,
    crossed,
    fragility,
)
from guanaco_tui.analysis.concordance import Concordance, Line, Node, read_lines
from guanaco_tui.analysis.difference import ThemeDifference, field_bits
from guanaco_tui.analysis.keyword_rows import rows_by_keyword
from guanaco_tui.analysis.preview import kept_texts
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import fields_of
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.judgements import Judgements

# The theme whose tasks refuse or hedge, which is crossed with the others.
HEDGES = "hedges"
# Lines of a theme from each side.
LINES = 5
# Hits that are drawn to be judged come in samples of so many, as in the theme editor.
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """A theme, compared, and looked at closely; each pair is of both sides.

    `judged` is the comparison without the hits that were judged to be none, where that differs;
    `precision` is there where hits of a random sample were judged; `hedged` sets the theme's tasks
    that hedge beside the others that do.
    """

    theme: Theme
    compared: ThemeComparison
    judged: ThemeComparison | None
    precision: tuple[Precision, Precision] | None
    fragility: tuple[Fragility, Fragility]
    hedged: tuple[ThemeComparison, ThemeComparison] | None
    lines: tuple[tuple[Line, ...], tuple[Line, ...]]


class SideTasks:
    """The tasks of one side that were compared, and which of them speak of each theme."""

    def __init__(self, database: Database, found: ThemeDifference, side: int) -> None:
        collection = (found.a, found.b)[side]
        fingerprints = found.themes.fingerprints
        self.collection = collection.id
        self.total = found.totals[side]
        self.bits = field_bits(found.field)
        self.fields = None if found.field == "all" else fields_of(found.field)
        self.kept = set(Catalogue(database).ids(collection.id)[: self.total])
        hits = Hits(database)
        self.rows = {
            name: array("q", filter(self.kept.__contains__, rows))
            for name, rows in hits.rows(collection.id, fingerprints, self.bits).items()
        }
        everywhere = hits.rows(collection.id, fingerprints)
        self.hedges = self.kept.intersection(everywhere[HEDGES]) if HEDGES in everywhere else None


def read_theme(
    database: Database, theme: Theme, compared: ThemeComparison, sides: tuple[SideTasks, SideTasks]
) -> ThemeReading:
    """Look closely at a theme of both sides: some tenths of a second for thousands of hits.

    Raises GuanacoError where the database fails.
    """
    catalogue, judgements = Catalogue(database), Judgements(database)
    counts = []
    for tasks in sides:
        counts += [
            len(adjudicated(judgements, theme, tasks.rows[theme.name], tasks.fields)),
            tasks.total,
        ]
    judged = compare(theme.name, *counts)
    a, b = sides
    return ThemeReading(
        theme=theme,
        compared=compared,
        judged=judged if (judged.a, judged.b) != (compared.a, compared.b) else None,
        precision=_precision(database, theme, sides),
        fragility=(_fragility(database, theme, a), _fragility(database, theme, b)),
        hedged=_hedged(theme, sides),
        lines=(_lines(catalogue, theme, a), _lines(catalogue, theme, b)),
    )


def _fragility(database: Database, theme: Theme, tasks: SideTasks) -> Fragility:
    finders = rows_by_keyword(database, tasks.collection, theme, tasks.bits)
    return fragility(
        {word: tasks.kept.intersection(rows) for word, rows in finders.items()}, tasks.total
    )


def _hedged(
    theme: Theme, sides: tuple[SideTasks, SideTasks]
) -> tuple[ThemeComparison, ThemeComparison] | None:
    if theme.name == HEDGES:
        return None
    found = [
        crossed(
            {theme.name: tasks.rows[theme.name], HEDGES: tasks.hedges},
            theme.name,
            HEDGES,
            tasks.total,
        )
        for tasks in sides
        if tasks.hedges is not None
    ]
    return (found[0], found[1]) if len(found) == 2 else None


def _precision(
    database: Database, theme: Theme, sides: Iterable[SideTasks]
) -> tuple[Precision, Precision] | None:
    """Return how many hits of the samples were right; None where none of them was judged."""
    judged = Judgements(database).of(theme.name)
    if not judged:
        return None
    found = []
    for tasks in sides:
        texts = kept_texts(Catalogue(database), tasks.collection, theme)
        kept = [task for task in texts if task[0] in tasks.kept]
        drawn = sample(kept, theme, max(SAMPLE, len(judged)))
        # What was judged beyond a whole sample was not drawn, but looked for.
        end = SAMPLE
        while end < len(drawn) and all(hit.place in judged for hit in drawn[: end + SAMPLE]):
            end += SAMPLE
        found.append(precision(drawn[:end], judged))
    a, b = found
    return (a, b) if a.judged or b.judged else None


def _lines(catalogue: Catalogue, theme: Theme, tasks: SideTasks) -> tuple[Line, ...]:
    """Draw a few of a theme's tasks and of each a hit: the same each time, as for a sample."""
    chance = random.Random(0)
    rows = tasks.rows[theme.name]
    drawn = catalogue.rows(chance.sample(rows, min(LINES, len(rows))))
    fields = [name for name in theme.fields if tasks.fields is None or name in tasks.fields]
    node = Node((theme.model_copy(update={"fields": tuple(fields)}),))
    places = [(task.id, *chance.choice(list(node.places(task)))) for task in drawn]
    hits = _concordance(places)
    return tuple(read_lines(catalogue, node, hits, range(len(hits))).values())


def _concordance(places: Sequence[tuple[int, int, int, int, int]]) -> Concordance:
    columns: Iterator[tuple[int, ...]] = zip(*places, strict=True) if places else iter(((),) * 5)
    rows, fields, begins, ends, patterns = columns
    return Concordance(
        array("q", rows),
        array("B", fields),
        array("I", begins),
        array("I", ends),
        array("I", patterns),
        len(rows),
    )

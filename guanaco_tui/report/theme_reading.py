"""Looks closely at one theme of a comparison: how firm its rates are, and a few lines of each side.

Takes the tasks that were compared and the theme's comparison, gives a `ThemeReading`.
"""

import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.adjudication import Precision, precision, sample
from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.concordance import Concordance, Line, Node, read_lines
from guanaco_tui.analysis.preview import kept_texts
from guanaco_tui.analysis.theme_depth import SideTasks, ThemeDepth, theme_depth
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.judgements import Judgements

# Lines of a theme from each side.
LINES = 5
# Hits that are drawn to be judged come in samples of so many, as in the theme editor.
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """A theme, compared, and looked at closely; each pair is of both sides.

    `precision` is there where hits of a random sample were judged.
    """

    theme: Theme
    compared: ThemeComparison
    depth: ThemeDepth
    precision: tuple[Precision, Precision] | None
    lines: tuple[tuple[Line, ...], tuple[Line, ...]]


def read_theme(
    database: Database, theme: Theme, compared: ThemeComparison, sides: tuple[SideTasks, SideTasks]
) -> ThemeReading:
    """Look closely at a theme of both sides: some tenths of a second for thousands of hits.

    Raises GuanacoError where the database fails.
    """
    depth = theme_depth(database, theme, compared, sides)
    assert depth is not None  # nobody stops it
    catalogue = Catalogue(database)
    a, b = sides
    return ThemeReading(
        theme=theme,
        compared=compared,
        depth=depth,
        precision=_precision(database, theme, sides),
        lines=(_lines(catalogue, theme, a), _lines(catalogue, theme, b)),
    )


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

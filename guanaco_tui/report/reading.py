"""Reads all that the report shows: takes a lesson and two collections' names, gives a `Reading`."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.difference import (
    Tell,
    ThemeDifference,
    field_bits,
    only_themes,
    theme_difference,
)
from guanaco_tui.analysis.filter_bias import FilterBias, filter_bias, filter_bias_of_rows
from guanaco_tui.analysis.lineage import Inheritance, inheritance
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.analysis.theme_depth import side_tasks
from guanaco_tui.analysis.themes import Theme, ThemeFile
from guanaco_tui.analysis.verb_collection import VerbsRead, collection_verbs
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.analysis.word_depth import BESIDE, read_two_nodes
from guanaco_tui.generation.verdicts import seed_verdicts
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import Lesson, samples_among
from guanaco_tui.report.theme_reading import ThemeReading, read_theme
from guanaco_tui.report.word_reading import WordReading, read_words


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two collections: what it is, and what was read of it alone.

    `run` and `totals` are there for a run. `bias` is there where rules have judged: in a run, and
    for the class's own seeds, which the rules are run over for the report. `samples` of the seeds
    are the program's own, unchanged.
    """

    collection: Collection
    tasks: int
    created: str
    run: runs.Run | None
    totals: runs.Totals | None
    bias: FilterBias | None
    inheritance: Inheritance | None
    verbs: VerbsRead
    samples: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the report shows. `elsewhere` are themes that are not looked for in its field."""

    lesson: str
    field: WordField
    theme_file: ThemeFile
    a: Side
    b: Side
    themes: tuple[ThemeReading, ...]
    elsewhere: tuple[Theme, ...]
    words: WordReading

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides, the first first."""
        return self.a, self.b

    @property
    def names(self) -> tuple[str, str]:
        """The names of both collections."""
        return self.a.collection.name, self.b.collection.name


def read(
    lesson: Lesson,
    names: tuple[str, str],
    field: WordField,
    tell: Tell = lambda what, done, total: None,
    only: Container[str] | None = None,
    beside: str = BESIDE,
) -> Reading:
    """Read two collections of a lesson against each other, and what stands beside two words.

    Tasks that come while it reads are left out. The same lesson gives the same reading. Raises
    GuanacoError where there is no such collection, `beside` is not two words, or the lesson cannot
    be read.
    """
    themes = lesson_themes(lesson)
    nodes = read_two_nodes(beside, themes.themes)
    with lesson.database() as database:
        Catalogue(database).sync_seeds(lesson.seeds().seeds)
        found = theme_difference(database, themes, names, field, tell)
        assert found is not None  # nobody stops it
        if only is not None:
            found = only_themes(found, only)
        words = read_words(database, found, nodes, tell)
        elsewhere = [
            theme
            for theme in themes.themes
            if theme not in themes.looked_for_in(field) and (only is None or theme.name in only)
        ]
        return _reading(lesson, database, found, words, elsewhere, tell)


def _reading(
    lesson: Lesson,
    database: Database,
    found: ThemeDifference,
    words: WordReading,
    elsewhere: Sequence[Theme],
    tell: Tell,
) -> Reading:
    shown = [compared.name for compared in found.comparisons]
    here = [theme for theme in found.themes.themes if theme.name in shown]
    in_field = found.themes.model_copy(update={"themes": tuple(here)})
    a, b = (
        _side(lesson, database, collection, total, in_field, found, tell)
        for collection, total in zip((found.a, found.b), found.totals, strict=True)
    )
    tasks = side_tasks(database, found, shown)
    compared = {compared.name: compared for compared in found.comparisons}
    themes = []
    for done, theme in enumerate(here, start=1):
        themes.append(read_theme(database, theme, compared[theme.name], tasks))
        tell("reading themes", done, len(here))
    return Reading(
        lesson=lesson.name,
        field=found.field,
        theme_file=found.themes,
        a=a,
        b=b,
        themes=tuple(themes),
        elsewhere=tuple(elsewhere),
        words=words,
    )


def _side(
    lesson: Lesson,
    database: Database,
    collection: Collection,
    total: int,
    themes: ThemeFile,
    found: ThemeDifference,
    tell: Tell,
) -> Side:
    with database.reading() as connection:
        run = runs.run_named(connection, collection.name)
        totals = runs.totals(connection, run.id) if run is not None else None
        (created,) = connection.execute(
            "SELECT created FROM collection WHERE id = ?", (collection.id,)
        ).fetchone()
    bits = field_bits(found.field)
    bias = inherited = None
    samples = 0
    if run is not None:
        bias = filter_bias(database, run.id, themes.fingerprints, bits)
        inherited = inheritance(database, run.id, themes, bits)
    elif collection.kind == "seeds":
        hits = Hits(database).rows(collection.id, themes.fingerprints, bits)
        verdicts = seed_verdicts(lesson, database, collection.id, (found.a, found.b))
        bias = filter_bias_of_rows(verdicts, hits)
        samples = samples_among(lesson.seeds().seeds)
    verbs = collection_verbs(database, collection, total, tell)
    assert verbs is not None
    return Side(collection, total, created, run, totals, bias, inherited, verbs, samples)

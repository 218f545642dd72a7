"""Reads all that the report shows: takes a lesson and two collections' names, gives a `Reading`."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.difference import (
    Tell,
    ThemeDifference,
    WordDifference,
    field_bits,
    only_themes,
    theme_difference,
    word_difference,
)
from guanaco_tui.analysis.filter_bias import FilterBias, filter_bias, filter_bias_of_rows
from guanaco_tui.analysis.lineage import Inheritance, inheritance
from guanaco_tui.analysis.tagging import MOST_ROWS, lesson_themes
from guanaco_tui.analysis.themes import Theme, ThemeFile
from guanaco_tui.analysis.verbs import VerbObjects, verb_objects
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField, texts_found
from guanaco_tui.generation.filters import broken_rule
from guanaco_tui.generation.similarity import near_repeats
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.report.theme_reading import SideTasks, ThemeReading, read_theme


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two collections: what it is, and what was read of it alone.

    `run` and `totals` are there for a run. `bias` is there where rules have judged: in a run, and
    for the class's own seeds, which the rules are run over for the report.
    """

    collection: Collection
    tasks: int
    created: str
    run: runs.Run | None
    totals: runs.Totals | None
    bias: FilterBias | None
    inheritance: Inheritance | None
    verbs: VerbObjects


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
    words: WordDifference

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
) -> Reading:
    """Read two collections of a lesson against each other.

    Tasks that come while it reads are left out. The same lesson gives the same reading. Raises
    GuanacoError where there is no such collection, or the lesson cannot be read.
    """
    themes = lesson_themes(lesson)
    with lesson.database() as database:
        Catalogue(database).sync_seeds(lesson.seeds().seeds)
        found = theme_difference(database, themes, names, field, tell)
        assert found is not None  # nobody stops it
        if only is not None:
            found = only_themes(found, only)
        words = word_difference(database, Vocabularies(), (found.a, found.b), field, tell)
        assert words is not None
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
    words: WordDifference,
    elsewhere: Sequence[Theme],
    tell: Tell,
) -> Reading:
    shown = [compared.name for compared in found.comparisons]
    here = [theme for theme in found.themes.themes if theme.name in shown]
    in_field = found.themes.model_copy(update={"themes": tuple(here)})
    a, b = (
        _side(lesson, database, collection, total, in_field, found.field, tell)
        for collection, total in zip((found.a, found.b), found.totals, strict=True)
    )
    tasks = (SideTasks(database, found, 0), SideTasks(database, found, 1))
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
    field: WordField,
    tell: Tell,
) -> Side:
    with database.reading() as connection:
        run = runs.run_named(connection, collection.name)
        totals = runs.totals(connection, run.id) if run is not None else None
        (created,) = connection.execute(
            "SELECT created FROM collection WHERE id = ?", (collection.id,)
        ).fetchone()
    bits = field_bits(field)
    bias = inherited = None
    if run is not None:
        bias = filter_bias(database, run.id, themes.fingerprints, bits)
        inherited = inheritance(database, run.id, themes, bits)
    elif collection.kind == "seeds":
        hits = Hits(database).rows(collection.id, themes.fingerprints, bits)
        verdicts = _verdicts(Catalogue(database), collection, lesson.settings())
        bias = filter_bias_of_rows(verdicts, hits)
    instructions = [
        instruction
        for _, _, chunk in texts_found(database, collection.id, "instruction", None, MOST_ROWS)
        for _, (instruction,) in chunk
    ][:total]
    verbs = verb_objects(
        instructions,
        progress=lambda done, total: tell(f"verbs of {collection.name}", done, total),
    )
    assert verbs is not None
    return Side(collection, total, created, run, totals, bias, inherited, verbs)


def _verdicts(
    catalogue: Catalogue, seeds: Collection, settings: Settings
) -> Mapping[int, str | None]:
    """Return the rule that would have dropped each seed, had the machine written it."""
    tasks = catalogue.rows(catalogue.ids(seeds.id))
    language = settings.batch.language
    repeats = near_repeats(
        [task.instruction for task in tasks], language, settings.batch.similarity
    )
    verdicts: dict[int, str | None] = {}
    for task, repeat in zip(tasks, repeats, strict=True):
        broken = broken_rule(task.instruction, settings.rules, language)
        verdicts[task.id] = broken.rule if broken else "repeats" if repeat else None
    return verdicts

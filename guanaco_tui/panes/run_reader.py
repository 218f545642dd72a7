"""What a run adds to a comparison: what its rules erased, and what it has from its seeds.

It knows nothing of the screen, and everything here belongs in a thread.
"""

from dataclasses import dataclass
from functools import partial

from guanaco_tui.analysis.difference import Stop, Tell, field_bits
from guanaco_tui.analysis.filter_bias import FilterBias, filter_bias, filter_bias_of_rows
from guanaco_tui.analysis.lineage import Inheritance, inheritance
from guanaco_tui.analysis.tagging import lesson_themes, tag_collection
from guanaco_tui.analysis.themes import ThemeFile
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.compare_reader import Asked


@dataclass(frozen=True, slots=True)
class Erased:
    """A table of what rules erased, and a line over it that says whose candidates these are.

    `collection` is the name of their collection. Of a run the rules dropped them; of the seeds they
    would have.
    """

    collection: str
    is_run: bool
    title: str
    bias: FilterBias


@dataclass(frozen=True, slots=True)
class Biases:
    """What the rules erased of the seeds and of each run that is compared; of `without`, nobody
    knows: those came as files.
    """

    themes: ThemeFile
    tables: tuple[Erased, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a run has from its prompts; `run` is empty where neither side is one."""

    run: str
    themes: ThemeFile
    inheritance: Inheritance | None


def read_biases(lesson: Lesson, asked: Asked, tell: Tell, should_stop: Stop) -> Biases | None:
    """Count what the rules erased of each theme; None where it was stopped.

    The seeds are put through the rules of the run, or of the lesson where no run is compared. That
    takes as long as to judge as many candidates.
    """
    from guanaco_tui.generation.verdicts import seed_verdicts  # noqa: PLC0415 (slow to import)

    themes = lesson_themes(lesson)
    bits = field_bits(asked.field)
    with lesson.database() as database:
        catalogue = Catalogue(database)
        there = catalogue.collections()
        sides = [catalogue.collection(name) for name in asked.names]
        seeds = [it for it in there if it.kind == "seeds"]
        runs = [it for it in sides if it.kind == "run"]
        if not _tag(database, [*seeds, *runs], themes, tell, should_stop):
            return None
        tables = []
        for run in runs:
            found = filter_bias(database, run.id, themes.fingerprints, bits)
            tables.append(Erased(run.name, True, f"{run.name}, candidates", found))
        for collection in seeds:
            verdicts = seed_verdicts(lesson, database, collection.id, runs)
            rows = Hits(database).rows(collection.id, themes.fingerprints, bits)
            found = filter_bias_of_rows(verdicts, rows)
            title = f"{collection.name}, put through {'the same' if runs else 'the'} rules"
            tables.append(Erased(collection.name, False, title, found))
    without = tuple(it.name for it in sides if it.kind == "import")
    return Biases(themes, tuple(tables), without)


def read_inheritance(
    lesson: Lesson, asked: Asked, tell: Tell, should_stop: Stop
) -> Inherited | None:
    """Read what the run among the two collections has from its prompts; None where stopped.

    Where both are runs, it is the second.
    """
    themes = lesson_themes(lesson)
    with lesson.database() as database:
        sides = [Catalogue(database).collection(name) for name in reversed(asked.names)]
        run = next((side for side in sides if side.kind == "run"), None)
        if run is None:
            return Inherited("", themes, None)
        if not _tag(database, [run], themes, tell, should_stop):
            return None
        tell(f"drawing the requests of {run.name} again", 0, 0)
        return Inherited(
            run.name, themes, inheritance(database, run.id, themes, field_bits(asked.field))
        )


def _tag(
    database: Database,
    collections: list[Collection],
    themes: ThemeFile,
    tell: Tell,
    should_stop: Stop,
) -> bool:
    for collection in collections:
        progress = partial(tell, f"tagging {collection.name}")
        if not tag_collection(database, collection.id, themes, progress, should_stop):
            return False
    return True

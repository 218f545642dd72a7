"""What the pane Compare shows, read from a lesson: takes two names and a field, gives figures.

It knows nothing of the screen. Everything here belongs in a thread, and remembers what it read.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.adjudication import adjudicated
from guanaco_tui.analysis.collocation import Pair, company, side_by_side
from guanaco_tui.analysis.comparison import (
    Fragility,
    ThemeComparison,
    compare,
    crossed,
    fragility,
)
from guanaco_tui.analysis.difference import (
    Stop,
    Tell,
    ThemeDifference,
    WordDifference,
    field_bits,
    theme_difference,
    word_difference,
)
from guanaco_tui.analysis.keyword_rows import rows_by_keyword
from guanaco_tui.analysis.query import read_query
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.verb_reading import Reason
from guanaco_tui.analysis.verbs import VerbObjects, verb_objects
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField, fields_of, texts_found
from guanaco_tui.lesson.catalogue import SEEDS, Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson

# The theme whose tasks refuse or hedge, which is crossed with the others.
HEDGES = "hedges"
LAST_ROW = 2**63 - 1
# Characters of an instruction that could not be read, as it is listed.
_BEGINNING = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Which collections are compared, by name, and in which field."""

    names: tuple[str, str]
    field: WordField = "instruction"


@dataclass(frozen=True, slots=True)
class ThemeDepth:
    """What is asked of a single theme, each for both sides.

    `judged` is the comparison without the hits that were judged to be none; it is there where that
    differs. `hedged` sets a theme's tasks that hedge beside the rest that do; it is empty for the
    hedges themselves and in a theme file without them.
    """

    theme: str
    judged: ThemeComparison | None
    fragility: tuple[Fragility, ...]
    hedged: tuple[ThemeComparison, ...]


@dataclass(frozen=True, slots=True)
class VerbsRead:
    """A collection's verbs and objects; `unread` has row, reason and beginning of the others."""

    name: str
    verbs: VerbObjects
    unread: tuple[tuple[int, Reason, str], ...]


class CompareReader:
    """Reads a lesson's collections against each other, each time through a connection of its own.

    Every method raises GuanacoError where the lesson cannot be read, and gives None where
    `should_stop` said so before it was done.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._vocabularies = Vocabularies()
        self._verbs: dict[tuple[int, int, int], VerbsRead] = {}

    def collections(self) -> list[Collection]:
        """Bring the seeds in step with their file, and return the collections there are."""
        with self.lesson.database() as database:
            catalogue = Catalogue(database)
            catalogue.sync_seeds(self.lesson.seeds().seeds)
            return catalogue.collections()

    def themes(self, asked: Asked, tell: Tell, should_stop: Stop) -> ThemeDifference | None:
        """Compare the themes."""
        with self.lesson.database() as database:
            return theme_difference(
                database, lesson_themes(self.lesson), asked.names, asked.field, tell, should_stop
            )

    def depth(self, found: ThemeDifference, name: str, should_stop: Stop) -> ThemeDepth | None:
        """Look closer at one theme of a comparison: some tenths of a second for thousands of hits.

        Tasks that came since that comparison are left out.
        """
        theme = next(theme for theme in found.themes.themes if theme.name == name)
        fingerprints, bits = found.themes.fingerprints, field_bits(found.field)
        fields = None if found.field == "all" else fields_of(found.field)
        counts, fragile, hedged = [], [], []
        with self.lesson.database() as database:
            judgements = Judgements(database)
            for side, total in zip((found.a, found.b), found.totals, strict=True):
                if should_stop():
                    return None
                kept = set(Catalogue(database).ids(side.id)[:total])
                hits = Hits(database).rows(side.id, fingerprints, bits)[name]
                rows = array("q", filter(kept.__contains__, hits))
                counts += [len(adjudicated(judgements, theme, rows, fields)), total]
                finders = rows_by_keyword(database, side.id, theme, bits)
                fragile.append(
                    fragility(
                        {word: kept.intersection(those) for word, those in finders.items()}, total
                    )
                )
                if name != HEDGES and HEDGES in fingerprints:
                    hedges = kept.intersection(Hits(database).rows(side.id, fingerprints)[HEDGES])
                    hedged.append(crossed({name: rows, HEDGES: hedges}, name, HEDGES, total))
        judged = compare(name, *counts)
        raw = next(compared for compared in found.comparisons if compared.name == name)
        is_other = (judged.a, judged.b) != (raw.a, raw.b)
        return ThemeDepth(name, judged if is_other else None, tuple(fragile), tuple(hedged))

    def words(self, asked: Asked, tell: Tell, should_stop: Stop) -> WordDifference | None:
        """Compare the words."""
        with self.lesson.database() as database:
            a, b = self._sides(database, asked)
            return word_difference(
                database, self._vocabularies, (a, b), asked.field, tell, should_stop
            )

    def company(
        self, asked: Asked, nodes: Sequence[Theme], tell: Tell, should_stop: Stop
    ) -> list[list[Pair]] | None:
        """Set the collocates of two nodes side by side, in each of the two collections."""
        pairs = []
        with self.lesson.database() as database:
            for side in self._sides(database, asked):

                def progress(done: int, total: int, what: str = f"reading {side.name}") -> None:
                    tell(what, done, total)

                vocabulary = self._vocabularies.count(
                    database, side.id, asked.field, progress, should_stop
                )
                if vocabulary is None:
                    return None
                found = [
                    company(
                        database, side.id, [node], asked.field, vocabulary, progress, should_stop
                    )
                    for node in nodes
                ]
                first, second = found
                if first is None or second is None:
                    return None
                pairs.append(side_by_side(first, second))
        return pairs

    def nodes(self, line: str) -> tuple[Theme, ...]:
        """Return what a typed line looks for, term by term: words, phrases, `#theme`."""
        return read_query(line, lesson_themes(self.lesson).themes).terms

    def verbs(
        self, asked: Asked, tell: Tell, should_stop: Stop
    ) -> tuple[VerbsRead, VerbsRead] | None:
        """Read verbs and objects of the two collections' instructions, whatever the field."""
        found = []
        with self.lesson.database() as database:
            for side in self._sides(database, asked):
                read = self._verbs_of(database, side, tell, should_stop)
                if read is None:
                    return None
                found.append(read)
        return found[0], found[1]

    def _verbs_of(
        self, database: Database, side: Collection, tell: Tell, should_stop: Stop
    ) -> VerbsRead | None:
        ids = Catalogue(database).ids(side.id)
        # Seeds change in place, and are few.
        known = (side.id, len(ids), ids[-1]) if ids and side.name != SEEDS else None
        if known in self._verbs:
            return self._verbs[known]
        rows, instructions = array("q"), []
        for _, _, tasks in texts_found(database, side.id, "instruction", None, LAST_ROW):
            if should_stop():
                return None
            for row, (instruction,) in tasks:
                rows.append(row)
                instructions.append(instruction)
        verbs = verb_objects(
            instructions,
            progress=lambda done, total: tell(f"verbs of {side.name}", done, total),
            should_stop=should_stop,
        )
        if verbs is None:
            return None
        unread = tuple(
            (rows[it.place], it.reason, instructions[it.place][:_BEGINNING]) for it in verbs.unread
        )
        read = VerbsRead(side.name, verbs, unread)
        if known is not None:
            self._verbs = {key: kept for key, kept in self._verbs.items() if key[0] != side.id}
            self._verbs[known] = read
        return read

    def _sides(self, database: Database, asked: Asked) -> tuple[Collection, Collection]:
        a, b = (Catalogue(database).collection(name) for name in asked.names)
        return a, b

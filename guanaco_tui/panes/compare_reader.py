"""What the pane Compare shows, read from a lesson: takes two names and a field, gives figures.

It knows nothing of the screen. Everything here belongs in a thread, and remembers what it read.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.difference import (
    Stop,
    Tell,
    ThemeDifference,
    WordDifference,
    theme_difference,
    word_difference,
)
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.analysis.theme_depth import ThemeDepth, side_tasks, theme_depth
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.unknown_themes import no_such_theme
from guanaco_tui.analysis.verb_collection import VerbsRead, collection_verbs
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField
from guanaco_tui.analysis.word_depth import TwoNodes, read_nodes, spread, two_nodes
from guanaco_tui.lesson.catalogue import Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson


@dataclass(frozen=True, slots=True)
class Asked:
    """Which collections are compared, by name, and in which field."""

    names: tuple[str, str]
    field: WordField = "instruction"


class CompareReader:
    """Reads a lesson's collections against each other, each time through a connection of its own.

    Every method raises GuanacoError where the lesson cannot be read, and gives None where
    `should_stop` said so before it was done.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._vocabularies = Vocabularies()

    def collections(self) -> list[Collection]:
        """Bring the seeds in step with their file, and return the collections there are."""
        with self.lesson.database() as database:
            catalogue = Catalogue(database)
            catalogue.sync_seeds(self.lesson.seeds().seeds)
            return catalogue.collections()

    def is_written_to(self) -> bool:
        """Whether somebody is writing to the lesson, and goes on for a fifth of a second."""
        with self.lesson.database() as database, database.reading() as connection:
            connection.execute("PRAGMA busy_timeout = 200")
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                    return True
                raise
            connection.execute("ROLLBACK")
            return False

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
        compared = next(compared for compared in found.comparisons if compared.name == name)
        with self.lesson.database() as database:
            sides = side_tasks(database, found, [name])
            return theme_depth(database, theme, compared, sides, should_stop)

    def words(self, asked: Asked, tell: Tell, should_stop: Stop) -> WordDifference | None:
        """Compare the words."""
        with self.lesson.database() as database:
            a, b = self._sides(database, asked)
            return word_difference(
                database, self._vocabularies, (a, b), asked.field, tell, should_stop
            )

    def spread(self, asked: Asked, word: str, should_stop: Stop) -> Spread | None:
        """Return how evenly a word is spread over the tasks of both sides, as Gries's DP."""
        with self.lesson.database() as database:
            sides = self._sides(database, asked)
            found = spread(database, self._vocabularies, sides, asked.field, [word], should_stop)
        return found[word] if found is not None else None

    def company(
        self, asked: Asked, nodes: Sequence[Theme], tell: Tell, should_stop: Stop
    ) -> TwoNodes | None:
        """Set the collocates of two nodes side by side, in each of the two collections."""
        with self.lesson.database() as database:
            sides = self._sides(database, asked)
            return two_nodes(
                database, self._vocabularies, sides, asked.field, nodes, tell, should_stop
            )

    def nodes(self, line: str) -> tuple[Theme, ...]:
        """Return what a typed line looks for, term by term: words, phrases, `#theme`."""
        return read_nodes(line, lesson_themes(self.lesson).themes)

    def no_such_theme(self, line: str) -> str:
        """Say which themes there are where a typed line names one that is not there."""
        return no_such_theme(line, lesson_themes(self.lesson).themes)

    def verbs(
        self, asked: Asked, tell: Tell, should_stop: Stop
    ) -> tuple[VerbsRead, VerbsRead] | None:
        """Read verbs and objects of the two collections' instructions, whatever the field."""
        with self.lesson.database() as database:
            sides = self._sides(database, asked)
            a, b = (
                collection_verbs(database, side, tell=tell, should_stop=should_stop)
                for side in sides
            )
        return (a, b) if a is not None and b is not None else None

    def _sides(self, database: Database, asked: Asked) -> tuple[Collection, Collection]:
        a, b = (Catalogue(database).collection(name) for name in asked.names)
        return a, b

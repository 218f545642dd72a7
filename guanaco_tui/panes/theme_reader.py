"""Reads the collections for the theme editor: counts a theme's tasks, finds its hits in context.

Both are done in threads, a piece at a time, and told to the screen by messages.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from textual import work
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from guanaco_tui.analysis.adjudication import Hit, adjudicated, hits_in, sample
from guanaco_tui.analysis.preview import Difference, TaskTexts, kept_texts, recount, texts_of
from guanaco_tui.analysis.rates import Rate
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import SEEDS, Catalogue, Collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.words import read_pattern

# A list of more hits is not read to its end; a narrower one is.
MOST_HITS = 5000
# Hits in the first piece, which fills the screen, and in those after it.
_FIRST, _PIECE = 50, 500

Kind = Literal["all", "word", "gained", "lost", "judged"]


@dataclass(frozen=True, slots=True)
class Side:
    """What a theme comes to in a collection of `total` kept tasks.

    `rows` are those of the tasks that speak of it, `judged` how many of them still count after
    what was decided; `difference` is what has changed since the screen was opened, `step` what
    since the last change, None where there was but one.
    """

    name: str
    total: int
    rows: "array[int]"
    judged: int
    difference: Difference
    step: Difference | None

    @property
    def rates(self) -> tuple[Rate, Rate]:
        """The rate as counted, and as judged."""
        return Rate(len(self.rows), self.total), Rate(self.judged, self.total)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which hits to find: all of a theme's, those of a word, those of some tasks.

    With `is_excluded`, the word is an exclusion, and what it covers is found. `rows` are the tasks
    to read on each side where the kind is gained, lost or judged.
    """

    kind: Kind
    theme: Theme
    word: str = ""
    is_excluded: bool = False
    rows: tuple[Sequence[int], ...] = ()


class ThemeReader(Widget):
    """Reads `collections`, by their names, for a theme; it is not seen."""

    DEFAULT_CSS = "ThemeReader { display: none; }"

    class Counting(Message):
        """So large a share of what is read to count a theme was read, from 0 to 1.

        It begins anew with each collection.
        """

        def __init__(self, theme: Theme, share: float) -> None:
            super().__init__()
            self.theme = theme
            self.share = share

    class Counted(Message):
        """A theme was counted in each collection."""

        def __init__(self, theme: Theme, sides: tuple[Side, ...]) -> None:
            super().__init__()
            self.theme = theme
            self.sides = sides

    class Found(Message):
        """Hits were found, each with its side; `is_first` begins the list, `is_last` ends it.

        `seeds` are the ids of the seeds among all tasks, by their rows.
        """

        def __init__(
            self,
            asked: Asked,
            hits: list[tuple[int, Hit]],
            seeds: Mapping[int, str],
            *,
            is_first: bool,
            is_last: bool,
        ) -> None:
            super().__init__()
            self.asked = asked
            self.hits = hits
            self.seeds = seeds
            self.is_first = is_first
            self.is_last = is_last

    class Drawn(Message):
        """A sample of each side's hits was drawn."""

        def __init__(self, theme: Theme, samples: list[list[Hit]]) -> None:
            super().__init__()
            self.theme = theme
            self.samples = samples

    class Failed(Message):
        """The database could not be read."""

        def __init__(self, trouble: str) -> None:
            super().__init__()
            self.trouble = trouble

    def __init__(self, lesson: Lesson, collections: Sequence[str]) -> None:
        super().__init__()
        self._lesson = lesson
        self._names = tuple(collections)
        # The rows of tasks that were counted, by collection: for which theme, of how many tasks.
        self._known: dict[int, list[tuple[Theme | None, int, array[int]]]] = {}

    # Counting.

    @work(thread=True, group="themes-count", exclusive=True)
    def count(self, opened: Theme | None, before: Theme | None, theme: Theme) -> None:
        """Count a theme, and what has come and gone since it was as `opened` and as `before`."""
        worker = get_current_worker()

        def tell(share: float) -> None:
            self.post_message(self.Counting(theme, share))

        try:
            with self._lesson.database() as database:
                catalogue = _Followed(database, tell)
                sides = self._sides(catalogue, opened, before, theme, lambda: worker.is_cancelled)
                if sides is not None and not worker.is_cancelled:
                    self.post_message(self.Counted(theme, sides))
        except GuanacoError as error:
            self.post_message(self.Failed(str(error)))

    def _sides(
        self,
        catalogue: "_Followed",
        opened: Theme | None,
        before: Theme | None,
        theme: Theme,
        should_stop: Callable[[], bool],
    ) -> tuple[Side, ...] | None:
        sides = []
        for there in self._collections(catalogue):
            # Each from the one before: what a step has not changed is not read again.
            themes = [opened, before, theme]
            rows = []
            base: tuple[Theme | None, array[int]] = None, array("q")
            for one in themes:
                found = self._rows(catalogue, there, base, one, should_stop)
                if found is None:
                    return None
                rows.append(found)
                base = one, found
            self._known[there.id] = [
                (one, there.kept, found) for one, found in zip(themes, rows, strict=True)
            ]
            was, last, now = rows
            judged = len(adjudicated(Judgements(catalogue.database), theme, now).rows)
            step = _between(last, now) if before != opened else None
            sides.append(Side(there.name, there.kept, now, judged, _between(was, now), step))
        return tuple(sides)

    def _rows(
        self,
        catalogue: Catalogue,
        there: Collection,
        base: "tuple[Theme | None, array[int]]",
        theme: Theme | None,
        should_stop: Callable[[], bool],
    ) -> "array[int] | None":
        """Return the rows of the tasks that speak of a theme, given those of another."""
        for known, kept, rows in self._known.get(there.id, ()):
            if (known, kept) == (theme, there.kept):
                return rows
        before, rows = base
        change = recount(catalogue, [there.id], before, theme, should_stop)
        if change is None:
            return None
        left = set(rows).difference(change[there.id].lost).union(change[there.id].gained)
        return array("q", sorted(left))

    def _collections(self, catalogue: Catalogue) -> list[Collection]:
        """Those of the collections that are there, side by side."""
        there = {found.name: found for found in catalogue.collections()}
        return [there[name] for name in self._names if name in there]

    def effect(self, theme: Theme, phrase: str, should_stop: Callable[[], bool]) -> str:
        """Say what it would do to exclude a phrase from a theme; for a thread."""
        after = theme.model_copy(update={"exclude": (*theme.exclude, phrase)})
        try:
            with self._lesson.database() as database:
                catalogue = Catalogue(database)
                found = self._collections(catalogue)
                rows = [there.id for there in found]
                change = recount(catalogue, rows, theme, after, should_stop)
        except GuanacoError as error:
            return str(error)
        if change is None:
            return ""
        return "   ".join(f"{there.name} {change[there.id]}" for there in found)

    # Hits.

    @work(thread=True, group="themes-hits", exclusive=True)
    def find(self, asked: Asked) -> None:
        """Find hits, up to MOST_HITS."""
        worker = get_current_worker()
        try:
            with self._lesson.database() as database:
                found = islice(self._hits(database, asked), MOST_HITS)
                seeds = self._seeds(Catalogue(database))
                is_first, is_last = True, False
                while not (worker.is_cancelled or is_last):
                    wanted = _FIRST if is_first else _PIECE
                    piece = list(islice(found, wanted))
                    is_last = len(piece) < wanted
                    self.post_message(
                        self.Found(asked, piece, seeds, is_first=is_first, is_last=is_last)
                    )
                    is_first = False
        except GuanacoError as error:
            self.post_message(self.Failed(str(error)))

    def _hits(self, database: Database, asked: Asked) -> Iterator[tuple[int, Hit]]:
        catalogue, judgements = Catalogue(database), Judgements(database)
        judged = set(judgements.of(asked.theme.name)) if asked.kind == "judged" else set()
        pattern = read_pattern(asked.word) if asked.kind == "word" else None
        for side, there in enumerate(self._collections(catalogue)):
            theme = asked.theme
            tasks: Iterable[TaskTexts]
            if pattern is not None:
                only = theme.model_copy(
                    update={"words": (asked.word,), "phrases": (), "exclude": ()}
                )
                tasks = kept_texts(catalogue, there.id, only)
                theme = only if asked.is_excluded else theme
            elif asked.kind == "all":
                tasks = kept_texts(catalogue, there.id, theme)
            elif asked.kind == "judged":
                tasks = judgements.tasks_with(asked.rows[side], {place.text for place in judged})
            else:
                tasks = texts_of(catalogue, asked.rows[side])
            for hit in hits_in(tasks, theme):
                if pattern is not None and read_pattern(hit.pattern) != pattern:
                    continue
                if asked.kind != "judged" or hit.place in judged:
                    yield side, hit

    def _seeds(self, catalogue: Catalogue) -> dict[int, str]:
        return {
            task.id: task.seed
            for there in self._collections(catalogue)
            if there.name == SEEDS
            for task in catalogue.rows(catalogue.ids(there.id))
            if task.seed
        }

    # Samples.

    @work(thread=True, group="themes-sample", exclusive=True)
    def draw(self, theme: Theme, each: int) -> None:
        """Draw a sample of so many hits from each side."""
        try:
            with self._lesson.database() as database:
                catalogue = Catalogue(database)
                samples = [
                    sample(kept_texts(catalogue, there.id, theme), theme, each)
                    for there in self._collections(catalogue)
                ]
        except GuanacoError as error:
            self.post_message(self.Failed(str(error)))
            return
        self.post_message(self.Drawn(theme, samples))


class _Followed(Catalogue):
    """A catalogue that tells which share of the tasks that were looked up last it has read."""

    def __init__(self, database: Database, tell: Callable[[float], None]) -> None:
        super().__init__(database)
        self.database = database
        self._tell = tell
        self._read = self._total = 0

    def ids(self, collection: int, *, rejected: bool = False, after: int = 0) -> "array[int]":
        """Return the rows of a collection's tasks."""
        return self._to_read(super().ids(collection, rejected=rejected, after=after))

    def with_words(
        self, collection: int, fts_query: str, *, rejected: bool = False
    ) -> "array[int]":
        """Return the rows that an FTS5 query finds."""
        return self._to_read(super().with_words(collection, fts_query, rejected=rejected))

    def texts(self, ids: Sequence[int]) -> list[TaskTexts]:
        """Return tasks' texts, and tell."""
        self._read += len(ids)
        self._tell(self._read / self._total)
        return super().texts(ids)

    def _to_read(self, rows: "array[int]") -> "array[int]":
        self._read, self._total = 0, len(rows)
        return rows


def _between(before: "array[int]", after: "array[int]") -> Difference:
    was, is_now = set(before), set(after)
    return Difference(array("q", sorted(is_now - was)), array("q", sorted(was - is_now)))

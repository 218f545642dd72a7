"""What Browse lists: takes a view (a collection, words, themes), gives the rows of its tasks with
the count of each theme among them. 50,000 tasks are narrowed within a few hundredths of a second.
"""

import threading
from array import array
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from guanaco_tui.analysis.matcher import fts_query
from guanaco_tui.analysis.query import Query, read_query
from guanaco_tui.analysis.tagging import Progress, lesson_themes, tag_collection
from guanaco_tui.analysis.themes import ThemeFile, default_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import Lesson

# How many tasks are read at a time where full-text search cannot help.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class View:
    """Which tasks to list.

    `line` is what was typed into the search line, `themes` the names of themes that are switched
    on; a task must have all of it. With `ancestor`, the id of a seed, the tasks are those of any
    run whose prompt showed that seed, and `collection` is passed over.
    """

    collection: int
    rejected: bool = False
    line: str = ""
    themes: tuple[str, ...] = ()
    starred: bool = False
    ancestor: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether some tasks may be left out."""
        return bool(self.line.strip() or self.themes or self.starred)

    def is_in_place_of(self, other: "View") -> bool:
        """Whether both look at the tasks of the same collections."""
        if self.ancestor or other.ancestor:
            return bool(self.ancestor and other.ancestor)
        return self.collection == other.collection


@dataclass(frozen=True, slots=True)
class Listing:
    """What a view holds: rows of tasks, oldest first, out of `total`.

    `counts` says of each theme how many of these tasks speak of it, `starred` how many have a
    star. `untagged` of the view's tasks have not been asked for themes yet.
    """

    view: View
    ids: "array[int]"
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    starred: int = 0
    untagged: int = 0


def asked(view: View, themes: ThemeFile) -> Query:
    """Return all that a view looks for in a task's text, to be matched and highlighted."""
    typed = read_query(view.line, themes.themes).terms
    switched_on = (theme for theme in themes.themes if theme.name in view.themes)
    # Each once: what is typed twice takes no longer to look for.
    return Query(tuple(dict.fromkeys((*typed, *switched_on))))


class Reader:
    """Lists the views of a lesson, from any thread, through a connection of its own.

    It keeps the rows of the last collection and the rows of each theme in it, and asks the
    database only for what is new. `themes` are the packaged ones until `prepare` was called.
    Every method but `close` raises GuanacoError where the database fails.
    """

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._database = lesson.database()
        self._catalogue = Catalogue(self._database)
        self._lock = threading.Lock()
        self._base = _Base()
        self.themes: ThemeFile = default_themes()

    def close(self) -> None:
        """Close the connection, after what is being looked up."""
        with self._lock:
            self._database.close()

    def prepare(self) -> str:
        """Take in what changed outside: the lesson's seeds and its theme file.

        Return what is wrong with one of the two files, empty where nothing is. What could not be
        read stays as it was.
        """
        troubles = []
        with self._lock:
            try:
                self.themes = lesson_themes(self._lesson)
            except GuanacoError as error:
                troubles.append(str(error))
            try:
                self._catalogue.sync_seeds(self._lesson.seeds().seeds)
            except GuanacoError as error:
                troubles.append(str(error))
            self._base = _Base()
        return " ".join(troubles)

    def tag(self, view: View, progress: Progress, should_stop: Callable[[], bool]) -> None:
        """Find out which of a view's tasks speak of which theme, as `tag_collection` does."""
        with self._lesson.database() as database:
            for collection in _collections(Catalogue(database), view):
                tag_collection(database, collection, self.themes, progress, should_stop)

    def listing(self, view: View, is_stale: Callable[[], bool] = lambda: False) -> Listing | None:
        """List a view as it is now; None where, by the time it is this view's turn, it is stale."""
        with self._lock:
            return None if is_stale() else self._listing(view, self.themes)

    def _listing(self, view: View, themes: ThemeFile) -> Listing:
        base = self._brought_up_to_date(view, themes)
        query = asked(view, themes)
        starred = base.rows & set(self._catalogue.starred())
        ids = base.ids
        if view.starred:
            ids = _those(ids, starred)
        for name in query.themes:
            ids = _those(ids, base.hits.get(name, frozenset()))
        typed = Query(tuple(term for term in query.terms if not term.name))
        if not typed.is_empty:
            ids = self._with_words(ids, typed)
        shown: Set[int] = base.rows if ids is base.ids else set(ids)
        return Listing(
            view=view,
            ids=ids,
            total=len(base.ids),
            counts={
                theme.name: len(shown & base.hits.get(theme.name, frozenset()))
                for theme in themes.themes
            },
            starred=len(shown & starred),
            untagged=base.untagged,
        )

    def _with_words(self, ids: "array[int]", query: Query) -> "array[int]":
        if (candidates := query.fts_query()) is not None:
            ids = _those(ids, set(self._catalogue.found_anywhere(candidates)))
        if all(fts_query(term) is not None for term in query.terms):
            return ids
        found = array("q")
        for begin in range(0, len(ids), _AT_ONCE):
            tasks = self._catalogue.rows(ids[begin : begin + _AT_ONCE])
            found.extend(task.id for task in tasks if query.matches(task))
        return found

    def _brought_up_to_date(self, view: View, themes: ThemeFile) -> "_Base":
        place = (view.collection, view.rejected, view.ancestor)
        base = self._base if self._base.place == place else _Base(place)
        catalogue = self._catalogue
        if view.ancestor:
            ids = catalogue.descendants(view.ancestor)
        else:
            last = base.ids[-1] if base.ids else 0
            new = catalogue.ids(view.collection, rejected=view.rejected, after=last)
            ids = base.ids + new if new else base.ids
        collections = _collections(catalogue, view)
        found = Hits(self._database)
        tagged = {row: found.upto(row, themes.fingerprints) for row in collections}
        if ids == base.ids and tagged == base.tagged:
            return base
        rows = frozenset(ids)
        hits: dict[str, frozenset[int]] = {}
        for collection in collections:
            for name, tasks in found.rows(collection, themes.fingerprints).items():
                hits[name] = hits.get(name, frozenset()) | rows.intersection(tasks)
        self._base = _Base(place, ids, rows, tagged, hits, self._untagged(ids, tagged, view))
        return self._base

    def _untagged(
        self, ids: "array[int]", tagged: Mapping[int, Mapping[str, int]], view: View
    ) -> int:
        if view.ancestor:
            return sum(
                len(self._catalogue.ids(collection, after=min(upto.values())))
                for collection, upto in tagged.items()
                if upto
            )
        upto = min(tagged[view.collection].values(), default=ids[-1] if ids else 0)
        return sum(1 for row in reversed(ids) if row > upto) if ids and ids[-1] > upto else 0


@dataclass(frozen=True, slots=True)
class _Base:
    """All tasks of a place, before anything narrows them, and which speak of which theme."""

    place: tuple[int, bool, str] | None = None
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    rows: frozenset[int] = frozenset()
    tagged: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    hits: Mapping[str, frozenset[int]] = field(default_factory=dict)
    untagged: int = 0


def _those(ids: Sequence[int], among: Set[int]) -> "array[int]":
    return array("q", filter(among.__contains__, ids))


def _collections(catalogue: Catalogue, view: View) -> list[int]:
    """The rows of the collections that a view's tasks can be in."""
    if not view.ancestor:
        return [view.collection]
    return [found.id for found in catalogue.collections() if found.kind == "run"]

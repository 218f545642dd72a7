"""What a change of a theme does: takes a theme before and after, gives the tasks gained and lost.

Only a task that holds a changed pattern can be gained or lost, and full-text search finds those;
so 52,002 tasks are recounted in the time that a few hundred take.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.matcher import Matcher, fts_query
from guanaco_tui.analysis.themes import FIELDS, Theme
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.words import Pattern, read_pattern

# Row, instruction, input, output.
TaskTexts = tuple[int, str, str, str]

# Tasks between two looks at whether to stop: a few hundredths of a second.
_CHUNK = 500
# The bits of a theme before and after, in what a matcher for both says of a task.
_WAS, _IS_NOW = 1, 2


@dataclass(frozen=True, slots=True)
class Difference:
    """The rows of a collection's kept tasks that a change gains and loses, oldest first."""

    gained: "array[int]"
    lost: "array[int]"

    def __str__(self) -> str:
        """As it is said on a screen: `+12 / -3`, and `no change` where there is none."""
        if not (self.gained or self.lost):
            return "no change"
        return f"+{len(self.gained):,} / -{len(self.lost):,}"


# What a change does to each collection, by the collection's row.
Change = Mapping[int, Difference]


def recount(
    catalogue: Catalogue,
    collections: Iterable[int],
    before: Theme | None,
    after: Theme | None,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[int, Difference] | None:
    """Return the tasks that `after` speaks of and `before` does not, and the other way round.

    None for a theme stands for one that finds nothing, so that without `before` all of a theme's
    tasks are gained. Returns None where `should_stop` said so. Raises GuanacoError where the
    database fails.
    """
    asked = _changed(before, after)
    changes: dict[int, Difference] = {}
    for collection in collections:
        found = _recount(catalogue, collection, before, after, asked, should_stop)
        if found is None:
            return None
        changes[collection] = found
    return changes


def kept_texts(catalogue: Catalogue, collection: int, theme: Theme) -> Iterator[TaskTexts]:
    """Yield the kept tasks of a collection that may have a hit of a theme, oldest first.

    All that have one are among them.
    """
    yield from texts_of(catalogue, _kept_rows(catalogue, collection, theme))


def texts_of(catalogue: Catalogue, rows: Sequence[int]) -> Iterator[TaskTexts]:
    """Yield tasks by their rows, however many; those of a few hundred are read at a time."""
    for chunk in _chunks(rows):
        yield from catalogue.texts(chunk)


def _recount(
    catalogue: Catalogue,
    collection: int,
    before: Theme | None,
    after: Theme | None,
    asked: Theme | None,
    should_stop: Callable[[], bool],
) -> Difference | None:
    gained, lost = array("q"), array("q")
    # Both at once: a text is cut into words once.
    sides = [(bit, theme) for bit, theme in ((_WAS, before), (_IS_NOW, after)) if theme]
    matcher = Matcher([theme for _, theme in sides])
    rows = _kept_rows(catalogue, collection, asked) if asked is not None else ()
    for chunk in _chunks(rows):
        if should_stop():
            return None
        for row, *texts in catalogue.texts(chunk):
            found = matcher.tag(*texts)
            if len(sides) == 1 and found:
                found = sides[0][0]
            if found == _IS_NOW:
                gained.append(row)
            elif found == _WAS:
                lost.append(row)
    return Difference(gained, lost)


def _kept_rows(catalogue: Catalogue, collection: int, theme: Theme) -> Sequence[int]:
    query = fts_query(theme)
    if query is None:
        return catalogue.ids(collection)
    return catalogue.with_words(collection, query)


def _chunks(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for begin in range(0, len(rows), _CHUNK):
        yield rows[begin : begin + _CHUNK]


def _changed(before: Theme | None, after: Theme | None) -> Theme | None:
    """Return a theme of all patterns that a task must hold one of to change; None for no change.

    Where the fields differ, or one side is missing, each word and phrase may make a difference;
    an exclusion by itself does not.
    """
    was, is_now = dict(_patterns(before)), dict(_patterns(after))
    themes = [theme for theme in (before, after) if theme is not None]
    fields = tuple(field for field in FIELDS if any(field in theme.fields for theme in themes))
    if all(set(fields) == set(theme.fields) for theme in themes) and len(themes) == 2:
        asked = was.keys() ^ is_now.keys()
    else:
        asked = {key for key in was.keys() | is_now.keys() if not key[0]}
    if not asked:
        return None
    written = was | is_now
    words = tuple(dict.fromkeys(written[key] for key in asked))
    return Theme(name="changed", words=words, fields=fields)


def _patterns(theme: Theme | None) -> Iterator[tuple[tuple[bool, Pattern], str]]:
    """Yield a theme's patterns as they match, each with whether it excludes, and as written."""
    if theme is None:
        return
    for is_excluded, patterns in (
        (False, theme.words + theme.phrases),
        (True, theme.exclude),
    ):
        for written in patterns:
            yield (is_excluded, read_pattern(written)), written

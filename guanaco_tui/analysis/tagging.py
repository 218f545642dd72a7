"""Tags a collection: takes its tasks and a theme file, keeps which task speaks of which theme.

What was tagged with the same words before is not read again, so that tagging goes on where it
was stopped, and takes in what a run has added since.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from guanaco_tui.analysis.matcher import Matcher, any_of
from guanaco_tui.analysis.themes import Theme, ThemeFile, default_themes, read_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import Lesson

# Tasks between two looks at whether to stop: a tenth of a second.
CHUNK = 4000
MOST_ROWS = 2**63 - 1

Progress = Callable[[int, int], None]


def lesson_themes(lesson: Lesson) -> ThemeFile:
    """Return the themes of a lesson's own `themes.toml`, or the packaged ones where it has none.

    Raises GuanacoError, with the line, where the file is wrong.
    """
    own = lesson.folder / "themes.toml"
    return read_themes(own) if own.exists() else default_themes()


def tag_collection(
    database: Database,
    collection: int,
    themes: ThemeFile,
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Tag what is not tagged yet of the collection with row `collection`; kept and rejected alike.

    Only themes whose words changed are looked for anew. It takes a second or two for 50,000 tasks
    and all themes, and belongs in a thread, with a Database of its own. After each chunk, which is
    then saved, `progress` is told how many tasks are tagged, of how many in all. Returns True when
    all are, False where `should_stop` said so before. The hits are then in `Hits`. Raises
    GuanacoError where the database fails.
    """
    catalogue, hits = Catalogue(database), Hits(database)
    total = catalogue.count(collection)
    # Asked anew each time: seeds that were edited meanwhile are to be tagged again.
    while upto := hits.upto(collection, themes.fingerprints):
        after = min(upto.values())
        # Themes that are further ahead are waited for, and all go on together from there.
        ahead = min((row for row in upto.values() if row > after), default=MOST_ROWS)
        rows = catalogue.next_rows(collection, after, ahead, CHUNK)
        if not rows:
            return True
        if should_stop():
            return False
        asked = [theme for theme in themes.themes if upto[theme.name] == after]
        if after == 0:
            hits.begin(collection, themes.fingerprints)
        found = _hits(catalogue, collection, after, rows[-1], asked)
        if hits.save(collection, {t.name: t.fingerprint for t in asked}, after, rows[-1], found):
            left = catalogue.count(collection, after=rows[-1])
            progress(max(total, left) - left, max(total, left))
    return True


@lru_cache(maxsize=4)
def _matcher(themes: tuple[Theme, ...]) -> Matcher:
    return Matcher(themes)


def _hits(
    catalogue: Catalogue, collection: int, after: int, last: int, themes: Sequence[Theme]
) -> Iterator[tuple[str, int, int]]:
    """Yield theme, row and field bits of each hit in the rows after `after` up to `last`."""
    matcher = _matcher(tuple(themes))
    names = [(1 << place, theme.name) for place, theme in enumerate(themes)]
    for row, *texts in catalogue.texts(collection, after, last, any_of(themes)):
        in_fields = matcher.tag_fields(*texts)
        found = in_fields[0] | in_fields[1] | in_fields[2]
        for bit, name in names:
            if found & bit:
                fields = sum(1 << place for place, bits in enumerate(in_fields) if bits & bit)
                yield name, row, fields

"""Tags a collection: takes its tasks and a theme file, keeps which task speaks of which theme.

What was tagged with the same words before is not read again, so that tagging goes on where it
was stopped, and takes in what a run has added since.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from guanaco_tui import files
from guanaco_tui.analysis.matcher import Matcher, any_of
from guanaco_tui.analysis.themes import Theme, ThemeFile, default_themes, read_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import Lesson

# Tasks read between two looks at whether to stop: some 30 ms of work.
CHUNK = 500
MOST_ROWS = 2**63 - 1

Progress = Callable[[int, int], None]


def lesson_themes(lesson: Lesson) -> ThemeFile:
    """Return the themes of a lesson's own `themes.toml`, or the packaged ones where it has none.

    Raises GuanacoError, with the line, where the file is wrong.
    """
    own = lesson.folder / "themes.toml"
    try:
        status = own.stat()
    except FileNotFoundError:
        return default_themes()
    except OSError as error:
        raise files.os_error(error, own, "read") from error
    return _read(own, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> ThemeFile:
    """Read a theme file once for each time that it is changed."""
    return read_themes(path)


def tag_collection(
    database: Database,
    collection: int,
    themes: ThemeFile,
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Tag what is not tagged yet of the collection with row `collection`; kept and rejected alike.

    Only themes whose words changed are looked for anew, and only tasks are read that full-text
    search finds. It takes a second or two for 50,000 tasks and all themes, and belongs in a
    thread, with a Database of its own. After each chunk, which is then saved, `progress` is told
    how many tasks were read, of how many. Returns True when all are tagged, False where
    `should_stop` said so before. The hits are then in `Hits`. Raises GuanacoError where the
    database fails.
    """
    catalogue, hits = Catalogue(database), Hits(database)
    # Asked anew each time: seeds that were edited meanwhile are to be tagged again.
    while upto := hits.upto(collection, themes.fingerprints):
        after = min(upto.values())
        # Themes that are further ahead are waited for, and all go on together from there.
        ahead = min((row for row in upto.values() if row > after), default=MOST_ROWS)
        last = catalogue.last(collection, ahead)
        if last <= after:
            return True
        if after == 0:
            hits.begin(collection, themes.fingerprints)
        asked = [theme for theme in themes.themes if upto[theme.name] == after]
        fingerprints = {theme.name: theme.fingerprint for theme in asked}
        # A few are read sooner than they are searched for.
        query = any_of(asked) if last - after > CHUNK else None
        rows = catalogue.candidates(collection, after, last, query)
        for begin in range(0, len(rows) or 1, CHUNK):
            if should_stop():
                return False
            chunk = rows[begin : begin + CHUNK]
            done = begin + len(chunk)
            reached = last if done == len(rows) else chunk[-1]
            found = _hits(asked, catalogue.texts(chunk))
            if not hits.save(collection, fingerprints, after, reached, found):
                break
            after = reached
            progress(done, len(rows))
    return True


@lru_cache(maxsize=4)
def _matcher(themes: tuple[Theme, ...]) -> Matcher:
    return Matcher(themes)


def _hits(
    themes: Sequence[Theme], tasks: Iterable[tuple[int, str, str, str]]
) -> Iterator[tuple[str, int, int]]:
    """Yield theme, row and field bits of each hit."""
    matcher = _matcher(tuple(themes))
    names = [(1 << place, theme.name) for place, theme in enumerate(themes)]
    for row, *texts in tasks:
        in_fields = matcher.tag_fields(*texts)
        found = in_fields[0] | in_fields[1] | in_fields[2]
        for bit, name in names:
            if found & bit:
                fields = sum(1 << place for place, bits in enumerate(in_fields) if bits & bit)
                yield name, row, fields

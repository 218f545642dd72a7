"""Tags a collection: takes its tasks and a theme file, keeps which task speaks of which theme.

What was tagged with the same theme file before is not read again, so that tagging goes on where it
was stopped, and takes in what a run has added since.
"""

from collections.abc import Callable

from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.themes import ThemeFile, default_themes, read_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson

# Tasks between two looks at whether to stop: about 20 ms of work.
CHUNK = 500

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

    It takes seconds for 50,000 tasks and belongs in a thread, with a Database of its own. After
    each chunk, which is then saved, `progress` is told how many tasks are tagged, of how many in
    all. Returns True when all are, False where `should_stop` said so before. The hits are then in
    `Catalogue.hits`. Raises GuanacoError where the database fails.
    """
    catalogue = Catalogue(database)
    upto = catalogue.tagged_upto(collection, themes.sha256)
    chunk = catalogue.untagged(collection, upto, CHUNK)
    if not chunk:
        return True
    matcher = Matcher(themes.themes)
    names = [(1 << place, theme.name) for place, theme in enumerate(themes.themes)]
    done, total = _counts(database, collection, upto)
    while chunk:
        if should_stop():
            return False
        found = [(row, matcher.tag(*texts)) for row, *texts in chunk]
        hits = ((name, row) for row, bits in found for bit, name in names if bits & bit)
        catalogue.save_hits(collection, themes.sha256, chunk[-1][0], hits)
        done += len(chunk)
        progress(done, total)
        # Asked anew each time: seeds that were edited meanwhile are to be tagged again.
        upto = catalogue.tagged_upto(collection, themes.sha256)
        chunk = catalogue.untagged(collection, upto, CHUNK)
    return True


def _counts(database: Database, collection: int, upto: int) -> tuple[int, int]:
    """How many tasks of a collection are tagged, and how many there are."""
    with database.reading() as connection:
        row = connection.execute(
            "SELECT count(CASE WHEN id <= ? THEN 1 END), count(*) FROM task WHERE collection = ?",
            (upto, collection),
        ).fetchone()
        return row[0], row[1]

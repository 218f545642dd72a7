"""Which tasks each keyword of a theme finds: takes a collection that is tagged, gives their rows.

It is what `comparison.fragility` counts.
"""

from array import array
from collections.abc import Callable
from functools import cache

from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import ANY_FIELD, FIELD_BITS


def rows_by_keyword(
    database: Database, collection: int, theme: Theme, fields: int = ANY_FIELD
) -> "dict[str, array[int]]":
    """Return the rows of the kept tasks that each word and phrase of a theme finds, oldest first.

    A keyword finds a task where it would be a hit if it were the theme's only one, with all of the
    theme's exclusions: a task that a phrase claims as the longest match is also one of the shorter
    word's. So the tasks of a theme without one keyword are exactly those that the others find.

    Only tasks in which the theme was tagged are read, and of them only the fields that have a hit;
    none where it was not tagged with these words. It takes a tenth of a second for thousands of
    tasks and belongs in a thread. Raises GuanacoError where the database fails.
    """
    found: dict[str, array[int]] = {keyword: array("q") for keyword in _keywords(theme)}
    finders_of = finders(theme)
    # A text without a hit in the asked fields is not read at all.
    texts = ", ".join(
        f"CASE WHEN fields & {bit & fields} THEN {field} ELSE '' END"
        for field, bit in FIELD_BITS.items()
    )
    with database.reading() as connection:
        cursor = connection.cursor()
        cursor.row_factory = None
        cursor.execute(
            f"SELECT task.id, {texts} FROM tagged JOIN hit USING (collection, theme)"
            " JOIN task ON task.id = hit.task WHERE tagged.collection = ? AND tagged.theme = ?"
            " AND words = ? AND fields & ? AND rule IS NULL ORDER BY task.id",
            (collection, theme.name, theme.fingerprint, fields),
        )
        for row, *task in cursor:
            for keyword in finders_of(*task):
                found[keyword].append(row)
    return found


def finders(theme: Theme) -> Callable[[str, str, str], list[str]]:
    """Return what tells the keywords that find a task, by its three texts, in the theme's order.

    They are looked for without exclusions, all at once; only where an exclusion stands in the task
    too is each of those that were found looked for again, by itself and with exclusions.
    """
    keywords = _keywords(theme)
    excluded = [_just(theme, theme.exclude)] if theme.exclude else []
    anywhere = Matcher([*(_just(theme, (word,)) for word in keywords), *excluded])

    @cache
    def alone(keyword: str) -> Matcher:
        return Matcher([_just(theme, (keyword,), theme.exclude)])

    def of(instruction: str, given: str, output: str) -> list[str]:
        found = anywhere.tag(instruction, given, output)
        stand = [word for place, word in enumerate(keywords) if found >> place & 1]
        if not found >> len(keywords):
            return stand
        return [word for word in stand if alone(word).tag(instruction, given, output)]

    return of


def _keywords(theme: Theme) -> tuple[str, ...]:
    return tuple(dict.fromkeys(theme.words + theme.phrases))


def _just(theme: Theme, words: tuple[str, ...], exclude: tuple[str, ...] = ()) -> Theme:
    return Theme(name="", words=words, exclude=exclude, fields=theme.fields)

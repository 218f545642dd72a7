"""How evenly words are spread over a collection: takes words, gives Gries's DP for each."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from guanaco_tui.analysis import statistics
from guanaco_tui.analysis.matcher import any_of
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import Vocabulary, WordField, texts_found
from guanaco_tui.lesson.database import Database
from guanaco_tui.words import words

Part = Literal["task", "request"]
# The DP of a word in the first of two collections and in the second.
Spread = tuple[float | None, float | None]


def dispersion(
    database: Database,
    collection: int,
    asked: Iterable[str],
    field: WordField,
    vocabulary: Vocabulary,
    part: Part = "task",
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, float | None] | None:
    """Return the DP of words of a collection's `vocabulary` in a field; None for a word not in it.

    The parts are the collection's tasks or, for a run, what each of its requests brought. 0 is as
    even as can be, near 1 is clumped (`statistics.gries_dp`). Over tasks, which are short, all but
    the commonest words are near 1: it orders words of like frequency, and says little by itself.

    Only tasks with one of the words are read, so it is for the words on the screen, in a thread.
    None where `should_stop` said so. Raises GuanacoError where the database fails.
    """
    counts: dict[str, Counter[int]] = {word: Counter() for word in asked}
    if not counts:
        return {}
    sizes: Counter[int] = Counter()
    part_of: Mapping[int, int] = {}
    candidates: str | None = None
    if part == "request":
        part_of = _requests(database, collection)
    elif all(map(words, counts)):  # a letter that is folded away leaves a word without any
        candidates = any_of([Theme(name="asked", words=tuple(counts))])
    for _, _, tasks in texts_found(database, collection, field, candidates, vocabulary.last):
        if should_stop():
            return None
        for row, texts in tasks:
            said = [word for text in texts for word in words(text)]
            in_part = part_of.get(row, row)
            sizes[in_part] += len(said)
            for word, count in Counter(filter(counts.__contains__, said)).items():
                counts[word][in_part] += count
    return {
        word: _dp(in_parts, sizes, vocabulary.total_tokens) for word, in_parts in counts.items()
    }


def written(dp: float) -> str:
    """Return a DP to three decimals; what is not quite 1 is not rounded to it."""
    return f"{min(dp, 0.999) if dp < 1 else 1:.3f}".removeprefix("0")


def _dp(counts: Mapping[int, int], sizes: Mapping[int, int], total: int) -> float | None:
    """Return DP where all parts that have none of the word count as one, which comes to the same.

    Each of them differs from its expected share by that share.
    """
    having = [sizes[part] for part in counts]
    # Seeds can be edited between the count of all their words and this one.
    rest = max(0, total - sum(having))
    return statistics.gries_dp([*counts.values(), 0], [*having, rest])


def _requests(database: Database, collection: int) -> dict[int, int]:
    """Return the request that brought each task, as a number that is no row of a task."""
    with database.reading() as connection:
        return {
            row["id"]: -row["response"]
            for row in connection.execute(
                "SELECT id, response FROM task WHERE collection = ? AND response IS NOT NULL",
                (collection,),
            )
        }

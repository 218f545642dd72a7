"""Hits that people read and judge: takes texts and decisions, gives rates and precision.

Two kinds of decision must not be mixed up. Whoever browses looks at what catches the eye, so that
the share of right hits among all that were judged says nothing of the rest: such decisions only
take false hits out of a rate. Precision is had from `sample`, which chance has drawn.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.preview import TaskTexts
from guanaco_tui.analysis.statistics import Interval, wilson
from guanaco_tui.analysis.themes import FIELDS, FieldName, Theme
from guanaco_tui.lesson.judgements import Judgements, Place, place_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit in the text of a task's field, and the pattern that fired, as it was written."""

    task: int
    field: FieldName
    text: str
    start: int
    end: int
    pattern: str

    @property
    def place(self) -> Place:
        """By what a decision about this hit is kept."""
        return place_of(self.text, self.start, self.end)


def hits_in(tasks: Iterable[TaskTexts], theme: Theme) -> Iterator[Hit]:
    """Yield a theme's hits, task by task, in the order of the fields."""
    matcher = Matcher([theme])
    for row, *texts in tasks:
        for field, text in zip(FIELDS, texts, strict=True):
            for span in matcher.spans(text, field):
                yield Hit(row, field, text, span.start, span.end, span.pattern)


class Adjudicated(NamedTuple):
    """Those of a theme's tasks that still count, in the order given, and of how many of all of them
    it is decided whether they do: a hit is right, or each is wrong.
    """

    rows: "array[int]"
    decided: int


def adjudicated(
    judgements: Judgements,
    theme: Theme,
    rows: Iterable[int],
    fields: Sequence[FieldName] | None = None,
) -> Adjudicated:
    """Take from a theme's tasks those that no longer count.

    `rows` are the tasks that have a hit (`Hits.rows`). One no longer counts where every hit in
    `fields`, or in all of the theme's own, was judged to be none.
    """
    rows = array("q", rows)
    judged = judgements.of(theme.name)
    if not judged:
        return Adjudicated(rows, 0)
    tasks = judgements.tasks_with(rows, {place.text for place in judged})
    said: dict[int, set[bool | None]] = {}
    for hit in hits_in(tasks, _within(theme, fields)):
        said.setdefault(hit.task, set()).add(judged.get(hit.place))
    false = {task for task, of_its_hits in said.items() if of_its_hits == {False}}
    right = sum(True in of_its_hits for of_its_hits in said.values())
    left = array("q", (row for row in rows if row not in false))
    return Adjudicated(left, len(false) + right)


def _within(theme: Theme, fields: Sequence[FieldName] | None) -> Theme:
    """Return a theme that is looked for in those of its fields that are among these."""
    if fields is None:
        return theme
    kept = tuple(field for field in theme.fields if field in fields)
    return theme.model_copy(update={"fields": kept})


def sample(tasks: Iterable[TaskTexts], theme: Theme, count: int, seed: int = 0) -> list[Hit]:
    """Draw at random `count` of the tasks with a hit, and of each a random hit; fewer if there are.

    So each task has the same chance, as it counts the same in a rate, however often its output
    says a word. What was judged before is not left out, or the sample would be one of what nobody
    cared to judge; its decision is simply known already.

    Chance is a hash (SHA-256) of the seed, the theme and the texts. The same hits are drawn again
    whenever the sample is asked for, on any computer and after a collection was imported anew; the
    first 20 are also the first of 40.
    """

    def chance(*parts: str) -> bytes:
        # Each part's length before it: no two lists of parts give the same bytes.
        told = "".join(f"{len(part)}:{part}" for part in (str(seed), theme.name, *parts))
        return hashlib.sha256(told.encode("utf-8")).digest()

    drawn: list[Hit] = []
    for task in sorted(tasks, key=lambda task: (chance(*task[1:]), task[0])):
        if len(drawn) == count:
            break
        hits = list(hits_in([task], theme))
        if hits:
            drawn.append(min(hits, key=lambda hit: chance(hit.field, hit.text, str(hit.start))))
    return drawn


def mixed(samples: Sequence[Sequence[Hit]]) -> list[tuple[int, Hit]]:
    """Return the hits of several samples in one order that gives no side away, each with its side.

    Whoever judges should not know whose text it is.
    """
    both = [(side, hit) for side, hits in enumerate(samples) for hit in hits]
    return sorted(both, key=lambda one: (one[1].place, one[0], one[1].task))


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `drawn` hits of a sample `judged` were judged, and `right` of these confirmed."""

    right: int
    judged: int
    drawn: int

    @property
    def interval(self) -> Interval:
        """Wilson's 95% interval of the share of right hits; from 0 to 1 where none was judged."""
        return wilson(self.right, self.judged)


def precision(drawn: Iterable[Hit], judged: Mapping[Place, bool]) -> Precision:
    """Return what was decided of a sample. What of it is not judged yet is left out."""
    found = Precision(0, 0, 0)
    for hit in drawn:
        is_hit = judged.get(hit.place)
        found = replace(
            found,
            right=found.right + (is_hit is True),
            judged=found.judged + (is_hit is not None),
            drawn=found.drawn + 1,
        )
    return found

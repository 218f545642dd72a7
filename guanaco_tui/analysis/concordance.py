"""Keyword in context: takes what to look for and a collection, gives each place where it stands
with the text around it.

Where hits stand is kept as numbers, some 20 bytes each, and a line's text is read when the line is
wanted: the first lines of a common word are there at once, and all of them fit in memory.
"""

import heapq
import random
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Literal, get_args

from guanaco_tui.analysis.matcher import Matcher, any_of
from guanaco_tui.analysis.query import read_query
from guanaco_tui.analysis.themes import FIELDS, FieldName, Theme
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue, TaskRow
from guanaco_tui.words import words

Sort = Literal["position", "left", "right", "shuffled"]
SORTS: tuple[Sort, ...] = get_args(Sort)
# Of a line, in characters on each side of the hit, at most.
CONTEXT = 200
# A line is put in its place by this many words beside the hit.
SORTED_BY = 8
# Tasks read to begin with, which is a screenful, and after that.
_FIRST, _CHUNK = 40, 500
# Lines between two looks at whether to stop, in work that is quick for each.
_SPELL = 5000
_SPACE = re.compile(r"\s+")
# Of the number of a hit where it ends a sorting key.
_DIGITS = 10

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A hit and the text on both sides of it, with every run of white space as one space.

    `task` is the row of the task and `seed` its id where it is a seed; `pattern` what was found,
    as it was written; `theme` the theme it was written in, empty for what was typed.
    """

    task: int
    seed: str | None
    field: FieldName
    left: str
    hit: str
    right: str
    pattern: str
    theme: str

    def as_json(self) -> dict[str, object]:
        """Return the line in the form that `--json` prints."""
        return asdict(self)


@dataclass(frozen=True)
class Node:
    """What a concordance is made of: themes of which any may stand in a text.

    All that was typed is one theme without a name, so that its hits never overlap.
    """

    themes: tuple[Theme, ...] = ()

    @cached_property
    def patterns(self) -> tuple[tuple[str, str], ...]:
        """Theme and pattern, as it was written, of all that can be found."""
        return tuple(
            (theme.name, pattern)
            for theme in self.themes
            for pattern in theme.words + theme.phrases
        )

    @cached_property
    def matcher(self) -> Matcher:
        """What finds it in a text."""
        return Matcher(self.themes)

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {pattern: number for number, pattern in enumerate(self.patterns)}

    def places(self, task: TaskRow) -> Iterator[tuple[int, int, int, int]]:
        """Yield field number, begin, end and pattern number of each hit in a task.

        Where two themes hit the same words, these are one place, of the theme that was named first.
        """
        named = [theme.name for theme in self.themes]
        for number, name in enumerate(FIELDS):
            found: dict[tuple[int, int], tuple[str, str]] = {}
            spans = self.matcher.spans(getattr(task, name), name)
            for span in sorted(spans, key=lambda span: named.index(span.theme)):
                found.setdefault((span.start, span.end), (span.theme, span.pattern))
            for begin, end in sorted(found):
                yield number, begin, end, self._numbers[found[begin, end]]


def read_node(line: str, themes: Sequence[Theme], field: FieldName | None = None) -> Node:
    """Read a line as the search line of Browse is read: words, `prefix*`, "a phrase", #theme.

    They are alternatives, any of which makes a line: `woman man` gives the lines of both. With
    `field`, only that field is looked in; a theme that has no business there is left out.
    """
    terms = read_query(line, themes).terms
    # Each once, in the order in which they were named first.
    named = {term.name: term for term in terms}
    if "" in named:
        typed = dict.fromkeys(word for term in terms if not term.name for word in term.words)
        named[""] = Theme(name="", words=tuple(typed))
    asked = list(named.values())
    if field is not None:
        asked = [
            theme.model_copy(update={"fields": (field,)})
            for theme in asked
            if field in theme.fields
        ]
    return Node(tuple(asked))


@dataclass(frozen=True, slots=True)
class Concordance:
    """Where the hits of a node stand, in the order of the tasks: a row and four numbers each.

    `fields` number FIELDS, `begins` and `ends` are offsets in the field's text, `patterns` number
    those of the node. `tasks` says in how many tasks they stand. It is never changed.
    """

    rows: "array[int]"
    fields: "array[int]"
    begins: "array[int]"
    ends: "array[int]"
    patterns: "array[int]"
    tasks: int

    def __len__(self) -> int:
        return len(self.rows)

    def __add__(self, later: "Concordance") -> "Concordance":
        """Join this and what stands in later tasks."""
        return Concordance(
            self.rows + later.rows,
            self.fields + later.fields,
            self.begins + later.begins,
            self.ends + later.ends,
            self.patterns + later.patterns,
            self.tasks + later.tasks,
        )


def _concordance(tasks: Iterable[TaskRow], node: Node) -> Concordance:
    hits = [(task.id, *place) for task in tasks for place in node.places(task)]
    rows, fields, begins, ends, patterns = zip(*hits, strict=True) if hits else ((),) * 5
    return Concordance(
        array("q", rows),
        array("B", fields),
        array("I", begins),
        array("I", ends),
        array("I", patterns),
        len(set(rows)),
    )


NOTHING = _concordance((), Node())


@dataclass(frozen=True, slots=True)
class Found:
    """What the next few tasks held; `done` of `total` tasks have been read."""

    hits: Concordance
    done: int
    total: int


def find(catalogue: Catalogue, collection: int, node: Node) -> Iterator[Found]:
    """Find a node in the kept tasks of a collection, given by its row, piece by piece.

    The first piece comes after a screenful of tasks. There is always one, which may be empty.
    Raises GuanacoError where the database fails.
    """
    ids: array[int] = array("q")
    if node.themes:
        query = any_of(node.themes)
        ids = (
            catalogue.ids(collection) if query is None else catalogue.with_words(collection, query)
        )
    done = 0
    while True:
        chunk = ids[done : done + (_CHUNK if done else _FIRST)]
        done += len(chunk)
        yield Found(_concordance(catalogue.rows(chunk), node), done, len(ids))
        if done == len(ids):
            return


def read_lines(
    catalogue: Catalogue, node: Node, hits: Concordance, numbers: Sequence[int]
) -> dict[int, Line]:
    """Read the lines of some hits, by their numbers; those of a task that is gone are left out."""
    tasks = _tasks(catalogue, hits, numbers)
    lines = {}
    for number in numbers:
        if (task := tasks.get(hits.rows[number])) is not None:
            name = FIELDS[hits.fields[number]]
            theme, pattern = node.patterns[hits.patterns[number]]
            around = _around(getattr(task, name), hits.begins[number], hits.ends[number])
            lines[number] = Line(task.id, task.seed, name, *around, pattern, theme)
    return lines


def _tasks(catalogue: Catalogue, hits: Concordance, numbers: Iterable[int]) -> dict[int, TaskRow]:
    rows = list(dict.fromkeys(hits.rows[number] for number in numbers))
    return {task.id: task for task in catalogue.rows(rows)}


def _around(text: str, begin: int, end: int) -> tuple[str, str, str]:
    """Cut a hit and its context from a text."""
    parts = _before(text, begin), text[begin:end], _after(text, end)
    left, hit, right = (_SPACE.sub(" ", part) for part in parts)
    return left.lstrip(), hit, right.rstrip()


def _before(text: str, begin: int) -> str:
    """Cut the context on the left, with no word broken where that can be helped."""
    left = text[max(0, begin - CONTEXT) : begin]
    if len(left) == begin or left[0].isspace():
        return left
    broken = left.split(None, 1)[0]
    return left[len(broken) :] or left


def _after(text: str, end: int) -> str:
    """Cut the context on the right in the same way."""
    right = text[end : end + CONTEXT]
    if end + len(right) == len(text) or right[-1].isspace():
        return right
    broken = right.rsplit(None, 1)[-1]
    return right[: -len(broken)] or right


def put_in_order(
    catalogue: Catalogue,
    hits: Concordance,
    sort: Sort,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> "array[int] | None":
    """Return the numbers of the hits as `sort` puts them, None where `should_stop` said so before.

    `position` is the order of the tasks. `left` and `right` go by the folded words on that side
    from the hit outwards, and by position where these are the same. `shuffled` is decided by `seed`
    and the number of hits. `progress` is told how many hits are read, of how many.
    """
    if sort == "position":
        return array("I", range(len(hits)))
    if sort == "shuffled":
        return array("I", random.Random(seed).sample(range(len(hits)), len(hits)))
    # Each run is sorted by itself and then all are merged: sorting all at once would keep every
    # other thread waiting. For the same reason key and number are one string, which the garbage
    # collector passes over.
    runs: list[list[str]] = []
    for begin in range(0, len(hits), _CHUNK):
        if should_stop():
            return None
        numbers = range(begin, min(len(hits), begin + _CHUNK))
        tasks = _tasks(catalogue, hits, numbers)
        runs.append(sorted(_key(tasks, hits, number, sort) for number in numbers))
        progress(numbers.stop, len(hits))
    order = array("I")
    for key in heapq.merge(*runs):
        order.append(int(key[-_DIGITS:]))
        if len(order) % _SPELL == 0 and should_stop():
            return None
    return order


def _key(tasks: dict[int, TaskRow], hits: Concordance, number: int, sort: Sort) -> str:
    """Return the words on one side from the hit outwards, and after them the hit's number.

    A zero character comes before a space, and a space before any letter: what ends comes before
    what goes on, and a shorter word before a longer one that begins with it.
    """
    beside: list[str] = []
    if (task := tasks.get(hits.rows[number])) is not None:
        text = getattr(task, FIELDS[hits.fields[number]])
        if sort == "left":
            beside = words(_before(text, hits.begins[number]))[::-1]
        else:
            beside = words(_after(text, hits.ends[number]))
    return f"{' '.join(beside[:SORTED_BY])}\0{number:0{_DIGITS}}"


def concordance(
    catalogue: Catalogue,
    collection: str,
    node: Node,
    *,
    sort: Sort = "position",
    seed: int = 0,
) -> Iterator[Line]:
    """Yield the lines of a node in a collection, given by its name; in any order but `position`
    the first comes when all were found.

    Raises GuanacoError where there is no such collection, or nothing to look for.
    """
    row = catalogue.collection(collection).id
    if not node.themes:
        raise GuanacoError("There is nothing to look for: give a word, a phrase or a theme.")
    pieces = (found.hits for found in find(catalogue, row, node))
    if sort == "position":
        for hits in pieces:
            yield from read_lines(catalogue, node, hits, range(len(hits))).values()
        return
    hits = sum(pieces, NOTHING)
    order = put_in_order(catalogue, hits, sort, seed) or ()
    for begin in range(0, len(order), _CHUNK):
        yield from read_lines(catalogue, node, hits, order[begin : begin + _CHUNK]).values()


def as_json(
    collection: str, line: str, field: FieldName | None, sort: Sort, lines: Iterable[Line]
) -> dict[str, object]:
    """Return a concordance in the form that `--json` prints; `line` is what was asked for."""
    listed = list(lines)
    return {
        "collection": collection,
        "line": line,
        "field": field or "all",
        "sort": sort,
        "hits": len(listed),
        "tasks": len({line.task for line in listed}),
        "lines": [line.as_json() for line in listed],
    }


def in_columns(line: Line, width: int, cells: Callable[[str], int] = len) -> tuple[str, str, str]:
    """Return left context, hit and right context, together at most `width` cells wide.

    Hits that stand under each other begin in the same column, a little left of the middle.
    `cells` measures a text.
    """
    room = max(0, (width - 8) // 2)
    left = line.left[-room:] if room else ""
    while left and (cells(left) > room or cells(left[0]) == 0):
        left = left[1:]
    hit = _fitting(line.hit, width - room, cells)
    right = _fitting(line.right, width - room - cells(hit), cells)
    return " " * (room - cells(left)) + left, hit, right


def _fitting(text: str, room: int, cells: Callable[[str], int]) -> str:
    text = text[: max(0, room)]
    while text and cells(text) > room:
        text = text[:-1]
    return text

"""The list of tasks: any number of rows, of which only those on the screen are read."""

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.content import Content

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue, TaskRow
from guanaco_tui.widgets.task_view import FOUND, marked, why_dropped
from guanaco_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from guanaco_tui.analysis.query import Query
    from guanaco_tui.analysis.themes import FieldName

# Rows read at a time, around the one that is needed; and kept in mind.
_PAGE = 40
_KEPT = 320
# Two lines show no more than this of a text.
_BEGINNING = 400
# A hit this near to the end of the two lines may be lost where they are broken.
_CUT_OFF = 12
_LONGEST_SEARCHED = 20_000


class TaskList(VirtualList):
    """Shows tasks by their rows, each with its number in two lines.

    What stands at the cursor keeps its line of the screen when rows are added or taken away.
    `trouble` says why some could not be read, empty where none failed.
    """

    ROW_HEIGHT = 2

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._ids = array("q")
        self._newest_first = True
        self._query: Query | None = None
        # None for those that could not be read.
        self._tasks: LRUCache[int, TaskRow | None] = LRUCache(_KEPT)
        self.trouble = ""

    @property
    def task_row(self) -> int | None:
        """The row, in the database, of the task under the cursor; None in an empty list."""
        return self._ids[self._place(self.cursor)] if self._ids else None

    @property
    def current(self) -> TaskRow | None:
        """The task under the cursor; None in an empty list, where it was taken away or not read."""
        return self.task_at(self.cursor) if self._ids else None

    def show(
        self,
        ids: "array[int]",
        query: "Query",
        *,
        newest_first: bool,
        task_row: int | None = None,
    ) -> None:
        """Show these tasks, given oldest first, with what a query finds marked in them.

        The cursor stays on its task, or goes to `task_row`; to the first where it is not listed.
        """
        wanted = self.task_row if task_row is None else task_row
        if self.trouble:
            # What could not be read before is tried again.
            self.forget()
        line = self.cursor * self.ROW_HEIGHT - self.scroll_offset.y
        self._ids, self._query, self._newest_first = ids, query, newest_first
        index = self._index_of(wanted)
        self.set_total(len(ids), cursor=index or 0)
        top = (index or 0) * self.ROW_HEIGHT
        if index is None or not 0 <= line <= self.size.height - self.ROW_HEIGHT:
            line = 0
        self.scroll_to(y=top - line, animate=False, force=True, immediate=True)

    def forget(self, task_row: int | None = None) -> None:
        """Read a task again, or all of them: they were changed."""
        if task_row is None:
            self._tasks.clear()
            self.trouble = ""
        else:
            self._tasks.discard(task_row)
        self.redraw()

    def task_at(self, index: int) -> TaskRow | None:
        """Return the task in a row of the list; None where it was taken away or not read."""
        task_row = self._ids[self._place(index)]
        if task_row not in self._tasks:
            begin = max(0, index - _PAGE // 2)
            around = range(begin, min(len(self._ids), begin + _PAGE))
            ids = [self._ids[self._place(i)] for i in around]
            try:
                tasks = self._catalogue.rows(ids)
            except GuanacoError as error:
                self.trouble = str(error)
                for row in ids:
                    self._tasks[row] = None
                return None
            for task in tasks:
                self._tasks[task.id] = task
        return self._tasks.get(task_row)

    def row(self, index: int, width: int) -> Content:
        """Return number and marks, and beside them the instruction in two lines."""
        task = self.task_at(index)
        if task is None:
            why = "cannot be read" if self.trouble else "taken away"
            return Content.styled(f"  {why}", "$foreground-muted")
        digits = max(3, len(str(self._ids[-1])))
        number = task.seed.removeprefix("seed_task_")[-digits:] if task.seed else str(task.id)
        marks = ("★" if task.starred else "") + ("✎" if task.note else "")
        cursor = "▸" if index == self.cursor else " "
        first, second = self._lines(task, max(4, width - digits - 5))
        return Content.assemble(
            f"{cursor} ",
            (f"{number:>{digits}}", "$foreground-muted"),
            " ",
            first,
            "\n",
            (f"{marks:>{digits + 2}} ", "$text-accent"),
            second,
        )

    def _lines(self, task: TaskRow, width: int) -> tuple[Content, Content]:
        """The instruction, and below it what says most: why it was dropped, a hit, or the rest."""
        assert self._query is not None
        text = " ".join((task.instruction or task.raw)[:_BEGINNING].split())
        instruction = marked(text, self._query, "instruction")
        if reason := why_dropped(task)[:_BEGINNING]:
            below: Content | None = Content.styled(" ".join(reason.split()), "$foreground-muted")
        else:
            is_seen = any(span.start < 2 * width - _CUT_OFF for span in instruction.spans)
            below = None if is_seen else _hit_elsewhere(task, self._query, width)
        if below is not None:
            return instruction.truncate(width, ellipsis=True), below.truncate(width, ellipsis=True)
        first, *rest = instruction.wrap(width)
        second = Content(" ").join(line.rstrip() for line in rest)
        return first.rstrip(), second.truncate(width, ellipsis=True)

    def _place(self, index: int) -> int:
        """Where a row of the list stands among the ids; and the other way round."""
        return len(self._ids) - 1 - index if self._newest_first else index

    def _index_of(self, task_row: int | None) -> int | None:
        if task_row is None:
            return None
        place = bisect_left(self._ids, task_row)
        is_there = place < len(self._ids) and self._ids[place] == task_row
        return self._place(place) if is_there else None


def _hit_elsewhere(task: TaskRow, query: "Query", width: int) -> Content | None:
    """The words around the first hit that the first lines of the instruction do not show."""
    fields: tuple[tuple[FieldName, str, str], ...] = (
        ("instruction", "", task.instruction),
        ("input", "input: ", task.input),
        ("output", "output: ", task.output),
    )
    for field, label, whole in fields:
        text = whole[:_LONGEST_SEARCHED]
        for span in query.spans(text, field)[:1]:
            room = max(0, width - len(label) - (span.end - span.start) - 2)
            begin = max(0, span.start - room // 2)
            dots = "…" if begin else ""
            return Content.assemble(
                (label + dots + _on_one_line(text[begin : span.start]), "$foreground-muted"),
                (_on_one_line(text[span.start : span.end]), FOUND),
                (_on_one_line(text[span.end : span.end + width]), "$foreground-muted"),
            )
    return None


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")

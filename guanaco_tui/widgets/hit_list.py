"""Hits in context, one a line with the hit in the middle, each with what was decided of it."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content

from guanaco_tui.analysis.adjudication import Hit
from guanaco_tui.lesson.judgements import Place
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.widgets.task_view import FOUND
from guanaco_tui.widgets.virtual_list import SCROLLBAR, VirtualList

# A collection is a letter in a line; which it is stands above the list.
SIDES = "AB"
FALSE, CONFIRMED = "✗", "✓"
# Cells of the task's number; and with these of the cursor, the decision, and the side.
_NUMBER = 6
_BEFORE = _NUMBER + 6
# The longest hit that is shown in full.
_LONGEST = 24


class HitList(VirtualList):
    """Shows hits; each is given with the number of its side."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._hits: list[tuple[int, Hit]] = []
        self._judged: Mapping[Place, bool] = {}
        self._seeds: Mapping[int, str] = {}
        # Where the cursor is to go once there are so many.
        self._wanted = 0

    @property
    def current(self) -> tuple[int, Hit] | None:
        """The side and the hit under the cursor; None in an empty list."""
        return self._hits[self.cursor] if self._hits else None

    def show(
        self,
        hits: Sequence[tuple[int, Hit]],
        judged: Mapping[Place, bool],
        seeds: Mapping[int, str],
        cursor: int = 0,
    ) -> None:
        """Show these hits, with the cursor on one of them, or on one of those that are added.

        `seeds` are the ids of the tasks that are seeds, by their rows.
        """
        self._hits, self._judged, self._seeds, self._wanted = list(hits), judged, seeds, cursor
        self.set_total(len(hits), cursor=cursor)
        self.show_cursor()
        self.post_message(self.Highlighted(self, self.cursor))

    def add(self, hits: Sequence[tuple[int, Hit]]) -> None:
        """Show more hits behind the others."""
        was_at_end = self.cursor == len(self._hits) - 1 < self._wanted
        self._hits += hits
        self.set_total(len(self._hits), cursor=self._wanted if was_at_end else None)
        if was_at_end:
            self.show_cursor()

    def task_name(self, hit: Hit) -> str:
        """Return what a person calls the task of a hit: `seed 41`, `task 201`."""
        seed = self._seeds.get(hit.task)
        return seed_name(seed) if seed else f"task {hit.task}"

    def row(self, index: int, width: int) -> Content:
        """Return one line: decision, side, task, and the hit with what stands around it."""
        side, hit = self._hits[index]
        is_hit = self._judged.get(hit.place)
        cursor = "▸" if index == self.cursor else " "
        number = self.task_name(hit).split(" ", 1)[-1][-_NUMBER:]
        sign = sign_of(is_hit)
        middle = on_one_line(hit.text[hit.start : hit.end])[:_LONGEST]
        width -= SCROLLBAR
        room = max(0, width - _BEFORE - cell_len(middle))
        # More of what follows than of what comes before: it is what is read.
        left = _last_cells(on_one_line(hit.text[max(0, hit.start - room) : hit.start]), room // 2)
        right = on_one_line(hit.text[hit.end : hit.end + room])
        return Content.assemble(
            f"{cursor}{sign} ",
            (f"{SIDES[side]} {number:>{_NUMBER}} ", "$foreground-muted"),
            " " * (room // 2 - cell_len(left)),
            (left, "$foreground-muted"),
            (middle, "strike" if is_hit is False else FOUND),
            (right, "$foreground-muted"),
        ).truncate(width)


def sign_of(is_hit: bool | None) -> str:
    """Return the sign of a decision: confirmed, no hit, or none yet."""
    return " " if is_hit is None else CONFIRMED if is_hit else FALSE


def on_one_line(text: str) -> str:
    """Return a text with a space for each newline and tab."""
    return text.replace("\n", " ").replace("\t", " ")


def _last_cells(text: str, cells: int) -> str:
    """Return as much of the end of a text as goes into so many cells."""
    text = text[-cells:] if cells else ""
    while cell_len(text) > cells:
        text = text[1:]
    return text

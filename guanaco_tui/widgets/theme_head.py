"""What a theme comes to in each collection: tasks, rate, rate as judged, and what has changed."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from rich.cells import set_cell_size
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.adjudication import Hit
from guanaco_tui.analysis.preview import Difference
from guanaco_tui.analysis.rates import Rate
from guanaco_tui.analysis.themes import FIELDS, FieldName
from guanaco_tui.widgets.hit_list import SIDES, on_one_line
from guanaco_tui.widgets.task_view import FOUND

TASKS, STEP, OPENED = "tasks", "last change", "since opened"
# Of what has not changed, and of what has.
STYLES = "$foreground-muted", "bold $text-accent"
# Cells left free at the edges of the screen.
_EDGES = 2
# Characters before a hit in the lines that tell of it.
_BEFORE = 150


class Counted(Protocol):
    """What is known of a theme in a collection."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def rates(self) -> tuple[Rate, Rate]: ...  # noqa: D102

    @property
    def difference(self) -> Difference: ...  # noqa: D102

    @property
    def step(self) -> Difference | None: ...  # noqa: D102


class Widths(NamedTuple):
    """Cells of the columns: name, tasks, a rate, the last change. None there is no such column."""

    name: int = 16
    tasks: int = 19
    rate: int = 11
    step: int | None = None


class ThemeHead(Static):
    """A line that says where the themes are, and below it a line for each collection."""

    DEFAULT_CSS = """
    ThemeHead {
        height: 4;
        padding: 0 1;
        background: $panel;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._sides: Sequence[Counted] = ()
        self._said = Content("")
        self._fields = ""
        self._pale = ""

    @property
    def is_pale(self) -> bool:
        """Whether the figures are of another draft than the one in hand."""
        return bool(self._pale)

    def on_resize(self) -> None:
        """Give the names what room the figures leave."""
        self._draw()

    def say(self, text: str, *, is_wrong: bool) -> None:
        """Say where the themes are, or why they could not be saved."""
        self._said = Content.styled(text, "$text-error" if is_wrong else "$foreground-muted")
        self._draw()

    def show(
        self, sides: Sequence[Counted], fields: Sequence[FieldName], *, pale: str = ""
    ) -> None:
        """Show what a theme comes to in the fields of its own.

        Figures of another draft of it are pale, and `pale` says why: `counting 40%`.
        """
        self._sides = sides
        self._fields = "all three fields" if len(fields) == len(FIELDS) else ", ".join(fields)
        self._pale = pale
        self._draw()

    def _draw(self) -> None:
        widths = _widths(self._sides, self.app.size.width - _EDGES)
        where = f"  in {self._fields}" if self._fields else ""
        where = set_cell_size(where, widths.name + widths.tasks - len(TASKS) - 1) + " "
        heads = f"{where}{TASKS}{'per 1,000':>{widths.rate}}{'as judged':>{widths.rate}}   "
        if not self._pale:
            heads += f"{STEP:{widths.step}}  {OPENED}" if widths.step else OPENED
        lines = [
            Content.assemble(("Themes  ", "bold"), self._said),
            Content.assemble((heads, "$foreground-muted"), (self._pale, "bold $text-accent")),
        ]
        for letter, side in zip(SIDES, self._sides, strict=False):
            line = _line(letter, side, widths)
            lines.append(line.stylize("not bold $foreground-muted") if self._pale else line)
        self.update(Content("\n").join(lines))


def in_short(trouble: str, path: Path) -> str:
    """Return what is wrong with files in the folder of `path` so that a line has room for it.

    The reason comes first, and files are called by their names alone.
    """
    for folder in {path.parent, path.resolve().parent}:
        trouble = trouble.replace(f"{folder}{os.sep}", "")
    found = re.fullmatch(r"Cannot (?:read|write) (?P<name>[^:]+): (?P<why>.+?)\.?", trouble)
    return f"{found['why']} ({found['name']})" if found else trouble


def _widths(sides: Sequence[Counted], room: int) -> Widths:
    """Return how wide the columns are; where there is little room, names are cut, not figures."""
    steps = [str(side.step) for side in sides if side.step is not None]
    if not steps:
        return Widths()
    step = max(map(len, [STEP, *steps]))
    opened = max(map(len, [OPENED, *(str(side.difference) for side in sides)]))
    tasks = max(11, *(len(_tasks(side)) + 1 for side in sides))
    left = room - tasks - 2 * 10 - 3 - step - 2 - opened
    return Widths(max(2, min(left, Widths().name)), tasks, 10, step)


def _tasks(side: Counted) -> str:
    counted, _ = side.rates
    return f"{counted.tasks:,} of {counted.total:,}"


def _line(letter: str, side: Counted, widths: Widths) -> Content:
    counted, judged = side.rates
    as_judged = "=" if judged == counted else str(judged)
    changes = [
        Content.styled(f"{change!s:{width}}", STYLES[bool(change.gained or change.lost)])
        for change, width in ((side.step, widths.step), (side.difference, 0))
        if change is not None and width is not None
    ]
    return Content.assemble(
        (f"{letter} ", "$foreground-muted"),
        set_cell_size(side.name, widths.name - 2),
        f"{_tasks(side):>{widths.tasks}}{counted!s:>{widths.rate}}{as_judged:>{widths.rate}}   ",
        Content("  ").join(changes),
    )


def describe(hit: Hit, task: str, is_hit: bool | None) -> Content:
    """Return in a few lines which hit it is, what was decided of it, and the text around it.

    `task` is what its task is called.
    """
    decided = {None: "", True: " · ✓ right", False: " · ✗ no hit"}[is_hit]
    begin = max(0, hit.start - _BEFORE)
    return Content.assemble(
        (f"{task} · {hit.field} · by {hit.pattern}", "$foreground-muted"),
        (decided, "bold"),
        "\n",
        "…" if begin else "",
        on_one_line(hit.text[begin : hit.start]),
        (on_one_line(hit.text[hit.start : hit.end]), FOUND),
        on_one_line(hit.text[hit.end : hit.end + 1000]),
    )

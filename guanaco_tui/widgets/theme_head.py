"""What a theme comes to in each collection: tasks, rate, rate as judged, and what has changed."""

from collections.abc import Sequence
from typing import Protocol

from rich.cells import set_cell_size
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.adjudication import Hit
from guanaco_tui.analysis.preview import Difference
from guanaco_tui.analysis.rates import Rate
from guanaco_tui.analysis.themes import FIELDS, FieldName
from guanaco_tui.widgets.hit_list import SIDES, on_one_line
from guanaco_tui.widgets.task_view import FOUND

# Cells of the columns: name, tasks, and the two rates.
_NAME, _TASKS, _RATE = 16, 19, 11
TASKS = "tasks"
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

    def say(self, text: str, *, is_wrong: bool) -> None:
        """Say where the themes are, or why they could not be saved."""
        self._said = Content.styled(text, "$text-error" if is_wrong else "$foreground-muted")
        self._draw()

    def show(self, sides: Sequence[Counted], fields: Sequence[FieldName]) -> None:
        """Show what a theme comes to in the fields of its own."""
        self._sides = sides
        self._fields = "all three fields" if len(fields) == len(FIELDS) else ", ".join(fields)
        self._draw()

    def _draw(self) -> None:
        where = f"  in {self._fields}" if self._fields else ""
        heads = (
            f"{where:{_NAME + _TASKS - len(TASKS)}}{TASKS}"
            f"{'per 1,000':>{_RATE}}{'as judged':>{_RATE}}   since opened"
        )
        lines = [
            Content.assemble(("Themes  ", "bold"), self._said),
            Content.styled(heads, "$foreground-muted"),
            *(_line(letter, side) for letter, side in zip(SIDES, self._sides, strict=False)),
        ]
        self.update(Content("\n").join(lines))


def _line(letter: str, side: Counted) -> Content:
    counted, judged = side.rates
    as_judged = "=" if judged == counted else str(judged)
    tasks = f"{counted.tasks:,} of {counted.total:,}"
    changed = side.difference.gained or side.difference.lost
    return Content.assemble(
        (f"{letter} ", "$foreground-muted"),
        set_cell_size(side.name, _NAME - 2),
        f"{tasks:>{_TASKS}}{counted!s:>{_RATE}}{as_judged:>{_RATE}}   ",
        (f"{side.difference}", "bold $text-accent" if changed else "$foreground-muted"),
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

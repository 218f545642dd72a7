"""A task to be read: instruction, input and output with what was looked for marked in them, and in
a few lines where it came from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from guanaco_tui.lesson.catalogue import Lineage, TaskRow
from guanaco_tui.lesson.seeds import seed_name

if TYPE_CHECKING:
    from guanaco_tui.analysis.query import Query
    from guanaco_tui.analysis.themes import FieldName

# Of a longer text a part is shown at a time: wrapping a part takes a few hundredths of a second.
PART = 20_000
# Bold and underlined, so that it is told apart without its colour.
FOUND = "bold underline $text-accent"
_LABEL = "$foreground-muted"
_NEAREST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A task with all that is said of it. `descendants` counts those of a seed."""

    task: TaskRow
    lineage: Lineage
    query: "Query"
    descendants: int = 0


def task_name(task: TaskRow) -> str:
    """Return what a person calls a task: `seed 41`, `task 201`."""
    return seed_name(task.seed) if task.seed else f"task {task.id}"


def why_dropped(task: TaskRow) -> str:
    """Say why a task was dropped, empty where it was kept."""
    if task.rule is None:
        return ""
    if task.repeats is not None:
        near = task.repeats
        return f'repeats {seed_name(near.label)} ({near.score:.2f}): "{near.instruction}"'
    matched = f' "{task.matched}"' if task.matched else ""
    return f"{task.rule.replace('_', ' ')}{matched}"


def marked(text: str, query: "Query", field: "FieldName") -> Content:
    """Return a field's text with all hits of the query marked."""
    content = Content(text)
    for span in query.spans(text, field):
        content = content.stylize(FOUND, span.start, span.end)
    return content


def parts(task: TaskRow) -> int:
    """Return in how many parts a task is shown."""
    longest = max(map(len, (task.instruction, task.input, task.output, task.raw)))
    return max(1, -(-longest // PART))


def task_text(reading: Reading, part: int = 0) -> Content:
    """Return part `part`, from 0, of a task's words."""
    task, query = reading.task, reading.query
    begin, end = part * PART, (part + 1) * PART
    blocks: list[Content] = []
    if task.rule is not None:
        reason = " ".join(why_dropped(task)[:1000].split())
        blocks.append(Content.styled(f"✗ dropped: {reason}", "$text-warning"))
    if (count := parts(task)) > 1:
        where = f"part {part + 1} of {count} · ] next part · [ part before"
        blocks.append(Content.styled(where, _LABEL))
    if instruction := task.instruction[begin:end]:
        blocks.append(marked(instruction, query, "instruction").stylize_before("bold"))
    elif not task.instruction:
        blocks.append(Content.styled("The text that could not be read as a task:", _LABEL))
        blocks.append(Content(task.raw[begin:end]))
    fields: tuple[tuple[str, FieldName, str], ...] = (
        ("Input", "input", task.input),
        ("Output", "output", task.output),
    )
    for label, field, text in fields:
        if not text and task.instruction and not part:
            blocks.append(Content.styled(f"{label:8}none", _LABEL))
        elif shown := text[begin:end]:
            blocks.append(
                Content.assemble((f"{label}\n", _LABEL), marked(shown, query, field).rstrip())
            )
    return Content("\n\n").join(blocks)


def origin_text(reading: Reading) -> Content:
    """Say in a few lines what was marked in a task and where it came from."""
    task, lineage = reading.task, reading.lineage
    lines: list[Content] = []
    if task.starred:
        lines.append(Content.styled("★ starred", "$text-accent"))
    if task.note:
        lines.append(Content.assemble(("Note     ", _LABEL), task.note))
    for label, example in zip(
        ("Shown    ", *[" " * 9] * len(lineage.examples)), lineage.examples, strict=False
    ):
        title = example.name or " ".join(example.instruction[:80].split())
        lines.append(Content.assemble((label, _LABEL), f"{seed_name(example.label)}  {title}"))
    if lineage.nearest:
        near = ", ".join(
            f"{seed_name(one.label)} ({_short(one.score)})"
            for one in lineage.nearest[:_NEAREST_SHOWN]
        )
        lines.append(Content.assemble(("Nearest  ", _LABEL), near))
    lines.append(Content.styled(written_by(reading), _LABEL))
    return Content("\n").join(lines)


def written_by(reading: Reading) -> str:
    """Say who wrote a task, in which request, and when."""
    task, lineage = reading.task, reading.lineage
    if task.seed:
        count = reading.descendants
        tasks = "1 task came" if count == 1 else f"{count:,} tasks came"
        return f"{seed_name(task.seed)} · {tasks} of prompts that showed it (l lists them)"
    if lineage.request is None:
        return f"task {task.id} · number {lineage.position:,} of {lineage.source}"
    took = f" · {lineage.seconds:.1f} s" if lineage.seconds is not None else ""
    return (
        f"task {task.id} · {lineage.model} ({lineage.backend}) · {lineage.collection},"
        f" {_day(lineage.created)} · request {lineage.request}, block {lineage.position}{took}"
    )


def _short(score: float) -> str:
    return f"{score:.2f}".removeprefix("0")


def _day(created: str) -> str:
    return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")


class TaskView(VerticalScroll, can_focus=True):
    """Shows one task; in the reading view (class `-reading`) alone and with room around it."""

    DEFAULT_CSS = """
    TaskView {
        scrollbar-size-vertical: 1;
        & > Static { height: auto; margin: 0 2; }
        & > #task-origin { margin: 1 2 0 2; border-top: solid $panel; }
        & > #task-origin.-empty { display: none; }
        &.-reading { align-horizontal: center; }
        &.-reading > Static { max-width: 92; margin: 1 4; }
        &.-reading > #task-origin { margin: 1 4; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._reading: Reading | None = None
        self._part = 0

    def compose(self) -> ComposeResult:
        """The words above where they came from."""
        yield Static(id="task-text", markup=False)
        yield Static(id="task-origin", markup=False)

    def show(self, reading: Reading) -> None:
        """Show a task; another than before from its beginning."""
        if self._reading is None or self._reading.task.id != reading.task.id:
            self._part = 0
            self.scroll_home(animate=False)
        self._reading = reading
        self._paint()

    def say(self, text: str) -> None:
        """Show a line of our own where there is no task."""
        self._reading = None
        self.query_one("#task-text", Static).update(Content.styled(text, _LABEL))
        self.query_one("#task-origin").add_class("-empty")

    def turn(self, parts_on: int) -> None:
        """Go on to another part of a long text."""
        if self._reading is not None:
            last = parts(self._reading.task) - 1
            self._part = max(0, min(self._part + parts_on, last))
            self.scroll_home(animate=False)
            self._paint()

    def _paint(self) -> None:
        if self._reading is not None:
            self.query_one("#task-text", Static).update(task_text(self._reading, self._part))
            origin = self.query_one("#task-origin", Static)
            origin.update(origin_text(self._reading))
            origin.remove_class("-empty")

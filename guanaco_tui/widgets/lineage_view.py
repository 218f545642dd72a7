"""Where a task came from, on the whole screen: the task beside the examples that its prompt showed,
below them what it is near to, and who wrote it.
"""

from typing import ClassVar, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.widgets.option_list import Option

from guanaco_tui.lesson.catalogue import Example
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.widgets.choices import Options
from guanaco_tui.widgets.task_view import PART, Reading, task_name, task_text, written_by

# From this width on, the examples stand side by side as well, and not below each other.
WIDE = 100


class LineageView(VerticalScroll, can_focus=True):
    """Shows a task's lineage. `Chosen` says which example or neighbour a person wants to see."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right_square_bracket",
            "example(1)",
            "Next seed",
            id="lineage.next",
            tooltip="The next of the seeds that the prompt showed",
        ),
        Binding(
            "left_square_bracket",
            "example(-1)",
            "Before",
            show=False,
            id="lineage.before",
            tooltip="The seed before",
        ),
        Binding(
            "enter",
            "to_list",
            "Nearest",
            id="lineage.choose",
            tooltip="To the list of what was shown and what is nearest, to open one",
        ),
    ]
    DEFAULT_CSS = """
    LineageView {
        scrollbar-size-vertical: 1;
        & > * { margin: 0 2 0 1; }
        & #shown, & #examples { height: auto; }
        & .example { width: 1fr; height: auto; margin: 0 0 1 0; }
        &.-wide #examples { layout: horizontal; width: 3fr; }
        & #examples .example { padding-left: 3; }
        & #near-title { color: $text-muted; border-top: solid $panel; }
        & Options {
            height: auto;
            max-height: 100h;
            padding: 0;
            border: none;
            background: $background;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        & #written-by { color: $text-muted; margin: 1 2 1 1; }
    }
    """

    class Chosen(Message):
        """An example or a neighbour was chosen: a seed by its id, a task by its row."""

        def __init__(self, source: Literal["seed", "task"], row: int, label: str) -> None:
            super().__init__()
            self.source = source
            self.row = row
            self.label = label

    def __init__(self) -> None:
        super().__init__()
        self._reading: Reading | None = None
        self._choices: list[LineageView.Chosen] = []
        # The example that was gone to last, from 1; 0 is the task itself.
        self._at = 0

    def compose(self) -> ComposeResult:
        """Compose the view of the task that was given last."""
        if self._reading is None:
            return
        lineage = self._reading.lineage
        title = Content.styled(task_name(self._reading.task), "bold")
        if lineage.examples:
            names = ", ".join(seed_name(example.label) for example in lineage.examples)
            title = Content.assemble(title, (", written from ", "bold"), (names, "$text-accent"))
        text = Content.assemble(title, "\n\n", task_text(self._reading))
        with Horizontal(id="shown"):
            yield Static(text, classes="example", markup=False)
            if lineage.examples:
                with Vertical(id="examples"):
                    total = len(lineage.examples)
                    for place, example in enumerate(lineage.examples, start=1):
                        text = _example(example, f"{place} of {total}")
                        yield Static(text, classes="example", markup=False)
        self._choices = [
            self.Chosen("task" if example.source == "task" else "seed", example.row, example.label)
            for example in lineage.examples
        ] + [self.Chosen(near.source, near.row, near.label) for near in lineage.nearest]
        if self._choices:
            yield Static("Shown to the model, and nearest (enter opens)", id="near-title")
            yield Options(*self._options(), compact=True, markup=False)
        yield Static(written_by(self._reading), id="written-by", markup=False)

    async def show(self, reading: Reading) -> None:
        """Show a task's lineage."""
        self._reading = reading
        self._at = 0
        await self.recompose()
        self.scroll_home(animate=False)

    def _options(self) -> list[Option]:
        assert self._reading is not None
        lineage = self._reading.lineage
        rows = [("shown", example.label, example.instruction) for example in lineage.examples]
        rows += [(f"{near.score:.2f}", near.label, near.instruction) for near in lineage.nearest]
        width = max(len(seed_name(label)) for _, label, _ in rows)
        return [
            Option(
                Content.assemble(
                    (f"{how:>5}  {seed_name(label):{width}}  ", "$foreground-muted"),
                    " ".join(instruction[:400].split()),
                )
            )
            for how, label, instruction in rows
        ]

    def on_resize(self, event: events.Resize) -> None:
        """Stand side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")

    def action_example(self, by: int) -> None:
        """Go to the next example or the one before, which is the task itself before the first."""
        examples = self.query("#examples .example")
        self._at = max(0, min(self._at + by, len(examples)))
        if self._at:
            self.scroll_to_widget(examples[self._at - 1], animate=False, top=True, force=True)
        else:
            self.scroll_home(animate=False)

    def action_to_list(self) -> None:
        """Put the focus on what can be opened."""
        for options in self.query(Options):
            options.focus()

    @on(Options.OptionSelected)
    def _selected(self, event: Options.OptionSelected) -> None:
        event.stop()
        self.post_message(self._choices[event.option_index])


def _example(example: Example, place: str) -> Content:
    """An example as the prompt showed it, and which of them it is."""
    title = f"{seed_name(example.label)}, {place}" + (f" · {example.name}" if example.name else "")
    blocks = [
        Content.styled(title, "bold $text-accent"),
        Content.styled(example.instruction[:PART], "bold"),
    ]
    for label, text in (("Input", example.input), ("Output", example.output)):
        if text:
            blocks.append(Content.assemble((f"{label}\n", "$foreground-muted"), text[:PART]))
    return Content("\n\n").join(blocks)

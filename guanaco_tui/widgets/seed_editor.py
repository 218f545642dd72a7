"""The editor of one seed: its texts with their word counts, and what is wrong with it.

Takes a line of the seeds file. `changes` gives what the person has typed since it was shown.
"""

from os.path import commonprefix
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static, Switch, TextArea
from textual.widgets.text_area import Selection

from guanaco_tui.lesson.seed_book import EditField
from guanaco_tui.lesson.seeds import TEXT_FIELDS, SeedLine, TextField, is_placeholder, is_unwritten
from guanaco_tui.text import clean
from guanaco_tui.widgets.typed import TypedLine, TypedText

# A damaged line may be a whole file on one line; its beginning is enough to know it again.
_LONGEST_DAMAGED = 4000


class SeedText(TypedText):
    """A text of a seed. Undo is that of all seeds; a placeholder is selected, to be typed over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z,super+z", "undo", "Undo", id="seed.undo", tooltip="Take a change back"),
        Binding("ctrl+y", "redo", "Redo", show=False, id="seed.redo", tooltip="Make it again"),
    ]

    class StepBack(Message):
        """The keys for undo or redo were pressed."""

        def __init__(self, *, again: bool) -> None:
            super().__init__()
            self.again = again

    def __init__(self, field: TextField, hint: str) -> None:
        super().__init__(id=f"seed-{field}", placeholder=hint)
        self.match_cursor_bracket = False
        self.field: TextField = field

    def put(self, text: str, *, keep_place: bool) -> None:
        """Show another text; the cursor goes to its start, or else to the end of what differs."""
        before = self.text
        if text != before:
            self.load_text(text)
            if keep_place:
                self.move_cursor(_location(text, _end_of_change(before, text)))
        if self.has_focus and not keep_place:
            self.on_focus()

    def on_focus(self) -> None:
        """Select a placeholder, after a click has put the cursor into it too."""
        if is_unwritten(self.field, self.text):
            self.call_after_refresh(self.select_all)

    def on_blur(self) -> None:
        """Let go of what is selected."""
        self.selection = Selection.cursor(self.selection.end)

    def action_undo(self) -> None:
        """Ask for the seeds' own undo, which goes back over all of them."""
        self.post_message(self.StepBack(again=False))

    def action_redo(self) -> None:
        """Ask for the seeds' own redo."""
        self.post_message(self.StepBack(again=True))


class SeedEditor(VerticalScroll, can_focus=False):
    """Shows a seed to be written. Posts `Touched` when something was typed."""

    DEFAULT_CSS = """
    SeedEditor {
        padding: 0 1 0 2;
        & .seed-label { height: 1; margin-top: 1; color: $text-muted; }
        & .seed-label > .seed-title { width: 1fr; text-style: bold; }
        & .seed-label > .seed-count { width: auto; }
        &.-low .seed-label { margin-top: 0; }
        & #seed-name-label { margin-top: 0; }
        & TextArea { padding: 0; background: $surface; scrollbar-size-vertical: 1; }
        & TextArea:focus { background: $panel; background-tint: $foreground 0%; }
        & Input { background: $surface; }
        & Input:focus { background: $panel; background-tint: $foreground 0%; }
        & #seed-fields { height: 1fr; min-height: 13; }
        & #seed-instruction { height: 2fr; min-height: 2; }
        & #seed-input { height: 2fr; min-height: 1; }
        & #seed-output { height: 3fr; min-height: 2; }
        & #seed-is-classification { height: 1; border: none; padding: 0 1; }
        & #seed-classification-word { width: 3; }
        & #seed-problem { height: auto; max-height: 3; margin-top: 1; color: $text-warning; }
        &.-low #seed-problem { margin-top: 0; }
        & #seed-problem.-good { color: $text-success; }
        & #seed-damaged { height: auto; padding: 1 0; }
    }
    """
    HINTS: ClassVar[dict[TextField, str]] = {
        "instruction": "What is to be done, in a sentence or two",
        "input": "What it is to be done with, if anything",
        "output": "The answer that you would want",
    }

    class Touched(Message):
        """Something was typed, pasted or switched."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._shown: dict[EditField, str | bool] = {}

    def compose(self) -> ComposeResult:
        """Compose the fields one under the other, then the problem; or a damaged line as it is."""
        with Vertical(id="seed-fields"):
            yield from _label("Name", "name")
            yield TypedLine(id="seed-name", compact=True, placeholder="A few words to know it by")
            for field in TEXT_FIELDS:
                yield from _label(field.capitalize(), field)
                yield SeedText(field, self.HINTS[field])
            with Horizontal(id="seed-classification", classes="seed-label"):
                yield Static("Classification", classes="seed-title")
                yield Switch(id="seed-is-classification", animate=False)
                yield Static(id="seed-classification-word")
        yield Static(id="seed-damaged", markup=False)
        yield Static(id="seed-problem", markup=False)

    def on_resize(self) -> None:
        """Leave out the space between fields where there is little."""
        self.set_class(self.size.height < 26, "-low")

    def show(self, line: SeedLine | None, *, keep_place: bool = False) -> None:
        """Show a line. With `keep_place` it is the same seed as before, changed elsewhere."""
        seed = line.seed if line else None
        self.query_one("#seed-fields").display = seed is not None
        damaged = self.query_one("#seed-damaged", Static)
        damaged.display = line is not None and seed is None
        damaged.update(clean(line.text[:_LONGEST_DAMAGED]) if line and seed is None else "")
        self._shown = {}
        if seed is None:
            return
        name = self.query_one("#seed-name", Input)
        name.value = " ".join(seed.name.splitlines())
        name.select_on_focus = is_placeholder("name", seed.name)
        for area in self.query(SeedText):
            area.put(getattr(seed, area.field), keep_place=keep_place)
        self.query_one(Switch).value = seed.is_classification
        # What a field shows may differ from the text where that has odd line ends: only what is
        # typed counts as a change.
        self._shown = self._values()
        self._count()
        if not keep_place:
            self.scroll_home(animate=False)

    def say(self, problem: str, *, is_good: bool) -> None:
        """Say under the texts what is wrong with the seed, or that nothing is."""
        said = self.query_one("#seed-problem", Static)
        said.update(problem)
        said.set_class(is_good, "-good")

    def changes(self) -> list[tuple[EditField, str | bool]]:
        """Return the fields that were changed since they were shown or last asked for."""
        if not self._shown:
            return []
        values = self._values()
        changed = [(field, value) for field, value in values.items() if self._shown[field] != value]
        self._shown = values
        return changed

    def focus_field(self, field: TextField) -> None:
        """Put the cursor into a text."""
        self.query_one(f"#seed-{field}", SeedText).focus()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Switch.Changed)
    def _field_changed(self, event: Message) -> None:
        event.stop()
        self._count()
        self.post_message(self.Touched())

    def _values(self) -> dict[EditField, str | bool]:
        values: dict[EditField, str | bool] = {"name": self.query_one("#seed-name", Input).value}
        values |= {area.field: area.text for area in self.query(SeedText)}
        values["is_classification"] = self.query_one(Switch).value
        return values

    def _count(self) -> None:
        for area in self.query(SeedText):
            words = 0 if is_unwritten(area.field, area.text) else len(area.text.split())
            text = {0: "none", 1: "1 word"}.get(words, f"{words:,} words")
            self.query_one(f"#seed-{area.field}-count", Static).update(text)
        word = "yes" if self.query_one(Switch).value else "no"
        self.query_one("#seed-classification-word", Static).update(word)


def _label(title: str, field: str) -> ComposeResult:
    with Horizontal(id=f"seed-{field}-label", classes="seed-label"):
        yield Static(title, classes="seed-title")
        yield Static(id=f"seed-{field}-count", classes="seed-count")


def _end_of_change(before: str, after: str) -> int:
    """Where in `after` the part ends that differs from `before`."""
    start = _shared(before, after)
    return len(after) - _shared(before[start:][::-1], after[start:][::-1])


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return len(commonprefix([one, other]))  # noqa: RUF071 (texts, not paths)


def _location(text: str, index: int) -> tuple[int, int]:
    """The line and column, from 0, of a place in a text."""
    head = text[:index]
    return head.count("\n"), len(head) - (head.rfind("\n") + 1)

"""The form of one theme: name, question, words and exclusions one a line, and where to look.

Takes a theme and gives a draft of what was typed since; reading it is not the form's business.
"""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea
from textual.widgets.text_area import Selection

from guanaco_tui.analysis.theme_draft import Draft, draft_of, pattern_at
from guanaco_tui.analysis.themes import FIELDS, Theme
from guanaco_tui.widgets.theme_chips import ThemeChips
from guanaco_tui.widgets.typed import TypedLine, TypedText


class StepBack(Message):
    """The key for undo was pressed while typing; undo is that of the whole screen."""


class ThemeLine(TypedLine):
    """A text of a theme in one line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z,super+z", "undo", "Undo", id="theme.undo-line", tooltip="Undo a change"),
    ]

    def action_undo(self) -> None:
        """Ask for the undo of all."""
        self.post_message(StepBack())


class PatternLines(TypedText):
    """Patterns, one a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z,super+z", "undo", "Undo", id="theme.undo-lines", tooltip="Undo a change"),
    ]

    def __init__(self, hint: str, *, id: str) -> None:
        super().__init__(id=id, placeholder=hint)
        self.match_cursor_bracket = False

    def put(self, text: str, *, keep_place: bool) -> None:
        """Show another text, from its start; with `keep_place` the cursor stays in its line."""
        if text != self.text:
            place = self.cursor_location
            self.load_text(text)
            if keep_place:
                self.selection = Selection.cursor(place)
        elif not keep_place:
            self.selection = Selection.cursor((0, 0))

    def on_resize(self) -> None:
        """Keep the line that is written in sight where a mistake below takes of the room."""
        if self.has_focus:
            self.scroll_cursor_visible()

    def action_undo(self) -> None:
        """Ask for the undo of all."""
        self.post_message(StepBack())

    def action_redo(self) -> None:
        """There is no way forward again."""


class ThemeForm(Vertical):
    """Shows a theme to be changed.

    Posts `Touched` when something was typed, and `AtPattern` when the cursor comes to a pattern.
    """

    DEFAULT_CSS = """
    ThemeForm {
        padding: 0 1 0 2; overflow-y: auto; scrollbar-size-vertical: 1;
        & .theme-row { height: 1; }
        & .theme-row > Static { width: 10; color: $text-muted; }
        & .theme-head { height: 1; color: $text-muted; }
        & TextArea { padding: 0; background: $surface; scrollbar-size-vertical: 1; }
        & TextArea:focus { background: $panel; background-tint: $foreground 0%; }
        & Input { background: $surface; width: 1fr; }
        & Input:focus { background: $panel; background-tint: $foreground 0%; }
        & #theme-words { height: 2fr; min-height: 3; }
        & #theme-exclude { height: 1fr; min-height: 2; }
        & ThemeChips { width: 1fr; padding: 0; }
        & #theme-mistakes { height: auto; max-height: 3; color: $text-warning; }
    }
    """

    class Touched(Message):
        """Something was typed, pasted or switched."""

    class AtPattern(Message):
        """The cursor is in the line of a pattern, of a word or an exclusion; empty for none."""

        def __init__(self, pattern: str, *, is_excluded: bool) -> None:
            super().__init__()
            self.pattern = pattern
            self.is_excluded = is_excluded

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._shown: Draft | None = None
        self._fields = frozenset[str](FIELDS)

    def compose(self) -> ComposeResult:
        """Compose the texts one under the other, then what is wrong in them."""
        with Horizontal(classes="theme-row"):
            yield Static("Name")
            yield ThemeLine(id="theme-label", compact=True)
        with Horizontal(classes="theme-row"):
            yield Static("Question")
            yield ThemeLine(id="theme-question", compact=True, placeholder="What is asked by it?")
        yield Static(id="theme-words-head", classes="theme-head", markup=False)
        yield PatternLines("words, such as racis*, or phrases", id="theme-words")
        yield Static(id="theme-exclude-head", classes="theme-head", markup=False)
        yield PatternLines("such as black friday", id="theme-exclude")
        with Horizontal(classes="theme-row"):
            yield Static("Look in")
            yield ThemeChips()
        yield Static(id="theme-mistakes", markup=False)

    def show(self, theme: Theme | None, *, keep_place: bool = False) -> None:
        """Show a theme, or nothing. With `keep_place` it is the same one, changed elsewhere."""
        self._shown = None
        self.disabled = theme is None
        draft = draft_of(theme) if theme is not None else Draft("", "", "", "", FIELDS)
        for part, line in (("label", draft.label), ("question", draft.question)):
            field = self.query_one(f"#theme-{part}", Input)
            field.value = line
            if not keep_place:
                field.cursor_position = 0
        for part, text in (("words", draft.words), ("exclude", draft.exclude)):
            self.query_one(f"#theme-{part}", PatternLines).put(text, keep_place=keep_place)
        self._fields = frozenset(draft.fields)
        self._show_fields()
        self.say("")
        self._count()
        # What a field shows may differ from the text: only what is typed counts as a change.
        self._shown = self.draft if theme is not None else None

    @property
    def draft(self) -> Draft:
        """What stands in the form."""
        return Draft(
            label=self.query_one("#theme-label", Input).value,
            question=self.query_one("#theme-question", Input).value,
            words=self.query_one("#theme-words", PatternLines).text,
            exclude=self.query_one("#theme-exclude", PatternLines).text,
            fields=tuple(field for field in FIELDS if field in self._fields),
        )

    def changed(self) -> Draft | None:
        """Return what stands in the form; None where that is what was shown or last asked for."""
        if self._shown is None or self.draft == self._shown:
            return None
        self._shown = self.draft
        return self._shown

    def say(self, mistakes: str) -> None:
        """Say under the texts what is wrong with them."""
        self.query_one("#theme-mistakes", Static).update(Content(mistakes))

    def focus_words(self) -> None:
        """Put the cursor behind the last word."""
        words = self.query_one("#theme-words", PatternLines)
        words.move_cursor(words.document.end)
        # At once, so that what is typed ahead comes here.
        self.screen.set_focus(words)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        self._count()
        self.post_message(self.Touched())

    @on(ThemeChips.Toggled)
    def _toggled(self, event: ThemeChips.Toggled) -> None:
        event.stop()
        self._fields ^= {event.name}
        self._show_fields()
        self.post_message(self.Touched())

    @on(TextArea.SelectionChanged)
    def _went(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._at(event.text_area)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell of the line where the cursor is now."""
        if isinstance(event.widget, PatternLines):
            self._at(event.widget)

    def _at(self, lines: TextArea) -> None:
        if lines.has_focus:
            pattern = pattern_at(lines.text, lines.cursor_location[0])
            self.post_message(self.AtPattern(pattern, is_excluded=lines.id == "theme-exclude"))

    def _show_fields(self) -> None:
        self.query_one(ThemeChips).show(FIELDS, None, self._fields)

    def _count(self) -> None:
        for part, head in (
            ("words", "to look for, one a line; ? doubtful"),
            ("exclude", "to pass over, one a line"),
        ):
            text = self.query_one(f"#theme-{part}", PatternLines).text
            count = sum(1 for line in text.split("\n") if line.strip())
            self.query_one(f"#theme-{part}-head", Static).update(f"{count} {head}")

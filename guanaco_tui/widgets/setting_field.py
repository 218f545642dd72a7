"""One setting on the screen: its label, its value, its range and default, and a line of help.

`settings_in` reads what a table of the settings model says of its fields, by way of its JSON
schema, so that a field added to the model appears by itself. `SettingField` shows one of them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Switch, TextArea

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.settings import Group
from guanaco_tui.text import clean
from guanaco_tui.widgets.choices import Choice
from guanaco_tui.widgets.typed import TypedLine, TypedText

Kind = Literal["switch", "choice", "whole number", "number", "text", "words"]

_KINDS: dict[str, Kind] = {
    "boolean": "switch",
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "array": "words",
}
LONGEST_VALUE = 2000
# The theme's $text-muted is for CSS only: Content does not read it.
MUTED = "$foreground-muted"


@dataclass(frozen=True)
class Setting:
    """A field of the settings model: the table it is in, its name, and all that is said of it.

    `choices` are the values of a choice with what a person calls them; `limits` is its range in
    words, empty where there is none; `may_be_empty` is True where None is a value.
    """

    table: str
    name: str
    label: str
    help: str
    kind: Kind
    default: object
    limits: str
    choices: tuple[tuple[str, str], ...]
    may_be_empty: bool

    @property
    def note(self) -> str:
        """The range and the default, in words."""
        if self.choices:
            default = f"default {self.default}"
        elif type(self.default) is int:
            default = f"default {self.default:,}"
        else:
            default = f"default {self.written(self.default) or 'none'}"
        return f"{self.limits} · {default}" if self.limits else default

    def written(self, value: object) -> str:
        """Return a value as a person reads it, and as `read` takes it back."""
        match value:
            case None:
                return ""
            case bool():
                return "on" if value else "off"
            case float():
                return f"{value:.12g}"
            case tuple():
                return ", ".join(clean(str(word)) for word in value)
        return dict(self.choices).get(str(value)) or " ".join(clean(str(value)).split())

    def read(self, text: str) -> object:
        """Return the value that was typed; GuanacoError says what it should be instead."""
        text = text.strip()
        if not text and self.may_be_empty:
            return None
        match self.kind:
            case "whole number":
                digits = re.sub(r"[,_\s]", "", text)
                # More digits than any setting has: int() refuses to read thousands of them.
                if not re.fullmatch(r"[+-]?[0-9]{1,18}", digits):
                    raise GuanacoError("a whole number is needed")
                return int(digits)
            case "number":
                try:
                    number = float(text.replace(",", "."))
                except ValueError:
                    number = math.nan
                if not math.isfinite(number):
                    raise GuanacoError("a number is needed, such as 0.7")
                return number
            case "words":
                words = (" ".join(word.split()) for word in re.split(r"[,\n]", text))
                return tuple(dict.fromkeys(word for word in words if word))
        return text


def settings_in(
    table: str, model: type[Group], titles: Mapping[str, str] | None = None
) -> list[Setting]:
    """Return the settings of one table, in the model's order; `titles` name values of choices."""
    schema = model.model_json_schema()
    return [
        _setting(table, name, field.title, schema["properties"][name], field.default, titles or {})
        for name, field in model.model_fields.items()
    ]


def _setting(
    table: str,
    name: str,
    title: str | None,
    schema: Mapping[str, Any],
    default: object,
    titles: Mapping[str, str],
) -> Setting:
    forms = schema.get("anyOf", [schema])
    form = next(form for form in forms if form.get("type") != "null")
    choices = tuple((value, titles.get(value, value)) for value in form.get("enum", ()))
    return Setting(
        table=table,
        name=name,
        label=title or name.replace("_", " ").capitalize(),
        help=schema.get("description", ""),
        kind="choice" if choices else _KINDS[form["type"]],
        default=default,
        limits=_limits(form),
        choices=choices,
        may_be_empty=len(forms) > 1,
    )


def _limits(form: Mapping[str, float]) -> str:
    """The range that a JSON schema gives a number: `1 to 64`, `over 0, up to 1`, `over 0`."""
    low, above, high = (form.get(key) for key in ("minimum", "exclusiveMinimum", "maximum"))
    match low, above, high:
        case None, None, None:
            return ""
        case None, None, _:
            return f"up to {high:,}"
        case None, _, None:
            return f"over {above:,}"
        case None, _, _:
            return f"over {above:,}, up to {high:,}"
        case _, _, None:
            return f"{low:,} or more"
    return f"{low:,} to {high:,}"


Control = Switch | Choice[str] | TypedText | TypedLine


class SettingField(Widget):
    """Shows a setting and takes another value for it. Posts `Edited` at each change.

    It does not judge: who listens calls `read`, and says in `problem` what is wrong. All but the
    value itself is drawn by the field, since a widget for each word of it takes long to mount.
    """

    DEFAULT_CSS = """
    SettingField {
        layout: vertical;
        height: auto;
        margin: 0 0 1 0;
        & > * { margin: 0 0 0 25; width: 16; height: 1; }
        &.-choice > * { width: 28; }
        &.-text > *, &.-words > * { width: 1fr; }
        Input { background: $panel; }
        Input:focus { background: $block-cursor-background; }
        SelectCurrent { background: $panel; }
        Select:focus > SelectCurrent { background: $block-cursor-background; }
        Switch { border: none; padding: 0; background: transparent; }
        Switch:focus { border: none; background: $block-cursor-background; padding: 0 1; }
        TextArea {
            height: auto; max-height: 8; border: none; padding: 0; background: $panel;
        }
    }
    """

    class Edited(Message):
        """Another value was typed or chosen."""

        def __init__(self, field: "SettingField") -> None:
            super().__init__()
            self.field = field

    def __init__(self, setting: Setting, value: object) -> None:
        super().__init__(classes=f"-{setting.kind.split()[-1]}")
        self.setting = setting
        self._control = _control(setting, value)
        self._shown = value
        self._problem = ""

    def compose(self) -> ComposeResult:
        """The value; what stands around it is drawn."""
        yield self._control

    @property
    def is_typed(self) -> bool:
        """Whether the value is typed letter by letter, so that it is worth waiting for the end."""
        return self.setting.kind not in ("switch", "choice")

    @property
    def problem(self) -> str:
        """What is wrong with the value that stands here, empty where nothing is."""
        return self._problem

    @problem.setter
    def problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.refresh(layout=True)

    def read(self) -> object:
        """Return the value that stands here; GuanacoError says what it should be instead.

        A text that nobody changed is the value that was shown, though it may be written otherwise.
        """
        match self._control:
            case TypedText(text=text) | TypedLine(value=text):
                is_untouched = text == self.setting.written(self._shown)
                return self._shown if is_untouched else self.setting.read(text)
            case control:
                return control.value

    def show(self, value: object) -> None:
        """Put a value here that was set elsewhere."""
        self._shown = value
        match self._control:
            case TypedText() as text:
                text.text = self.setting.written(value)
            case TypedLine() as line:
                line.value = self.setting.written(value)
            case Switch() as switch:
                switch.value = bool(value)
            case choice:
                choice.value = str(value)

    def suggest(self, text: str) -> None:
        """Say what holds where nothing is typed."""
        if isinstance(self._control, TypedLine):
            self._control.placeholder = text or "empty"

    def take_focus(self) -> None:
        """Put the focus on the value."""
        self._control.focus()

    def render(self) -> Content:
        """Label and note beside the value; the help, and what is wrong, below it."""
        width = self.size.width
        below = self._below(width)
        has_focus = self._control.has_focus
        label = Content.styled(self.setting.label, "bold $primary" if has_focus else "")
        note = Content.styled(self._note(), MUTED)
        first = label.pad_right(max(0, self._note_column - label.cell_length)) + note
        blank = [Content("")] * (self.size.height - 1 - len(below))
        return Content("\n").join([first.truncate(width, ellipsis=True), *blank, *below])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The height of the value and of what is drawn below it."""
        return super().get_content_height(container, viewport, width) + len(self._below(width))

    def on_descendant_focus(self) -> None:
        """Draw the label as that of the field in focus."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Draw the label as that of one of many."""
        self.refresh()

    @on(Switch.Changed)
    @on(Select.Changed)
    @on(Input.Changed)
    @on(TextArea.Changed)
    def _edited(self, event: Message) -> None:
        event.stop()
        self.refresh()
        self.post_message(self.Edited(self))

    @property
    def _note_column(self) -> int:
        """Where the note begins: behind the value, which is longer for a choice."""
        return 55 if self.setting.kind == "choice" else 43

    def _note(self) -> str:
        """The note; of a switch its position first; none where the value takes the line."""
        match self._control:
            case TypedText():
                return ""
            case Switch() as switch:
                return f"{self.setting.written(switch.value)} · {self.setting.note}"
        return "" if self.setting.kind == "text" else self.setting.note

    def _below(self, width: int) -> list[Content]:
        """The help, and what is wrong, in lines of `width` cells, each with its indent."""
        parts = [Content.styled(self.setting.help, MUTED)]
        if self._problem:
            parts.append(Content.styled(f"! {clean(self._problem)}", "$text-error"))
        indent = Content("  ")
        return [indent + line for part in parts for line in part.wrap(max(1, width - 2))]


def _control(setting: Setting, value: object) -> Control:
    """The widget that holds the value of a setting."""
    match setting.kind:
        case "switch":
            return Switch(bool(value), animate=False)
        case "choice":
            options = [(title, choice) for choice, title in setting.choices]
            return Choice(options, value=str(value), allow_blank=False, compact=True)
        case "words":
            return TypedText(setting.written(value))
    return TypedLine(
        setting.written(value),
        placeholder=setting.written(setting.default) or "empty",
        max_length=LONGEST_VALUE,
        compact=True,
        select_on_focus=False,
    )

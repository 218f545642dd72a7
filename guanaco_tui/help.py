"""Help on F1: what the pane in front is for, and every key that does something there now."""

from collections.abc import Iterable
from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.keys import format_key
from textual.widgets import Markdown, Static

from guanaco_tui.guide import open_guide
from guanaco_tui.widgets.dialog import Dialog

# What the keys of a list do that move its cursor; they are told in one line.
MOVES = "Move through the list"


class HelpScreen(Dialog[None]):
    """Shows a place's own help, which is Markdown in our words, and the keys that work there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", id="help.close", tooltip="Back to the pane"),
        Binding("f1", "guide", "Guide", id="help.guide", tooltip="Open the lesson guide"),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        & > Vertical {
            width: 78;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 1 0 0 0;
            background: $surface;
            border: round $primary;
        }
        VerticalScroll { height: auto; max-height: 100h; padding: 0 2; scrollbar-size-vertical: 1; }
        Markdown { padding: 0 1 0 0; background: $surface; }
        MarkdownH1, MarkdownH2 { content-align: left middle; margin: 0 0 1 0; text-style: bold; }
        KeyTable { margin: 0 0 1 0; }
        #close { dock: bottom; height: 1; padding: 0 2; color: $text-muted; background: $panel; }
    }
    """

    def __init__(self, text: str, keys: Iterable[ActiveBinding]) -> None:
        super().__init__()
        self._text = text
        self._keys = tuple(keys)

    def compose(self) -> ComposeResult:
        """The text, the keys of this place, the keys of the app, and how to go on."""
        here = (key for key in self._keys if key.node is not self.app)
        everywhere = (key for key in self._keys if key.node is self.app)
        with Vertical():
            with VerticalScroll():
                yield Markdown(self._text, open_links=False)
                yield KeyTable("Keys here", here)
                yield KeyTable("Keys everywhere", everywhere)
            yield Static("F1 the lesson guide   esc close   ↑ ↓ scroll", id="close", markup=False)

    def action_guide(self) -> None:
        """Go on to the lesson guide."""
        self.dismiss()
        self.app.call_later(open_guide, self.app)


class KeyTable(Static):
    """A line for each action that has a tooltip: its keys, its name, and what it does."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-table--key", "key-table--muted"}
    DEFAULT_CSS = """
    KeyTable {
        height: auto;
        & > .key-table--key { color: $text-accent; }
        & > .key-table--muted { color: $foreground-muted; }
    }
    """

    def __init__(self, title: str, keys: Iterable[ActiveBinding]) -> None:
        super().__init__()
        self._title = title
        self._actions: dict[str, list[Binding]] = {}
        for _, binding, _, _ in keys:
            if binding.tooltip:
                # Two parts of a screen may each have an action of one name.
                action = MOVES if moves_a_cursor(binding) else f"{binding.id} {binding.action}"
                self._actions.setdefault(action, []).append(binding)

    def render(self) -> Group:
        """Draw the title and the table."""
        key = self.get_component_rich_style("key-table--key")
        muted = self.get_component_rich_style("key-table--muted")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=14)
        table.add_column()
        for action, bindings in self._actions.items():
            names = [key_name(binding) for binding in bindings]
            does = what_it_does(bindings[0])
            if action == MOVES:
                names, does = names[:2], f"{MOVES}; {', '.join(names[2:])} as well"
            table.add_row(Text(", ".join(names), style=key), Text(does, style=muted))
        return Group(Text(self._title, style="bold"), table)


def moves_a_cursor(binding: Binding) -> bool:
    """Say whether a binding only moves through a list."""
    return (binding.id or "").startswith("list.") and binding.id != "list.open"


def key_name(binding: Binding) -> str:
    """Return a key as it is written on a keyboard: `ctrl+r`, `F1`, `/`."""
    modifiers, key = binding.parse_key()
    if key[:1] == "f" and key[1:].isdigit():
        key = key.upper()
    elif key != "enter":
        key = format_key(key)
    return "+".join([*modifiers, key])


def what_it_does(binding: Binding) -> str:
    """Return an action's name and what it does, once where they are the same."""
    name, does = binding.description, binding.tooltip
    if name.casefold() in does.casefold():
        return does
    return f"{name}: {does[:1].lower()}{does[1:]}" if does else name

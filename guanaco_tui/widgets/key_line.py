"""The line at the foot of the screen: the keys that do something where the focus is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

_GAP = 2


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key with what it is called and what it does, and the cells it takes in the line."""

    key: str
    name: str
    label: str
    tooltip: str
    is_enabled: bool
    is_for_all: bool
    cells: int


class KeyLine(Widget):
    """Shows the bindings that are meant to be shown, each once; a click is the key.

    The app's own keys stand last. Where there is no room for all, those before them give way,
    from the last, each as a whole. In place of Textual's Footer, which makes a widget of each key
    and makes all of them anew, twice, when the focus moves.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--disabled"}
    DEFAULT_CSS = """
    KeyLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $footer-description-foreground;
        & > .key-line--key { color: $footer-key-foreground; text-style: bold; }
        & > .key-line--disabled { color: $text-disabled; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[ShownKey] = []
        self._is_stale = True

    def on_mount(self) -> None:
        """Hear of it when the focus moves, or a key changes what it does."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    @property
    def shown(self) -> list[ShownKey]:
        """The keys in the line, from the left: as many as there is room for."""
        if self._is_stale:
            self._is_stale = False
            self._keys = list(self._active())
        kept = list(self._keys)
        while _width(kept) > self.content_size.width:
            gives_way = [key for key in kept if not key.is_for_all] or kept
            if not gives_way:
                break
            kept.remove(gives_way[-1])
        return kept

    def render(self) -> Content:
        """Draw the keys."""
        key_style = self.get_visual_style("key-line--key")
        disabled = self.get_visual_style("key-line--disabled")
        return Content(" " * _GAP).join(
            Content.assemble((key.name, key_style), f" {key.label}")
            if key.is_enabled
            else Content.styled(f"{key.name} {key.label}", disabled)
            for key in self.shown
        )

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say what the key under the mouse does."""
        key = self._at(event)
        self.tooltip = Content(key.tooltip) if key is not None and key.tooltip else None

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        key = self._at(event)
        if key is not None and key.is_enabled:
            self.app.simulate_key(key.key)

    def _bindings_changed(self, _: Screen[object]) -> None:
        # While another window has the focus nothing here has it, which is no news to show.
        if self.app.app_focus:
            self._is_stale = True
            self.refresh()

    def _active(self) -> Iterator[ShownKey]:
        """Give a key for each action, those of the app last."""
        found: dict[str, ShownKey] = {}
        for key, (node, binding, is_enabled, tooltip) in self.screen.active_bindings.items():
            if binding.show and binding.action not in found:
                name = self.app.get_key_display(binding)
                found[binding.action] = ShownKey(
                    key,
                    name,
                    binding.description,
                    tooltip,
                    is_enabled,
                    node is self.app,
                    Content(f"{name} {binding.description}").cell_length,
                )
        yield from sorted(found.values(), key=lambda key: key.is_for_all)

    def _at(self, event: events.MouseEvent) -> ShownKey | None:
        place = event.get_content_offset(self)
        x = place.x if place is not None else -1
        for key in self.shown:
            if 0 <= x < key.cells:
                return key
            x -= key.cells + _GAP
        return None


def _width(keys: list[ShownKey]) -> int:
    return sum(key.cells + _GAP for key in keys) - _GAP if keys else 0

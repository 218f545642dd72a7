"""The themes of a lesson, one a line."""

from collections.abc import Sequence

from textual.content import Content

from guanaco_tui.analysis.themes import Theme
from guanaco_tui.text import clean
from guanaco_tui.widgets.virtual_list import VirtualList


class ThemeList(VirtualList):
    """Shows themes by their labels; `changed` marks those that are not as they were."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.themes: Sequence[Theme] = ()
        self._changed: frozenset[str] = frozenset()

    @property
    def name_at_cursor(self) -> str:
        """The name of the theme under the cursor; empty in an empty list."""
        return self.themes[self.cursor].name if self.themes else ""

    def show(self, themes: Sequence[Theme], name: str, changed: frozenset[str]) -> None:
        """Show these themes, with the cursor on the one of a name, or where it was."""
        self.themes, self._changed = themes, changed
        names = [theme.name for theme in themes]
        self.set_total(len(themes), cursor=names.index(name) if name in names else None)
        self.show_cursor()

    def row(self, index: int, width: int) -> Content:
        """Return a theme's label, with a sign where it was changed."""
        theme = self.themes[index]
        cursor = "▸" if index == self.cursor else " "
        sign = "✎" if theme.name in self._changed else " "
        label = " ".join(clean(theme.label).split())
        return Content.assemble(f"{cursor} ", (sign, "$text-accent"), f" {label}").truncate(
            width, ellipsis=True, pad=True
        )

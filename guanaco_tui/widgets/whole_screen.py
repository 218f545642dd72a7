"""A dialog that takes the whole screen: nothing of what lies below it is seen, or drawn."""

from typing import cast

from rich.console import RenderableType
from textual._styles_cache import StylesCache
from textual.renderables.blank import Blank

from guanaco_tui.widgets.dialog import Dialog, Result


class WholeScreen(Dialog[Result]):
    """A dialog before an opaque background, in place of the screen below drawn pale.

    The style of the app's dialogs is translucent. A style of its own for this one, loaded when it
    is first opened, would have all styles of the app read again: 40 ms in which no key is heard.
    """

    def render(self) -> RenderableType:
        """Draw the background."""
        # Textual's own screen is declared to give what Rich can draw, and gives this.
        return cast("RenderableType", Blank(self.styles.background.with_alpha(1)))

    def on_unmount(self) -> None:
        """Let go of what was drawn, which Textual remembers with up to 1,024 widgets that are gone.

        Each opening would leave ten thousand objects behind for the garbage collector to walk.
        """
        StylesCache.get_inner_outer.cache_clear()

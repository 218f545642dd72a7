"""A dialog that takes the whole screen."""

import asyncio
from contextlib import ExitStack
from typing import ClassVar

from textual import events, on
from textual._styles_cache import StylesCache
from textual.binding import Binding, BindingType
from textual.widget import Widget

from guanaco_tui.widgets.dialog import Dialog, Result


class WholeScreen(Dialog[Result]):
    """A dialog before an opaque background, in place of the screen below drawn pale."""

    # As in the panes, which are not reached from here.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "app.help_quit", show=False, system=True),
    ]

    @on(events.ScreenResume)
    def _paint_later(self) -> None:
        """Lay the screen out first, and paint it with the resize that follows.

        Textual would paint with both, and hold a key until the first of them is done.
        """
        held = ExitStack()
        held.enter_context(self.app.batch_update())
        self.call_later(held.close)

    @on(events.Resize)
    async def _let_keys_in(self) -> None:
        """Let keys in between the two layouts of a screen that is opened: it is a lot to draw.

        A moment of no time would come before them: they are behind what is ready already.
        """
        await asyncio.sleep(0.001)

    @on(events.ScreenSuspend)
    def _forget_lines(self) -> None:
        """Let go of the lines that were drawn, half of what a closed screen is in memory.

        The garbage collector goes through what was closed in a long rest only.
        """
        if self not in self.app.screen_stack:
            for part in self.walk_children(Widget, with_self=True):
                part._styles_cache.clear()

    def on_unmount(self) -> None:
        """Let go of what Textual remembers with up to 1,024 widgets that are gone.

        Each opening would leave ten thousand objects behind for the garbage collector to walk.
        """
        StylesCache.get_inner_outer.cache_clear()

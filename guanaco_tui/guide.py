"""The lesson guide: the lesson step by step, with what to press, what to ask and what to read."""

import re
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Markdown, Static

from guanaco_tui import files, resources
from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.key_line import KeyLine

NAME = "guide"


class GuideScreen(Dialog[None]):
    """The guide over the whole screen, a page a step.

    A key of the app, such as one that opens a pane, leaves the guide and does what it does there.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", "Back", id="guide.close", tooltip="Back to the lesson"),
        Binding("n,right", "turn(1)", "Next step", id="guide.next", tooltip="The next step"),
        Binding("p,left", "turn(-1)", "Step before", id="guide.before", tooltip="The step before"),
    ]
    DEFAULT_CSS = """
    GuideScreen {
        background: $background;
        #page { height: 1; padding: 0 2; background: $panel; color: $text-muted; }
        VerticalScroll { align-horizontal: center; scrollbar-size-vertical: 1; }
        Markdown { max-width: 84; padding: 1 2; background: $background; }
        MarkdownH1, MarkdownH2 { content-align: left middle; margin: 0 0 1 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        text = files.read_text(resources.data_file("guide.md"))
        self._pages = re.split(r"^(?=## )", text, flags=re.MULTILINE)
        self._page = 0

    def compose(self) -> ComposeResult:
        """Which page it is, the page, and the keys."""
        yield Static(self._where(), id="page", markup=False)
        with VerticalScroll():
            yield Markdown(self._pages[0], open_links=False)
        yield KeyLine()

    async def action_turn(self, pages: int) -> None:
        """Turn pages; at either end nothing happens."""
        page = max(0, min(self._page + pages, len(self._pages) - 1))
        if page != self._page:
            self._page = page
            await self.query_one(Markdown).update(self._pages[page])
            self.query_one("#page", Static).update(self._where())
            self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_key(self, event: events.Key) -> None:
        """Leave the guide for what a key of the app does."""
        below = self.app.screen_stack[0].active_bindings.get(event.key)
        if below is not None and below.node is self.app:
            event.stop()
            self.dismiss()
            self.app.call_later(self.app.simulate_key, event.key)

    def _where(self) -> str:
        return f"Lesson guide   page {self._page + 1} of {len(self._pages)}"


def open_guide(app: App[Any]) -> None:
    """Open the guide where it was left."""
    if not app.is_screen_installed(NAME):
        app.install_screen(GuideScreen(), NAME)
    app.push_screen(NAME)

"""A screen in place of another: what it drew is let go of when it is closed, not when covered."""

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.strip import Strip

from guanaco_tui.widgets.virtual_list import VirtualList
from guanaco_tui.widgets.whole_screen import WholeScreen


class Rows(VirtualList):
    def on_mount(self) -> None:
        self.set_total(100)

    def row(self, index: int, width: int) -> Content:
        return Content(str(index)).truncate(width, pad=True)


class Sheet(WholeScreen[None]):
    def compose(self) -> ComposeResult:
        with Vertical():
            yield Rows()


def drawn(frame: Vertical) -> list[Strip]:
    """The lines that Textual has drawn of a frame and keeps."""
    return [line for _, line in sorted(frame._styles_cache._cache.items())]


async def test_a_screen_that_is_closed_keeps_nothing_of_what_was_drawn() -> None:
    async with App[None]().run_test() as pilot:
        sheet = Sheet()
        await pilot.app.push_screen(sheet)
        await pilot.pause()
        frame, rows = sheet.query_one(Vertical), sheet.query_one(Rows)
        assert drawn(frame)
        assert rows._strips
        await sheet.dismiss()
        await pilot.pause()
        assert not drawn(frame)
        assert not rows._strips


async def test_a_screen_that_is_covered_keeps_what_was_drawn() -> None:
    async with App[None]().run_test() as pilot:
        sheet = Sheet()
        await pilot.app.push_screen(sheet)
        await pilot.pause()
        frame = sheet.query_one(Vertical)
        before = drawn(frame)
        await pilot.app.push_screen(Sheet())
        await pilot.pause()
        assert all(now is line for now, line in zip(drawn(frame), before, strict=True))

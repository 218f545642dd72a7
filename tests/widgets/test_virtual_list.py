"""A list of any length in a window of any height."""

from textual.app import App, ComposeResult
from textual.content import Content

from guanaco_tui.widgets.virtual_list import VirtualList


class Numbers(VirtualList):
    """A hundred rows."""

    def on_mount(self) -> None:
        self.set_total(100)
        self.focus()

    def row(self, index: int, width: int) -> Content:
        return Content(str(index)).truncate(width, pad=True)


class OneList(App[None]):
    def compose(self) -> ComposeResult:
        yield Numbers()


async def test_a_list_that_becomes_lower_keeps_its_cursor_in_sight() -> None:
    app = OneList()
    async with app.run_test(size=(40, 20)) as pilot:
        numbers = app.query_one(Numbers)
        numbers.cursor = 15
        await pilot.pause()
        assert numbers.scroll_offset.y == 0
        await pilot.resize_terminal(40, 6)
        await pilot.pause()
        assert numbers.scroll_offset.y <= 15 < numbers.scroll_offset.y + numbers.size.height

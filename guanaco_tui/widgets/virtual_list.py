"""A list of any length at the price of one screen: it draws the rows that are seen, and no others.

Rows are of one height, so that a line of the screen tells its row by division. A subclass says how
many rows there are and what row N looks like.
"""

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

# The last cell of a row is the scrollbar's, which covers it: a table leaves it free also where
# there is none, so that columns stand still when it comes.
SCROLLBAR = 1
# Rows that stay drawn: some screenfuls. Each is dozens of objects to the garbage collector.
ROWS_DRAWN = 256
# What is below the last row is drawn as this row.
_NO_ROW = -1


class VirtualList(ScrollView, can_focus=True):
    """Shows rows `0` to `total - 1`, one of them under the cursor.

    Posts `Highlighted` when the cursor comes to another row and `Opened` on enter or a click on
    the row under the cursor; both carry the row's number. Subclasses implement `row`.
    """

    ROW_HEIGHT: ClassVar[int] = 1
    COMPONENT_CLASSES: ClassVar[set[str]] = {"virtual-list--row", "virtual-list--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, id="list.up", tooltip="The row above"),
        Binding("down", "move(1)", "Down", show=False, id="list.down", tooltip="The row below"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page-up", tooltip="Back"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page-down", tooltip="On"),
        Binding("home", "go(0)", "First", show=False, id="list.first", tooltip="The first row"),
        Binding("end", "go(-1)", "Last", show=False, id="list.last", tooltip="The last row"),
        Binding("enter", "open", "Open", show=False, id="list.open", tooltip="Open this row"),
    ]
    DEFAULT_CSS = """
    VirtualList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .virtual-list--row { color: $foreground; }
        & > .virtual-list--cursor { background: $boost; }
        &:focus > .virtual-list--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
    }
    """

    cursor: reactive[int] = reactive(0)

    class Highlighted(Message):
        """The cursor came to a row."""

        def __init__(self, sender: "VirtualList", index: int) -> None:
            super().__init__()
            self.list = sender
            self.index = index

        @property
        def control(self) -> "VirtualList":
            """The list, for `@on` selectors."""
            return self.list

    class Opened(Highlighted):
        """A row was opened."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.total = 0
        self._strips: LRUCache[tuple[int, int, bool, bool], list[Strip]] = LRUCache(ROWS_DRAWN)

    def row(self, index: int, width: int) -> Content:
        """Return what row `index` shows, in at most ROW_HEIGHT lines of `width` cells."""
        raise NotImplementedError

    def set_total(self, total: int, *, cursor: int | None = None) -> None:
        """Say how many rows there are now, and redraw. The cursor stays unless it is given."""
        self.total = total
        self._strips.clear()
        self._extend_to(Size(0, total * self.ROW_HEIGHT))
        wanted = self.cursor if cursor is None else cursor
        self.set_reactive(VirtualList.cursor, max(0, min(wanted, total - 1)))
        self.refresh()

    def _extend_to(self, size: Size) -> None:
        """Take in another length; the screen is laid out anew only where the scrollbar comes or
        goes, and not each time that a run has added a row.
        """
        shortest = min(self.virtual_size.height, size.height)
        if self.show_vertical_scrollbar and 0 < self.size.height < shortest:
            self.set_reactive(VirtualList.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def grow_above(self, count: int) -> None:
        """Take in `count` new rows above the others, without moving what is being read."""
        offset = self.scroll_offset.y
        self.set_total(self.total + count, cursor=self.cursor + count if self.total else 0)
        if offset or self.cursor != count:
            self.scroll_to(y=offset + count * self.ROW_HEIGHT, animate=False, force=True)

    def redraw(self) -> None:
        """Draw again what may have changed in the rows."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        index, part = divmod(y + self.scroll_offset.y, self.ROW_HEIGHT)
        width = self.size.width
        if not 0 <= index < self.total:
            index = _NO_ROW
        is_cursor = index == self.cursor
        key = (index, width, is_cursor, is_cursor and self.has_focus)
        strips = self._strips.get(key)
        if strips is None:
            strips = self._strips[key] = self._draw(index, width, is_cursor=is_cursor)
        return strips[part]

    def _draw(self, index: int, width: int, *, is_cursor: bool) -> list[Strip]:
        """Draw the lines of a row, or as many blank ones where there is none."""
        if index == _NO_ROW:
            return [Strip.blank(width, self.rich_style)] * self.ROW_HEIGHT
        name = "virtual-list--cursor" if is_cursor else "virtual-list--row"
        style = self.get_visual_style(name)
        row = Visual.to_strips(
            self,
            self.row(index, width),
            width,
            self.ROW_HEIGHT,
            style,
            apply_selection=False,
            pad=True,
        )
        blank = Strip.blank(width, style.rich_style)
        return [*row, *[blank] * (self.ROW_HEIGHT - len(row))]

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        self._strips.clear()
        super().notify_style_update()

    def on_unmount(self) -> None:
        """Let go of what was drawn before the garbage collector comes to a list that is gone."""
        self._strips.clear()

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.total - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Draw the two rows again, show the cursor, and tell who listens."""
        for index in (before, now):
            top = index * self.ROW_HEIGHT - self.scroll_offset.y
            self.refresh(Region(0, top, self.size.width, self.ROW_HEIGHT))
        self.show_cursor()
        if self.total:
            self.post_message(self.Highlighted(self, now))

    @on(events.Resize)
    def _keep_cursor_in_sight(self) -> None:
        """Show the cursor also in a list that has become lower."""
        if self.has_focus and self.total:
            self.call_after_refresh(self.show_cursor)

    def show_cursor(self) -> None:
        """Scroll so far that the cursor's row is seen."""
        top = self.cursor * self.ROW_HEIGHT
        self.scroll_to_region(
            Region(0, top, self.size.width, self.ROW_HEIGHT), animate=False, force=True
        )

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screenful."""
        self.cursor += pages * max(1, self.size.height // self.ROW_HEIGHT - 1)

    def action_go(self, index: int) -> None:
        """Move the cursor to the first row, or with -1 to the last."""
        self.cursor = self.total - 1 if index < 0 else index

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.total:
            self.post_message(self.Opened(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Take the cursor to the row that was clicked; a second click opens it."""
        index = (event.y + self.scroll_offset.y) // self.ROW_HEIGHT
        if 0 <= index < self.total:
            if index == self.cursor:
                self.action_open()
            self.cursor = index

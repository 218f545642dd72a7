"""The log of a run: a line for each task judged and each trouble, newest at the bottom.

Takes a `RunWatch`; shows all of its log or one kind of it, and follows the newest line until the
person picks another.
"""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import Static

from guanaco_tui.generation.log import Kind, LogLine
from guanaco_tui.generation.watch import RunWatch
from guanaco_tui.widgets.virtual_list import VirtualList

# What the log can be narrowed to, in the order of the key; None is all of it.
KINDS: tuple[Kind | None, ...] = (None, "kept", "dropped", "trouble")

# In content, unlike in CSS, the theme's own muted colour has no ground to be mixed with.
MUTED = "$foreground 65%"

_SIGNS: dict[Kind, tuple[str, str]] = {
    "kept": ("✓", "$text-success"),
    "dropped": ("✗", "$text-error"),
    "trouble": ("↻", "$text-warning"),
}
_LEGEND = Content.assemble(
    ("Each task appears here as it is judged:\n\n", MUTED),
    _SIGNS["kept"],
    (" kept, .41: how near its nearest is\n", MUTED),
    _SIGNS["dropped"],
    (" dropped, and why\n", MUTED),
    _SIGNS["trouble"],
    (" failed, and when it goes again", MUTED),
)


class RunLog(VirtualList):
    """The log, or what is of one kind in it.

    While it follows the newest line no line is marked, and enter posts `Opened` with index -1.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="log.open", tooltip="Open this task, or all of them"),
    ]
    DEFAULT_CSS = """
    RunLog {
        height: 1fr;
        &.-following > .virtual-list--cursor { background: $background; }
        &.-following:focus > .virtual-list--cursor {
            background: $background;
            color: $foreground;
        }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.kind: Kind | None = None
        self._watch = RunWatch()
        self._is_following = True
        self._is_at_end = True
        self.add_class("-following")
        # Nothing here is a link, and looking for links takes a good part of drawing.
        self.set_reactive(RunLog.auto_links, False)

    def line(self, index: int) -> LogLine:
        """Return a line of those shown."""
        return self._watch.lines(self.kind)[index]

    def follow(self, watch: RunWatch, kind: Kind | None) -> None:
        """Show a run's log as it is now, all of it or one kind."""
        total = len(watch.lines(kind))
        if watch is not self._watch or kind != self.kind:
            self._watch, self.kind = watch, kind
            self._follow_newest(True)
            self._is_at_end = True
            self.set_total(total, cursor=total - 1)
            self._keep_to_end()
        elif total != self.total:
            self._grow(total)

    def row(self, index: int, width: int) -> Content:
        """A sign, the text as far as there is room, and the score at the right."""
        line = self.line(index)
        score = "" if line.score is None else f"{line.score:.2f}".removeprefix("0")
        room = width - 3 - (len(score) + 1 if score else 0)
        text = Content(line.text[: 4 * width]).truncate(max(0, room), ellipsis=True, pad=True)
        if line.kind != "kept":
            text = text.stylize(MUTED if line.kind == "dropped" else "$text-warning")
        return Content.assemble(_SIGNS[line.kind], " ", text, (f" {score}" if score else "", MUTED))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen; of an empty log, what it is for."""
        if self.total:
            return super().render_line(y)
        width = self.size.width
        style = self.get_visual_style("virtual-list--row")
        legend = Content.styled(f"No {self.kind} line so far.", MUTED)
        if not self._watch.lines():
            legend = _LEGEND
        strips = Visual.to_strips(self, legend, width, None, style, apply_selection=False, pad=True)
        return strips[y] if y < len(strips) else Strip.blank(width, style.rich_style)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Notice where the person has scrolled away from the newest line, or back to it."""
        super().watch_scroll_y(old_value, new_value)
        self._is_at_end = new_value >= self.max_scroll_y

    def on_resize(self) -> None:
        """Keep the newest line in view in a list of another height."""
        self._keep_to_end()

    def watch_cursor(self, before: int, now: int) -> None:
        """Stop following where the cursor leaves the newest line, follow again where it is back."""
        super().watch_cursor(before, now)
        self._follow_newest(now == self.total - 1)

    def action_open(self) -> None:
        """Open the line that was picked; without one, let the pane decide."""
        self.post_message(self.Opened(self, -1 if self._is_following else self.cursor))

    def action_go(self, index: int) -> None:
        """Go to the first line, or with -1 follow the newest again."""
        super().action_go(index)
        if index < 0:
            self._follow_newest(True)
            self.show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Let a click on the newest line pick it, since nothing was picked before."""
        index = (event.y + self.scroll_offset.y) // self.ROW_HEIGHT
        if self._is_following and index == self.cursor and self.total:
            self._follow_newest(False)
            event.prevent_default()

    def _grow(self, total: int) -> None:
        """Take in new lines at the end; those that were drawn stay as they are."""
        self.total = total
        self.virtual_size = Size(0, total)
        if self._is_following:
            self.set_reactive(VirtualList.cursor, total - 1)
        self._keep_to_end()
        self.refresh()

    def _keep_to_end(self) -> None:
        if self._is_following and self._is_at_end:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def _follow_newest(self, is_following: bool) -> None:
        self._is_following = is_following
        self.set_class(is_following, "-following")


class LogKinds(Static):
    """Names what the log can be narrowed to; a click chooses."""

    DEFAULT_CSS = """
    LogKinds { height: 1; color: $text-muted; }
    """
    kind: reactive[Kind | None] = reactive[Kind | None](None)
    troubles: reactive[int] = reactive(0)

    class Chosen(Message):
        """A kind was clicked; None is all."""

        def __init__(self, kind: Kind | None) -> None:
            super().__init__()
            self.kind = kind

    def render(self) -> Content:
        """The kinds in one line; the chosen one is bold and underlined."""
        return Content(" · ").join(
            Content.styled(label, "bold underline $text-accent" if kind == self.kind else "")
            for kind, label in self._labels()
        )

    def on_click(self, event: events.Click) -> None:
        """Choose the kind that was clicked."""
        x = event.get_content_offset_capture(self).x
        for kind, label in self._labels():
            if 0 <= x < len(label):
                self.post_message(self.Chosen(kind))
                return
            x -= len(label) + 3

    def _labels(self) -> list[tuple[Kind | None, str]]:
        count = f" {self.troubles}" if self.troubles else ""
        return [(kind, f"{kind or 'all'}{count if kind == 'trouble' else ''}") for kind in KINDS]

"""The model's text as it comes, scrolled to its end, with the labels of its tasks told apart.

Takes the whole text at each beat and draws only the last screenful; a line that was drawn before
is not wrapped again, so that a beat costs the same however long the reply is.
"""

from textual import events
from textual.cache import LRUCache
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from guanaco_tui.generation.labels import HEAD, SEPARATORS, Kind, Part, read_line

# Of a longer line only the end is drawn. It is cut at whole steps, so that it does not run.
LONGEST_LINE = 2000
STEP = 1000
MUTED = "$foreground 65%"
CURSOR = "▌"


class LiveText(Widget):
    """Shows the end of a text. `is_open` draws a cursor behind it: there is more to come."""

    DEFAULT_CSS = """
    LiveText { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # Nothing here is a link, and looking for links takes a good part of drawing.
        self.set_reactive(LiveText.auto_links, False)
        self._text = ""
        self._language = "en"
        self._is_open = False
        self._strips: list[Strip] = []
        self._drawn: LRUCache[tuple[str, int], list[Strip]] = LRUCache(512)

    def show(self, text: str, *, language: str, is_open: bool) -> None:
        """Show the end of a text in a lesson's language."""
        if (text, language, is_open) != (self._text, self._language, self._is_open):
            self._text, self._language, self._is_open = text, language, is_open
            self._draw()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.rich_style)

    def on_resize(self, _: events.Resize) -> None:
        """Wrap to the new width."""
        self._draw()

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
        self._drawn.clear()
        super().notify_style_update()
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        strips: list[Strip] = []
        if width and height:
            lines = self._text.rsplit("\n", height)[-height:]
            for place in range(len(lines) - 1, -1, -1):
                is_last = place == len(lines) - 1
                strips = self._strips_of(lines[place], is_last and self._is_open) + strips
                if len(strips) >= height:
                    break
        self._strips = strips[-height:] if height else []
        self.refresh()

    def _strips_of(self, line: str, has_cursor: bool) -> list[Strip]:
        line = end_of(line)
        width = self.size.width
        if has_cursor:
            return self._wrap(styled(line, self._language) + Content.styled(CURSOR, "$text-accent"))
        strips = self._drawn.get((line, width))
        if strips is None:
            strips = self._drawn[line, width] = self._wrap(styled(line, self._language))
        return strips

    def _wrap(self, content: Content) -> list[Strip]:
        return Visual.to_strips(
            self,
            content,
            self.size.width,
            None,
            self.visual_style,
            apply_selection=False,
            pad=True,
        )


def end_of(line: str) -> str:
    """Return the part of a line that is drawn: LONGEST_LINE characters and less than STEP more."""
    return line[max(0, (len(line) - LONGEST_LINE) // STEP * STEP) :]


def styled(line: str, language: str) -> Content:
    """Return a line of a reply with its label set off: an instruction is bold, a divider muted."""
    line = line.expandtabs(4)
    mark = read_line(line[:HEAD], len(line) <= HEAD, language)
    if mark.kind is Kind.LABEL and mark.part is Part.INSTRUCTION:
        return Content.assemble((line[: mark.start], "$text-accent"), (line[mark.start :], "bold"))
    if mark.kind is Kind.LABEL:
        return Content.assemble((line[: mark.start], MUTED), line[mark.start :])
    if mark.kind is Kind.HEADING:
        return Content.styled(line, "$text-accent")
    if mark.kind in SEPARATORS or mark.kind is Kind.FENCE:
        return Content.styled(line, MUTED)
    return Content(line)

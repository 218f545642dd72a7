"""The fields that are typed into: what is pasted is cleaned, and the keys of the app stay its own.

A text with a very long line is shown unwrapped. Textual wraps the whole line anew at each key,
which takes seconds where the line has a million characters; it is all there either way.
"""

from textual import events
from textual.content import Content
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from guanaco_tui.text import clean_whole

# Characters of a line that is still wrapped: some 20 ms for a key on a slow computer.
LONGEST_WRAPPED = 20_000


# A key that is a character, though its name is not that of the character in Unicode: Textual asks
# whether a field takes it without saying which it is, and would offer it as a key.
_CHARACTERS = {"slash": "/"}


class TypedLine(Input):
    """A line. What is pasted becomes one line, too."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say whether a key is typed here, so that it does nothing else."""
        return super().check_consume_key(key, character or _CHARACTERS.get(key))

    def on_paste(self, event: events.Paste) -> None:
        """Clean what comes in before it is put in, and keep its lines apart by a space."""
        event.text = " ".join(clean_whole(event.text).split())


class TypedText(TextArea):
    """A text of several lines."""

    def __init__(self, text: str = "", *, id: str | None = None, placeholder: str = "") -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=_can_be_wrapped(text),
            compact=True,
            highlight_cursor_line=False,
            placeholder=Content(placeholder),
        )
        # TextArea's keys for selecting a line and all; here they belong to the pane and the app.
        for key in ("f6", "f7"):
            self._bindings.key_to_bindings.pop(key)

    def on_paste(self, event: events.Paste) -> None:
        """Clean what comes in before it is put in."""
        event.text = clean_whole(event.text)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Say whether a key is typed here, so that it does nothing else."""
        return super().check_consume_key(key, character or _CHARACTERS.get(key))

    def on_unmount(self) -> None:
        """Have the app forget it, which would keep it, and its screen, until the look is changed.

        Textual remembers so whoever watches another's attribute.
        """
        watching = getattr(self.app, "__watchers", {}).get("theme", [])
        watching[:] = [watch for watch in watching if watch[0] is not self]

    def load_text(self, text: str) -> None:
        """Show another text, wrapped if it can be."""
        can_be_wrapped = _can_be_wrapped(text)
        if not can_be_wrapped:
            self.soft_wrap = False
        super().load_text(text)
        self.soft_wrap = can_be_wrapped

    def edit(self, edit: Edit) -> EditResult:
        """Change the text; stop wrapping it where a line becomes too long."""
        # An edit may end on the line behind the last: ctrl+k takes a line with its end.
        last = self.document.line_count - 1
        top, bottom = (self.document.get_line(min(row, last)) for row, _ in (edit.top, edit.bottom))
        if not _can_be_wrapped(top + edit.text + bottom):
            self.soft_wrap = False
        return super().edit(edit)

    def on_text_area_changed(self) -> None:
        """Wrap the text again where no line is too long any more."""
        if not self.soft_wrap:
            self.soft_wrap = _can_be_wrapped(self.text)


def _can_be_wrapped(text: str) -> bool:
    return all(len(line) <= LONGEST_WRAPPED for line in text.split("\n"))

"""Asks which words around a hit are to be no hit from now on, everywhere."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from guanaco_tui.text import clean
from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.typed import TypedLine
from guanaco_tui.widgets.virtual_list import VirtualList
from guanaco_tui.words import read_pattern

Stop = Callable[[], bool]

_ALONE = (
    "No word stands beside this hit to tell it by. There is only the hit itself: without it, all "
    "places where it stands are lost."
)


class _Phrases(VirtualList):
    """The phrases to choose from."""

    def __init__(self, phrases: Sequence[str]) -> None:
        super().__init__(id="exclude-phrases")
        self.phrases = phrases

    def on_mount(self) -> None:
        """Show all."""
        self.set_total(len(self.phrases))

    def row(self, index: int, width: int) -> Content:
        """Return a phrase."""
        sign = "▸" if index == self.cursor else " "
        return Content(f"{sign} {self.phrases[index]}").truncate(width, ellipsis=True, pad=True)


class ExcludeDialog(Dialog[str | None]):
    """Gives the phrase to exclude, or None.

    `phrases` are offered, the first of them in the line, where any other can be typed; the last is
    the hit by itself. `effect`
    says in words what excluding a phrase would do; it is called in a thread, and may be told to
    stop.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="exclude.cancel", tooltip="Exclude nothing"),
        Binding("up", "choose(-1)", "Up", show=False, id="exclude.up", tooltip="Phrase above"),
        Binding("down", "choose(1)", "Down", show=False, id="exclude.down", tooltip="Phrase below"),
    ]
    DEFAULT_CSS = """
    ExcludeDialog {
        & #exclude-phrases { height: auto; max-height: 6; margin: 1 0; }
        & #exclude-alone { height: auto; margin: 1 0; color: $text-muted; }
        & Input { background: $panel; }
        & #exclude-effect { height: 2; margin: 1 0 0 0; color: $text-accent; }
        & #exclude-keys { color: $text-muted; }
    }
    """

    class Effect(Message):
        """What excluding a phrase would do."""

        def __init__(self, phrase: str, text: str) -> None:
            super().__init__()
            self.phrase = phrase
            self.text = text

    def __init__(self, phrases: Sequence[str], effect: Callable[[str, Stop], str]) -> None:
        super().__init__()
        self._phrases = phrases
        self._effect = effect

    def compose(self) -> ComposeResult:
        """Compose the phrases, the line, and what it would do."""
        with Vertical(classes="dialog"):
            yield Static("No hit from now on, wherever it stands:", markup=False)
            yield Static(_ALONE, id="exclude-alone", markup=False)
            yield _Phrases(self._phrases)
            first = self._phrases[0] if self._phrases else ""
            yield TypedLine(first, compact=True, select_on_focus=False)
            yield Static(id="exclude-effect", markup=False)
            yield Static(
                "↑ ↓ choose · type another · enter excludes · esc leaves", id="exclude-keys"
            )

    def on_mount(self) -> None:
        """Begin in the line."""
        self.query_one(_Phrases).can_focus = False
        self.query_one("#exclude-phrases").display = len(self._phrases) > 1
        self.query_one("#exclude-alone").display = len(self._phrases) == 1
        self.query_one(Input).focus()

    def action_choose(self, by: int) -> None:
        """Take another phrase into the line."""
        phrases = self.query_one(_Phrases)
        phrases.cursor += by
        if self._phrases:
            line = self.query_one(Input)
            line.value = self._phrases[phrases.cursor]
            line.action_end()

    def action_cancel(self) -> None:
        """Leave without one."""
        self.dismiss(None)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        phrase = clean(event.value).strip()
        mistake = _mistake(phrase)
        self.query_one("#exclude-effect", Static).update(mistake or "...")
        if not mistake:
            self._find_out(phrase)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        phrase = clean(event.value).strip()
        if not _mistake(phrase):
            self.dismiss(phrase)

    @work(thread=True, group="exclude-effect", exclusive=True)
    def _find_out(self, phrase: str) -> None:
        worker = get_current_worker()
        text = self._effect(phrase, lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            self.post_message(self.Effect(phrase, text))

    @on(Effect)
    def _show_effect(self, event: Effect) -> None:
        if event.phrase == clean(self.query_one(Input).value).strip():
            self.query_one("#exclude-effect", Static).update(Content(event.text))


def _mistake(phrase: str) -> str:
    try:
        read_pattern(phrase)
    except ValueError as error:
        return str(error)
    return ""

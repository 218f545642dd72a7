"""Asks for an endpoint's key and puts it into the system keyring. The key is never shown."""

import asyncio
from typing import ClassVar

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from guanaco_tui.backends import endpoints
from guanaco_tui.errors import GuanacoError
from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.typed import TypedLine


class KeyInput(TypedLine):
    """An input that shows dots, and lets nobody copy what is behind them to the clipboard."""

    def action_copy(self) -> None:
        """Leave the clipboard as it is: it is written to the terminal."""
        raise SkipAction

    def action_cut(self) -> None:
        """Leave the clipboard as it is."""
        raise SkipAction


class KeyDialog(Dialog[bool]):
    """Asks for the key of one endpoint; gives True when the keyring has it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="key.cancel", tooltip="Leave the key as it is"),
    ]
    DEFAULT_CSS = """
    KeyDialog .problem { display: none; color: $text-error; margin: 1 0 0 0; }
    KeyDialog Input { margin: 1 0 0 0; }
    """

    class Tried(Message):
        """The key is in the keyring, or `problem` says why not."""

        def __init__(self, problem: str = "") -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, title: str, url: str, *, notes: list[str]) -> None:
        super().__init__()
        self._endpoint = title
        self._url = url
        self._notes = notes

    def compose(self) -> ComposeResult:
        """What the key is for and where it goes, above a field that hides it."""
        sentences = [
            f"The key for {self._endpoint}, sent to {self._url} and nowhere else. It is kept in "
            "the keyring of this computer, never in the lesson, and never shown.",
            *self._notes,
        ]
        with Vertical(classes="dialog"):
            yield Static("\n\n".join(sentences), markup=False)
            yield KeyInput(password=True, placeholder="paste or type the key")
            yield Static(classes="problem")
            with Horizontal():
                yield Button("Keep it", variant="primary", id="keep")
                yield Button("Cancel", id="cancel")

    @on(Input.Submitted)
    @on(Button.Pressed, "#keep")
    def _submitted(self) -> None:
        self._keep(self.query_one(KeyInput).value)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Close without a change."""
        self.dismiss(False)

    @work(group="key", exclusive=True)
    async def _keep(self, value: str) -> None:
        try:
            # In a thread, since the keyring may ask to be unlocked first.
            await asyncio.to_thread(endpoints.set_key, self._url, value)
        except GuanacoError as error:
            self.post_message(self.Tried(str(error)))
        else:
            self.post_message(self.Tried())

    @on(Tried)
    def _tried(self, event: Tried) -> None:
        if event.problem:
            said = self.query_one(".problem", Static)
            said.update(Content(f"! {event.problem}"))
            said.display = True
        else:
            self.dismiss(True)

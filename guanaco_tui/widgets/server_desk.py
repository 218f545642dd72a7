"""The server of the settings: where its key is, whether it answers, which models it has.

Takes what the pane knows as `Facts`; says by messages what was found out. Nothing is sent to a
server before a person asks for it.
"""

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from guanaco_tui.backends import endpoints
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.settings import ModelSettings
from guanaco_tui.widgets.key_dialog import KeyDialog
from guanaco_tui.widgets.meaning import Facts, KeyState, Line, key_words, today
from guanaco_tui.widgets.model_picker import Listing, ModelPicker, ask


class ServerDesk(Vertical):
    """The state of the key, and buttons for what can be asked of the server."""

    DEFAULT_CSS = """
    ServerDesk {
        height: auto; margin: 0 0 1 0;
        Horizontal { height: 1; margin: 1 0 0 0; }
        #key-state { color: $text-muted; }
    }
    """

    class KeyFound(Message):
        """It was looked up where the key of an endpoint is."""

        def __init__(self, key: KeyState) -> None:
            super().__init__()
            self.key = key

    class KeyKept(Message):
        """The keyring has a key that it did not have before."""

    class Asked(Message):
        """An endpoint was asked for its models."""

        def __init__(self, listing: Listing) -> None:
            super().__init__()
            self.listing = listing

    class ModelChosen(Message):
        """A person chose a model from the server's list."""

        def __init__(self, model: str) -> None:
            super().__init__()
            self.model = model

    def compose(self) -> ComposeResult:
        """The key in words above the buttons."""
        yield Line(id="key-state")
        with Horizontal():
            yield Button("Test the connection", id="test", compact=True)
            yield Button("Choose a model", id="models", compact=True)
            yield Button("Enter a key", id="key", compact=True)

    def show_key(self, key: KeyState) -> None:
        """Say where the key is."""
        self.query_one("#key-state", Line).show(Content(key_words(key)))

    @work(group="server-key", exclusive=True)
    async def find_key(self, url: str) -> None:
        """Look up where the key of an endpoint is; `KeyFound` follows."""
        try:
            # In a thread, since the keyring is slow to import and may ask to be unlocked.
            key = await asyncio.to_thread(endpoints.find_key, url)
        except GuanacoError as error:
            self.post_message(self.KeyFound(KeyState(url, trouble=str(error))))
        else:
            self.post_message(self.KeyFound(KeyState(url, key.source)))

    @work(group="server-ask", exclusive=True)
    async def test(self, chosen: ModelSettings) -> None:
        """Ask a server for its models; `Asked` follows, and an open list of models is filled."""
        self.post_message(self.Asked(await ask(chosen)))

    def forget(self) -> None:
        """Let go of an answer that has not come yet."""
        self.workers.cancel_group(self, "server-ask")

    def choose_model(self, url: str) -> None:
        """Open the list of models, which `test` fills; `ModelChosen` follows."""
        self.app.push_screen(ModelPicker(url, today()), self._model_chosen)

    def enter_key(self, facts: Facts) -> None:
        """Ask for the key of the server; `KeyKept` follows."""
        url = facts.url
        notes = endpoints.warnings(url)
        if facts.key.source == "environment":
            variable = endpoints.key_variable(url)
            notes.append(f"{variable} is set in the environment, and comes before the keyring.")
        title = endpoints.title(facts.settings.model.backend, url)
        self.app.push_screen(KeyDialog(title, url, notes=notes), self._key_kept)

    @on(Asked)
    def _asked(self, event: Asked) -> None:
        if isinstance(self.app.screen, ModelPicker):
            self.app.screen.show(event.listing)

    def _model_chosen(self, model: str | None) -> None:
        if model is not None:
            self.post_message(self.ModelChosen(model))

    def _key_kept(self, is_kept: bool | None) -> None:
        if is_kept:
            self.post_message(self.KeyKept())

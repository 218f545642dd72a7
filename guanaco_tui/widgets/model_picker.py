"""What an endpoint offers: asks for its list of models, and lets a person choose one by typing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from guanaco_tui.backends import endpoints, openai_compatible
from guanaco_tui.backends.base import ModelInfo
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.settings import ModelSettings
from guanaco_tui.widgets.dialog import Dialog
from guanaco_tui.widgets.typed import TypedLine
from guanaco_tui.widgets.virtual_list import VirtualList

# A server that has not listed its models by now is not going to serve a class.
LISTING_SECONDS = 20

KEY_WORDS = {
    "environment": "key from the environment",
    "keyring": "key from the keyring",
    "none": "no key",
}


@dataclass(frozen=True)
class Listing:
    """What an endpoint said when it was asked for its models; `trouble` says why it did not."""

    url: str
    key: str = "none"
    models: tuple[ModelInfo, ...] = ()
    trouble: str = ""

    @property
    def in_words(self) -> str:
        """The state of the connection."""
        if self.trouble:
            return self.trouble
        count = len(self.models)
        return f"answers, {count} model{'' if count == 1 else 's'}, {KEY_WORDS[self.key]}"

    def model_in_use(self, chosen: str) -> str:
        """The model a run would take: the chosen one, OpenAI's default, or the only one there."""
        if chosen:
            return chosen
        if self.url and endpoints.is_openai(self.url):
            return openai_compatible.DEFAULT_MODEL
        return self.models[0].name if len(self.models) == 1 else ""


async def ask(chosen: ModelSettings) -> Listing:
    """Ask an endpoint for its models. This costs nothing, and what goes wrong is in the answer."""
    url, source = "", "none"
    try:
        url = endpoints.base_url_of(chosen.backend, chosen.base_url)
        source = (await asyncio.to_thread(endpoints.find_key, url)).source
        backend = await openai_compatible.connect(
            chosen.backend,
            base_url=chosen.base_url,
            model=chosen.model or "(none chosen)",
            api=chosen.api,
        )
        try:
            async with asyncio.timeout(LISTING_SECONDS):
                models = await backend.models()
        finally:
            await backend.aclose()
    except TimeoutError:
        return Listing(url, source, trouble=f"{url} did not answer in {LISTING_SECONDS} seconds.")
    except GuanacoError as error:
        return Listing(url, source, trouble=str(error))
    return Listing(url, source, tuple(models))


def shutdown(model: ModelInfo, today: date) -> str:
    """Say when a model is shut down, empty where that is not known."""
    if model.shutdown_date is None:
        return ""
    verb = "was" if model.shutdown_date <= today else "will be"
    return f"{verb} shut down on {model.shutdown_date.isoformat()}"


def narrowed(models: Sequence[ModelInfo], typed: str) -> list[ModelInfo]:
    """Return the models whose names hold every word that was typed, in the endpoint's order."""
    words = typed.casefold().split()
    return [model for model in models if all(word in model.name.casefold() for word in words)]


class ModelList(VirtualList):
    """The models of an endpoint, a line each."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.models: Sequence[ModelInfo] = ()

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Show these models, the first under the cursor."""
        self.models = models
        self.set_total(len(models), cursor=0)

    def row(self, index: int, width: int) -> Content:
        """The name, and when it is shut down."""
        model = self.models[index]
        if not (when := shutdown(model, self._today)):
            return Content(model.name).truncate(width, ellipsis=True)
        warning = Content.styled(f"  ! {when}", "$text-warning")
        name = Content(model.name).truncate(width - warning.cell_length, ellipsis=True)
        return Content.assemble(name, warning)


class ModelPicker(Dialog[str | None]):
    """Shows a listing when it comes (`show`), and gives the name of the model that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="models.cancel", tooltip="Keep the model"),
        Binding("up", "move(-1)", show=False, id="models.up", tooltip="The model above"),
        Binding("down", "move(1)", show=False, id="models.down", tooltip="The model below"),
        Binding("pageup", "page(-1)", show=False, id="models.page-up", tooltip="Back"),
        Binding("pagedown", "page(1)", show=False, id="models.page-down", tooltip="On"),
    ]
    DEFAULT_CSS = """
    ModelPicker {
        .dialog { width: 90; height: 90%; }
        #state { color: $text-muted; margin: 0 0 1 0; }
        Input { margin: 0 0 1 0; }
        ModelList { height: 1fr; }
    }
    """

    def __init__(self, where: str, today: date) -> None:
        super().__init__()
        self._where = where
        self._today = today
        self._listing: Listing | None = None

    def compose(self) -> ComposeResult:
        """What is asked, what to look for, and what there is."""
        with Vertical(classes="dialog"):
            yield Static(f"asking {self._where} ...", markup=False, id="state")
            yield TypedLine(placeholder="type to narrow, enter chooses", compact=True)
            yield ModelList(self._today)

    def show(self, listing: Listing) -> None:
        """Show what the endpoint offers, or why it does not say."""
        self._listing = listing
        self._narrow()

    @on(Input.Changed)
    def _narrow(self) -> None:
        if self._listing is None:
            return
        models = narrowed(self._listing.models, self.query_one(Input).value)
        self.query_one(ModelList).set_models(models)
        told = self._listing.in_words
        if len(models) < len(self._listing.models):
            told = f"{len(models)} of {len(self._listing.models)} models"
        self.query_one("#state", Static).update(Content(f"{self._where}: {told}"))

    @on(Input.Submitted)
    @on(VirtualList.Opened)
    def _chosen(self) -> None:
        there = self.query_one(ModelList)
        if there.models:
            self.dismiss(there.models[there.cursor].name)

    def action_move(self, rows: int) -> None:
        """Move the cursor while typing."""
        self.query_one(ModelList).action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screenful while typing."""
        self.query_one(ModelList).action_page(pages)

    def action_cancel(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

"""What the settings mean, in a few lines: who writes, whether it answers, what a run may take.

Takes what the pane knows as one `Facts`; gives lines. Nothing here asks a server or reads a key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from textual.content import Content
from textual.widgets import Static

from guanaco_tui.backends import endpoints, prices
from guanaco_tui.backends.ngram import DESCRIPTION
from guanaco_tui.backends.openai_compatible import SHUTDOWN_NOTICE
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation.estimate import Estimate, estimate, manner
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.progress import duration, money
from guanaco_tui.tasks import SeedTask
from guanaco_tui.text import clean
from guanaco_tui.widgets.model_picker import KEY_WORDS, Listing, shutdown
from guanaco_tui.widgets.setting_field import MUTED

OFFLINE = ("ngram", "recorded")


@dataclass(frozen=True)
class KeyState:
    """Where the key of an endpoint is, or why that cannot be told. Its value is not in here.

    `source` is that of `endpoints.Key`, empty while it is looked for.
    """

    url: str = ""
    source: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Facts:
    """What the pane knows. `seeds` are those that a prompt may show, None before they are read.

    `recorded` is how many recorded replies there are, and of which model. `trouble` says what of
    the lesson could not be read.
    """

    settings: Settings
    template: str = ""
    seeds: tuple[SeedTask, ...] | None = None
    recorded: tuple[int, str] = (0, "")
    key: KeyState = KeyState()
    listing: Listing | None = None
    is_asking: bool = False
    run_is_going: bool = False
    trouble: str = ""

    @property
    def is_offline(self) -> bool:
        """Whether nothing leaves this computer, whatever is chosen besides."""
        return self.settings.model.backend in OFFLINE

    @property
    def url(self) -> str:
        """The address of the server, empty where there is none or none can be told."""
        if self.is_offline:
            return ""
        try:
            return endpoints.base_url_of(self.settings.model.backend, self.settings.model.base_url)
        except GuanacoError:
            return ""

    @property
    def model(self) -> str:
        """The model that a run would take, empty where it cannot be told yet."""
        listing = self.listing or Listing(self.url)
        return clean(listing.model_in_use(self.settings.model.model))


class Line(Static):
    """Text that is laid out again only when it is another."""

    def show(self, content: Content) -> None:
        """Show this text."""
        # Plain text is enough to compare: the same words have the same style here.
        if str(content) != str(self.content):
            self.update(content)


class Meaning(Line):
    """Shows facts: a line each, with air between them where there is room."""

    def show_facts(self, facts: Facts) -> None:
        """Show what these facts mean."""
        lines = [
            *connection(facts),
            Content.styled(clean(prospect(facts)), "bold"),
            *(
                Content.styled(f"! {clean(line)}", "$text-warning")
                for line in warnings(facts, today())
            ),
        ]
        self.show(Content("\n\n" if self.has_class("-wide") else "\n").join(lines))


def today() -> date:
    """The day it is, in UTC as shutdown dates are."""
    return datetime.now(tz=UTC).date()


def connection(facts: Facts) -> Iterator[Content]:
    """Say who writes, and how the connection to it is."""
    backend, url = facts.settings.model.backend, facts.url
    if backend == "ngram":
        yield Content(DESCRIPTION)
        return
    if backend == "recorded":
        count, model = facts.recorded
        yield Content(f"{count} recorded replies of {model}: replayed, and nothing is sent")
        return
    if not url:
        yield Content.styled("! This server has no address yet: type it below.", "$text-error")
        return
    name = facts.model or "no model chosen yet"
    yield Content(f"{name} · {endpoints.title(backend, url)}")
    if facts.is_asking:
        yield Content.styled(f"asking {url} ...", MUTED)
    elif facts.listing is None:
        source = KEY_WORDS.get(facts.key.source)
        yield Content.styled(f"not tested yet{f', {source}' if source else ''}", MUTED)
    elif facts.listing.trouble:
        yield Content.styled(f"! {facts.listing.trouble}", "$text-error")
    else:
        yield Content.styled(f"✓ {facts.listing.in_words}", "$text-success")


def prospect(facts: Facts) -> str:
    """Say what a new run with these settings may take."""
    settings = facts.settings
    if facts.seeds is None:
        return "reading the seeds ..."
    is_recorded = settings.model.backend == "recorded"
    try:
        price = prices.FREE if facts.is_offline else prices.price_at(facts.url, facts.model)
    except GuanacoError as error:
        return str(error)
    how = manner(settings, facts.seeds)
    most = facts.recorded[0] if is_recorded else None
    return outlook(estimate(settings.batch, facts.template, facts.seeds, price, 0, how, most))


def outlook(guess: Estimate) -> str:
    """Say an estimate in one line, tokens in two figures that count."""
    tokens = guess.prompt_tokens + guess.completion_tokens
    rounded = round(tokens, 2 - len(str(tokens)))
    if guess.cost_usd is None:
        cost = "price not known"
    else:
        cost = f"about {money(guess.cost_usd, tokens)}" if guess.cost_usd else "free"
    requests = f"{guess.requests:,} request{'' if guess.requests == 1 else 's'}"
    time = duration(60 * guess.minutes)
    return f"{requests} · about {rounded:,} tokens · {cost} · about {time}"


def warnings(facts: Facts, on_day: date) -> Iterator[str]:
    """Say what a person should know before a run."""
    if facts.trouble:
        yield facts.trouble
    wanted = facts.settings.batch.prompt_seeds
    if facts.seeds is not None and len(facts.seeds) < wanted and not facts.trouble:
        yield f"{len(facts.seeds)} seeds can be shown; a request shows {wanted}."
    if facts.url:
        yield from endpoints.warnings(facts.url)
        if facts.key.trouble:
            yield facts.key.trouble
    if facts.listing is not None and not facts.listing.trouble:
        yield from model_warnings(facts.listing, facts.model, on_day)
    if facts.run_is_going:
        yield "A run is going on: it keeps the settings that it began with."


def model_warnings(listing: Listing, name: str, on_day: date) -> Iterator[str]:
    """Say what is wrong with a model at a server that has listed what it offers."""
    info = next((model for model in listing.models if model.name == name), None)
    if not name:
        yield "m chooses one of its models." if listing.models else "It has no model: load one."
    elif info is None:
        yield f"{name} is not among its models: m chooses one."
    elif info.shutdown_date is not None and info.shutdown_date - on_day <= SHUTDOWN_NOTICE:
        yield f"{name} {shutdown(info, on_day)}: m chooses another."


def key_words(key: KeyState) -> str:
    """Say where the key of an endpoint is, and how to give it one."""
    variable = endpoints.key_variable(key.url)
    match key.source:
        case "environment":
            return f"Key: found in the environment ({variable})."
        case "keyring":
            return "Key: found in the keyring."
        case "none":
            is_local = endpoints.is_loopback(key.url)
            way = "most servers on this computer need none" if is_local else "k enters one"
            return f"Key: none; {way}, or set {variable}."
    return f"Key: {key.trouble or 'looking for it ...'}"

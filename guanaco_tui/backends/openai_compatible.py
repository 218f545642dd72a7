"""The backend for servers that speak OpenAI's HTTP interface: OpenAI, Ollama, vLLM and others.

It takes an endpoint, a model and a key, and streams completions through the `openai` package.
Retrying is the run's business; this module asks again only to leave out what a model refuses.
The `openai` package is slow to import, so it is imported when a backend is made.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from guanaco_tui.backends import endpoints, faults
from guanaco_tui.backends.base import Chunk, CompletionRequest, ModelInfo, Usage
from guanaco_tui.backends.endpoints import Key
from guanaco_tui.errors import GuanacoError
from guanaco_tui.text import clean

if TYPE_CHECKING:
    import httpx2
    import openai

Api = Literal["chat", "completions"]

DEFAULT_MODEL = "gpt-6-luna"

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
# Nothing arrives while a local server loads its model, or while a reply is not streamed.
SILENT_READ_SECONDS = 600.0

SHUTDOWN_NOTICE = timedelta(days=60)

# All that a server other than OpenAI's own is sent, whatever the environment says.
_HEADERS = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
}
_PATHS: dict[Api, str] = {"chat": "/chat/completions", "completions": "/completions"}
# The names of the bound on a reply's tokens, the first to try first.
_LENGTHS: dict[Api, tuple[str, ...]] = {
    "chat": ("max_tokens", "max_completion_tokens"),
    "completions": ("max_tokens",),
}


async def connect(
    name: str, *, base_url: str = "", model: str = "", api: Api = "chat"
) -> "OpenAICompatibleBackend":
    """Return a backend for a well-known endpoint or an address, with its key and its model.

    Without a model it is `DEFAULT_MODEL` at OpenAI, elsewhere the only one the server lists.
    Raises GuanacoError where no key, address or model can be told, and what `models` raises.
    """
    url = endpoints.base_url_of(name, base_url)
    if not model and endpoints.is_openai(url):
        model = DEFAULT_MODEL
    key = await asyncio.to_thread(endpoints.find_key, url)
    # In a thread, since the import of the openai package would stop the event loop for a second.
    backend = await asyncio.to_thread(OpenAICompatibleBackend, name, url, model, api, key)
    if not model:
        try:
            backend.model = only_model(endpoints.title(name, url), await backend.models())
        except BaseException:  # cancelled or not, the connection is closed
            await backend.aclose()
            raise
    return backend


def only_model(title: str, models: Sequence[ModelInfo]) -> str:
    """Return the only model that the server `title` lists, else raise GuanacoError with some."""
    names = [model.name for model in models]
    match names:
        case [only]:
            return only
        case []:
            raise GuanacoError(
                f"{title} lists no models: load one there, or name it (in Settings, or --model)."
            )
    shown = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    raise GuanacoError(
        f"{title} has {len(names)} models: choose one (in Settings, or --model): {shown}"
    )


def shutdown_warning(model: str, models: Sequence[ModelInfo], today: date) -> str | None:
    """Return a warning where an endpoint's list says that a model is shut down, or soon will be."""
    day = next((info.shutdown_date for info in models if info.name == model), None)
    if day is None or day - today > SHUTDOWN_NOTICE:
        return None
    verb = "was" if day <= today else "will be"
    return (
        f"{model} {verb} shut down on {day.isoformat()}: "
        "choose another one (in Settings, or --model)."
    )


class OpenAICompatibleBackend:
    """Streams completions of one model from one server.

    Making one imports the `openai` package and opens no connection. Raises BackendRefused for
    OpenAI without a key. `read_seconds` bounds the silence between two pieces of a reply.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        model: str,
        api: Api,
        key: Key,
        *,
        read_seconds: float | None = None,
    ) -> None:
        import openai  # noqa: PLC0415  (takes up to a second)

        self._name = name
        self.model = model
        self._api: Api = api
        self._base_url = endpoints.normalise(base_url)
        self._key = key
        self._refused: set[str] = set()
        if endpoints.is_openai(self._base_url) and not key:
            raise faults.no_key(self._server)
        local = endpoints.is_loopback(self._base_url)
        read = read_seconds or (SILENT_READ_SECONDS if local else READ_SECONDS)
        self._whole_timeout = openai.Timeout(
            read_seconds or SILENT_READ_SECONDS, connect=CONNECT_SECONDS
        )
        self._client = openai.AsyncOpenAI(
            # The key is put on each request by _only_what_is_due: the package never holds it.
            api_key="none",
            base_url=self._base_url,
            max_retries=0,
            timeout=openai.Timeout(read, connect=CONNECT_SECONDS),
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False,
                trust_env=not local,  # a proxy of the environment does not reach this machine
                event_hooks={"request": [_only_what_is_due(self._base_url, key)]},
            ),
        )

    @property
    def name(self) -> str:
        """What a person calls it: `openai`, `ollama` ..."""
        return self._name

    @property
    def refused(self) -> frozenset[str]:
        """The parameters that this model turned out to refuse; they are sent no more."""
        return frozenset(self._refused)

    @property
    def _server(self) -> faults.Server:
        return faults.Server(self._name, self._base_url, self.model, self._key)

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the completion of one prompt, for errors see the Backend protocol.

        Text goes out as it comes; the finish reason and the usage follow in one last chunk.
        """
        reason: str | None = None
        usage: Usage | None = None
        answered = False
        try:
            async with (
                await self._send(request) as reply,
                contextlib.aclosing(self._events(reply)) as events,
            ):
                async for event in events:
                    usage = _usage_of(event) or usage
                    if (choice := _first_choice(event)) is not None:
                        answered = True
                        reason = reason or _reason_of(choice)
                        if text := clean(_text_of(choice)):
                            yield Chunk(text)
        except faults.raised() as error:
            # What breaks behind the finish reason takes nothing away but the usage.
            if reason is None:
                raise faults.translate(error, self._server) from None
        if not answered:
            raise faults.no_choices(self._server)
        if reason is None:
            raise faults.ended_early(self._server)
        yield Chunk(finish_reason=reason, usage=usage)

    async def models(self) -> list[ModelInfo]:
        """List what the endpoint offers, in its own order."""
        import httpx2  # noqa: PLC0415

        try:
            response = await self._client.get("/models", cast_to=httpx2.Response)
            listing = json.loads(self._not_a_page(response))
        except faults.raised() as error:
            raise faults.translate(error, self._server) from None
        return _read_models(listing)

    async def aclose(self) -> None:
        """Close connections. Calling it twice is harmless."""
        await self._client.close()

    async def _send(self, request: CompletionRequest) -> "openai.AsyncStream[object]":
        """Send a request, and again at once without what the model says it does not take.

        Each turn takes one parameter away for good, for this request and those in flight with it.
        """
        import openai  # noqa: PLC0415

        while True:
            body = self._body(request)
            try:
                return await self._client.post(
                    _PATHS[self._api],
                    cast_to=object,
                    body=body,
                    options={} if "stream" in body else {"timeout": self._whole_timeout},
                    stream=True,
                    stream_cls=openai.AsyncStream[object],
                )
            except openai.APIStatusError as error:
                optional = body.keys() - {"model", "messages", "prompt"}
                refused = faults.refused_parameter(faults.complain(error), optional)
                if refused is None:
                    raise
                self._refused.add(refused)

    def _body(self, request: CompletionRequest) -> dict[str, object]:
        body: dict[str, object] = {
            "temperature": request.temperature,
            "top_p": request.top_p,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        lengths = [length for length in _LENGTHS[self._api] if length not in self._refused]
        if lengths:
            body[lengths[0]] = request.max_tokens
        if request.stop:
            body["stop"] = list(request.stop)
        for parameter in self._refused:
            body.pop(parameter, None)
        if "stream" not in body:
            body.pop("stream_options", None)
        body["model"] = self.model
        if self._api == "chat":
            body["messages"] = [{"role": "user", "content": request.prompt}]
        else:
            body["prompt"] = request.prompt
        return body

    async def _events(
        self, reply: "openai.AsyncStream[object]"
    ) -> AsyncGenerator[Mapping[str, object], None]:
        """The JSON objects of a stream; of a reply that came whole, its one object."""
        response = reply.response
        if not response.headers.get("content-type", "").startswith("text/event-stream"):
            await response.aread()
            text = self._not_a_page(response)
            if text.startswith("{"):
                yield _whole(json.loads(text), response)
                return
        async for event in reply:
            if not isinstance(event, dict):
                raise ValueError("an event that is not an object")
            yield event

    def _not_a_page(self, response: "httpx2.Response") -> str:
        """The text of a response that has been read, BackendRefused where it is a web page."""
        text = response.text.lstrip("\ufeff \t\r\n")
        if text.startswith("<"):
            raise faults.not_a_server(self._server)
        return text


def _only_what_is_due(base_url: str, key: Key) -> "Callable[[httpx2.Request], Awaitable[None]]":
    """Return a hook, called last before a request is sent, that gives the key to its endpoint.

    The openai package adds headers of the environment to every request: `OPENAI_ORG_ID`,
    `OPENAI_PROJECT_ID`, `OPENAI_CUSTOM_HEADERS`. Those are for OpenAI and no one else.
    """
    theirs = endpoints.is_openai(base_url)

    async def hook(request: "httpx2.Request") -> None:
        for header in list(request.headers):
            if not (theirs or header in _HEADERS):
                del request.headers[header]
        if key:
            request.headers["Authorization"] = f"Bearer {key.value}"

    return hook


def _whole(body: dict[str, object], response: "httpx2.Response") -> dict[str, object]:
    """A reply that came whole; an error inside it is raised as one inside a stream is."""
    import openai  # noqa: PLC0415

    if body.get("error"):
        raise openai.APIError("an error", response.request, body=body["error"])
    return body


def _first_choice(event: Mapping[str, object]) -> Mapping[str, object] | None:
    choices = event.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else None


def _text_of(choice: Mapping[str, object]) -> str:
    """The text in a streamed chat choice, a whole chat choice, or a plain completion."""
    message = choice.get("delta") or choice.get("message")
    text = message.get("content") if isinstance(message, dict) else choice.get("text")
    return text if isinstance(text, str) else ""


def _reason_of(choice: Mapping[str, object]) -> str | None:
    reason = choice.get("finish_reason")
    return clean(reason) or None if isinstance(reason, str) else None


def _usage_of(event: Mapping[str, object]) -> Usage | None:
    usage = event.get("usage")
    if not isinstance(usage, dict):
        return None
    match usage.get("prompt_tokens"), usage.get("completion_tokens"):
        case int(prompt), int(completion):
            return Usage(prompt, completion)
    return None


def _read_models(listing: object) -> list[ModelInfo]:
    """Read a list of models: OpenAI's `{"data": [{"id"}]}`, or a bare list."""
    entries = listing.get("data") if isinstance(listing, dict) else listing
    models = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            models.append(ModelInfo(clean(entry["id"]), _read_day(entry.get("shutdown_date"))))
    return models


def _read_day(value: object) -> date | None:
    """The UTC day of an ISO date or time, or of seconds since 1970; None for anything else."""
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return None

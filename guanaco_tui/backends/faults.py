"""Turns what the openai package raises into our errors: one clean line that never shows the key.

This is the one place that decides whether another try may mend a fault. Its callers raise what it
returns `from None`: the texts of the original errors may quote the key.
"""

import email.utils
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from guanaco_tui.backends import endpoints
from guanaco_tui.backends.endpoints import Key
from guanaco_tui.errors import BackendRefused, GuanacoError, TransientFault
from guanaco_tui.text import clean

if TYPE_CHECKING:
    import openai

_LONGEST_SERVER_TEXT = 200

_TRANSIENT = {408, 409, 425, 429}
_TOO_LONG_CODES = {
    "context_length_exceeded",
    "exceed_context_size_error",
    "string_above_max_length",
}
_TOO_LONG_TEXT = re.compile(
    r"context[ _](length|window|size)|maximum context|prompt is too long|too many (input )?tokens",
    re.IGNORECASE,
)
# A key as servers quote it: with stars, or with dots in its middle.
_MASKED = re.compile(r"\*{2,}|\w(\.{3,}|…)\w")


@dataclass(frozen=True, slots=True)
class Server:
    """Who was asked, for what its errors say: the backend's name, address, model and key."""

    name: str
    base_url: str
    model: str
    key: Key

    @property
    def title(self) -> str:
        """What messages call it: Ollama, OpenAI, or the host where it is none of those known."""
        return endpoints.title(self.name, self.base_url)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a server says is wrong. `codes` holds its code and its type, `param` what it blames."""

    status: int | None
    codes: frozenset[str]
    param: str
    text: str
    retry_after: float | None

    @property
    def too_long(self) -> bool:
        """The prompt, with the reply asked for, does not fit the model's context."""
        return bool(
            self.codes & _TOO_LONG_CODES
            or self.status == 413
            or (self.status in (None, 400, 422) and _TOO_LONG_TEXT.search(self.text))
        )


def raised() -> tuple[type[Exception], ...]:
    """What a call of the openai package can raise: its own family, httpx's, and broken data's."""
    import ssl  # noqa: PLC0415

    import anyio  # noqa: PLC0415
    import httpx2  # noqa: PLC0415
    import openai  # noqa: PLC0415

    broken_transport = (httpx2.HTTPError, ssl.SSLError, anyio.EndOfStream)
    broken_data = (ValueError, RecursionError)  # JSON and UTF-8; JSON nested without end
    return (openai.OpenAIError, *broken_transport, *broken_data)


def translate(error: Exception, server: Server) -> GuanacoError:
    """Return the error that a run understands for one of those in `raised`."""
    import httpx2  # noqa: PLC0415
    import openai  # noqa: PLC0415

    title = server.title
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIConnectionError):
        return _judge(complain(error), server)
    if isinstance(error, ValueError | RecursionError):
        return TransientFault(f"{title} sent what cannot be read as a reply ({_kind(error)}).")
    cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout):
        return TransientFault(_no_answer(server, str(cause)))
    if isinstance(cause, httpx2.TimeoutException | openai.APITimeoutError):
        return TransientFault(f"{title} fell silent: nothing more came from {server.base_url}.")
    reason = _quoted(str(cause), server.key) or _kind(cause)
    return TransientFault(f"The connection to {title} broke: {reason}.")


def not_a_server(server: Server) -> BackendRefused:
    """The error for an address that answers with a web page."""
    return BackendRefused(
        f"{server.base_url} sent a web page: this is not an OpenAI-compatible server. "
        "Check the address; it often ends in /v1."
    )


def no_choices(server: Server) -> TransientFault:
    """The error for a reply without a single choice."""
    return TransientFault(f"{server.title} sent a reply with no text in it.")


def ended_early(server: Server) -> TransientFault:
    """The error for a reply that ends before the model says that it has finished."""
    return TransientFault(f"{server.title} ended the reply before it was finished.")


def no_key(server: Server) -> BackendRefused:
    """The error for OpenAI without a key."""
    return BackendRefused(f"{server.title} needs a key. {_how_to_give_a_key(server)}")


def complain(error: "openai.APIError") -> Complaint:
    """Read an error reply, or an error object inside a stream, whatever its form.

    OpenAI sends `{"error": {"message", "type", "param", "code"}}` (API reference, Errors); others
    send a bare string, or a `detail` that is a string or FastAPI's list of `loc` and `msg`.
    """
    import openai  # noqa: PLC0415

    status = None
    retry_after = None
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        retry_after = retry_after_seconds(error.response.headers, datetime.now(UTC))
    body = error.body
    if not isinstance(body, dict):
        text = body if isinstance(body, str) and not body.lstrip().startswith("<") else ""
        return Complaint(status, frozenset(), "", text, retry_after)
    codes = frozenset(str(body[name]) for name in ("code", "type") if body.get(name))
    if status is None:
        status = next((int(code) for code in codes if re.fullmatch("[45][0-9]{2}", code)), None)
    param = body.get("param")
    text = next((_flat(body[name]) for name in ("message", "detail", "msg") if body.get(name)), "")
    return Complaint(status, codes, param if isinstance(param, str) else "", text, retry_after)


def refused_parameter(complaint: Complaint, sent: Collection[str]) -> str | None:
    """Return the parameter of those sent that a 400 or 422 is about, or None.

    That is the one it blames, else the first that its text names.
    """
    if complaint.status not in (400, 422) or complaint.too_long:
        return None
    if complaint.param in sent:
        return complaint.param
    places = {}
    for name in sent:
        spelling = "stream(ing)?" if name == "stream" else name
        if match := re.search(rf"\b{spelling}\b", complaint.text, re.IGNORECASE):
            places[name] = match.start()
    return min(places, key=places.__getitem__, default=None)


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the wait in seconds that a server wishes for, or None.

    `retry-after-ms` is OpenAI's, in milliseconds; `Retry-After` is seconds or an HTTP date
    (RFC 9110, section 10.2.3).
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def scrub(text: str, key: Key) -> str:
    """Return `text` without the key, and without words that look like a server's echo of it."""
    if key:
        text = text.replace(key.value, "***")
    beginning = key.value[:8]
    return re.sub(
        r"[^\s\"'`(),:;<>]+",
        lambda word: (
            "***"
            if _MASKED.search(word[0]) or (len(beginning) == 8 and beginning in word[0])
            else word[0]
        ),
        text,
    )


def _judge(complaint: Complaint, server: Server) -> GuanacoError:
    title = server.title
    status, codes = complaint.status, complaint.codes
    where = f" ({status})" if status else ""
    text = _quoted(complaint.text, server.key)
    said = f": {text}" if text else ""
    if codes & {"insufficient_quota", "billing_hard_limit_reached"} or status == 402:
        return BackendRefused(
            f"The quota or credit at {title} is used up{where}{said}. "
            "Add credit there, or choose another backend."
        )
    if status in (401, 403) or "invalid_api_key" in codes:
        what = "refuses the key" if server.key else "wants a key"
        return BackendRefused(f"{title} {what}{where}{said}. {_how_to_give_a_key(server)}")
    if status == 404 or "model_not_found" in codes:
        return BackendRefused(
            f"{title} does not find the model {server.model}{where}{said}. "
            f"Choose another model, or check the address {server.base_url}."
        )
    if complaint.too_long:
        return BackendRefused(
            f"The prompt and its reply are too long for {server.model}{where}{said}. "
            "Use shorter or fewer seeds, lower max_tokens, or give the model a longer context."
        )
    if status == 429 or codes & {"rate_limit_exceeded", "rate_limit_error"}:
        return TransientFault(
            f"{title} asks for fewer requests{where}{said}.",
            retry_after=complaint.retry_after,
            rate_limited=True,
        )
    if status is None or status in _TRANSIENT or status >= 500:
        return TransientFault(
            f"{title} has trouble{where}{said}.", retry_after=complaint.retry_after
        )
    if 300 <= status < 400:
        return BackendRefused(
            f"{server.base_url} points to another address{where}. "
            "Guanaco takes no key there: find the server's own address and set it as base_url."
        )
    return BackendRefused(f"{title} refuses the request{where}{said}.")


def _no_answer(server: Server, reason: str) -> str:
    url = server.base_url.removesuffix("/v1")
    if endpoints.is_loopback(server.base_url):
        who = server.title if server.name in endpoints.WELL_KNOWN else "the server"
        return f"No answer at {url}: is {who} running?"
    reason = _quoted(reason, server.key) or "no connection"
    return f"No answer at {url} ({reason}): check the network and the address."


def _how_to_give_a_key(server: Server) -> str:
    variable = endpoints.key_variable(server.base_url)
    return f"Enter one (in Settings, or guanaco keys set), or set {variable}."


def _quoted(text: str, key: Key) -> str:
    """A server's text as part of a line: clean, scrubbed of the key, then cut; no full stop."""
    line = scrub(re.sub(r"\s+", " ", clean(text)).strip(), key)
    if len(line) > _LONGEST_SERVER_TEXT:
        line = line[: _LONGEST_SERVER_TEXT - 1] + "…"
    return line.rstrip(".")


def _flat(value: object) -> str:
    """A message in one string; FastAPI's list of problems as `body.name: what is wrong`."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)
    if isinstance(value, dict):
        place = value.get("loc")
        names = ".".join(str(part) for part in place) if isinstance(place, list) else ""
        return f"{names}: {_flat(value.get('msg', ''))}"
    return str(value)


def _kind(error: Exception) -> str:
    return type(error).__name__

"""An OpenAI-compatible HTTP server on this machine that answers, or fails, as it is told.

A script takes the number of a completion request (from 1) and its parsed body and gives a `Reply`:
bytes in pieces, and how they end. The server keeps what it was asked. Real sockets, HTTP/1.1.
"""

import asyncio
import contextlib
import json
import socket
import struct
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Literal, Self

Ending = Literal["whole", "cut", "reset", "hang"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: its pieces go out one by one, `delay` seconds apart.

    `ending` is what follows the last piece: a proper end of the body (`whole`), a closed
    connection (`cut`), a connection reset (`reset`), or silence until the client leaves (`hang`).
    """

    pieces: Sequence[bytes] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    delay: float = 0.0
    ending: Ending = "whole"


Script = Callable[[int, dict[str, Any]], Reply]


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came. The names of `headers` are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


def event(value: object) -> bytes:
    """One server-sent event that holds a JSON value."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def text_events(
    text: str, *, piece: int = 16, finish: str | None = "stop", api: str = "chat"
) -> list[bytes]:
    """The events of a text in pieces of so many characters, then the finish reason if any."""
    parts = [text[start : start + piece] for start in range(0, len(text), piece)]
    events = [event({"choices": [_choice(part, None, api, "delta")]}) for part in parts]
    if finish is not None:
        events.append(event({"choices": [_choice("", finish, api, "delta")]}))
    return events


def usage_event(prompt_tokens: int, completion_tokens: int) -> bytes:
    """The event without choices in which a server gives the usage."""
    return event({"choices": [], "usage": _usage(prompt_tokens, completion_tokens)})


def streamed(
    text: str,
    *,
    piece: int = 16,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = None,
    api: str = "chat",
    delay: float = 0.0,
) -> Reply:
    """A streamed completion, to its `[DONE]`. `usage` is prompt and completion tokens."""
    events = text_events(text, piece=piece, finish=finish, api=api)
    if usage is not None:
        events.append(usage_event(*usage))
    return stream_of(*events, DONE, delay=delay)


def stream_of(*events: bytes, delay: float = 0.0, ending: Ending = "whole") -> Reply:
    """A stream of these events, however broken, and how it ends."""
    return Reply(events, content_type="text/event-stream", delay=delay, ending=ending)


def whole(
    text: str,
    *,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = None,
    api: str = "chat",
) -> Reply:
    """A completion that comes in one piece, as when no stream was asked for."""
    body: dict[str, Any] = {"choices": [_choice(text, finish, api, "message")]}
    if usage is not None:
        body["usage"] = _usage(*usage)
    return json_reply(body)


def json_reply(
    body: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """A JSON value as a response."""
    return Reply([json.dumps(body).encode()], status=status, headers=headers or {})


def error(
    status: int,
    message: str = "",
    *,
    code: str | None = None,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """An error response in the form of OpenAI's."""
    body = {"error": {"message": message, "type": "error", "param": param, "code": code}}
    return json_reply(body, status=status, headers=headers)


def page(text: str = "<!DOCTYPE html><p>Welcome", *, status: int = 200) -> Reply:
    """A web page where a completion was asked for."""
    return Reply([text.encode()], status=status, content_type="text/html")


def model_list(*names: str) -> Reply:
    """A list of models."""
    return json_reply({"object": "list", "data": [{"id": name} for name in names]})


class CompletionServer:
    """Serves `/v1/models`, `/v1/chat/completions` and `/v1/completions` on a free port.

    `async with CompletionServer(script) as server:` starts and stops it. `received` is every
    request so far, in the order of arrival; `departed` counts clients that left during a reply.
    """

    def __init__(self, script: Script, *, models: Reply | None = None) -> None:
        self.received: list[Received] = []
        self.departed = 0
        self._script = script
        self._models = models or model_list("test-model")
        self._completions = 0
        self._changed = asyncio.Condition()
        self._handlers: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def base_url(self) -> str:
        """The address to give to a backend."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    @property
    def completions(self) -> list[Received]:
        """The requests for completions so far."""
        return [request for request in self.received if request.path.endswith("/completions")]

    async def wait_for(self, condition: Callable[["CompletionServer"], bool]) -> None:
        """Wait until a condition on `received` or `departed` holds."""
        async with self._changed:
            await self._changed.wait_for(lambda: condition(self))

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for handler in self._handlers:
            handler.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handler = asyncio.current_task()
        assert handler is not None
        self._handlers.add(handler)
        try:
            # A client that leaves, and the end of the server, are both the end of a connection.
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                async for request in _requests(reader):
                    self.received.append(request)
                    await self._announce()
                    if not await self._send(self._reply_to(request), reader, writer):
                        break
        finally:
            writer.close()
            self._handlers.discard(handler)

    def _reply_to(self, request: Received) -> Reply:
        if request.path == "/v1/models":
            return self._models
        if request.path in ("/v1/chat/completions", "/v1/completions"):
            self._completions += 1
            return self._script(self._completions, request.body)
        return error(404, f"no such path: {request.path}")

    async def _send(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Send a reply; tell whether the connection can take another request."""
        head = f"HTTP/1.1 {reply.status} {_phrase(reply.status)}\r\n"
        headers = {"Content-Type": reply.content_type, "Transfer-Encoding": "chunked"}
        head += "".join(
            f"{name}: {value}\r\n" for name, value in {**headers, **reply.headers}.items()
        )
        writer.write(head.encode("latin-1") + b"\r\n")
        # A client sends nothing during a reply: what comes then is the end of its connection.
        left = asyncio.ensure_future(reader.read(1))
        try:
            for piece in reply.pieces:
                if reply.delay:
                    await asyncio.wait([left], timeout=reply.delay)
                if left.done():
                    break
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                await writer.drain()
            if reply.ending == "hang":
                await asyncio.wait([left])
            if left.done():
                self.departed += 1
                await self._announce()
                return False
        finally:
            left.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await left
        if reply.ending == "whole":
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            return True
        if reply.ending == "reset":
            # Lingering for no time at all makes closing a reset (SO_LINGER in socket(7)).
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        return False

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def _requests(reader: asyncio.StreamReader) -> AsyncIterator[Received]:
    """The requests of one connection, until the client closes it."""
    while True:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return
        first, *lines = head.rstrip("\r\n").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        yield Received(method, path, headers, json.loads(body) if body else {})


def _choice(text: str, finish: str | None, api: str, place: str) -> dict[str, Any]:
    content: dict[str, Any] = {"text": text} if api == "completions" else {place: {"content": text}}
    return {"index": 0, **content, "finish_reason": finish}


def _usage(prompt_tokens: int, completion_tokens: int) -> dict[str, int]:
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"

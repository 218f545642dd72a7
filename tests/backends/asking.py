"""Asking a backend at a local server, for the tests of what comes back."""

from benchmarks.completion_server import CompletionServer, Reply
from guanaco_tui.backends.base import Backend, Chunk, CompletionRequest
from guanaco_tui.backends.endpoints import NO_KEY, Key
from guanaco_tui.backends.openai_compatible import Api, OpenAICompatibleBackend
from guanaco_tui.errors import GuanacoError

SECRET = "sk-proj-4f8Kd02mQz7Xw91"
TEXT = "Explain the wind.\n5. Input:\n<noinput>\n5. Output:\nAir moves."


def request(**changes: object) -> CompletionRequest:
    values: dict[str, object] = {"prompt": "Carry on:\n4.", "number": 1, "random_seed": 7}
    return CompletionRequest(**{**values, **changes})  # type: ignore[arg-type]


def backend_at(
    server: CompletionServer,
    *,
    api: Api = "chat",
    key: Key = NO_KEY,
    name: str = "other",
    read_seconds: float | None = None,
) -> OpenAICompatibleBackend:
    return OpenAICompatibleBackend(
        name, server.base_url, "test-model", api, key, read_seconds=read_seconds
    )


class Answer:
    """What came of one request: chunks, then perhaps an error."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.error: GuanacoError | None = None

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks)


async def ask(backend: Backend, asked: CompletionRequest | None = None) -> Answer:
    answer = Answer()
    try:
        async for chunk in backend.stream(asked or request()):
            answer.chunks.append(chunk)
    except GuanacoError as error:
        answer.error = error
    return answer


async def answer_to(
    *replies: Reply, key: Key = NO_KEY, read_seconds: float | None = None
) -> tuple[Answer, CompletionServer]:
    """Ask once a server that gives these replies, one after the other."""
    async with CompletionServer(lambda number, _: replies[number - 1]) as server:
        backend = backend_at(server, key=key, read_seconds=read_seconds)
        answer = await ask(backend)
        await backend.aclose()
    return answer, server

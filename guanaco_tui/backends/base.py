"""The protocol every backend keeps: stream a completion, list models."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """One prompt and how to sample its continuation.

    `number` counts the requests of a run from 1 and `random_seed` is the run's: a deterministic
    backend draws from both and nothing else. `max_tokens` bounds the completion. `already` is the
    beginning of the completion where it came before, for a backend that gives the same again.
    """

    prompt: str
    number: int
    random_seed: int
    temperature: float = 1.0
    top_p: float = 1.0
    max_tokens: int = 3072
    stop: tuple[str, ...] = ()
    already: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one completion, as the server counted them."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a completion as it arrives.

    `text` may be empty. `finish_reason` is set once, on the last chunk that the model wrote
    (`stop`, `length`, `content_filter` ...); `usage` may come on that chunk or on one after it.
    """

    text: str = ""
    finish_reason: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that an endpoint offers, and the day it will be shut down where that is known."""

    name: str
    shutdown_date: date | None = None


class Backend(Protocol):
    """Streams completions and lists models.

    `stream` yields chunks until the completion is over and raises `BackendRefused` (another try
    cannot help) or `TransientFault` (another try may). A stream that ends without a finish reason
    raises `TransientFault` after its last chunk. Closing the generator closes the connection.
    """

    @property
    def name(self) -> str:
        """What a person calls it: `ngram`, `recorded`, `openai`, `ollama` ..."""
        ...

    @property
    def model(self) -> str:
        """The model that writes."""
        ...

    def stream(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the completion of one prompt."""
        ...

    async def models(self) -> list[ModelInfo]:
        """List what the endpoint offers, in its own order."""
        ...

    async def aclose(self) -> None:
        """Close connections. Calling it twice is harmless."""
        ...

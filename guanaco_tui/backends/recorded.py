"""Replays replies that a real model once gave: no key, no cost, no network.

Takes a file of recorded replies, one JSON object a line; gives them in their order, each only to
the prompt that it was the reply to.
"""

import datetime
import hashlib
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from guanaco_tui import files
from guanaco_tui.backends.base import Chunk, CompletionRequest, ModelInfo
from guanaco_tui.backends.pacing import pause, pieces
from guanaco_tui.errors import BackendRefused, GuanacoError
from guanaco_tui.text import clean

Clean = Annotated[str, AfterValidator(clean)]


class RecordedReply(BaseModel):
    """One reply as it was given: by which model, when, to what prompt, showing which seeds.

    The hashes are SHA-256 of UTF-8 bytes in hexadecimal: `prompt_sha256` of the whole encoded
    prompt, `template_sha256` of the template that it was made from. Texts are cleaned.
    """

    model_config = ConfigDict(frozen=True)

    id: Clean
    model: Clean
    date: datetime.date
    seeds: tuple[Clean, ...]
    prompt_sha256: str
    template_sha256: str
    finish_reason: Clean
    text: Clean


def read_recorded(path: Path) -> list[RecordedReply]:
    """Read recorded replies, one JSON object a line; empty lines are skipped.

    Raises GuanacoError where the file cannot be read, with the number of a line that is damaged.
    """
    replies = []
    for number, line in enumerate(files.read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                replies.append(RecordedReply.model_validate_json(line))
            except ValidationError as error:
                problem = error.errors()[0]
                field = ".".join(str(part) for part in problem["loc"])
                why = clean(f"{field}: {problem['msg']}" if field else problem["msg"])
                raise GuanacoError(
                    f"{path}, line {number} is not a recorded reply ({why}): "
                    "mend the line or take it out."
                ) from error
    return replies


class RecordedBackend:
    """Gives reply N to request N. `pace` is in words a second; None is full speed."""

    name = "recorded"

    def __init__(self, replies: Sequence[RecordedReply], *, pace: float | None = None) -> None:
        if not replies:
            raise GuanacoError("There are no recorded replies to replay: choose another backend.")
        self._replies = tuple(replies)
        self._pace = pace

    @property
    def model(self) -> str:
        """The model that gave the replies; several are joined by commas."""
        return ", ".join(model.name for model in self._models())

    def examples_for(self, number: int) -> tuple[str, ...] | None:
        """Return the ids of the seeds that request `number` must show, None after the last."""
        return self._replies[number - 1].seeds if number <= len(self._replies) else None

    def replies_left(self, number: int) -> int:
        """Return how many replies there are from request `number` on."""
        return max(0, len(self._replies) - number + 1)

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the reply to request `number`, to the letter: sampling settings change nothing.

        What came `already` is left out. Raises BackendRefused when all are used up, for a prompt
        other than the recorded one, and where another reply came before.
        """
        if not self.replies_left(request.number):
            raise BackendRefused(
                f"All {len(self._replies)} recorded replies have been replayed: "
                "choose another backend to go on."
            )
        reply = self._replies[request.number - 1]
        if hashlib.sha256(request.prompt.encode("utf-8")).hexdigest() != reply.prompt_sha256:
            raise BackendRefused(
                f'The recorded reply "{reply.id}" answers another prompt: recorded replies need '
                "the sample seeds and the template they were recorded with, both unchanged."
            )
        if not reply.text.startswith(request.already):
            raise BackendRefused(
                f'The recorded reply "{reply.id}" is not the one that was cut short: '
                "begin a new run (guanaco generate --new)."
            )
        for line in reply.text[len(request.already) :].splitlines(keepends=True):
            for piece in pieces(line, self._pace):
                yield Chunk(piece)
                await pause(self._pace)
        yield Chunk(finish_reason=reply.finish_reason)

    async def models(self) -> list[ModelInfo]:
        """List the models that gave the replies."""
        return self._models()

    async def aclose(self) -> None:
        """Nothing is open."""

    def _models(self) -> list[ModelInfo]:
        return [ModelInfo(name) for name in dict.fromkeys(reply.model for reply in self._replies)]

"""What a run will take, before it begins: requests, tokens, cost, minutes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.backends.base import Usage
from guanaco_tui.backends.pacing import READING_PACE
from guanaco_tui.backends.prices import Price, cost
from guanaco_tui.generation.events import KEPT_AT_FIRST
from guanaco_tui.generation.prompt import encode_prompt
from guanaco_tui.lesson.settings import BatchSettings, Settings
from guanaco_tui.tasks import SeedTask

TOKENS_A_WORD = 4 / 3
# A text of the n-gram model is shorter than the seeds by about so much, and repeats them more
# often than a large model does; measured on the sample seeds. It is as fast as a laptop judges,
# however many requests are in flight.
NGRAM_LENGTH = 0.75
# `5. Instruction:`, `5. Input:`, `5. Output:` and the line between two tasks.
LABEL_WORDS = 7
NGRAM_KEPT_RATE = 0.8
NGRAM_TOKENS_A_SECOND = 10_000.0
# The length of a task in the recorded replies.
RECORDED_TASK_TOKENS = 150


@dataclass(frozen=True, slots=True)
class Manner:
    """How a backend is likely to write, at first as a hosted model does.

    The share of its tasks that is kept, the length of a task in tokens, and the speed of one
    request in flight in tokens a second.
    """

    kept_rate: float = KEPT_AT_FIRST
    task_tokens: float = 90
    tokens_a_second: float = 60.0


HOSTED = Manner()


@dataclass(frozen=True)
class Estimate:
    """What a run may take, and how many tasks it may have in the end.

    `cost_usd` is None where the model's price is not known.
    """

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    minutes: float
    tasks: int


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is: a token for each four bytes of UTF-8."""
    return math.ceil(len(text.encode("utf-8")) / 4)


def manner(settings: Settings, seeds: Sequence[SeedTask]) -> Manner:
    """Return how the backend of these settings is likely to write, with these seeds ready."""
    name = settings.model.backend
    if name not in ("ngram", "recorded"):
        return HOSTED
    speed = READING_PACE * TOKENS_A_WORD
    if settings.model.pace == "full":
        speed = NGRAM_TOKENS_A_SECOND / settings.batch.concurrency
    if name == "recorded":
        return Manner(task_tokens=RECORDED_TASK_TOKENS, tokens_a_second=speed)
    texts = [f"{seed.instruction} {seed.input} {seed.output}" for seed in seeds]
    words = sum(len(text.split()) for text in texts) / max(1, len(texts)) + LABEL_WORDS
    return Manner(NGRAM_KEPT_RATE, NGRAM_LENGTH * words * TOKENS_A_WORD, speed)


def estimate(
    batch: BatchSettings,
    template: str,
    seeds: Sequence[SeedTask],
    price: Price | None,
    kept: int,
    how: Manner = HOSTED,
    most_requests: int | None = None,
) -> Estimate:
    """Return what it may take to go from `kept` tasks to the target, for seeds that are ready.

    `most_requests` is how many replies there are, None where there is no end of them.
    """
    new_tasks = batch.tasks_per_request - batch.prompt_seeds
    missing = max(0, batch.count - kept)
    requests = math.ceil(missing / (new_tasks * how.kept_rate))
    if most_requests is not None:
        requests = min(requests, most_requests)
    everything = encode_prompt(
        template, seeds, tasks_per_request=batch.tasks_per_request, language=batch.language
    )
    frame = encode_prompt(
        template, [], tasks_per_request=batch.tasks_per_request, language=batch.language
    )
    examples = estimate_tokens(everything) - estimate_tokens(frame)
    prompt = estimate_tokens(frame) + batch.prompt_seeds * examples // max(1, len(seeds))
    usage = Usage(requests * prompt, round(requests * new_tasks * how.task_tokens))
    in_flight = max(1, min(batch.concurrency, requests))
    return Estimate(
        requests=requests,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        cost_usd=None if price is None else cost(price, usage),
        minutes=usage.completion_tokens / how.tokens_a_second / in_flight / 60,
        tasks=min(batch.count, kept + round(requests * new_tasks * how.kept_rate)),
    )

"""What a run will take, before it begins: requests, tokens, cost, minutes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.backends.base import Usage
from guanaco_tui.backends.pacing import READING_PACE
from guanaco_tui.backends.prices import Price, cost
from guanaco_tui.generation.prompt import encode_prompt
from guanaco_tui.lesson.settings import BatchSettings, Settings
from guanaco_tui.tasks import SeedTask

# What a run is likely to look like, until it has figures of its own: the share of tasks kept, the
# length of a written task in tokens, and how fast a hosted model writes a reply, in tokens a
# second. The n-gram model is as fast as a laptop judges, however many requests are in flight.
USUAL_KEPT_RATE = 0.9
USUAL_TASK_TOKENS = 90
USUAL_TOKENS_A_SECOND = 60.0
NGRAM_TOKENS_A_SECOND = 10_000.0
TOKENS_A_WORD = 4 / 3


@dataclass(frozen=True)
class Estimate:
    """What a run may take. `cost_usd` is None where the model's price is not known."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    minutes: float


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is: a token for each four bytes of UTF-8."""
    return math.ceil(len(text.encode("utf-8")) / 4)


def writing_speed(settings: Settings) -> float:
    """Return how fast one request in flight is likely to be written, in tokens a second."""
    if settings.model.backend not in ("ngram", "recorded"):
        return USUAL_TOKENS_A_SECOND
    if settings.model.pace == "reading":
        return READING_PACE * TOKENS_A_WORD
    return NGRAM_TOKENS_A_SECOND / settings.batch.concurrency


def estimate(
    batch: BatchSettings,
    template: str,
    seeds: Sequence[SeedTask],
    price: Price | None,
    kept: int,
    tokens_a_second: float = USUAL_TOKENS_A_SECOND,
) -> Estimate:
    """Return what it may take to go from `kept` tasks to the target, for seeds that are ready.

    `tokens_a_second` is the speed of one request in flight.
    """
    new_tasks = batch.tasks_per_request - batch.prompt_seeds
    missing = max(0, batch.count - kept)
    requests = math.ceil(missing / (new_tasks * USUAL_KEPT_RATE))
    everything = encode_prompt(
        template, seeds, tasks_per_request=batch.tasks_per_request, language=batch.language
    )
    frame = encode_prompt(
        template, [], tasks_per_request=batch.tasks_per_request, language=batch.language
    )
    examples = estimate_tokens(everything) - estimate_tokens(frame)
    prompt = estimate_tokens(frame) + batch.prompt_seeds * examples // max(1, len(seeds))
    usage = Usage(requests * prompt, requests * new_tasks * USUAL_TASK_TOKENS)
    in_flight = max(1, min(batch.concurrency, requests))
    return Estimate(
        requests=requests,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        cost_usd=None if price is None else cost(price, usage),
        minutes=usage.completion_tokens / tokens_a_second / in_flight / 60,
    )

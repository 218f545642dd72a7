"""Tasks a minute and seconds to the first saved task, against a server that writes at a human pace.

The server streams 17 tasks (a list carried on to 20) in 8 s. This program, at concurrency 1 and 8,
beside the published script's way: one request after another, waiting for each reply as a whole.
The replies are the same; so is the judging, for the script's way has this program's own.

    python -m benchmarks.throughput [--seconds 30]
"""

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

from benchmarks.completion_server import CompletionServer, Reply, streamed, whole
from guanaco_tui.backends import prices
from guanaco_tui.backends.endpoints import NO_KEY
from guanaco_tui.backends.openai_compatible import OpenAICompatibleBackend
from guanaco_tui.generation import events, run
from guanaco_tui.generation.ledger import Plan
from guanaco_tui.generation.parse import TaskParser
from guanaco_tui.generation.prompt import default_template, encode_prompt
from guanaco_tui.generation.similarity import SimilarityIndex
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import sample_seeds
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import Kept

NEW_TASKS = 17
REPLY_SECONDS = 8.0
PIECE = 24


def reply_text(number: int) -> str:
    """A reply of 17 tasks that share no word with those of another."""
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join(
            "".join(chance.choices("abcdefghijklmnoprstuvwz", k=8)) for _ in range(count)
        )

    return "###\n".join(
        f"{place}. Instruction: {words(10)}\n{place}. Input:\n<noinput>\n"
        f"{place}. Output:\n{words(40)}\n"
        for place in range(4, 4 + NEW_TASKS)
    )


def script(number: int, body: dict[str, Any]) -> Reply:
    """Answer after 8 s, streamed where that was asked for."""
    text = reply_text(number)
    pieces = len(text) // PIECE + 1
    if body.get("stream"):
        return streamed(text, piece=PIECE, delay=REPLY_SECONDS / pieces, usage=(900, 1400))
    reply = whole(text, usage=(900, 1400))
    return Reply(reply.pieces, reply.status, reply.headers, reply.content_type, REPLY_SECONDS)


async def ours(concurrency: int, seconds: float) -> tuple[int, float]:
    """Run for so long; return tasks saved and seconds to the first."""
    settings = Settings().changed({"batch": {"concurrency": concurrency, "count": 100_000}})
    seeds = sample_seeds().seeds
    first, kept = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        async with CompletionServer(script) as server:
            backend = OpenAICompatibleBackend("other", server.base_url, "m", "chat", NO_KEY)
            plan = Plan(settings, seeds, default_template("en"), backend, price=prices.FREE)
            with Database.open(Path(folder) / "lesson.db") as database:
                began = time.perf_counter()
                async with aclosing(run.generate(plan, database)) as happening:
                    async for event in happening:
                        at = time.perf_counter() - began
                        if at > seconds:
                            break
                        if isinstance(event, events.TaskJudged) and isinstance(event.verdict, Kept):
                            kept += 1
                            first = first or at
            await backend.aclose()
    return kept, first


async def one_after_another(seconds: float) -> tuple[int, float]:
    """The published way: wait for a whole reply, judge it, ask again."""
    import openai

    seeds = sample_seeds().seeds
    prompt = encode_prompt(default_template("en"), seeds[:3], tasks_per_request=20, language="en")
    index = SimilarityIndex()
    index.add([seed.instruction for seed in seeds])
    first, kept = 0.0, 0
    async with CompletionServer(script) as server:
        client = openai.AsyncOpenAI(base_url=server.base_url, api_key="none")
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            reply = await client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": prompt}]
            )
            parser = TaskParser(4)
            text = reply.choices[0].message.content or ""
            candidates = parser.feed(text) + parser.close("stop")
            judged = index.judge([candidate.instruction for candidate in candidates])
            at = time.perf_counter() - began
            if at <= seconds:
                kept += sum(judgement.kept for judgement in judged)
                first = first or at
        await client.close()
    return kept, first


def main() -> None:
    """Measure the three ways and print them as ratios to the published one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    ways = {
        "one after another": one_after_another(seconds),
        "this program, concurrency 1": ours(1, seconds),
        "this program, concurrency 8": ours(8, seconds),
    }
    print(f"{'':30}{'tasks a minute':>16}{'ratio':>8}{'first task':>13}{'ratio':>8}")
    base: tuple[float, float] | None = None
    for name, way in ways.items():
        kept, first = asyncio.run(way)
        rate = 60 * kept / seconds
        base = base or (rate, first)
        print(
            f"{name:30}{rate:>16.0f}{rate / base[0]:>8.1f}{first:>11.2f} s{base[1] / first:>8.1f}"
        )


if __name__ == "__main__":
    main()

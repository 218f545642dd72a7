"""Runs a plan without the screen: listens to the events, shows progress, keeps the live file."""

import asyncio
import datetime
import signal
import sys
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from types import FrameType

from guanaco_tui import progress
from guanaco_tui.backends import openai_compatible
from guanaco_tui.backends.endpoints import warnings
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation import endings, events, run
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.estimate import estimate
from guanaco_tui.generation.events import RunState, fold
from guanaco_tui.generation.ledger import Plan
from guanaco_tui.generation.prepare import plan_run, replay_plan
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.exports import alpaca_row, kept_rows
from guanaco_tui.lesson.lesson import RECORDED, Lesson
from guanaco_tui.lesson.live_file import LiveFile
from guanaco_tui.lesson.seeds import can_be_sampled
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import Kept

DONE = 0
STOPPED_EARLY = 3
REFUSED = 4
EXIT_CODES = {endings.TARGET: DONE, **dict.fromkeys(endings.TROUBLE, REFUSED)}


def generate(
    lesson: Lesson, settings: Settings, *, output: Path | None = None, is_new: bool = False
) -> RunState:
    """Run to the end and return the last state.

    Raises KeyboardInterrupt at the second Ctrl-C, and GuanacoError where the run cannot begin or
    cannot save. `output` is a JSON file that is whole at any moment.
    """

    async def work() -> RunState:
        plan = await plan_run(lesson, settings, is_new=is_new)
        try:
            await _say_before(plan, settings)
            with lesson.generating() as database:
                return await _listen(lesson, plan, database, output)
        finally:
            await plan.backend.aclose()

    return asyncio.run(work())


def judge_recorded(lesson: Lesson) -> None:
    """Judge the recorded replies into the collection `recorded`, by the same path as any run."""
    settings = Settings().changed({"batch": {"count": 1_000_000, "concurrency": 1}})

    async def work() -> None:
        plan = replay_plan(lesson.seeds().seeds, settings, name=RECORDED)
        with lesson.generating() as database:
            async with aclosing(run.generate(plan, database)) as happening:
                async for _ in happening:
                    pass

    asyncio.run(work())


def exit_code(state: RunState) -> int:
    """Return the command's exit code for the way a run ended."""
    return EXIT_CODES.get(state.stopped_because, STOPPED_EARLY)


def summary(state: RunState) -> dict[str, object]:
    """Return a run in the form that `--json` prints."""
    unreadable = state.rejected.get("unreadable", 0)
    return {
        "kept": state.kept,
        "rejected": dict(state.rejected),
        "unreadable": unreadable,
        "requests": state.requests,
        "retries": state.retries,
        "prompt_tokens": state.prompt_tokens,
        "completion_tokens": state.completion_tokens,
        "cost_usd": None if state.cost_usd is None else round(state.cost_usd, 6),
        "seconds": round(state.seconds, 3),
        "first_task_seconds": (
            None if state.first_task_seconds is None else round(state.first_task_seconds, 3)
        ),
        "stopped_because": state.stopped_because,
        "collection": state.collection,
    }


async def _say_before(plan: Plan, settings: Settings) -> None:
    """Say what will be sent where, and what it may take, before anything is spent."""
    if not plan.endpoint:
        return
    lines = warnings(plan.endpoint)
    try:
        today = datetime.datetime.now(tz=datetime.UTC).date()
        models = await plan.backend.models()
        dying = openai_compatible.shutdown_warning(plan.backend.model, models, today)
        lines += [dying] if dying else []
    except GuanacoError:
        # A server that cannot list its models may still write; the run says if it cannot.
        pass
    ready = [seed for seed in plan.seeds if can_be_sampled(seed)]
    guess = estimate(settings.batch, plan.template, ready, plan.price, kept=0)
    lines.append(f"{plan.backend.model} at {plan.endpoint}: {progress.estimated(guess)}")
    for line in lines:
        print(line, file=sys.stderr)


async def _listen(lesson: Lesson, plan: Plan, database: Database, output: Path | None) -> RunState:
    control = Control()
    state = RunState()
    live: LiveFile | None = None
    listener = progress.listener_for(sys.stderr)
    try:
        with _ctrl_c(control):
            async with aclosing(run.generate(plan, database, control)) as happening:
                async for event in happening:
                    state = fold(state, event)
                    listener.show(event, state)
                    match event:
                        case events.RunStarted() if output is not None:
                            with lesson.database() as reading:
                                before = kept_rows(reading, event.collection)
                            live = LiveFile(output, before[: event.so_far.kept])
                        case events.TaskJudged(verdict=Kept() as kept) if live is not None:
                            task = kept.candidate
                            live.add(
                                alpaca_row(
                                    task.instruction,
                                    task.input,
                                    task.output,
                                    kept.nearest,
                                    kept.mean,
                                )
                            )
    finally:
        listener.close()
        if live is not None:
            live.close()
    return state


@contextmanager
def _ctrl_c(control: Control) -> Iterator[None]:
    """Let the first Ctrl-C stop the run in good order, and the second at once."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def stop(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        loop.call_soon_threadsafe(control.stop)
        print(
            "Stopping when the replies in flight have finished their current task; "
            "Ctrl-C again stops now.",
            file=sys.stderr,
        )

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

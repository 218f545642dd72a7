"""Drives a run: samples examples, asks the backend, parses, judges, saves, and says what happened.

`generate` is one async generator of events; whoever listens, it does the same. All work on the
database and the similarity index happens in one thread of its own, in order, so that the event
loop stays free and a task is announced only after it was saved. Nothing is saved in clean-up
code: what a killed sitting left open is closed by the next one from what it had saved.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from guanaco_tui.backends.base import Chunk, CompletionRequest, Usage
from guanaco_tui.backends.prices import cost
from guanaco_tui.errors import BackendRefused, GuanacoError, TransientFault
from guanaco_tui.generation import events
from guanaco_tui.generation.concurrency import AdaptiveConcurrency
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.endings import (
    BUDGET,
    DONE,
    NO_ANSWER,
    NOTHING_NEW,
    REFUSED,
    SENTENCES,
    TARGET,
    USED_UP,
    USER,
)
from guanaco_tui.generation.estimate import estimate_tokens
from guanaco_tui.generation.ledger import Ledger, Plan, closing
from guanaco_tui.generation.prompt import check_template, encode_prompt
from guanaco_tui.generation.resume import ReplyParser
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.seeds import can_be_sampled
from guanaco_tui.tasks import Candidate, Kept

# A run that brought nothing new for so many responses in a row has run dry.
DRY_RESPONSES = 20
# Text without a whole task in it is saved and shown at this beat, in seconds.
BEAT = 0.1

P = ParamSpec("P")
T = TypeVar("T")


async def generate(
    plan: Plan, database: Database, control: Control | None = None
) -> AsyncGenerator[events.Event, None]:
    """Run a plan and yield what happens; the last event is `RunEnded`.

    Raises GuanacoError where the run cannot begin or what it brings cannot be saved. Closing the
    generator stops at once; what was announced is saved, and the next sitting goes on from there.
    """
    _check(plan)
    run = _Driver(plan, database, control or Control())
    driver = asyncio.create_task(run.drive())
    try:
        while (event := await run.queue.get()) is not None:
            yield event
        await driver
    finally:
        ending = asyncio.create_task(run.close(driver))
        # However often this is cancelled, as it is when a program is left: the database must not
        # be closed under the thread that writes to it.
        while not ending.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(ending)
        run.thread.shutdown()


def _check(plan: Plan) -> None:
    """Refuse what cannot work, before anything is spent."""
    batch = plan.settings.batch
    check_template(plan.template)
    if batch.budget is not None and plan.price is None:
        raise GuanacoError(
            f"The price of {plan.backend.model} is not known, so a budget cannot be kept: "
            "add the model to prices.toml, or take the budget away (in Settings, or --budget)."
        )
    if plan.replay is None:
        ready = sum(map(can_be_sampled, plan.seeds))
        if ready == 0:
            raise GuanacoError(
                "No seed is ready: write some tasks first. "
                "The Seeds pane, and guanaco seeds, say what is missing in each."
            )
        if ready < batch.prompt_seeds:
            raise GuanacoError(
                f"Only {ready} of the seeds can be used, and a prompt shows {batch.prompt_seeds}: "
                f"write more, or show {ready} (in Settings, or --prompt-seeds)."
            )


class _Driver:
    """One sitting of a run: the workers that ask, and the queue of what happened."""

    def __init__(self, plan: Plan, database: Database, control: Control) -> None:
        self.queue: asyncio.Queue[events.Event | None] = asyncio.Queue()
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="guanaco-database")
        self._plan = plan
        self._batch = plan.settings.batch
        self._ledger = Ledger(plan, database, self._at)
        self._control = control
        self._clock = asyncio.get_running_loop().time
        self._began = self._clock()
        self._limiter = AdaptiveConcurrency(self._batch.concurrency)
        self._workers: list[asyncio.Task[None]] = []
        self._saving: set[asyncio.Task[None]] = set()
        self._ended: tuple[str, str] | None = None
        self._failure: GuanacoError | None = None
        self._heard = False
        self._dry = 0
        self._spent = 0.0
        self._reserved: dict[int, float] = {}

    async def drive(self) -> None:
        """Work until the run ends, then let the listener know that there is no more."""
        try:
            await self._in_thread(self._ledger.start)
            self._spent = self._ledger.so_far.cost_usd or 0.0
            self._number = self._ledger.number
            self._again = deque(self._ledger.cut_short)
            self._emit(self._started())
            if self._ledger.kept >= self._batch.count:
                self._end(TARGET, self._reached())
            else:
                count = min(self._batch.concurrency, self._batch.count)
                self._workers = [asyncio.create_task(self._work()) for _ in range(count)]
                stopper = asyncio.create_task(self._stop_now())
                try:
                    await asyncio.gather(*self._workers, return_exceptions=True)
                finally:
                    for worker in (stopper, *self._workers):
                        worker.cancel()
                for worker in self._workers:
                    if not worker.cancelled() and (error := worker.exception()):
                        raise error
            await asyncio.gather(*self._saving)
            if self._failure is not None:
                raise self._failure
            because, sentence = self._ended or (USER, SENTENCES[USER])
            verdicts, totals = await self._in_thread(
                self._ledger.end, because, is_done=because in DONE
            )
            for response, verdict in verdicts:
                self._emit(events.TaskJudged(self._at(), response, verdict))
            first = self._ledger.first_task_seconds
            self._emit(events.RunEnded(self._at(), because, sentence, totals, first))
        finally:
            self.queue.put_nowait(None)

    async def close(self, driver: asyncio.Task[None]) -> None:
        """Stop the work, and see all that was begun to its end."""
        driver.cancel()
        await asyncio.gather(driver, return_exceptions=True)
        await asyncio.gather(*self._workers, *self._saving, return_exceptions=True)
        await asyncio.to_thread(self.thread.shutdown)

    async def _stop_now(self) -> None:
        await self._control.until_stopped_now()
        self._end(USER, SENTENCES[USER])

    # The workers: each sends one request after another.

    async def _work(self) -> None:
        while not self._is_over():
            async with self._limiter.slot() as mark:
                await self._control.until_going()
                if self._is_over():
                    return
                try:
                    if not await self._request(self._next_number(), mark):
                        return
                except BackendRefused as error:
                    self._end(REFUSED, str(error))
                except TransientFault as fault:
                    self._end(NO_ANSWER, f"{fault} Run again to go on where this stopped.")
                except GuanacoError as error:
                    self._failure = error
                    self._end("failure", str(error))

    def _next_number(self) -> int:
        """The number of the next request: first those whose replayed replies were cut short."""
        if self._again:
            return self._again.popleft()
        self._number += 1
        return self._number

    async def _request(self, number: int, mark: int) -> bool:
        """Send request `number` until it is answered; tell whether there may be another."""
        examples = await self._in_thread(self._ledger.examples, number)
        if examples is None:
            if not self._others_in_flight():
                self._end(USED_UP, SENTENCES[USED_UP])
            return False
        prompt = encode_prompt(
            self._plan.template,
            examples,
            tasks_per_request=self._batch.tasks_per_request,
            language=self._batch.language,
        )
        if not self._can_afford(number, prompt):
            if not self._others_in_flight():
                self._end(
                    BUDGET,
                    f"The budget of ${self._batch.budget:.2f} has no room for another request. "
                    "Raise it to go on (in Settings, or --budget).",
                )
            return False

        async def announce(fault: TransientFault, attempt: int, seconds: float) -> None:
            if fault.rate_limited and self._limiter.slow_down(mark):
                self._emit(events.ConcurrencyChanged(self._at(), self._limiter.limit))
            self._emit(events.RetryScheduled(self._at(), number, attempt, str(fault), seconds))

        try:
            async for attempt in self._plan.retry.retrying(
                was_heard=lambda: self._heard, announce=announce, sleep=self._control.sleep
            ):
                if self._is_over():
                    return False
                with attempt:
                    await self._attempt(
                        number, attempt.retry_state.attempt_number, examples, prompt
                    )
        finally:
            self._reserved.pop(number, None)
        if self._limiter.succeeded():
            self._emit(events.ConcurrencyChanged(self._at(), self._limiter.limit))
        return True

    async def _attempt(
        self, number: int, attempt: int, examples: Sequence[runs.Shown], prompt: str
    ) -> None:
        before = await self._in_thread(self._ledger.before, number, len(examples))
        attempt = max(attempt, before.attempts + 1)
        response = await self._in_thread(self._ledger.open, number, attempt, prompt, examples)
        self._emit(
            events.RequestStarted(
                self._at(), response, number, attempt, tuple(shown.label for shown in examples)
            )
        )
        reply = _Reply(response, number, prompt, self._clock())
        parser = ReplyParser(len(examples) + 1, self._batch.language, before)
        request = CompletionRequest(
            prompt=prompt,
            number=number,
            random_seed=self._ledger.run.random_seed,
            temperature=self._batch.temperature,
            top_p=self._batch.top_p,
            max_tokens=self._batch.max_tokens,
            stop=(f"\n{self._batch.tasks_per_request + 1}. Instruction:",),
            already=before.text,
        )
        try:
            async with contextlib.aclosing(self._plan.backend.stream(request)) as stream:
                async for chunk in stream:
                    self._heard = True
                    reply.add(chunk)
                    candidates = parser.feed(chunk.text)
                    if candidates or self._clock() - reply.saved_at >= BEAT:
                        await self._save(reply, candidates)
                    if not self._plan.endpoint:
                        await self._control.until_going()
                    if self._ended or (candidates and self._control.is_stopping):
                        return
        except TransientFault as fault:
            await self._save(reply, parser.close("broken"), fault=str(fault))
            raise
        except BackendRefused as error:
            await self._save(reply, parser.close("broken"), fault=str(error))
            raise
        await self._save(reply, parser.close(reply.finish_reason or "stop"), is_whole=True)

    async def _save(
        self,
        reply: "_Reply",
        candidates: Sequence[Candidate],
        *,
        fault: str | None = None,
        is_whole: bool = False,
    ) -> None:
        """Save what came since the last time, then announce it.

        Once begun this is not cancelled with its worker: what was saved is announced.
        """
        saving = asyncio.create_task(self._save_and_announce(reply, candidates, fault, is_whole))
        self._saving.add(saving)
        saving.add_done_callback(self._saving.discard)
        await asyncio.shield(saving)

    async def _save_and_announce(
        self, reply: "_Reply", candidates: Sequence[Candidate], fault: str | None, is_whole: bool
    ) -> None:
        now = self._clock()
        text = reply.take(now)
        closed = None
        if fault or is_whole:
            closed = closing(
                reply.prompt,
                reply.text,
                reply.usage,
                self._plan.price,
                finish_reason=reply.finish_reason,
                fault=fault,
                seconds=now - reply.began,
            )
        verdicts = await self._in_thread(
            self._ledger.settle, reply.response, text, candidates, closed
        )
        at = self._at()
        if text:
            self._emit(events.TextArrived(at, reply.response, text))
        for verdict in verdicts:
            self._emit(events.TaskJudged(at, reply.response, verdict))
        reply.kept += sum(isinstance(verdict, Kept) for verdict in verdicts)
        if closed is not None:
            self._close(reply, closed)
        if self._ledger.kept >= self._batch.count:
            self._end(TARGET, self._reached())

    def _close(self, reply: "_Reply", closed: runs.Closed) -> None:
        """Announce that a response is over, and count what it cost and brought."""
        self._spent += closed.cost_usd or 0.0
        kind = events.RequestFinished if closed.fault is None else events.RequestFailed
        self._emit(kind(self._at(), reply.number, reply.response, closed))
        if reply.kept:
            self._dry = 0
        elif closed.fault is None:
            self._dry += 1
            if self._dry >= DRY_RESPONSES:
                self._end(
                    NOTHING_NEW,
                    f"{DRY_RESPONSES} replies in a row brought nothing new. "
                    "More or more varied seeds would help.",
                )

    # Decisions.

    def _is_over(self) -> bool:
        return self._ended is not None or self._control.is_stopping

    def _end(self, because: str, sentence: str) -> None:
        """End the run, and cancel the other workers; the first reason counts."""
        if self._ended is None:
            self._ended = (because, sentence)
            for worker in self._workers:
                if worker is not asyncio.current_task():
                    worker.cancel()

    def _can_afford(self, number: int, prompt: str) -> bool:
        """Reserve what request `number` may cost at most, where the budget has room for it."""
        if self._batch.budget is None or self._plan.price is None:
            return True
        worst = cost(self._plan.price, Usage(estimate_tokens(prompt), self._batch.max_tokens))
        if self._spent + sum(self._reserved.values()) + worst > self._batch.budget:
            return False
        self._reserved[number] = worst
        return True

    def _others_in_flight(self) -> bool:
        return self._limiter.in_flight > 1

    def _reached(self) -> str:
        return f"{self._ledger.kept:,} tasks are kept, as many as were asked for."

    # Plumbing.

    def _at(self) -> float:
        """For how long this sitting has worked, without its pauses."""
        return self._clock() - self._began - self._control.paused_seconds

    def _started(self) -> events.RunStarted:
        run, replies = self._ledger.run, self._plan.replies
        in_each = self._batch.tasks_per_request - self._batch.prompt_seeds
        return events.RunStarted(
            self._at(),
            collection=run.collection,
            backend=run.backend,
            model=run.model,
            target=self._batch.count,
            so_far=self._ledger.so_far,
            worked=run.seconds,
            first_task_seconds=run.first_task_seconds,
            target_before=self._ledger.target_before,
            log=self._ledger.log,
            at_most=None if replies is None else replies * in_each,
        )

    def _emit(self, event: events.Event) -> None:
        self.queue.put_nowait(event)

    async def _in_thread(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, lambda: call(*args, **kwargs))


class _Reply:
    """What has come of one response so far."""

    def __init__(self, response: int, number: int, prompt: str, now: float) -> None:
        self.response = response
        self.number = number
        self.prompt = prompt
        self.began = now
        self.saved_at = now
        self.finish_reason: str | None = None
        self.usage: Usage | None = None
        self.kept = 0
        self._pieces: list[str] = []
        self._saved = 0

    @property
    def text(self) -> str:
        """All that arrived."""
        return "".join(self._pieces)

    def add(self, chunk: Chunk) -> None:
        """Take in what arrived."""
        if chunk.text:
            self._pieces.append(chunk.text)
        self.finish_reason = chunk.finish_reason or self.finish_reason
        self.usage = chunk.usage or self.usage

    def take(self, now: float) -> str:
        """Return what has not been saved yet."""
        text = "".join(self._pieces[self._saved :])
        self._saved = len(self._pieces)
        self.saved_at = now
        return text

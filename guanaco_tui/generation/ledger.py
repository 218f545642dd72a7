"""The part of a run that judges and saves. Plain functions of one thread, no event loop.

A ledger begins a run or goes on with the last one, gives each request its examples, records the
response before its first byte, and judges candidates in the same transaction that saves them with
the text they were cut from. What a killed sitting left open it closes from what had been saved.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from guanaco_tui.analysis.tagging import tag_collection
from guanaco_tui.analysis.themes import ThemeFile
from guanaco_tui.backends.base import Backend, Usage
from guanaco_tui.backends.prices import Price, cost
from guanaco_tui.generation.estimate import estimate_tokens
from guanaco_tui.generation.judge import Decision, Judge
from guanaco_tui.generation.log import LogLine, past
from guanaco_tui.generation.prompt import prompt_hash
from guanaco_tui.generation.resume import Before, ReplyParser, before
from guanaco_tui.generation.retry import RetryPolicy
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.seeds import can_be_compared, can_be_sampled
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import Candidate, Kept, Rejection, SeedTask, Verdict


@dataclass(frozen=True)
class Plan:
    """What a run is to do.

    `price` is per million tokens, None where it is not known. `replay` gives the seeds that
    request N must show, for a backend that answers only what it was asked before; None from it
    ends the run, and `replies` is how many there are. `name` is the collection's, `run-N` where it
    is empty. `is_new` makes a new run even where one could be carried on. `themes` gives what each
    arriving task is tagged with, as it is when the task arrives; None from it leaves that for
    later.
    """

    settings: Settings
    seeds: Sequence[SeedTask]
    template: str
    backend: Backend
    endpoint: str = ""
    price: Price | None = None
    replay: Callable[[int], Sequence[SeedTask] | None] | None = None
    replies: int | None = None
    name: str = ""
    is_new: bool = False
    themes: Callable[[], ThemeFile | None] = lambda: None
    retry: RetryPolicy = field(default_factory=RetryPolicy)


class Ledger:
    """The record of one sitting of a run. Call `start` first.

    `clock` tells for how many seconds the sitting has worked.
    """

    run: runs.Run
    number: int
    cut_short: list[int]
    so_far: runs.Totals
    log: tuple[LogLine, ...]
    target_before: int | None = None
    first_task_seconds: float | None = None

    def __init__(self, plan: Plan, database: Database, clock: Callable[[], float]) -> None:
        self._plan = plan
        self._batch = plan.settings.batch
        self._database = database
        self._clock = clock
        self._kept_tasks: list[runs.Shown] = []

    @property
    def kept(self) -> int:
        """How many tasks the run has kept."""
        return len(self._kept_tasks)

    def start(self) -> None:
        """Begin a run or go on with the last one, and close what it had left open.

        Sets `run`, `so_far`, `log`, `target_before` (that of the sitting before), `number`, that of
        the last request, and `cut_short`, those of a replay that are to be sent again first.
        """
        plan = self._plan
        settings = plan.settings.model_dump_json()
        with self._database.writing() as connection:
            wanted = runs.Run(
                collection=plan.name or runs.next_run_name(connection),
                backend=plan.backend.name,
                endpoint=plan.endpoint,
                model=plan.backend.model,
                settings=settings,
                template=plan.template,
                prompt_hash=prompt_hash(plan.template),
                random_seed=self._draw_random_seed(),
            )
            last = runs.last_run(connection)
            if last is not None and self._goes_on(last, wanted):
                self.run = last
                self.target_before = last.target
            else:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                self.run = replace(wanted, id=runs.add_run(connection, wanted, now))
            runs.begin(connection, self.run.id, os.getpid(), settings)
            self._sampled = runs.add_seeds(connection, filter(can_be_sampled, plan.seeds))
            compared = runs.add_seeds(connection, filter(can_be_compared, plan.seeds))
            runs.set_run_seeds(connection, self.run.id, compared)
            self._kept_tasks = runs.kept_tasks(connection, self.run.id)
            self.first_task_seconds = self.run.first_task_seconds
        self._judge = Judge(plan.settings, [*compared, *self._kept_tasks])
        self._close_what_is_open(runs.INTERRUPTED)
        with self._database.reading() as connection:
            self.number = runs.last_number(connection, self.run.id)
            is_replay = self._plan.replay is not None
            self.cut_short = runs.cut_short(connection, self.run.id) if is_replay else []
            self.so_far = runs.totals(connection, self.run.id)
            self.log = past(connection, self.run.id)

    def examples(self, number: int) -> list[runs.Shown] | None:
        """Return what request `number` shows: by chance, from the run's random seed alone.

        None where a replay has no such request.
        """
        if self._plan.replay is not None:
            seeds = self._plan.replay(number)
            if seeds is None:
                return None
            with self._database.writing() as connection:
                return runs.add_seeds(connection, seeds)
        chance = random.Random(f"{self.run.random_seed}:{number}")
        from_machine = min(self._batch.machine_examples, self.kept)
        examples = chance.sample(self._sampled, self._batch.prompt_seeds - from_machine)
        return examples + chance.sample(self._kept_tasks, from_machine)

    def before(self, number: int, examples: int, response: int | None = None) -> Before:
        """Return what came of request `number`, before `response` where one is given.

        That is nothing but for a replay: a model's reply that was cut is gone.
        """
        if self._plan.replay is None:
            return Before()
        with self._database.reading() as connection:
            attempts = [
                attempt
                for attempt in runs.attempts(connection, self.run.id, number)
                if response is None or attempt.id < response
            ]
        return before(attempts, examples + 1, self._batch.language)

    def open(self, number: int, attempt: int, prompt: str, examples: Sequence[runs.Shown]) -> int:
        """Record a response before it has its first byte, and return its row."""
        with self._database.writing() as connection:
            return runs.add_response(connection, self.run.id, number, attempt, prompt, examples)

    def settle(
        self,
        response: int,
        text: str,
        candidates: Sequence[Candidate],
        closed: runs.Closed | None,
    ) -> list[Verdict]:
        """Judge candidates and save them with the text they were cut from, all or nothing.

        `closed` ends the response in the same step.
        """
        with self._database.writing() as connection:
            if text:
                runs.add_text(connection, response, text)
            verdicts: list[Verdict] = []
            for decision in self._judge.decide(candidates, self._batch.count - self.kept):
                nearest = self._judge.neighbours(decision)
                row = runs.add_task(
                    connection,
                    self.run.id,
                    response,
                    decision.candidate,
                    rule=decision.rule,
                    matched=decision.matched,
                    nearest=nearest,
                    mean=decision.mean,
                )
                if decision.rule is None:
                    self._keep(row, decision)
                    verdict: Verdict = Kept(
                        row=row,
                        candidate=decision.candidate,
                        nearest=nearest,
                        mean=decision.mean or 0.0,
                    )
                else:
                    verdict = Rejection(
                        row=row,
                        candidate=decision.candidate,
                        rule=decision.rule,
                        matched=decision.matched,
                        nearest=nearest[0] if nearest else None,
                    )
                verdicts.append(verdict)
            if closed is not None:
                runs.close_response(connection, response, closed)
            runs.set_clock(connection, self.run.id, self._worked(), self.first_task_seconds)
        if verdicts and (themes := self._plan.themes()) is not None:
            tag_collection(self._database, self.run.id, themes)
        return verdicts

    def end(self, because: str, *, is_done: bool) -> tuple[list[tuple[int, Verdict]], runs.Totals]:
        """Close what is open, record why the run ended, and return what it has come to.

        First comes what became of the open responses: verdicts, each with its response.
        """
        verdicts = self._close_what_is_open(runs.STOPPED)
        with self._database.writing() as connection:
            runs.set_clock(connection, self.run.id, self._worked(), self.first_task_seconds)
            runs.end(connection, self.run.id, "done" if is_done else "stopped", because)
            return verdicts, runs.totals(connection, self.run.id)

    def _goes_on(self, last: runs.Run, wanted: runs.Run) -> bool:
        return not self._plan.is_new and last.goes_on_as(wanted, self._batch.random_seed)

    def _close_what_is_open(self, finish_reason: str) -> list[tuple[int, Verdict]]:
        """Close the responses that were cut short, from what was saved of them."""
        with self._database.reading() as connection:
            left_open = runs.open_responses(connection, self.run.id)
        verdicts: list[tuple[int, Verdict]] = []
        for response in left_open:
            earlier = self.before(response.number, response.examples, response.id)
            done = replace(earlier, judged=max(earlier.judged, response.judged))
            parser = ReplyParser(response.examples + 1, self._batch.language, done)
            candidates = parser.feed(response.text) + parser.close(finish_reason)
            closed = closing(
                response.prompt, response.text, None, self._plan.price, finish_reason=finish_reason
            )
            settled = self.settle(response.id, "", candidates, closed)
            verdicts += [(response.id, verdict) for verdict in settled]
        return verdicts

    def _keep(self, row: int, decision: Decision) -> None:
        candidate = decision.candidate
        self._judge.remember(row, candidate)
        task = candidate.instruction, candidate.input, candidate.output
        self._kept_tasks.append(runs.Shown("task", row, f"task {row}", *task))
        if self.first_task_seconds is None:
            self.first_task_seconds = self._worked()

    def _worked(self) -> float:
        return self.run.seconds + self._clock()

    def _draw_random_seed(self) -> int:
        wanted = self._batch.random_seed
        return random.SystemRandom().randrange(2**31) if wanted is None else wanted


def closing(
    prompt: str,
    text: str,
    usage: Usage | None,
    price: Price | None,
    *,
    finish_reason: str | None = None,
    fault: str | None = None,
    seconds: float | None = None,
) -> runs.Closed:
    """Return how a response ended and what it used; what the server did not count is estimated."""
    is_estimated = usage is None and bool(text)
    if usage is None:
        usage = Usage(estimate_tokens(prompt), estimate_tokens(text)) if text else Usage(0, 0)
    return runs.Closed(
        finish_reason=None if fault else finish_reason,
        fault=fault,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        usage_estimated=is_estimated,
        cost_usd=None if price is None else cost(price, usage),
        seconds=seconds,
    )

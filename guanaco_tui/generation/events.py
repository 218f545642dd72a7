"""What a run says while it works, and the one fold that counts it.

`at` is the time in seconds since this sitting of the run began. Everything an event shows was
saved before it went out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from guanaco_tui.generation.log import LogLine
from guanaco_tui.lesson.runs import Closed, Totals
from guanaco_tui.tasks import Kept, Rejection

# Candidates that nobody judged: their reply ended inside them, or the run was full.
NOT_JUDGED = ("cut_off", "beyond_target")
# Seconds of a sitting in which a few tasks say nothing about its pace.
FIRST_MOMENTS = 2.0
# The share of a large model's candidates that is likely to be kept, and how many candidates it
# takes to learn another.
KEPT_AT_FIRST = 0.9
AT_FIRST = 20


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run."""

    at: float


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """A run began, or went on from `so_far`; it had worked for `worked` seconds before.

    `target_before` is what the sitting before was to reach, None in the first; `log` is the last
    lines of the log as they stand by now. `at_most` is about how many candidates there are in all,
    None where there is no end of them.
    """

    collection: str
    backend: str
    model: str
    target: int
    so_far: Totals
    worked: float
    first_task_seconds: float | None
    target_before: int | None = None
    log: tuple[LogLine, ...] = ()
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class RequestStarted(Event):
    """A request is on its way, showing these examples. `attempt` counts from 1."""

    response: int
    number: int
    attempt: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextArrived(Event):
    """The model wrote something."""

    response: int
    text: str


@dataclass(frozen=True, slots=True)
class TaskJudged(Event):
    """A candidate was kept or rejected."""

    response: int
    verdict: Kept | Rejection


@dataclass(frozen=True, slots=True)
class RequestFinished(Event):
    """A response is complete."""

    number: int
    response: int
    closed: Closed


@dataclass(frozen=True, slots=True)
class RequestFailed(Event):
    """A response broke off: `closed.fault` says why. What was whole in it is kept."""

    number: int
    response: int
    closed: Closed


@dataclass(frozen=True, slots=True)
class RetryScheduled(Event):
    """Attempt `attempt` of a request failed; the next begins in `wait` seconds."""

    number: int
    attempt: int
    why: str
    wait: float


@dataclass(frozen=True, slots=True)
class ConcurrencyChanged(Event):
    """The run sends at most this many requests at once now."""

    limit: int


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """A run ended. `because` is one of the names in `guanaco_tui.generation.endings`.

    `so_far` is counted from what is saved, with the replies that were cut short, and
    `first_task_seconds` is what is saved.
    """

    because: str
    sentence: str
    so_far: Totals
    first_task_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunState:
    """A run in numbers, as the events told it."""

    collection: str = ""
    backend: str = ""
    model: str = ""
    target: int = 0
    kept: int = 0
    kept_before: int = 0
    target_before: int | None = None
    at_most: int | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)
    in_flight: int = 0
    limit: int | None = None
    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usage_estimated: bool = False
    cost_usd: float | None = 0.0
    worked: float = 0.0
    at: float = 0.0
    first_task_seconds: float | None = None
    stopped_because: str = ""
    sentence: str = ""

    @property
    def seconds(self) -> float:
        """How long the run has worked, over all its sittings."""
        return self.worked + self.at

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many candidates were judged and dropped, by the rule."""
        return {rule: n for rule, n in self.rejected.items() if rule not in NOT_JUDGED}

    @property
    def judged(self) -> int:
        """Candidates judged so far."""
        return self.kept + sum(self.dropped.values())

    @property
    def kept_rate(self) -> float | None:
        """The share of the candidates judged that were kept, None before the first."""
        return self.kept / self.judged if self.judged else None

    @property
    def tasks_a_minute(self) -> float | None:
        """Tasks kept a minute in this sitting, None before the first and in its first moments.

        Each reply in flight is in the middle of a task: as half a one it counts too, so that the
        rate is about right from the first task on, also where a task takes long to be written.
        """
        new = self.kept - self.kept_before
        if not new or self.at < FIRST_MOMENTS:
            return None
        return 60 * (new + (self.kept_rate or 0.0) * max(0, self.in_flight - 1) / 2) / self.at

    @property
    def goal(self) -> int:
        """How many tasks it will have in the end: the target, or about what a replay can give."""
        if self.at_most is None:
            return self.target
        share = (self.kept + KEPT_AT_FIRST * AT_FIRST) / (self.judged + AT_FIRST)
        to_come = max(0, self.at_most - self.judged)
        return max(1, min(self.target, self.kept + round(to_come * share)))

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the goal at this sitting's pace, None before there is one and at the goal."""
        rate, missing = self.tasks_a_minute, self.goal - self.kept
        return 60 * missing / rate if rate and missing > 0 else None


def fold(state: RunState, event: Event) -> RunState:
    """Return the state after an event. Pure: the same events give the same state."""
    state = replace(state, at=max(state.at, event.at))
    match event:
        case RunStarted():
            return replace(
                _counted(state, event.so_far),
                collection=event.collection,
                backend=event.backend,
                model=event.model,
                target=event.target,
                kept_before=event.so_far.kept,
                target_before=event.target_before,
                at_most=event.at_most,
                worked=event.worked,
                first_task_seconds=event.first_task_seconds,
            )
        case RequestStarted():
            return replace(
                state,
                in_flight=state.in_flight + 1,
                requests=state.requests + (event.attempt == 1),
                retries=state.retries + (event.attempt > 1),
            )
        case TaskJudged(verdict=Kept()):
            first = state.first_task_seconds
            return replace(
                state,
                kept=state.kept + 1,
                first_task_seconds=state.seconds if first is None else first,
            )
        case TaskJudged(verdict=Rejection(rule=rule)):
            return replace(
                state, rejected={**state.rejected, rule: state.rejected.get(rule, 0) + 1}
            )
        case RequestFinished(closed=closed) | RequestFailed(closed=closed):
            return _spent(state, closed)
        case ConcurrencyChanged():
            return replace(state, limit=event.limit)
        case RunEnded():
            return replace(
                _counted(state, event.so_far),
                first_task_seconds=event.first_task_seconds or state.first_task_seconds,
                in_flight=0,
                stopped_because=event.because,
                sentence=event.sentence,
            )
    return state


def _counted(state: RunState, so_far: Totals) -> RunState:
    return replace(
        state,
        kept=so_far.kept,
        rejected=so_far.rejected,
        requests=so_far.requests,
        retries=so_far.retries,
        prompt_tokens=so_far.prompt_tokens,
        completion_tokens=so_far.completion_tokens,
        usage_estimated=so_far.usage_estimated,
        cost_usd=so_far.cost_usd,
    )


def _spent(state: RunState, closed: Closed) -> RunState:
    is_known = state.cost_usd is not None and closed.has_known_cost
    return replace(
        state,
        in_flight=state.in_flight - 1,
        prompt_tokens=state.prompt_tokens + closed.prompt_tokens,
        completion_tokens=state.completion_tokens + closed.completion_tokens,
        usage_estimated=state.usage_estimated or closed.usage_estimated,
        cost_usd=(state.cost_usd or 0.0) + (closed.cost_usd or 0.0) if is_known else None,
    )

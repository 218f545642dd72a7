"""What a listener keeps of a run to show it: its numbers, its log, the replies as they come.

Pure bookkeeping over events: the screen paints from it at its own beat.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from guanaco_tui.generation import events
from guanaco_tui.generation.events import RunState, fold
from guanaco_tui.lesson.runs import Run, Totals
from guanaco_tui.tasks import Kept, Rejection

Kind = Literal["kept", "dropped", "trouble"]

# The longest text of a line of the log, in characters: it is read on one line of a screen.
LONGEST_LINE = 500

_SEED_PREFIX = "seed_task_"
# Ends of a run that another start does not mend by itself.
_TROUBLE = ("refused", "no_answer")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a run's log. `task` is the row that it is about, if it is about one.

    `score` is the ROUGE-L score of what it is nearest to.
    """

    kind: Kind
    text: str
    score: float | None = None
    task: int | None = None


@dataclass(slots=True)
class Reply:
    """A response while it comes: the number of its request, the examples it was shown, its text."""

    response: int
    number: int
    examples: tuple[str, ...]
    text: str = ""


class RunWatch:
    """A run as it looks now. `version` grows with each event, so that a painter can skip a beat.

    `reply` is the one to show, or the last that was: each is followed to its end, and then the
    oldest of those in flight.
    """

    def __init__(self) -> None:
        self.state = RunState()
        self.reply: Reply | None = None
        self.version = 0
        self._lines: list[LogLine] = []
        self._of_kind: dict[Kind, list[LogLine]] = {"kept": [], "dropped": [], "trouble": []}
        self._in_flight: dict[int, Reply] = {}

    def lines(self, kind: Kind | None = None) -> Sequence[LogLine]:
        """Return the log, oldest first: all of it, or what is of one kind. It grows in place."""
        return self._lines if kind is None else self._of_kind[kind]

    @property
    def is_writing(self) -> bool:
        """Whether the reply to show is still coming."""
        return self.reply is not None and self.reply.response in self._in_flight

    @property
    def is_over(self) -> bool:
        """Whether the run has ended, in good order."""
        return bool(self.state.stopped_because)

    def remember(self, run: Run, totals: Totals) -> None:
        """Take in a run of the past."""
        self.state = RunState(
            collection=run.collection,
            backend=run.backend,
            model=run.model,
            target=json.loads(run.settings)["batch"]["count"],
            kept=totals.kept,
            rejected=totals.rejected,
            requests=totals.requests,
            retries=totals.retries,
            prompt_tokens=totals.prompt_tokens,
            completion_tokens=totals.completion_tokens,
            usage_estimated=totals.usage_estimated,
            cost_usd=totals.cost_usd,
            worked=run.seconds,
            first_task_seconds=run.first_task_seconds,
            stopped_because=run.stopped_because,
        )

    def take(self, event: events.Event) -> None:
        """Take in an event."""
        self.version += 1
        before = self.state
        self.state = fold(before, event)
        match event:
            case events.RequestStarted():
                reply = Reply(event.response, event.number, event.examples)
                self._in_flight[event.response] = reply
                if not self.is_writing:
                    self.reply = reply
            case events.TextArrived():
                self._in_flight[event.response].text += event.text
            case events.TaskJudged(verdict=verdict):
                self._log(_judged(verdict))
            case events.RetryScheduled():
                again = f"again in {event.wait:.0f} s" if event.wait >= 1 else "again now"
                why = event.why.rstrip(".")
                self._log(LogLine("trouble", _line(f"{again}, request {event.number}: {why}")))
            case events.ConcurrencyChanged(limit=limit) if limit < (before.limit or limit + 1):
                requests = "request" if limit == 1 else "requests"
                self._log(LogLine("trouble", f"more slowly, {limit} {requests} at once"))
            case events.RequestFinished() | events.RequestFailed():
                self._in_flight.pop(event.response, None)
                if not self.is_writing:
                    self.reply = next(iter(self._in_flight.values()), self.reply)
            case events.RunEnded():
                self._in_flight.clear()
                if event.because in _TROUBLE:
                    self._log(LogLine("trouble", _line(event.sentence)))

    def _log(self, line: LogLine) -> None:
        self._lines.append(line)
        self._of_kind[line.kind].append(line)


def seed_name(label: str) -> str:
    """Return what a person calls an example or neighbour: `seed_task_41` is seed 41."""
    return f"seed {label.removeprefix(_SEED_PREFIX)}" if label.startswith(_SEED_PREFIX) else label


def shown_to(reply: Reply) -> str:
    """Say which examples a reply's prompt showed: `seeds 12, 40, 117`."""
    names = [seed_name(label) for label in reply.examples]
    if all(label.startswith(_SEED_PREFIX) for label in reply.examples):
        return "seeds " + ", ".join(name.removeprefix("seed ") for name in names)
    return ", ".join(names)


def _judged(verdict: Kept | Rejection) -> LogLine:
    candidate = verdict.candidate
    instruction = _line(candidate.instruction) or _line(candidate.raw)
    if isinstance(verdict, Kept):
        score = verdict.nearest[0].score if verdict.nearest else None
        return LogLine("kept", instruction, score, verdict.row)
    if verdict.nearest is not None:
        near = verdict.nearest
        text = f'repeats {seed_name(near.label)} "{near.instruction}": {instruction}'
        return LogLine("dropped", _line(text), near.score, verdict.row)
    reason = verdict.rule.replace("_", " ")
    matched = f' "{verdict.matched}"' if verdict.matched else ""
    return LogLine("dropped", _line(f"{reason}{matched}: {instruction}"), None, verdict.row)


def _line(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[:LONGEST_LINE].split())

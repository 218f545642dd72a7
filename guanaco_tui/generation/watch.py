"""What a listener keeps of a run to show it: its numbers, its log, the replies as they come.

Pure bookkeeping over events: the screen paints from it at its own beat.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guanaco_tui.generation import endings, events, labels, log
from guanaco_tui.generation.events import RunState, fold
from guanaco_tui.generation.log import Kind, LogLine
from guanaco_tui.lesson.runs import Run, Totals
from guanaco_tui.lesson.seeds import seed_name


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

    @property
    def is_of_the_past(self) -> bool:
        """Whether nothing has happened in it in this sitting of the program."""
        return not self.version

    def remember(self, run: Run, totals: Totals) -> None:
        """Take in a run of the past."""
        self.state = RunState(
            collection=run.collection,
            backend=run.backend,
            model=run.model,
            target=run.target,
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
            sentence=endings.SENTENCES.get(run.stopped_because, ""),
        )

    def recall(self, lines: Sequence[LogLine]) -> None:
        """Take in the log of earlier sittings."""
        for line in lines:
            self._log(line)

    def take(self, event: events.Event) -> None:
        """Take in an event."""
        self.version += 1
        before = self.state
        self.state = fold(before, event)
        match event:
            case events.RunStarted():
                self.recall(event.log)
            case events.RequestStarted():
                reply = Reply(event.response, event.number, event.examples)
                self._in_flight[event.response] = reply
                if not self.is_writing:
                    self.reply = reply
            case events.TextArrived():
                self._in_flight[event.response].text += event.text
            case events.TaskJudged(verdict=verdict):
                self._log(log.judged(verdict))
            case events.RetryScheduled():
                again = f"again in {event.wait:.0f} s" if event.wait >= 1 else "again now"
                line = log.failed(event.number, event.why)
                self._log(replace(line, text=log.one_line(f"{again}, {line.text}")))
            case events.ConcurrencyChanged(limit=limit) if limit < (before.limit or limit + 1):
                requests = "request" if limit == 1 else "requests"
                self._log(LogLine("trouble", f"more slowly, {limit} {requests} at once"))
            case events.RequestFinished() | events.RequestFailed():
                self._in_flight.pop(event.response, None)
                if not self.is_writing:
                    self.reply = next(iter(self._in_flight.values()), self.reply)
            case events.RunEnded():
                self._in_flight.clear()
                if event.because in endings.TROUBLE:
                    self._log(LogLine("trouble", log.one_line(event.sentence)))

    def _log(self, line: LogLine) -> None:
        self._lines.append(line)
        self._of_kind[line.kind].append(line)


def as_read(reply: Reply, language: str) -> str:
    """Return the text of a reply with the label it goes on from, which the prompt ends with.

    Many a model writes that label again: it is shown once, as it is read.
    """
    opening = f"{len(reply.examples) + 1}. Instruction:"
    text = reply.text.lstrip()
    line = text[: labels.HEAD].split("\n", 1)[0]
    kind = labels.read_line(line, True, language).kind
    is_again = opening.startswith(line) or kind is not labels.Kind.TEXT
    return text if text and is_again else opening + reply.text


def shown_to(reply: Reply) -> str:
    """Say which examples a reply's prompt showed: `seeds 12, 40, 117`."""
    names = [seed_name(label) for label in reply.examples]
    if all(name.startswith("seed ") for name in names):
        return "seeds " + ", ".join(name.removeprefix("seed ") for name in names)
    return ", ".join(names)

"""Puts a run into words, for the screen and the command line; listens to it from the latter.

The listener is a bar on a terminal and plain lines elsewhere.
"""

import sys
from typing import TYPE_CHECKING, Protocol, TextIO

from guanaco_tui.generation import events
from guanaco_tui.generation.estimate import Estimate
from guanaco_tui.generation.events import RunState

if TYPE_CHECKING:
    from guanaco_tui.generation.outlook import Outlook


class Listener(Protocol):
    """Shows a run while it works."""

    def show(self, event: events.Event, state: RunState) -> None:
        """Show an event and the state after it."""
        ...

    def close(self) -> None:
        """Leave the screen in order."""
        ...


def listener_for(stream: TextIO = sys.stderr) -> Listener:
    """Return what suits the stream."""
    return Bar(stream) if stream.isatty() else Lines(stream)


class Lines:
    """A line at the start, at each tenth of the way, at each trouble, and at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said = 0

    def show(self, event: events.Event, state: RunState) -> None:
        """Print a line where there is something to say."""
        match event:
            case events.RunStarted():
                self._say(started(event))
            case events.RetryScheduled():
                self._say(trouble(event))
            case events.RunEnded():
                self._say(progress(state))
            case events.TaskJudged():
                tenth = 10 * state.kept // state.goal
                if self._said < tenth < 10:
                    self._said = tenth
                    self._say(progress(state))

    def close(self) -> None:
        """Nothing to put in order."""

    def _say(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


class Bar:
    """A progress bar with the figures beside it; troubles scroll by above it."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415  (only a terminal needs it)
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

        self._bar = Progress(
            BarColumn(bar_width=None),
            TextColumn("{task.fields[figures]}", markup=False),
            console=Console(file=stream, highlight=False),
            transient=True,
            refresh_per_second=10,
        )
        self._task = self._bar.add_task("", total=1, figures="")
        self._bar.start()

    def show(self, event: events.Event, state: RunState) -> None:
        """Move the bar; print what is worth a line."""
        match event:
            case events.RunStarted():
                self._print(started(event))
            case events.RetryScheduled():
                self._print(trouble(event))
        self._bar.update(
            self._task, completed=state.kept, total=state.goal, figures=progress(state)
        )

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _print(self, line: str) -> None:
        self._bar.console.print(line, markup=False, soft_wrap=True)


def started(event: events.RunStarted) -> str:
    """Say what begins, or from where it goes on."""
    line = f"{event.collection}: {event.target:,} tasks{was(event.target, event.target_before)}"
    if event.so_far.kept:
        line = f"{line}, going on from {event.so_far.kept:,}"
    return f"{line}. {written_by(event.backend, event.model)}"


def trouble(event: events.RetryScheduled) -> str:
    """Say what went wrong with a request and when it is sent again."""
    return f"request {event.number}: {event.why} Again in {event.wait:.0f} s."


def so_far(state: RunState) -> str:
    """Say how many tasks a run has and will have: `260 of about 374` where a replay ends before."""
    if state.goal < state.target and not state.stopped_because:
        return f"{state.kept:,} of about {state.goal:,}"
    return f"{state.kept:,} of {state.target:,}"


def left(state: RunState) -> str:
    """Say how long it will take yet, nothing where that is not known."""
    return f"{duration(max(1.0, state.seconds_left))} left" if state.seconds_left else ""


def progress(state: RunState) -> str:
    """Say in a few words how far a run is."""
    parts = [so_far(state)]
    if state.kept_rate is not None:
        parts.append(f"{state.kept_rate:.0%} kept")
    parts.append(money(state.cost_usd, state.prompt_tokens + state.completion_tokens))
    if state.tasks_a_minute is not None:
        parts.append(f"{state.tasks_a_minute:,.0f} a minute")
    parts.append(left(state))
    return ", ".join(part for part in parts if part)


def estimated(guess: Estimate) -> str:
    """Say what a run may take."""
    tokens = guess.prompt_tokens + guess.completion_tokens
    if guess.cost_usd is None:
        cost = "price not known"
    elif guess.cost_usd:
        cost = f"about ${guess.cost_usd:.2f}" if guess.cost_usd >= 0.005 else "under $0.01"
    else:
        cost = "no cost"
    return (
        f"{guess.requests:,} requests, about {tokens:,} tokens, {cost}, "
        f"about {duration(60 * guess.minutes)}"
    )


def plan(ahead: "Outlook") -> list[str]:
    """Say in a few lines what a run would do: who writes, what comes of it, what it takes."""
    return [*_which(ahead), writer(ahead), *_takes(ahead)]


def next_step(ahead: "Outlook") -> list[str]:
    """Say in a line or two what comes after a run: going on with it, or another."""
    return [*_which(ahead), *_takes(ahead)]


def was(target: int, before: int | None) -> str:
    """Say what another target a run had before, nothing where it is the same or the first."""
    return "" if before is None or before == target else f" (was {before:,})"


def _which(ahead: "Outlook") -> list[str]:
    """Say which run it is, and why it is not the one before."""
    if ahead.goes_on:
        before = ahead.target_before or ahead.target
        line = f"{ahead.collection} stopped at {ahead.kept:,} of {before:,}."
        to = f" It goes on to {ahead.target:,}, as Settings ask now."
        if ahead.kept >= ahead.target:
            to = f" Settings ask for {ahead.target:,}, which it has: raise that to go on."
        return [line if before == ahead.target else f"{line}{to}"]
    lines = [f"{ahead.target:,} tasks into {ahead.collection}, from {ahead.ready} seeds."]
    if ahead.backend == "recorded" and ahead.guess.tasks < ahead.target:
        lines = [f"About {ahead.guess.tasks:,} tasks into {ahead.collection}: there are no more."]
    if ahead.left:
        lines.append(
            f"{ahead.left} was not finished, but what is asked has changed since: "
            "its tasks stay, and a new run begins."
        )
    return lines


def _takes(ahead: "Outlook") -> list[str]:
    lines = [_needs(ahead)]
    if ahead.budget is not None:
        lines.append(f"It stops before it has spent ${ahead.budget:.2f}.")
    return lines


def writer(ahead: "Outlook") -> str:
    """Say who would write, and where."""
    if not ahead.endpoint:
        return f"{written_by(ahead.backend, ahead.model)}."
    model = ahead.model or "the model that is loaded there"
    return f"{written_by(ahead.backend, model)} at {ahead.endpoint}."


def written_by(backend: str, model: str) -> str:
    """Say who writes; of an offline backend plainly what it is."""
    if backend == "ngram":
        from guanaco_tui.backends.ngram import DESCRIPTION  # noqa: PLC0415  (slow to import)

        return f"Offline: {DESCRIPTION}"
    return f"Offline: recorded, by {model}" if backend == "recorded" else f"Written by {model}"


def _needs(ahead: "Outlook") -> str:
    in_flight = min(ahead.concurrency, ahead.guess.requests)
    at_once = f"{in_flight} at once" if in_flight > 1 else "one by one"
    if ahead.endpoint:
        return f"{estimated(ahead.guess).capitalize()}, {at_once}."
    time = duration(60 * ahead.guess.minutes)
    return (
        f"{ahead.guess.requests:,} requests, {at_once}, about {time}. "
        "No key, no cost, nothing leaves this computer."
    )


def figures(state: RunState, budget: float | None) -> str:
    """Say what a run has used and what it brings, shortly: the second line of its progress."""
    parts = []
    if state.kept_rate is not None:
        parts.append(f"{state.kept_rate:.0%} kept")
    tokens = state.prompt_tokens + state.completion_tokens
    if tokens:
        parts.append(f"{'about ' if state.usage_estimated else ''}{tokens:,} tokens")
    if budget is not None and state.cost_usd is not None:
        parts.append(f"${state.cost_usd:.2f} of ${budget:.2f}")
    elif state.cost_usd:
        parts.append(money(state.cost_usd, tokens))
    elif state.cost_usd is None:
        parts.append("price not known")
    return " · ".join(parts)


def outcome(state: RunState) -> tuple[str, str, str, str, str]:
    """Say in five lines what came of a run: its end, what was kept, dropped, used, how long."""
    counts = sorted(state.dropped.items(), key=lambda item: -item[1])
    dropped = f"Dropped {sum(state.dropped.values()):,}: " if counts else "Dropped none"
    reasons = ", ".join(f"{rule.replace('_', ' ')} {count:,}" for rule, count in counts)
    share = f", {state.kept_rate:.0%}" if state.kept_rate is not None else ""
    tokens = state.prompt_tokens + state.completion_tokens
    about = "about " if state.usage_estimated else ""
    cost = money(state.cost_usd, 0) if state.cost_usd else ""
    if state.cost_usd is None:
        cost = "price not known"
    first = state.first_task_seconds
    return (
        state.sentence,
        f"Kept {state.kept:,} of {state.judged:,} candidates{share}.",
        f"{dropped}{reasons}{_not_judged(state)}.",
        f"{state.requests:,} requests, {state.retries:,} retries, {about}{tokens:,} tokens, "
        f"{cost or 'no cost'}.",
        f"{duration(state.seconds)} of work"
        + (f", the first task after {first:.1f} s." if first is not None else "."),
    )


def _not_judged(state: RunState) -> str:
    """Say what was saved without being judged."""
    said = {"cut_off": "cut off in the middle", "beyond_target": "too many"}
    counts = [f"{n:,} {said[rule]}" for rule, n in state.rejected.items() if rule in said]
    return f"; not judged: {', '.join(counts)}" if counts else ""


def result(state: RunState) -> str:
    """Say in a few lines what came of a run."""
    return "\n".join(outcome(state))


def money(cost_usd: float | None, tokens: int) -> str:
    """A cost in dollars; tokens where the price is not known; nothing where it is free."""
    if cost_usd is None:
        return f"{tokens:,} tokens, price not known"
    return f"${cost_usd:.2f}" if cost_usd >= 0.005 else f"${cost_usd:.4f}" if cost_usd else ""


def duration(seconds: float) -> str:
    """A time in the largest unit that tells it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"

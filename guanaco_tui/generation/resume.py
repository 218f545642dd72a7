"""Goes on with a replayed reply that a stop or a kill cut short, from the task that was cut.

Takes what the earlier attempts of the request left; gives the text that need not come again, and a
parser that reads what comes then as if the reply had come whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from guanaco_tui.generation.parse import TaskParser
from guanaco_tui.lesson.runs import Attempt
from guanaco_tui.tasks import Candidate


@dataclass(frozen=True, slots=True)
class Before:
    """What came of a reply before this attempt.

    `text` reaches to the line where the task begins that was cut, `judged` is the position of the
    last task before it.
    """

    attempts: int = 0
    text: str = ""
    judged: int = 0


class ReplyParser:
    """A `TaskParser` that goes on behind what came before and gives only the tasks after it."""

    def __init__(self, first_number: int, language: str, before: Before) -> None:
        self._parser = TaskParser(first_number, language)
        self._parser.feed(before.text)
        self._judged = before.judged

    def feed(self, text: str) -> list[Candidate]:
        """Take the next piece of the reply and return the tasks it closed."""
        return self._new(self._parser.feed(text))

    def close(self, finish_reason: str) -> list[Candidate]:
        """End the reply and return what was still open."""
        return self._new(self._parser.close(finish_reason))

    def _new(self, candidates: list[Candidate]) -> list[Candidate]:
        return [candidate for candidate in candidates if candidate.position > self._judged]


def before(attempts: Sequence[Attempt], first_number: int, language: str) -> Before:
    """Return what the attempts of one request, in their order, have left of its reply."""
    text, judged = "", 0
    for attempt in attempts:
        judged = max(judged, attempt.judged)
        text = _whole_part(text + attempt.text, judged, first_number, language)
    return Before(len(attempts), text, judged)


def _whole_part(text: str, judged: int, first_number: int, language: str) -> str:
    """Return the text before the line with which task `judged` was over and the next one began."""
    if not judged:
        return ""
    parser = TaskParser(first_number, language)
    start = 0
    for line in text.split("\n")[:-1]:
        if any(candidate.position >= judged for candidate in parser.feed(line + "\n")):
            break
        start += len(line) + 1
    return text[:start]

"""A reply read by the parser, and the tasks that many of the replies in the tests are made of."""

from guanaco_tui.generation.parse import TaskParser
from guanaco_tui.tasks import Candidate

# The instruction, input and output of a task.
Triple = tuple[str, str, str]

FIRST = "4. Instruction: Name a fruit.\n4. Input: <noinput>\n4. Output: Apple\n"
SECOND = "5. Instruction: Add them.\n5. Input: 1 and 2\n5. Output: 3\n"
APPLE, SUM = ("Name a fruit.", "", "Apple"), ("Add them.", "1 and 2", "3")


def parse(text: str, finish_reason: str = "stop", language: str = "en") -> list[Candidate]:
    parser = TaskParser(language=language)
    return parser.feed(text) + parser.close(finish_reason)


def tasks(text: str, finish_reason: str = "stop", language: str = "en") -> list[Triple]:
    """The tasks of a reply in which there is nothing but whole ones."""
    found = parse(text, finish_reason, language)
    assert [candidate.fault for candidate in found] == [None] * len(found)
    return [(c.instruction, c.input, c.output) for c in found]

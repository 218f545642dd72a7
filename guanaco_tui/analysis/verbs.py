"""Counts verbs and their objects over a collection: what do its instructions ask for?

The figure is that of Self-Instruct (Wang et al. 2023, figure 2): the most common root verbs and,
of each, the most common direct objects, in the first sentence of every instruction. What could not
be read is kept with its reason, so that every share can be shown with what it is a share of.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar, get_args

from guanaco_tui.analysis.verb_reading import NotRead, Reason, VerbObject
from guanaco_tui.analysis.verb_rules import read_by_rule

__all__ = [
    "PARSERS",
    "Bar",
    "NotRead",
    "Parser",
    "Reason",
    "Unread",
    "VerbCount",
    "VerbObject",
    "VerbObjects",
    "bars",
    "read_verb_object",
    "verb_objects",
]

Parser = Literal["rules", "spacy"]
PARSERS: tuple[Parser, ...] = get_args(Parser)

# Instructions between two looks at whether to stop: about 20 ms of work by rule.
CHUNK = 1000
# The same for spaCy: about half a second.
_SPACY_CHUNK = 250

_Name = TypeVar("_Name", bound=str)
Progress = Callable[[int, int], None]
_Reader = Callable[[Sequence[str]], list[VerbObject | NotRead]]


@dataclass(frozen=True, slots=True)
class Unread:
    """An instruction without a pair: its place in what was given, from 0, and why."""

    place: int
    reason: Reason
    verb: str | None


@dataclass(frozen=True, slots=True)
class VerbCount:
    """A verb, how many instructions have it with an object, and its most common objects."""

    verb: str
    count: int
    objects: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the two-level bar list: level 1 is a verb, level 2 an object of the verb above it.

    `share` is of the instructions that could be read, from 0 to 1, on both levels.
    """

    level: int
    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class VerbObjects:
    """What was read: `counts[verb][object]` instructions of `total`, and what was not."""

    counts: Mapping[str, Mapping[str, int]]
    total: int
    unread: tuple[Unread, ...] = ()
    parser: Parser = "rules"

    @property
    def read(self) -> int:
        """How many instructions have a verb and an object."""
        return sum(sum(objects.values()) for objects in self.counts.values())

    @property
    def share_read(self) -> float | None:
        """The share of all instructions that could be read, from 0 to 1; None of none."""
        return self.read / self.total if self.total else None

    def reasons(self) -> list[tuple[Reason, int]]:
        """Return why the others could not be read, the most common reason first."""
        return _most(Counter(unread.reason for unread in self.unread))

    def top(self, most_verbs: int = 20, most_objects: int = 4) -> list[VerbCount]:
        """Return the most common verbs with their most common objects; the alphabet breaks ties."""
        totals = {verb: sum(objects.values()) for verb, objects in self.counts.items()}
        return [
            VerbCount(verb, count, _most(self.counts[verb])[:most_objects])
            for verb, count in _most(totals)[:most_verbs]
        ]


def read_verb_object(instruction: str, parser: Parser = "rules") -> VerbObject | NotRead:
    """Read the verb and the direct object of an instruction's first sentence, or say why not.

    Raises GuanacoError where `parser` is "spacy" and spaCy or its model is missing.
    """
    return _reader(parser)([instruction])[0]


def verb_objects(
    instructions: Sequence[str],
    parser: Parser = "rules",
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> VerbObjects | None:
    """Read and count all instructions; None where `should_stop` said so before the end.

    It takes a second for 50,000 instructions by rule, minutes with spaCy, and belongs in a thread.
    After each chunk `progress` is told how many are read, of how many. Raises GuanacoError where
    `parser` is "spacy" and spaCy or its model is missing.
    """
    read = _reader(parser)
    size = CHUNK if parser == "rules" else _SPACY_CHUNK
    counts: dict[str, Counter[str]] = {}
    unread: list[Unread] = []
    for start in range(0, len(instructions), size):
        if should_stop():
            return None
        chunk = instructions[start : start + size]
        for place, found in enumerate(read(chunk), start):
            if isinstance(found, VerbObject):
                counts.setdefault(found.verb, Counter())[found.object] += 1
            else:
                unread.append(Unread(place, found.reason, found.verb))
        progress(start + len(chunk), len(instructions))
    return VerbObjects(counts, len(instructions), tuple(unread), parser)


def bars(verbs: VerbObjects, most_verbs: int = 20, most_objects: int = 4) -> list[Bar]:
    """Return the lines of the two-level bar list: each verb, then its objects."""
    read = verbs.read
    lines = []
    for top in verbs.top(most_verbs, most_objects):
        lines.append(Bar(1, top.verb, top.count, top.count / read))
        lines += [Bar(2, name, count, count / read) for name, count in top.objects]
    return lines


def _most(counts: Mapping[_Name, int]) -> list[tuple[_Name, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@cache
def _reader(parser: Parser) -> _Reader:
    """How a chunk of instructions is read; spaCy's model is loaded once."""
    if parser == "rules":
        return lambda instructions: [read_by_rule(instruction) for instruction in instructions]
    from guanaco_tui.analysis.verb_spacy import load_spacy, read_with_spacy  # noqa: PLC0415 (extra)

    pipeline = load_spacy()
    return lambda instructions: read_with_spacy(pipeline, instructions)

"""Counts verbs and their objects over a collection: what do its instructions ask for?

The figure is that of Self-Instruct (Wang et al. 2023, figure 2): the most common root verbs and,
of each, the most common direct objects, in the first sentence of every instruction. What could not
be read is kept with its reason, so that every share can be shown with what it is a share of.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Literal, TypeVar

from guanaco_tui.analysis.verb_reading import NotRead, Reason, VerbObject
from guanaco_tui.analysis.verb_rules import read_by_rule
from guanaco_tui.errors import GuanacoError

__all__ = [
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

# The best is spaCy where it and its English model are installed, else the rules.
Parser = Literal["rules", "spacy", "best"]

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
    """A verb, how many instructions have it with an object, and its most common objects.

    `written` is the verb as most of them spell it: `summarise` is counted as `summarize`.
    """

    verb: str
    count: int
    objects: list[tuple[str, int]]
    written: str


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
    """What was read: `counts[verb][object]` instructions of `total`, and what was not.

    `how` says who read them, as it is told beside the share that could be read; `why_not_spacy` is
    there where spaCy was to read them and could not. `spellings` has the verbs that most of their
    instructions write otherwise than they are counted.
    """

    counts: Mapping[str, Mapping[str, int]]
    total: int
    unread: tuple[Unread, ...] = ()
    how: str = "by rule"
    why_not_spacy: str = ""
    spellings: Mapping[str, str] = field(default_factory=dict)

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
            VerbCount(
                verb, count, _most(self.counts[verb])[:most_objects], self.spellings.get(verb, verb)
            )
            for verb, count in _most(totals)[:most_verbs]
        ]


def read_verb_object(instruction: str, parser: Parser = "rules") -> VerbObject | NotRead:
    """Read the verb and the direct object of an instruction's first sentence, or say why not.

    Raises GuanacoError where `parser` is "spacy" and spaCy or its model is missing.
    """
    return _choice(parser).read([instruction])[0]


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
    reader = _choice(parser)
    counts: dict[str, Counter[str]] = {}
    unread: list[Unread] = []
    british: Counter[str] = Counter()
    for start in range(0, len(instructions), reader.chunk):
        if should_stop():
            return None
        chunk = instructions[start : start + reader.chunk]
        for place, found in enumerate(reader.read(chunk), start):
            if isinstance(found, VerbObject):
                counts.setdefault(found.verb, Counter())[found.object] += 1
                british[found.verb] += _is_british(found.verb, instructions[place])
            else:
                unread.append(Unread(place, found.reason, found.verb))
        progress(start + len(chunk), len(instructions))
    spellings = {
        verb: _british(verb) for verb, n in british.items() if 2 * n > counts[verb].total()
    }
    return VerbObjects(
        counts, len(instructions), tuple(unread), reader.how, reader.why_not_spacy, spellings
    )


def bars(verbs: VerbObjects, most_verbs: int = 20, most_objects: int = 4) -> list[Bar]:
    """Return the lines of the two-level bar list: each verb, then its objects."""
    read = verbs.read
    lines = []
    for top in verbs.top(most_verbs, most_objects):
        lines.append(Bar(1, top.written, top.count, top.count / read))
        lines += [Bar(2, name, count, count / read) for name, count in top.objects]
    return lines


def _british(verb: str) -> str:
    """Return `summarise` for `summarize`, and `analyse` for `analyze`."""
    return f"{verb[:-2]}se" if verb.endswith(("ize", "yze")) else verb


def _is_british(verb: str, instruction: str) -> bool:
    """Tell whether an instruction spells a verb in the British way."""
    spelled, text = _british(verb), instruction.casefold()
    return spelled != verb and (spelled in text or f"{spelled[:-1]}ing" in text)


def _most(counts: Mapping[_Name, int]) -> list[tuple[_Name, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True, slots=True)
class _Choice:
    """How instructions are read, how many at a time, and what is told of it."""

    read: _Reader
    chunk: int
    how: str
    why_not_spacy: str = ""


def _choice(parser: Parser) -> _Choice:
    """Return a reader; GuanacoError where it has to be spaCy, which cannot be had."""
    if parser == "spacy":
        return _spacy()
    why = ""
    # Looked for, not imported: that takes a second.
    if parser == "best" and find_spec("spacy") is not None:
        try:
            return _spacy()
        except GuanacoError as error:
            why = str(error)
    return _Choice(lambda found: [read_by_rule(text) for text in found], CHUNK, "by rule", why)


@cache
def _spacy() -> _Choice:
    """Return spaCy's reader; its model is loaded once."""
    from guanaco_tui.analysis import verb_spacy  # noqa: PLC0415 (an extra)

    pipeline = verb_spacy.load_spacy()
    return _Choice(
        lambda found: verb_spacy.read_with_spacy(pipeline, found),
        _SPACY_CHUNK,
        "by spaCy",
    )

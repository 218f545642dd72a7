"""Cuts a model's reply into candidate tasks while it streams.

Takes the text in pieces of any size, gives each `Candidate` as soon as the start of the next one
has been read. It goes by labels, not by numbers: a reply is read line by line (`labels.read_line`),
and a small state machine decides which labels open a part of the task at hand, which start a new
task, and which are only words of the text.
"""

import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise

from guanaco_tui.generation.labels import (
    HEAD,
    SEPARATORS,
    TEXT,
    Kind,
    Mark,
    Part,
    means_no_input,
    read_line,
)
from guanaco_tui.tasks import Candidate, Fault

# Labels of the prompt's own form may stand inside a line, as in the reference parser.
_INLINE = re.compile(r"(?<![\w.])\d{1,4}\.\s{0,4}(?:Instruction|Input|Output):")
_ITEM = re.compile(r"\s{0,40}(\d{1,4})[.)]\s")
_BETWEEN_PARTS = frozenset({Kind.HASHES, Kind.RULE, Kind.BLANK})
_DECORATION = " \t#*_-`(["


class _Boundary(IntEnum):
    """What stands between a line and the last text above it."""

    NOTHING = 0
    BLANK = 1
    FENCE = 2
    DIVIDER = 3  # a separator or a heading


@dataclass(slots=True)
class _Section:
    """A part of a task that a label has opened, and the line of the label."""

    part: Part
    rank: int
    line: int


@dataclass(slots=True)
class _Block:
    """The lines of the task at hand, from its label on.

    `label` is the one that opened it; None where the instruction has no label of its own, as at
    the start of a completion. `wrapped` says that a fence around it is open.
    """

    number: int | None
    label: Mark | None
    wrapped: bool
    lines: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    sections: list[_Section] = field(default_factory=list)
    gap: int = 0  # where the lines without text began that end the block so far
    in_fence: bool = False
    divided: int | None = None  # the last divider after which a task without a label may begin

    def rank(self, mark: Mark) -> int:
        """How surely a label is one of this task's: its own number counts more than its word."""
        numbered = mark.number is not None and mark.number == self.number
        return 2 * numbered + mark.strong

    def boundary(self) -> tuple[_Boundary, Mark | None]:
        """Return the strongest thing in the gap, and the last heading in it."""
        strongest, heading = _Boundary.NOTHING, None
        for mark in self.marks[self.gap :]:
            if mark.kind in SEPARATORS or mark.kind is Kind.HEADING:
                strongest = _Boundary.DIVIDER
                heading = mark if mark.kind is Kind.HEADING else heading
            elif mark.kind is Kind.FENCE:
                strongest = max(strongest, _Boundary.FENCE)
            else:
                strongest = max(strongest, _Boundary.BLANK)
        return strongest, heading

    def begin_unlabelled(self) -> None:
        """Find where an instruction without a label begins: at the first text after a divider."""
        at = self.divided or 0
        while at < len(self.lines) and self.marks[at].kind is not Kind.TEXT:
            if self.marks[at].kind is Kind.HEADING:
                self.number = self.marks[at].number
                if self._after_mark(at).strip():
                    break
            at += 1
        self.wrapped = sum(mark.kind is Kind.FENCE for mark in self.marks[:at]) % 2 == 1
        self.sections[0].line = at
        item = _ITEM.match(self.lines[at][:HEAD]) if at < len(self.lines) else None
        if item is not None and int(item[1]) == self.number:
            self.marks[at] = replace(TEXT, start=item.end())

    def is_open_and_empty(self) -> bool:
        """Tell whether nothing has been written after the last label."""
        label = self.sections[-1].line
        if label == len(self.lines):
            return True
        return self.gap <= label + 1 and not self._after_mark(label).strip()

    def part_text(self, index: int, end: int) -> str:
        """Return the text of a section, without what only divides it from the next."""
        first = self.sections[index].line
        if index + 1 < len(self.sections):
            end = self.sections[index + 1].line
            while end > first + 1 and self.marks[end - 1].kind in _BETWEEN_PARTS:
                end -= 1
        if first >= end:
            return ""
        text = "".join([self._after_mark(first), *self.lines[first + 1 : end]])
        return text.replace("\r\n", "\n").strip()

    def _after_mark(self, index: int) -> str:
        """Return a line without the label or heading that begins it."""
        mark = self.marks[index]
        text = self.lines[index][mark.start :]
        bare = text.rstrip()
        if mark.emphasis and bare.endswith(mark.emphasis):
            return bare[: -len(mark.emphasis)] + text[len(bare) :]
        return text


@dataclass(frozen=True, slots=True)
class _Ending:
    """Where a block's own text ends, whether a fence is open after it, whether it was closed."""

    cut: int
    wrapped: bool
    closed: bool


class TaskParser:
    """Reads one reply. Feed it text, then close it; neither ever raises.

    `first_number` is the number that the prompt left open, `language` the lesson's. A reply in
    chunks gives the candidates of the same reply in one piece, in time linear in its length.
    """

    def __init__(self, first_number: int = 4, language: str = "en") -> None:
        self._language = language
        self._partial: list[str] = []
        self._position = 0
        self._rules: set[str] = set()  # the rules that have stood between tasks
        self._block = _unlabelled(first_number, wrapped=False)

    def feed(self, text: str) -> list[Candidate]:
        """Take the next piece of the reply and return the tasks it closed."""
        if "\n" not in text:
            self._partial.append(text)
            return []
        whole, _, rest = "".join([*self._partial, text]).rpartition("\n")
        self._partial = [rest]
        found: list[Candidate] = []
        for line in whole.split("\n"):
            self._read(line + "\n", found)
        return found

    def close(self, finish_reason: str) -> list[Candidate]:
        """End the reply and return what was still open.

        With any `finish_reason` but `stop` the task at hand is cut off, unless a separator, a
        closing fence or the next number shows that it was whole.
        """
        found: list[Candidate] = []
        last = "".join(self._partial)
        self._partial = []
        if last:
            self._read(last, found)
        block = self._block
        if block.label is None and len(block.sections) == 1:
            # No label at all: a refusal, an essay, or an instruction that broke off.
            text = "".join(block.lines)
            if text.strip():
                fault: Fault = "unreadable" if finish_reason == "stop" else "cut off"
                words = text.replace("\r\n", "\n").strip()
                found.append(self._candidate(words, "", "", text, fault))
            return found
        ending = self._ending(at_end=True)
        cut_off = finish_reason != "stop" and not ending.closed
        self._finish(ending, found, cut_off=cut_off)
        return found

    def _read(self, line: str, found: list[Candidate]) -> None:
        """Take one line, in pieces where the prompt's own labels stand inside it."""
        if ":" not in line:
            self._take(line, found, inside=False)
            return
        cuts = [
            at
            for at in (match.start() for match in _INLINE.finditer(line))
            if at > HEAD or line[:at].strip(_DECORATION)
        ]
        for start, end in pairwise([0, *cuts, len(line)]):
            self._take(line[start:end], found, inside=start > 0)

    def _take(self, line: str, found: list[Candidate], *, inside: bool) -> None:
        """Take a line, or a piece of one from a label inside it on."""
        mark = read_line(line[:HEAD], len(line) <= HEAD, self._language)
        if mark.kind is Kind.LABEL:
            if inside and not self._fits_inside(mark):
                mark = TEXT
            elif mark.part is Part.INSTRUCTION:
                if self._starts_task(mark):
                    self._start_task(mark, found)
                else:
                    mark = TEXT
            elif not self._opens_part(mark, found, inside=inside):
                mark = TEXT
        self._append(line, mark)

    def _append(self, line: str, mark: Mark) -> None:
        """Add a line to the block and keep count of fences and dividers."""
        block = self._block
        block.lines.append(line)
        block.marks.append(mark)
        if mark.kind is Kind.TEXT or mark.kind is Kind.LABEL:
            block.gap = len(block.lines)
        elif mark.kind is Kind.FENCE:
            # In a fenced task a bare fence most likely ends it.
            block.in_fence = not mark.plain or not (block.in_fence or block.wrapped)
        elif not block.in_fence and self._divides(mark):
            block.divided = block.gap

    def _divides(self, mark: Mark) -> bool:
        """Tell whether a task without a label of its own may begin after this line."""
        if mark.kind is Kind.RULE:
            return self._block.label is None or mark.word in self._rules
        return mark.kind is Kind.HASHES or (mark.kind is Kind.HEADING and not mark.plain)

    def _fits_inside(self, mark: Mark) -> bool:
        """Tell whether a label inside a line carries this task on, or the next one begins."""
        block, last = self._block, self._block.sections[-1].part
        label = block.label
        if label is not None and (label.number is None or label.word != "instruction"):
            return False
        if mark.part is not Part.INSTRUCTION:
            return mark.number == block.number and mark.part > last
        hashes = block.lines[-1].rstrip().endswith("###")
        return last is Part.OUTPUT and (hashes or _follows(mark.number, block.number))

    def _starts_task(self, mark: Mark) -> bool:
        """Tell whether an instruction label starts a task here."""
        block, last = self._block, self._block.sections[-1]
        boundary, _ = block.boundary()
        if block.label is None and last.part is Part.INSTRUCTION:
            return mark.strong or boundary is not _Boundary.NOTHING or block.gap == 0
        same_word = block.label is not None and mark.word == block.label.word
        if boundary is _Boundary.DIVIDER:
            return mark.strong or same_word or block.divided == block.gap
        numbered_alike = (mark.number is None) == (
            block.label is None or block.label.number is None
        )
        same_style = same_word and numbered_alike
        numbered = mark.number is not None and (mark.strong or same_style)
        if block.in_fence:
            fences = sum(other.kind is Kind.FENCE for other in block.marks[block.gap :])
            # After `like this:` a fence holds what the text speaks of, not the next task.
            introduced = fences == 1 and block.lines[block.gap - 1].rstrip().endswith((":", "："))
            wraps = boundary is _Boundary.FENCE and not introduced and (mark.strong or same_style)
            return wraps or (numbered and _follows(mark.number, block.number))
        if numbered:
            return True
        if same_style:
            # Right under an input label, an instruction is what the task works on.
            return last.part is not Part.INPUT or not block.is_open_and_empty()
        return (
            mark.strong
            and last.part is Part.OUTPUT
            and boundary is not _Boundary.NOTHING
            and not block.is_open_and_empty()
        )

    def _start_task(self, mark: Mark, found: list[Candidate]) -> None:
        """End the block at hand and begin one at an instruction label."""
        block = self._block
        boundary, heading = block.boundary()
        ending = self._ending(at_end=False)
        if not self._is_superseded(mark, boundary):
            self._finish(ending, found)
        for other in block.marks[block.gap :]:
            if other.kind is Kind.RULE:
                self._rules.add(other.word)
        number = mark.number if mark.number is not None or heading is None else heading.number
        self._block = _Block(number, mark, ending.wrapped)
        self._block.sections = [_Section(Part.INSTRUCTION, self._block.rank(mark), 0)]

    def _is_superseded(self, mark: Mark, boundary: _Boundary) -> bool:
        """Tell whether what stands before an instruction label is no task: chatter, or a title."""
        block = self._block
        if len(block.sections) > 1:
            return False
        if block.label is None:
            # Where the first label has the second number, the model left out a label before it.
            skipped = boundary is _Boundary.DIVIDER and _follows(mark.number, block.number)
            return not skipped
        same_task = mark.number is None or mark.number == block.number
        return same_task and mark.strong and not block.label.strong

    def _opens_part(self, mark: Mark, found: list[Candidate], *, inside: bool) -> bool:
        """Open the part that an input or output label names; False where it is only text."""
        block = self._block
        rank = block.rank(mark)
        follows = _follows(mark.number, block.number)
        if block.in_fence and rank < 2 and mark.plain and not follows:
            return False
        later = [section for section in block.sections[1:] if section.part >= mark.part]
        if all(section.rank < rank for section in later):
            # A surer label than those before it: they were text.
            del block.sections[len(block.sections) - len(later) :]
            if block.label is None and len(block.sections) == 1:
                block.begin_unlabelled()
        elif block.sections[-1].part is not Part.OUTPUT or rank >= 2:
            return False
        elif block.divided is not None:
            self._split_unlabelled(block.divided, found)
        elif follows:
            ending = self._ending(at_end=False)
            self._finish(ending, found)
            self._block = _unlabelled(mark.number, wrapped=ending.wrapped)
        else:
            return False
        block = self._block
        block.sections.append(_Section(mark.part, block.rank(mark) - inside, len(block.lines)))
        block.in_fence = False
        block.divided = None
        return True

    def _split_unlabelled(self, divided: int, found: list[Candidate]) -> None:
        """End the block at a divider and begin one with the text that stands after it."""
        block = self._block
        after = _unlabelled(_next(block.number), wrapped=False)
        after.lines, after.marks = block.lines[divided:], block.marks[divided:]
        after.begin_unlabelled()
        text = divided + after.sections[0].line
        del block.lines[text:], block.marks[text:]
        block.gap = divided
        ending = self._ending(at_end=False)
        after.wrapped = ending.wrapped
        self._finish(ending, found)
        self._block = after

    def _ending(self, *, at_end: bool) -> _Ending:
        """Find where the block's last part ends: before separators, headings, fences, chatter."""
        block, marks = self._block, self._block.marks
        first = block.sections[-1].line
        first += first < len(marks) and marks[first].kind is Kind.LABEL
        # A row of strokes above `###` is text; where there is no `###`, it divides.
        gap = range(block.gap, len(marks))
        hashes = next((at for at in gap if marks[at].kind is Kind.HASHES), None)
        # At the end of the reply a row of dashes or underscores belongs to a table or a letter.
        strokes = (
            at
            for at in gap
            if marks[at].kind in SEPARATORS
            and not (at_end and marks[at].kind is Kind.STROKE and marks[at].word != "#")
        )
        stroke = next(strokes, len(marks))
        cut = max(first, stroke if hashes is None else hashes)
        alone = block.is_open_and_empty()
        while cut > first and (
            marks[cut - 1].kind in (Kind.BLANK, Kind.FENCE)
            or (hashes is None and self._is_title(cut - 1, alone=alone, at_end=at_end))
        ):
            cut -= 1
        tail = marks[cut:]
        closed = any(mark.kind in (Kind.HASHES, Kind.RULE, Kind.HEADING) for mark in tail)
        # Fences after the text: the first may close one in the text, the others are around tasks.
        wrapped = block.wrapped
        inner = [at for at in range(first, cut) if marks[at].kind is Kind.FENCE]
        around = [at for at in range(cut, len(marks)) if marks[at].kind is Kind.FENCE]
        if len(inner) % 2 and around and marks[around[0]].plain:
            cut = around.pop(0) + 1
        elif len(inner) % 2 and wrapped and marks[inner[-1]].plain:
            cut, wrapped, closed = inner[-1], False, True
        for at in around:
            closed = closed or wrapped
            wrapped = not wrapped or not marks[at].plain
        divider = self._divider(first, cut, at_end=at_end)
        if divider is not None:
            cut, closed = divider, True
        while cut > first and marks[cut - 1].kind is Kind.BLANK:
            cut -= 1
        return _Ending(cut, wrapped, closed)

    def _is_title(self, at: int, *, alone: bool, at_end: bool) -> bool:
        """Tell whether a line is the heading of the next task rather than the end of this one."""
        block = self._block
        mark = block.marks[at]
        if mark.kind is not Kind.HEADING:
            return False
        titled = bool(block.lines[at][mark.start :].strip())
        if (at_end and titled) or (alone and mark.plain):
            return False  # the last heading of a text, or a number that is the whole answer
        return _follows(mark.number, block.number) or not (at_end or mark.plain)

    def _divider(self, first: int, end: int, *, at_end: bool) -> int | None:
        """Find the separator after which there is only chatter."""
        in_fence, last_rule = False, None
        for at in range(first, end):
            mark = self._block.marks[at]
            if mark.kind is Kind.FENCE:
                in_fence = not in_fence
            elif in_fence:
                continue
            elif mark.kind is Kind.HASHES or (mark.kind is Kind.RULE and mark.word in self._rules):
                return at
            elif mark.kind is Kind.RULE and at_end:
                last_rule = at
        return last_rule

    def _finish(self, ending: _Ending, found: list[Candidate], *, cut_off: bool = False) -> None:
        """Add the block at hand to what was found, if it holds anything."""
        block = self._block
        cut = ending.cut
        texts = {
            section.part: block.part_text(index, cut)
            for index, section in enumerate(block.sections)
        }
        if not any(texts.values()) and (cut_off or Part.OUTPUT not in texts):
            return
        fault: Fault | None = None
        if cut_off:
            fault = "cut off"
        elif not texts[Part.INSTRUCTION] or Part.OUTPUT not in texts:
            fault = "unreadable"
        given, output = texts.get(Part.INPUT, ""), _without_hashes(texts.get(Part.OUTPUT, ""))
        raw = "".join(block.lines[min(block.sections[0].line, cut) : cut])
        given = "" if means_no_input(given) else given
        found.append(self._candidate(texts[Part.INSTRUCTION], given, output, raw, fault))

    def _candidate(
        self, instruction: str, given: str, output: str, raw: str, fault: Fault | None
    ) -> Candidate:
        self._position += 1
        return Candidate(
            instruction=instruction,
            input=given,
            output=output,
            position=self._position,
            raw=raw,
            fault=fault,
        )


def _unlabelled(number: int | None, *, wrapped: bool) -> _Block:
    """Return a block whose instruction has no label."""
    return _Block(number, None, wrapped, sections=[_Section(Part.INSTRUCTION, -1, 0)])


def _follows(number: int | None, other: int | None) -> bool:
    return number is not None and other is not None and number == other + 1


def _next(number: int | None) -> int | None:
    return None if number is None else number + 1


def _without_hashes(text: str) -> str:
    """Return an output without a separator that was written at the end of its last line."""
    bare = text.rstrip("#")
    return bare.rstrip() if len(text) - len(bare) >= 3 else text

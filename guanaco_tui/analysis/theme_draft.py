"""A theme as it is written by hand: one pattern a line. Takes such lines, gives a theme, or says
what is wrong in which of them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanaco_tui.analysis.themes import FieldName, Theme
from guanaco_tui.text import clean
from guanaco_tui.words import read_pattern, word_offsets

# What stands behind a word that often means something else.
DOUBT = "?"

# What parts one thought from the next: a phrase that is to be excluded does not reach across it.
_APOSTROPHES = ("'", "’")
_BREAK = re.compile(r"[.,!?:;\n\"“”()\[\]]")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and where: `words` or `exclude` and the line from 1, or 0 for the whole."""

    part: str
    line: int
    problem: str

    def __str__(self) -> str:
        """As it is said on a screen."""
        return f"line {self.line}: {self.problem}" if self.line else self.problem


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a form: texts as typed, words and exclusions one a line.

    A `?` behind a word marks it as ambiguous. Blank lines count for nothing.
    """

    label: str
    question: str
    words: str
    exclude: str
    fields: tuple[FieldName, ...]


def draft_of(theme: Theme) -> Draft:
    """Return what to show of a theme in a form; `read_draft` gives the same theme back.

    The last line is empty, to be typed into.
    """
    return Draft(
        label=_line(theme.label),
        question=_line(theme.question),
        words=_lines(_shown(theme)),
        exclude=_lines(map(_line, theme.exclude)),
        fields=theme.fields,
    )


def read_draft(
    draft: Draft, theme: Theme, others: Sequence[str] = ()
) -> tuple[Theme, tuple[Mistake, ...]]:
    """Return the theme that a form describes, of the lines that can be read, and the mistakes.

    `others` are the labels of the other themes, none of which it may have.

    `theme` is what was there before: it gives the name, and says which list each pattern stands
    in. A new pattern goes to `words` if it is one word and to `phrases` if it is several. Where
    nothing can be looked for, the theme's words are those of before.
    """
    if draft == draft_of(theme):
        return theme, ()
    mistakes: list[Mistake] = []
    known = _shown(theme)
    words: list[str] = []
    phrases: list[str] = []
    ambiguous: list[str] = []
    for number, line in enumerate(draft.words.split("\n"), start=1):
        pattern, is_ambiguous = known.get(
            line.strip(), (_bare(line), line.rstrip().endswith(DOUBT))
        )
        if not line.strip() or not _is_readable(pattern, "words", number, mistakes):
            continue
        is_phrase = pattern not in theme.words and (
            pattern in theme.phrases or len(read_pattern(pattern).words) > 1
        )
        (phrases if is_phrase and not is_ambiguous else words).append(pattern)
        if is_ambiguous:
            ambiguous.append(pattern)
    excluded_before = {_line(pattern): pattern for pattern in theme.exclude}
    exclude: list[str] = []
    for number, line in enumerate(draft.exclude.split("\n"), start=1):
        pattern = excluded_before.get(line.strip(), clean(line).strip())
        if line.strip() and _is_readable(pattern, "exclude", number, mistakes):
            exclude.append(pattern)
    if not (words or phrases):
        mistakes.append(Mistake("words", 0, "a theme needs a word or a phrase"))
        words, phrases, ambiguous = list(theme.words), list(theme.phrases), list(theme.ambiguous)
    if not draft.fields:
        mistakes.append(Mistake("fields", 0, "choose where to look: at least one field"))
    label = _kept(draft.label, theme.label) or theme.name
    if label != theme.label and label.casefold() in map(str.casefold, others):
        mistakes.append(Mistake("label", 0, f"there is a theme {label} already"))
    changes: dict[str, object] = {
        "label": label,
        "question": _kept(draft.question, theme.question),
        "words": _once(words),
        "phrases": _once(phrases),
        "ambiguous": _once([p for p in theme.ambiguous if p in ambiguous] + ambiguous),
        "exclude": _once(exclude),
        "fields": draft.fields or theme.fields,
    }
    return theme.model_copy(update=changes), tuple(mistakes)


def refilled(theme: Theme, before: Theme | None, mistakes: Sequence[Mistake]) -> tuple[Theme, str]:
    """Return a theme that was left with these mistakes in it, and say what was done about them.

    `theme` is what `read_draft` made of it: without the lines that cannot be read. What no theme
    can do without, a name of its own, words and fields, is as it was `before` it was typed.
    """
    emptied = {mistake.part for mistake in mistakes if not mistake.line}
    changes: dict[str, object] = {}
    said = []
    if before is not None and "label" in emptied:
        changes["label"] = before.label
        said.append("it keeps its name, since another theme has that one")
    if before is not None and "words" in emptied:
        changes |= {part: getattr(before, part) for part in ("words", "phrases", "ambiguous")}
        said.append("its words are as before, since it needs one")
    if before is not None and "fields" in emptied:
        changes["fields"] = before.fields
        said.append("it is looked for where it was, since it needs a field")
    if left_out := [str(mistake) for mistake in mistakes if mistake.line]:
        said.append(f"left out, {'; '.join(left_out)}")
    return theme.model_copy(update=changes), f"{'; '.join(said)}."


def phrases_around(text: str, start: int, end: int) -> list[str]:
    """Return what could be excluded to be rid of a hit: it and its neighbours, then it alone.

    A neighbour is whole as it is written: "She's" is one, though it counts as two words. One at
    each side, then at the right and at the left alone, two at the right, two at the
    left; none across a stop or a comma. Alone it stands for one word of several that a pattern
    such as `trans*` finds.
    """
    offsets = _written_words(text)
    inside = [i for i, (begin, stop) in enumerate(offsets) if begin < end and stop > start]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    found = []
    for left, right in ((1, 1), (0, 1), (1, 0), (0, 2), (2, 0), (0, 0)):
        begin, stop = first - left, last + right
        if begin >= 0 and stop < len(offsets):
            whole = text[offsets[begin][0] : offsets[stop][1]]
            if not _BREAK.search(whole):
                words = (text[slice(*offsets[i])] for i in range(begin, stop + 1))
                found.append(" ".join(words).casefold())
    hit = text[start:end]
    found.append(" ".join(hit[slice(*offset)] for offset in word_offsets(hit)).casefold())
    return list(dict.fromkeys(found))


def _written_words(text: str) -> list[tuple[int, int]]:
    """Where words begin and end, those that an apostrophe joins as one."""
    joined: list[tuple[int, int]] = []
    for begin, stop in word_offsets(text):
        if joined and text[joined[-1][1] : begin] in _APOSTROPHES:
            joined[-1] = joined[-1][0], stop
        else:
            joined.append((begin, stop))
    return joined


def pattern_at(text: str, line: int) -> str:
    """Return the pattern in a line, from 0, of a form's words; empty where none can be read."""
    lines = text.split("\n")
    pattern = _bare(lines[line]) if line < len(lines) else ""
    return pattern if _is_readable(pattern, "words", line, []) else ""


def _shown(theme: Theme) -> dict[str, tuple[str, bool]]:
    """Return each line that a theme's words and phrases are shown as, with what it stands for."""
    shown: dict[str, tuple[str, bool]] = {}
    for pattern in theme.words + theme.phrases:
        is_ambiguous = pattern in theme.ambiguous
        line = f"{_line(pattern)} {DOUBT}" if is_ambiguous else _line(pattern)
        shown.setdefault(line, (pattern, is_ambiguous))
    return shown


def _is_readable(pattern: str, part: str, number: int, mistakes: list[Mistake]) -> bool:
    try:
        read_pattern(pattern)
    except ValueError as error:
        mistakes.append(Mistake(part, number, str(error)))
        return False
    return True


def _bare(line: str) -> str:
    """A line without its mark of doubt."""
    return clean(line).strip().rstrip(DOUBT).rstrip()


def _line(text: str) -> str:
    """A text on one line, safe to show."""
    return " ".join(clean(text).split())


def _lines(patterns: Iterable[str]) -> str:
    return "".join(f"{pattern}\n" for pattern in patterns)


def _kept(typed: str, before: str) -> str:
    """What was typed; where nothing was, the text as it stands in the file, with its line ends."""
    return before if typed == _line(before) else clean(typed).strip()


def _once(patterns: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(patterns))

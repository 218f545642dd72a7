"""The one matcher: takes themes and a text, and gives the spans where the themes stand in it.

It is the only source of hits, highlights and counts. Full-text search with `fts_query` narrows
down which texts to look at, and never misses one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from guanaco_tui.analysis.themes import FIELDS, FieldName, Theme
from guanaco_tui.words import Pattern, read_pattern, word_offsets, words


class Readable(Protocol):
    """What themes are looked for in: a task or a seed task."""

    @property
    def instruction(self) -> str: ...  # noqa: D102

    @property
    def input(self) -> str: ...  # noqa: D102

    @property
    def output(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A hit: offsets in the text as it stands, the theme's name, the pattern as it was written."""

    start: int
    end: int
    theme: str
    pattern: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A pattern of one theme, as it was written and as it is matched.

    It is looked for where its anchor stands, its longest word with no open end: not at each "the"
    for the sake of "the poor".
    """

    theme: int
    written: str
    pattern: Pattern
    excluded: bool

    @property
    def anchor(self) -> int:
        """The number of the word that gives the pattern away."""
        words = self.pattern.words
        whole = words[:-1] if self.pattern.open_end else words
        return max(range(len(whole)), key=lambda i: len(words[i]), default=0)

    @property
    def rank(self) -> tuple[int, bool]:
        """What wins at the same place comes first: most words, then exclusions."""
        return -len(self.pattern.words), not self.excluded


# The number of the anchor in a pattern; words that must stand as they are, where the anchor does
# not say so; the pattern, where it goes on with an open end; and the entries that have it.
_Here = tuple[int, list[str], Pattern | None, tuple[_Entry, ...]]


class Matcher:
    """Finds themes in texts.

    For each theme by itself, a text is read from left to right: the pattern with the most words
    wins, an exclusion before a word or phrase of the same length, and what it covers is used up.
    """

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._themes = tuple(themes)
        self._anchored = _Anchored(
            _Entry(number, written, read_pattern(written), excluded)
            for number, theme in enumerate(themes)
            for excluded, patterns in (
                (True, theme.exclude),
                (False, theme.words),
                (False, theme.phrases),
            )
            for written in patterns
        )
        self._of_field = {
            field: sum(1 << i for i, theme in enumerate(themes) if field in theme.fields)
            for field in FIELDS
        }

    def spans(self, text: str, field: FieldName) -> list[Span]:
        """Return the hits in a field's text by position; those of one theme never overlap."""
        hits = [
            (first, entry)
            for first, entry in self._hits(text, field)
            if self._of_field[field] >> entry.theme & 1
        ]
        if not hits:
            return []
        offsets = word_offsets(text)
        return sorted(
            Span(
                offsets[first][0],
                offsets[first + len(entry.pattern.words) - 1][1],
                self._themes[entry.theme].name,
                entry.written,
            )
            for first, entry in hits
        )

    def tag(self, instruction: str, input: str, output: str) -> int:
        """Return the themes that a task's fields hold as a bit set: bit 0 is the first theme."""
        in_instruction, in_input, in_output = self.tag_fields(instruction, input, output)
        return in_instruction | in_input | in_output

    def tag_fields(self, instruction: str, input: str, output: str) -> tuple[int, int, int]:
        """Return such a bit set for each of the fields."""
        return (
            self._tag(instruction, "instruction"),
            self._tag(input, "input"),
            self._tag(output, "output"),
        )

    def _tag(self, text: str, field: FieldName) -> int:
        found = 0
        for _, entry in self._hits(text, field):
            found |= 1 << entry.theme
        return found & self._of_field[field]

    def themes_in(self, task: Readable) -> set[str]:
        """Return the names of the themes with at least one hit in a task's fields."""
        found = self.tag(task.instruction, task.input, task.output)
        return {theme.name for i, theme in enumerate(self._themes) if found >> i & 1}

    def _hits(self, text: str, field: FieldName) -> list[tuple[int, _Entry]]:
        """Return the number of each hit's first word, and its entry, whatever fields it is for.

        There is none where no theme is looked for in the field.
        """
        if not self._of_field[field]:
            return []
        said = words(text)
        anchored = list(map(self._anchored.__getitem__, said))
        # Most texts have no anchor.
        if not any(anchored):
            return []
        found = [
            (at - anchor, entry)
            for at, here in enumerate(anchored)
            if here
            for anchor, whole, open_end, entries in here
            # A slice from before the first word is shorter than what it is compared with.
            if not whole or said[at - anchor : at - anchor + len(whole)] == whole
            if open_end is None or open_end.fits(said, at - anchor)
            for entry in entries
        ]
        if not found:
            return found
        found.sort(key=lambda hit: (hit[0], hit[1].rank))
        free: dict[int, int] = {}
        hits = []
        for first, entry in found:
            if first >= free.get(entry.theme, 0):
                free[entry.theme] = first + len(entry.pattern.words)
                if not entry.excluded:
                    hits.append((first, entry))
        return hits


class _Anchored(dict[str, tuple[_Here, ...]]):
    """For a word, the patterns it can be the anchor of, its place in them, and whose they are.

    Each word is worked out once.
    """

    def __init__(self, entries: Iterable[_Entry]) -> None:
        shared: dict[Pattern, list[_Entry]] = {}
        for entry in entries:
            shared.setdefault(entry.pattern, []).append(entry)
        self._words: dict[str, list[_Here]] = {}
        self._prefixes: dict[str, list[_Here]] = {}
        for pattern, whose in shared.items():
            is_one = len(pattern.words) == 1
            anchors = self._prefixes if is_one and pattern.open_end else self._words
            anchor = whose[0].anchor
            # A word by itself fits where it is the anchor.
            whole = [] if is_one else list(pattern.words[: -1 if pattern.open_end else None])
            open_end = pattern if pattern.open_end and not is_one else None
            here = (anchor, whole, open_end, tuple(whose))
            anchors.setdefault(pattern.words[anchor], []).append(here)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        # What the prefixes begin with: few words begin so.
        self._shortest = self._lengths[0] if self._lengths else 0
        self._beginnings = {prefix[: self._shortest] for prefix in self._prefixes}

    def __missing__(self, word: str) -> tuple[_Here, ...]:
        found = list(self._words.get(word, ()))
        if word[: self._shortest] in self._beginnings:
            for length in self._lengths:
                found += self._prefixes.get(word[:length], ()) if length <= len(word) else ()
        self[word] = tuple(found)
        return self[word]


def fts_query(theme: Theme) -> str | None:
    """Return an FTS5 MATCH string that finds every task the theme has a hit in, and perhaps more.

    It is meant for a table with the columns instruction, input and output that indexes `fts_text`
    of each, tokenised by `unicode61 remove_diacritics 2`. None where all tasks must be read.
    """
    parts = [read_pattern(written).fts() for written in theme.words + theme.phrases]
    if None in parts:
        return None
    alternatives = " OR ".join(part for part in parts if part)
    return f"{{{' '.join(theme.fields)}}} : ({alternatives})"


def any_of(themes: Iterable[Theme]) -> str | None:
    """Return an FTS5 MATCH string, as `fts_query` does, for tasks that any of the themes is in."""
    parts = [fts_query(theme) for theme in themes]
    return None if None in parts else " OR ".join(f"({part})" for part in parts)

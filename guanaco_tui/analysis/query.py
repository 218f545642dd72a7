"""What a person types into the search line: takes the line, gives a query that matches tasks.

Words, `prefix*`, "phrases in quotes" and themes (`theme:gender` or `#gender`), all of which must be
found. Any line is a query: what holds no letter or number is passed over.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from guanaco_tui.analysis.matcher import Matcher, Readable, Span, fts_query
from guanaco_tui.analysis.themes import FieldName, Theme
from guanaco_tui.text import clean
from guanaco_tui.words import fold, word_offsets

# A quotation that is still open reaches to the end of the line.
_TERM = re.compile(
    '"(?P<phrase>[^"]*)"?|(?:(?:theme:|#)(?P<theme>[\\w-]*))?[^\\s"]*', re.IGNORECASE
)
# One sign inside a word goes without saying, as in non-binary or don't; not so C++11.
_SIGNS = re.compile(r"[^\w\s*]{2}")
_CURLY_QUOTES = str.maketrans("“”", '""')


@dataclass(frozen=True)
class Query:
    """Terms that a task must all hold. A typed word or phrase is a theme without a name."""

    terms: tuple[Theme, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; then every task matches."""
        return not self.terms

    @property
    def themes(self) -> tuple[str, ...]:
        """The names of the themes that are asked for."""
        return tuple(term.name for term in self.terms if term.name)

    def fts_query(self) -> str | None:
        """Return an FTS5 MATCH string as `matcher.fts_query` does; None: read all tasks."""
        parts = [part for term in self.terms if (part := fts_query(term))]
        return " AND ".join(f"({part})" for part in parts) or None

    def matches(self, task: Readable) -> bool:
        """Say whether a task holds every term in some field."""
        found = self._matcher.tag(task.instruction, task.input, task.output)
        return found == (1 << len(self.terms)) - 1

    def spans(self, text: str, field: FieldName) -> list[Span]:
        """Return where any of the terms stands in a field's text, by position."""
        return self._matcher.spans(text, field)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.terms)


def read_query(line: str, themes: Sequence[Theme]) -> Query:
    """Read a search line. A theme that is not among `themes` is read as words."""
    by_name = {fold(theme.name): theme for theme in themes}
    terms: list[Theme] = []
    for match in _typed(line):
        named = by_name.get(fold(match["theme"] or ""))
        if named:
            terms.append(named)
        elif match["theme"] != "" and (written := _pattern(match["phrase"] or match[0])):
            terms.append(Theme(name="", words=(written,)))
    return Query(tuple(terms))


def looks_for(line: str, themes: Sequence[Theme]) -> str:
    """Say what is looked for where a line has signs that are not, as `c` for `C++`; else nothing.

    It is said as it could be typed. A line with nothing to look for says that.
    """
    terms = read_query(line, themes).terms
    if not terms:
        return "looks for nothing yet" if line.strip() else ""
    named = {f"#{fold(theme.name)}" for theme in themes}
    has_signs = any(fold(term[0]) not in named and _has_signs(term) for term in _typed(line))
    return f"looks for: {' '.join(map(_as_typed, terms))}" if has_signs else ""


def _typed(line: str) -> Iterator[re.Match[str]]:
    """Find the terms of a line, as they are typed."""
    return _TERM.finditer(clean(line).translate(_CURLY_QUOTES))


def _has_signs(term: re.Match[str]) -> bool:
    """Whether typed text has signs before, behind or between its words that are passed over."""
    typed = (term[0] if term["phrase"] is None else term["phrase"]).strip()
    pattern = _pattern(typed)
    return typed != pattern or _SIGNS.search(pattern) is not None


def _as_typed(term: Theme) -> str:
    """Return a term as it is looked for: `word`, `prefix*`, `"a phrase"` or `#theme`."""
    if term.name:
        return f"#{term.name}"
    (pattern,) = term.words
    written = (pattern[begin:end].lower() for begin, end in word_offsets(pattern))
    said = " ".join(written) + ("*" if pattern.endswith("*") else "")
    return f'"{said}"' if " " in said else said


def _pattern(typed: str) -> str:
    """Return typed text as a pattern, from its first word to its last and a `*` after that."""
    found = word_offsets(typed)
    if not found:
        return ""
    begin, end = found[0][0], found[-1][1]
    return typed[begin:end].replace("*", " ") + ("*" if typed.startswith("*", end) else "")

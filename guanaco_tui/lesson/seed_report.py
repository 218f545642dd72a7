"""What there is to say of each seed in a few words: number, title, status, problem; the counts.

Takes the lines of a seeds file, and which seeds repeat an earlier one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from guanaco_tui.lesson.seeds import (
    TEXT_FIELDS,
    SeedFile,
    SeedLine,
    is_unwritten,
    seed_name,
    seed_number,
)
from guanaco_tui.text import clean

# The id of a seed, then that of the earlier one that it repeats, and the ROUGE-L score.
Repeats = Mapping[str, tuple[str, float]]

# Three lines of the editor at 80 columns, with what stands before it.
LONGEST_QUOTE = 90


def is_listed(line: SeedLine) -> bool:
    """Tell whether a line holds something: a seed, or what cannot be read as one."""
    return line.seed is not None or line.problem is not None


def status(line: SeedLine, repeats: Repeats) -> str:
    """Return `ready`, `blank` or the name of the problem."""
    if line.is_blank:
        return "blank"
    if line.trouble is not None:
        return line.trouble.name
    return "repeats" if line.seed is not None and line.seed.id in repeats else "ready"


def number(line: SeedLine) -> str:
    """Return a seed's number, by which it is called everywhere; none of a line that is no seed."""
    return clean(seed_number(line.seed.id)) if line.seed is not None else ""


def title(line: SeedLine) -> str:
    """Return the name of a seed or its first words, on one line."""
    if line.seed is None:
        return first_words(line.text)
    name = "" if is_unwritten("name", line.seed.name) else first_words(line.seed.name)
    unnamed = "(blank)" if line.is_blank else first_words(line.seed.instruction) or "(no name)"
    return name or unnamed


def counts(file: SeedFile, repeats: Repeats) -> str:
    """Return how many of the seeds are ready, blank and to be mended."""
    statuses = Counter(status(line, repeats) for line in file.lines if is_listed(line))
    ready, blank = statuses["ready"], statuses["blank"]
    mend = statuses.total() - ready - blank
    parts = [f"{ready}/{statuses.total()} ready"]
    parts += [f"{blank} blank"] if blank else []
    parts += [f"{mend} to mend"] if mend else []
    return " · ".join(parts)


def problem(file: SeedFile, line: SeedLine, repeats: Repeats) -> str | None:
    """Say what is wrong with a line of a file, or None where nothing is."""
    if line.trouble is not None:
        return f"{status(line, repeats)}: {line.trouble.detail}"
    repeat = repeats.get(line.seed.id) if line.seed is not None else None
    if repeat is None:
        return None
    other_id, score = repeat
    for other in file.seeds:
        if other.id == other_id:
            return f'repeats {seed_name(other_id)} ({score:.2f}): "{_short(other.instruction)}"'
    return "repeats an earlier seed"


def fits(line: SeedLine, words: Sequence[str], repeats: Repeats) -> bool:
    """Tell whether a line has all of some words, in lower case: in its texts or its status, or as
    its number.
    """
    if not words:
        return True
    texts = [line.text]
    if line.seed is not None:
        texts = [line.seed.name, *(getattr(line.seed, field) for field in TEXT_FIELDS)]
    found = " ".join([status(line, repeats), *texts]).casefold()
    return all(word in found or word == number(line).casefold() for word in words)


def first_words(text: str) -> str:
    """Return the beginning of a text on one line, long enough for any list."""
    return clean(" ".join(text[:400].split()))


def _short(text: str) -> str:
    words = first_words(text)
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"

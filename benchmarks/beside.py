"""What the benchmark of the analysis stands beside: the same by hand in Python, and by scattertext.

A text here is a string, and a task three of them: instruction, input, output.
"""

import importlib.util
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from guanaco_tui.analysis.themes import FIELDS, Theme
from guanaco_tui.words import read_pattern

Task = tuple[str, str, str]

# Of a line of a concordance, in characters on each side.
CONTEXT = 200


def alternation(theme: Theme) -> re.Pattern[str]:
    """All words and phrases of a theme in one regular expression; it knows no exclusions."""
    patterns = [read_pattern(written) for written in theme.words + theme.phrases]
    parts = [
        r"[\W_]+".join(map(re.escape, p.words)) + (r"[^\W_]*" if p.open_end else "")
        for p in patterns
    ]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE)


def count_by_regex(theme: Theme, tasks: Iterable[Task]) -> int:
    """Count the tasks in which a regular expression finds the theme, in the theme's own fields."""
    search = alternation(theme).search
    places = [FIELDS.index(field) for field in theme.fields]
    return sum(any(search(task[place]) for place in places) for task in tasks)


def keyness(a: Iterable[str], b: Iterable[str]) -> list[tuple[float, str]]:
    """Count words and give each its log-likelihood: nothing of tasks, bounds and corrections.

    The two-cell formula is that of Rayson and Garside (2000), "Comparing corpora using frequency
    profiling".
    """
    word = re.compile(r"\w+")
    counts = [Counter(w for text in side for w in word.findall(text.lower())) for side in (a, b)]
    totals = [side.total() for side in counts]
    scores = []
    for name in counts[0].keys() | counts[1].keys():
        observed = [side[name] for side in counts]
        pooled = sum(observed) / sum(totals)
        g2 = 2 * sum(
            o * math.log(o / (n * pooled)) for o, n in zip(observed, totals, strict=True) if o
        )
        scores.append((g2, name))
    return sorted(scores, reverse=True)


def has_scattertext() -> bool:
    """Whether scattertext is installed; it is imported, so that its start is not measured."""
    if importlib.util.find_spec("scattertext") is None:
        return False
    import scattertext  # noqa: F401

    return True


def scattertext_scores(a: Sequence[str], b: Sequence[str]) -> object:
    """Count and score single words as scattertext does."""
    return _scattertext_corpus(a, b).get_scaled_f_scores("a")


def scattertext_page(a: Sequence[str], b: Sequence[str]) -> str:
    """Count words and write scattertext's page about them."""
    import scattertext

    page: str = scattertext.produce_scattertext_explorer(
        _scattertext_corpus(a, b), category="a", category_name="a", not_category_name="b"
    )
    return page


def _scattertext_corpus(a: Sequence[str], b: Sequence[str]) -> Any:
    """Take two sides in, with the quicker of scattertext's tokenisers."""
    import pandas
    import scattertext

    sides = pandas.DataFrame({"side": ["a"] * len(a) + ["b"] * len(b), "text": [*a, *b]})
    return scattertext.CorpusFromPandas(
        sides,
        category_col="side",
        text_col="text",
        nlp=scattertext.whitespace_nlp_with_sentences,
        feats_from_spacy_doc=scattertext.UnigramsFromSpacyDoc(),
    ).build()


def concordance(tasks: Iterable[Task], word: str) -> list[tuple[str, str, str]]:
    """Find a word by a regular expression in everything, and sort by what follows it."""
    pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    lines = []
    for text in chain.from_iterable(tasks):
        for hit in pattern.finditer(text):
            begin, end = hit.span()
            left = text[max(0, begin - CONTEXT) : begin]
            lines.append((left, hit[0], text[end : end + CONTEXT]))
    return sorted(lines, key=lambda line: line[2].lower())

"""The report on words: what only one side says, what it says more, and both in context."""

from collections.abc import Iterator, Mapping, Sequence

from guanaco_tui.analysis.concordance import Line
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.keyness import AbsentWords, Keyword
from guanaco_tui.analysis.rates import counted, expected
from guanaco_tui.report.company import company_parts
from guanaco_tui.report.figures import chance, dp, signed
from guanaco_tui.report.markup import Html, heading, join, outside, paragraph, table, tag
from guanaco_tui.report.reading import Reading
from guanaco_tui.report.theme_reading import LINES, ThemeReading

# Words of a list.
_ABSENT = 30
# Characters of a line on each side of the hit.
_CONTEXT = 80


def words_section(reading: Reading) -> Iterator[Html]:
    """Yield lost and invented words and keywords."""
    first, second = map(outside, reading.names)
    words = reading.words.difference
    lists = (
        ("Lost", first, second, words.lost, "a"),
        ("Invented", second, first, words.invented, "b"),
    )
    yield tag("div", *(_absent(*it) for it in lists), class_="pair")
    yield heading(3, "Keywords")
    yield paragraph(
        "Words that both sides say, and one of them more, counted in tokens. In at least 3 tasks, "
        "5 times or more; the false discovery rate of the list is 5%. The largest log ratios "
        "first: + is more in ",
        first,
        ", − in ",
        second,
        ". DP says how a word is spread over a side's tasks: 0 is as evenly as can be, 1 is "
        "all in one. Tasks are short, so a rare word is near 1 wherever it stands; compare it "
        "with words that are said as often.",
    )
    keywords = zip((first, second), reading.words.keywords, strict=True)
    spreads = reading.words.spreads
    yield tag("div", *(_keywords(name, found, spreads) for name, found in keywords), class_="pair")
    yield from company_parts(reading.words.company, reading.names)


def _absent(title: str, there: Html, absent: Html, words: AbsentWords, side: str) -> Html:
    clear = words.clear
    head = tag("h3", title, ": in ", there, ", never in ", absent)
    shown = words[: min(clear, _ABSENT) or _ABSENT]
    cloud = tag(
        "ul",
        *(tag("li", outside(word.word), " ", tag("span", f"{word.tasks:,}")) for word in shown),
        class_=f"cloud {side if clear else 'unclear'}",
    )
    if clear:
        said = (
            f"Of {counted(len(words), 'absent word')}, {clear:,} would not be left out by chance "
            "(q under 5%). These are in most tasks; the number says in how many."
        )
    elif words:
        said = (
            f"Unclear: of {counted(len(words), 'absent word')}, chance alone could have left out "
            "each. These are in most tasks; the number says in how many."
        )
    else:
        said = "No word is absent."
    note = paragraph(said)
    listed = table(
        f"{title} words",
        ("Word", "Tasks", "Expected on the other side", "Chance of none", "q"),
        [
            (
                outside(word.word),
                f"{word.tasks:,}",
                expected(word.expected),
                chance(word.chance_of_none),
                chance(word.q),
            )
            for word in shown
        ],
    )
    folded_table = tag("details", tag("summary", f"{title} words in figures"), listed)
    return tag("section", head, note, cloud, folded_table)


def _keywords(name: Html, words: Sequence[Keyword], spreads: Mapping[str, Spread]) -> Html:
    if not words:
        return tag("section", paragraph("No keyword of ", name, "."))
    return tag(
        "section",
        table(
            join(["More in ", name]),
            ("Word", "Here", "There", "Log ratio", "LRC", "G2", "DP here", "DP there"),
            [
                (
                    outside(word.word),
                    f"{word.a if word.side == 'a' else word.b:,}",
                    f"{word.b if word.side == 'a' else word.a:,}",
                    signed(word.log_ratio),
                    signed(word.lrc),
                    f"{word.g2:,.1f}",
                    *map(dp, spreads[word.word][:: 1 if word.side == "a" else -1]),
                )
                for word in words
            ],
        ),
    )


def lines_section(reading: Reading, themes: Sequence[ThemeReading]) -> Iterator[Html]:
    """Yield a few lines of each theme from both sides."""
    yield paragraph(
        f"{LINES} tasks of each theme and side, drawn by chance, and a hit of each. "
        "The same lesson gives the same lines. Read them before the figures are believed."
    )
    for it in themes:
        if any(it.lines):
            yield tag("h3", outside(it.theme.label))
            yield paragraph(it.theme.question, class_="question") if it.theme.question else Html()
            pairs = zip(reading.names, it.lines, "ab", strict=True)
            yield tag("div", *(_lines(*pair) for pair in pairs), class_="pair")


def _lines(name: str, lines: Sequence[Line], side: str) -> Html:
    listed = tag(
        "ol",
        *(
            tag(
                "li",
                tag("span", _ending(line.left)),
                " " if line.left.endswith(" ") else "",
                tag("mark", line.hit),
                " " if line.right.startswith(" ") else "",
                tag("span", _beginning(line.right)),
                " ",
                tag("small", outside(f"{line.field}, {line.seed or f'task {line.task}'}")),
                dir="auto",
            )
            for line in lines
        ),
        class_=f"lines {side}",
    )
    sign = tag("span", {"a": "● ", "b": "◆ "}[side], aria_hidden="true")
    return tag(
        "section",
        tag("h4", sign, outside(name), class_=side),
        listed if lines else paragraph("absent"),
    )


def _ending(text: str) -> str:
    """Return the end of a text, from a word's beginning on."""
    if len(text) <= _CONTEXT:
        return text.strip()
    cut = text[-_CONTEXT:]
    return f"…\u00a0{cut.partition(' ')[2] or cut}".strip()


def _beginning(text: str) -> str:
    """Return the beginning of a text, up to a word's end."""
    if len(text) <= _CONTEXT:
        return text.strip()
    cut = text[:_CONTEXT]
    return f"{cut.rpartition(' ')[0] or cut}\u00a0…".strip()

"""The report on words: what only one side says, what it says more, and themes in context."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from guanaco_tui.analysis.concordance import CONTEXT, Line
from guanaco_tui.analysis.dispersion import Spread
from guanaco_tui.analysis.keyness import AbsentWords, Keyword
from guanaco_tui.analysis.rates import counted, expected, inside
from guanaco_tui.report.company import company_parts
from guanaco_tui.report.figures import chance, dp, signed
from guanaco_tui.report.markup import Html, folded, heading, join, outside, paragraph, table, tag
from guanaco_tui.report.reading import Reading
from guanaco_tui.report.theme_reading import LINES, ThemeReading

# Words of a list.
_ABSENT = 30


def words_section(reading: Reading, themes: Sequence[ThemeReading]) -> Iterator[Html]:
    """Yield lost and invented themes and words, and keywords."""
    first, second = map(outside, reading.names)
    words = reading.words
    found, spreads = words.difference, words.spreads
    sides = (
        ("Lost", first, second, "a", found.lost, words.only[0]),
        ("Invented", second, first, "b", found.invented, words.only[1]),
    )
    yield tag(
        "div",
        *(
            tag(
                "section",
                tag("h3", title, ": in ", there, ", never in ", inside("", reading.field), absent),
                _absent_themes(themes, there, side),
                *_absent_words(title, listed, side),
                _only(title, only, spreads, side),
            )
            for title, there, absent, side, listed, only in sides
        ),
        class_="pair",
    )
    yield heading(3, "Keywords")
    yield paragraph(
        "Words that both sides say, and one of them more, by tokens and by tasks. In at least 3 "
        "tasks, 5 times or more; the false discovery rate of the list is 5%. The largest log "
        "ratios first: + is more in ",
        first,
        ", − in ",
        second,
        "; what one side never says stands above. DP says how a word is spread over a side's "
        "tasks: 0 is as evenly as can be, near 1 is in few of them. Tasks are short, so a rare "
        "word is near 1 wherever it stands; compare it with words that are said as often.",
    )
    keywords = zip((first, second), words.keywords, strict=True)
    yield tag("div", *(_keywords(name, found, spreads) for name, found in keywords), class_="pair")
    yield from company_parts(words.company, reading.names)


def _absent_themes(themes: Sequence[ThemeReading], there: Html, side: str) -> Html:
    """Return the themes that one side speaks of and the other never does."""
    absent_from = {"a": "b", "b": "a"}[side]
    rows = [
        (
            outside(it.theme.label),
            f"{it.compared.a + it.compared.b:,}",
            expected(it.compared.absence.expected),
            join(
                [
                    chance(it.compared.absence.chance_of_none),
                    tag("small", "clear" if it.compared.is_clear else "unclear"),
                ]
            ),
        )
        for it in themes
        if it.compared.absence is not None and it.compared.absent_from == absent_from
    ]
    if not rows:
        return paragraph("None of these themes is in ", there, " alone.")
    heads = ("Theme", "Tasks", "Expected on the other side", "Chance of none")
    return table(join(["Themes that only ", there, " speaks of"]), heads, rows)


def _absent_words(title: str, words: AbsentWords, side: str) -> Iterator[Html]:
    clear = words.clear
    shown = words[: min(clear, _ABSENT) or _ABSENT]
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
    yield paragraph(said)
    if not words:
        return
    yield tag(
        "ul",
        *(tag("li", outside(word.word), " ", tag("span", f"{word.tasks:,}")) for word in shown),
        class_=f"cloud {side if clear else 'unclear'}",
    )
    yield folded(
        f"{title} words in figures",
        table(
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
        ),
    )


def _only(title: str, words: Sequence[Keyword], spreads: Mapping[str, Spread], side: str) -> Html:
    """Return the keywords that the other side never says, which have no log ratio."""
    if not words:
        return paragraph("By tokens and by tasks, none of them is a keyword.")
    return table(
        f"{title}, and keywords by tokens and by tasks: the largest G2 first",
        ("Word", "Tokens", "Tasks", "G2", "DP"),
        [
            (
                outside(word.word),
                f"{word.a + word.b:,}",
                f"{word.tasks_a + word.tasks_b:,}",
                f"{word.g2:,.1f}",
                dp(spreads[word.word]["ab".index(side)]),
            )
            for word in words
        ],
    )


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
        f"{LINES} tasks of each theme and side, drawn by chance, and a hit of each. The same "
        "lesson gives the same lines. A line can be opened, which shows up to "
        f"{CONTEXT} characters on either side and what the hit was found by. Read them "
        "before the figures are believed."
    )
    for it in themes:
        if any(it.lines):
            yield tag("h3", outside(it.theme.label))
            yield paragraph(it.theme.question, class_="question") if it.theme.question else Html()
            pairs = zip(reading.names, it.lines, "ab", strict=True)
            yield tag("div", *(_lines(*pair) for pair in pairs), class_="pair")


def _lines(name: str, lines: Sequence[Line], side: str) -> Html:
    sign = tag("span", {"a": "● ", "b": "◆ "}[side], aria_hidden="true")
    return tag(
        "section",
        tag("h4", sign, outside(name), class_=side),
        tag("ol", *map(_line, lines), class_=f"lines {side}") if lines else paragraph("absent"),
    )


def _line(line: Line) -> Html:
    """Return a line whose hit stands under that of the line before; opened, it is whole."""
    # At the end of a text that is written against its line, a plain space would move to the front.
    left = f"{line.left[:-1]}\u00a0" if line.left.endswith(" ") else line.left
    whole = tag(
        "summary",
        tag("span", tag("span", left), class_="left"),
        tag("span", tag("mark", line.hit), line.right, class_="right"),
        tag("small", outside(f"{line.field}, {line.seed or f'task {line.task}'}")),
        dir=_direction(f"{line.left}{line.hit}{line.right}"),
    )
    return tag("li", tag("details", whole, tag("small", "found by “", outside(line.pattern), "”")))


def _direction(text: str) -> str:
    """Return which way a line runs: that of its first letter that runs either way (UAX 9, P2)."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next(({"L": "ltr"}.get(it, "rtl") for it in strong if it in ("L", "R", "AL")), "ltr")

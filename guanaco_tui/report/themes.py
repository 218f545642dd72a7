"""The report's section on themes: takes what was read, gives figures, their table, and doubts."""

from collections.abc import Iterator, Sequence

from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.rates import expected
from guanaco_tui.report.doubts import doubts
from guanaco_tui.report.dumbbell import rates_figure, ratios_figure
from guanaco_tui.report.figures import (
    NONE,
    between,
    chance,
    share,
    signed,
    signed_between,
    verdict,
)
from guanaco_tui.report.markup import (
    Html,
    folded,
    join,
    outside,
    paragraph,
    table,
    tag,
)
from guanaco_tui.report.reading import Reading
from guanaco_tui.report.theme_reading import ThemeReading

_OFTEN = "Tasks in 1,000 that speak of a theme. Each mark of the axis is ten times the one before."
_LEGEND = Html(
    "Whiskers are 95% intervals. Grey is <b>unclear</b>: the interval of the log ratio holds 0, so "
    "either side may have more. A side that has none is <b>absent</b>. Beside it stands in how "
    "many of its tasks the theme would have been expected at the other side's rate, and the chance "
    "that it has none all the same."
)


def ordered(reading: Reading) -> list[ThemeReading]:
    """Return the themes from what only the first side has to what only the second has."""

    def place(it: ThemeReading) -> tuple[int, float]:
        compared = it.compared
        if compared.log_ratio is not None:
            return 1, -compared.log_ratio
        return {"b": 0, "a": 2, None: 3}[compared.absent_from], 0.0

    return sorted(reading.themes, key=place)


def summary(reading: Reading) -> Html:
    """Return what stands out, as a few lines for a projector."""
    first, second = reading.names
    kinds: dict[str, list[Html]] = {"a": [], "b": [], "unclear": [], "none": []}
    for it in ordered(reading):
        compared, label = it.compared, outside(it.theme.label)
        if compared.absence is not None:
            absent = first if compared.absent_from == "a" else second
            label = join([label, tag("small", " absent in ", outside(absent))])
        if not (compared.a or compared.b):
            kinds["none"].append(label)
        elif not compared.is_clear:
            kinds["unclear"].append(label)
        else:
            kinds["a" if (compared.lrc or 0) > 0 else "b"].append(label)
    said = [
        (kinds["a"], "a", join(["Clearly more in ", outside(first)])),
        (kinds["b"], "b", join(["Clearly more in ", outside(second)])),
        (kinds["unclear"], "unclear", Html("Unclear: either side may have more")),
        (kinds["none"], "unclear", Html("In neither")),
    ]
    return tag(
        "dl",
        *(
            tag("div", tag("dt", head), tag("dd", join(labels, ", ")), class_=kind)
            for labels, kind, head in said
            if labels
        ),
        class_="summary",
    )


def themes_section(reading: Reading) -> Iterator[Html]:
    """Yield the parts of the section."""
    themes, names = ordered(reading), reading.names
    rows = [(it.theme.label, it.compared) for it in themes]
    if not rows:
        yield paragraph("No theme is looked for in this field.")
    else:
        yield tag(
            "div",
            _figure(
                "How often", "Tasks in 1,000 that speak of a theme.", rates_figure(rows, names)
            ),
            _figure(
                "How different",
                join(
                    [
                        "Left of the middle there is more in ",
                        outside(names[0]),
                        " (log ratio +), right of it in ",
                        outside(names[1]),
                        " (−). 2× is twice as often.",
                    ]
                ),
                ratios_figure(rows, names),
            ),
            class_="pair",
        )
        yield paragraph(_LEGEND)
        yield _table(themes, names)
        yield _all_figures(themes)
        yield from doubts(themes, names)
    if reading.elsewhere:
        listed = join((outside(theme.label) for theme in reading.elsewhere), ", ")
        yield paragraph(
            "Not looked for in the ", reading.field, ", by the theme file: ", listed,
            ". Compare in all fields to see them.",
        )  # fmt: skip


def _figure(title: str, note: str, drawn: Html) -> Html:
    caption = tag("figcaption", tag("b", title), Html("<br>"), note)
    return tag("figure", caption, drawn)


def _table(themes: Sequence[ThemeReading], names: tuple[str, str]) -> Html:
    first, second = map(outside, names)
    return table(
        "Themes in figures, with 95% intervals",
        (
            "Theme",
            join(["Tasks in ", first]),
            "per 1,000",
            join(["Tasks in ", second]),
            "per 1,000",
            "Difference per 1,000",
            join(["Log ratio (+ more in ", first, ")"]),
            "p",
            "In words",
        ),
        [
            (
                outside(it.theme.label),
                f"{it.compared.a:,}",
                _with(str(it.compared.rate_a), between(it.compared.interval_a)),
                f"{it.compared.b:,}",
                _with(str(it.compared.rate_b), between(it.compared.interval_b)),
                _with(
                    signed(it.compared.difference, 1),
                    signed_between(it.compared.difference_interval, 1),
                ),
                _with(
                    signed(it.compared.log_ratio),
                    signed_between(it.compared.log_ratio_interval),
                ),
                f"{chance(it.compared.p)} {_test(it.compared)}",
                _in_words(it.compared, names),
            )
            for it in themes
        ],
        texts=(8,),
    )


def _all_figures(themes: Sequence[ThemeReading]) -> Html:
    """Return what corpus linguists ask for, folded away from a first look."""
    return folded(
        "Effect sizes and tests in full",
        paragraph(
            "LRC is the end of the log ratio's interval that is nearest to 0, and 0 where that "
            "holds 0. %DIFF is by how many per cent the first rate is above the second. G2 is that "
            "of the two-by-two table of tasks; where a count under 5 is expected, p is Fisher's."
        ),
        table(
            "Effect sizes and tests",
            ("Theme", "LRC", "%DIFF", "G2", "p", "Test"),
            [
                (
                    outside(it.theme.label),
                    "0" if it.compared.lrc == 0 else signed(it.compared.lrc),
                    signed(it.compared.percent_diff, 0),
                    NONE if it.compared.g2 is None else f"{it.compared.g2:,.2f}",
                    chance(it.compared.p),
                    _test(it.compared),
                )
                for it in themes
            ],
            texts=(5,),
        ),
    )


def _with(figure: str, interval: str) -> Html:
    """Return a figure with its interval under it."""
    return join([figure, tag("small", interval)])


def _test(compared: ThemeComparison) -> str:
    return {"fisher": "Fisher", "g2": "G2", None: ""}[compared.test]


def _in_words(compared: ThemeComparison, names: tuple[str, str]) -> str:
    said = verdict(compared, names)
    if compared.absence is None:
        return said
    tasks, none = compared.absence
    return f"{said}: {expected(tasks)} expected, chance of none {share(none)}"

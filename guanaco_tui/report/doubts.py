"""The report on how firm a theme's rates are: single words, false hits, and where answers hedge."""

from collections.abc import Iterator, Sequence

from guanaco_tui.analysis.adjudication import Precision
from guanaco_tui.analysis.comparison import Fragility, ThemeComparison
from guanaco_tui.analysis.rates import counted
from guanaco_tui.report.figures import NONE, between, share, signed, signed_between
from guanaco_tui.report.markup import (
    Html,
    folded,
    heading,
    isolated,
    join,
    outside,
    paragraph,
    table,
    tag,
)
from guanaco_tui.report.theme_reading import ThemeReading

# Words of a theme that are left out one by one, as they are listed.
_DECISIVE = 5


def doubts(themes: Sequence[ThemeReading], names: tuple[str, str]) -> Iterator[Html]:
    """Yield what there is to say of each, where there is something."""
    yield from _fragility(themes, names)
    yield from _precision(themes, names)
    yield from _hedges(themes, names)


def _fragility(themes: Sequence[ThemeReading], names: tuple[str, str]) -> Iterator[Html]:
    yield folded(
        "How far a rate hangs on a single word",
        paragraph(
            "Each word of a theme is left out in turn. The range is that of the rate that is left; "
            f"beside up to {_DECISIVE} words, those whose loss changes it most, stands the rate "
            "without this one word, and how many of the tasks only it finds."
        ),
        table(
            "Fragility: tasks per 1,000 with each word left out in turn",
            ("Theme", "Side", "per 1,000", "Range", "Rate without this word"),
            [
                (outside(it.theme.label), outside(name), *_left(fragile))
                for it in themes
                for name, fragile in zip(names, it.depth.fragility, strict=True)
                if fragile.rate.tasks
            ],
            texts=(1, 4),
        ),
    )


def _left(fragile: Fragility) -> tuple[str, ...]:
    without = [
        tag("div", outside(left.keyword), f" {left.rate} ({left.lost:,} of {fragile.rate.tasks:,})")
        for left in fragile.most_decisive(_DECISIVE)
    ]
    listed = join(without) or "the same without any"
    return str(fragile.rate), between(fragile.range_per_1000), listed


def _precision(themes: Sequence[ThemeReading], names: tuple[str, str]) -> Iterator[Html]:
    sampled = [(it, it.precision) for it in themes if it.precision is not None]
    judged = [(it, it.depth.judged) for it in themes if it.depth.judged is not None]
    if not (sampled or judged):
        yield paragraph(
            "Nobody has judged yet how many of these hits are right: in the theme editor, "
            "20 random hits of each side can be read and decided on."
        )
        return
    yield heading(3, "How many hits are right")
    if sampled:
        yield table(
            "Precision: of hits drawn by chance, those that people judged to be right",
            ("Theme", "Side", "Right", "Judged", "Drawn", "Share", "95% interval"),
            [
                (outside(it.theme.label), outside(name), *_right(found))
                for it, both in sampled
                for name, found in zip(names, both, strict=True)
            ],
            texts=(1,),
        )
        yield paragraph(
            "One hit each of tasks drawn by chance, in all fields of the theme. What was judged "
            "while browsing does not count here.",
        )
    if judged:
        heads = [
            f"{kind} {isolated(name)}" for name in names for kind in ("All,", "Kept,", "Read,")
        ]
        yield table(
            "Tasks per 1,000 without the hits that were judged to be wrong",
            ("Theme", *heads, "Log ratio", "95% interval"),
            [(outside(it.theme.label), *_kept(it, kept)) for it, kept in judged],
        )
        yield paragraph(
            "Read says of how many tasks of a theme it was decided whether they are of it: one hit "
            "is right, or each is wrong. The others count: where a side was not read in full, its "
            "rate is too high, and the sides are not compared by it."
        )


def _kept(it: ThemeReading, kept: ThemeComparison) -> Iterator[str]:
    found = ((it.compared.rate_a, kept.rate_a), (it.compared.rate_b, kept.rate_b))
    for (rate, left), read in zip(found, it.depth.read, strict=True):
        yield from (str(rate), str(left), f"{read:,} of {rate.tasks:,}")
    is_whole = it.depth.read == (it.compared.a, it.compared.b)
    yield signed(kept.log_ratio) if is_whole else NONE
    yield signed_between(kept.log_ratio_interval) if is_whole else NONE


def _right(found: Precision) -> tuple[str, ...]:
    low, high = found.interval
    return (
        f"{found.right:,}",
        f"{found.judged:,}",
        f"{found.drawn:,}",
        share(found.right / found.judged) if found.judged else NONE,
        f"{share(low)} to {share(high)}" if found.judged else NONE,
    )


def _hedges(themes: Sequence[ThemeReading], names: tuple[str, str]) -> Iterator[Html]:
    crossings = [
        (it, name, crossed)
        for it in themes
        if it.depth.hedged
        for name, crossed in zip(names, it.depth.hedged, strict=True)
        if crossed.total_a
    ]
    rows = [
        (
            outside(it.theme.label),
            outside(name),
            f"{crossed.a:,} of {crossed.total_a:,}",
            str(crossed.rate_a),
            str(crossed.rate_b),
            signed(crossed.log_ratio),
            signed_between(crossed.log_ratio_interval),
            "unclear" if not crossed.is_clear else "more" if (crossed.lrc or 0) > 0 else "less",
        )
        for it, name, crossed in crossings
        if crossed.a or crossed.b
    ]
    if not crossings:
        return
    silent = len(crossings) - len(rows)
    if not rows:
        yield paragraph("No answer refuses or hedges, in tasks of these themes or beside them.")
        return
    yield folded(
        "Where answers refuse or hedge",
        paragraph(
            "Of the tasks that speak of a theme, how many have an output that refuses or hedges, "
            "per 1,000, beside the side's other tasks; the log ratio is + where the theme's have "
            "more.",
            f" Left out: {counted(silent, 'row')} in which none does, of the theme or of the rest."
            if silent
            else "",
        ),
        table(
            "Refusals and hedges in the tasks of each theme",
            ("Theme", "Side", "Hedged", "per 1,000 of the theme", "per 1,000 of the rest",
             "Log ratio", "95% interval", "In words"),
            rows,
            texts=(1, 7),
        ),
    )  # fmt: skip

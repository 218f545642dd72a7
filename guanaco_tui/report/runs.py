"""The report's sections on what the machine was given and what was taken: filters and lineage."""

from collections.abc import Iterator

from guanaco_tui.analysis.contrasts import Contrast
from guanaco_tui.analysis.filter_bias import ANY_RULE, METHOD, Erasure, FilterBias
from guanaco_tui.analysis.rates import counted
from guanaco_tui.analysis.statistics import FALSE_DISCOVERIES
from guanaco_tui.report.figures import NONE, chance, rate, share, signed, signed_between
from guanaco_tui.report.markup import Html, folded, isolated, outside, paragraph, table, tag
from guanaco_tui.report.reading import Reading, Side

# Rows of a list of fertile seeds.
_SEEDS = 10


def filters_section(reading: Reading) -> Iterator[Html]:
    """Yield, for each side, what the rules erased of each theme."""
    labels = {it.theme.name: it.theme.label for it in reading.themes}
    for side in reading.sides:
        name = outside(side.collection.name)
        yield tag("h3", name)
        if side.bias is None:
            yield paragraph(
                name, " was imported with nothing but what was kept: it has no rejections, so "
                "what its filters erased cannot be read from it.",
            )  # fmt: skip
            continue
        judged = "were erased"
        if side.collection.kind == "seeds":
            judged = "would have been erased"
            whose = (
                "the run's" if any(it.run is not None for it in reading.sides) else "the lesson's"
            )
            yield paragraph(
                f"No rule has judged these. For this page {whose} rules were "
                "run over them as if the machine had written them; a repeat is one of an earlier "
                "seed that was kept."
            )
        yield from _bias(side.bias, labels, side.collection.name, judged)
    yield paragraph(
        METHOD,
        f" In the tables of shares, cells with a q under {FALSE_DISCOVERIES:.0%} are bold.",
        class_="note",
    )


def _bias(bias: FilterBias, labels: dict[str, str], name: str, judged: str) -> Iterator[Html]:
    left_out = ", ".join(f"{n:,} {_rule(rule)}" for rule, n in bias.left_out.items())
    erased = bias.erased[ANY_RULE]
    if not erased:
        yield paragraph(f"None of {counted(bias.candidates, 'candidate')} {judged}.")
        return
    yield paragraph(
        f"{erased:,} of {counted(bias.candidates, 'candidate')} {judged} "
        f"({share(erased / bias.candidates)}).",
        f" Left out of the table: {left_out}." if left_out else "",
    )

    def cell(theme: str, rule: str) -> Html:
        return _cell(bias.cells[theme, rule])

    yield table(
        f"Share of each theme's candidates that each rule erased: {isolated(name)}",
        ("Theme", "Candidates", *map(_rule, bias.rules)),
        [
            (
                "All candidates",
                f"{bias.candidates:,}",
                *(share(bias.share_of_all(rule)) for rule in bias.rules),
            ),
            *(
                (
                    outside(labels[theme]),
                    f"{bias.cells[theme, ANY_RULE].candidates:,}",
                    *(cell(theme, rule) for rule in bias.rules),
                )
                for theme in bias.themes
            ),
        ],
    )
    yield _cells(bias, labels, name)


def _cells(bias: FilterBias, labels: dict[str, str], name: str) -> Html:
    """Return every cell in full: its interval, its p and its q."""
    return folded(
        "Each share with its interval, p and q",
        table(
            f"What each rule erased of each theme: {isolated(name)}",
            ("Theme", "Rule", "Erased", "Share", "95% interval", "Times that of all", "p", "q"),
            [
                (
                    outside(labels[cell.theme]),
                    _rule(cell.rule),
                    f"{cell.erased:,} of {cell.candidates:,}",
                    share(cell.share),
                    " to ".join(map(share, cell.interval or ())),
                    NONE if cell.ratio is None else f"{cell.ratio:.1f}",
                    chance(cell.p),
                    chance(cell.q),
                )
                for theme in bias.themes
                for rule in bias.rules
                if (cell := bias.cells[theme, rule]).candidates
            ],
            texts=(1,),
        ),
    )


def _cell(cell: Erasure) -> Html:
    if not cell.erased:
        return Html("0" if cell.candidates else NONE)
    said = f"{share(cell.share)} ({cell.erased:,})"
    if cell.stands_out:
        return tag("b", said, f", q {chance(cell.q)}")
    return Html(said)


def _rule(rule: str) -> str:
    return "any rule" if rule == ANY_RULE else rule.replace("_", " ")


def lineage_section(reading: Reading) -> Iterator[Html]:
    """Yield echo or drift and fertile seeds for each side that is a run."""
    labels = {it.theme.name: it.theme.label for it in reading.themes}
    for side in reading.sides:
        if side.inheritance is not None:
            yield from _inherited(side, labels)


def has_lineage(reading: Reading) -> bool:
    """Whether one of the sides is a run that has kept something."""
    return any(it.inheritance is not None and it.inheritance.requests for it in reading.sides)


def _inherited(side: Side, labels: dict[str, str]) -> Iterator[Html]:
    found = side.inheritance
    assert found is not None
    name = outside(side.collection.name)
    yield tag("h3", "Echo or drift: ", name)
    yield paragraph(
        "Does a theme come back where the prompt showed an example of it, or does it come of "
        "itself? Tasks per 1,000 where the prompt showed one, and where it showed none. Oftener "
        "where it was shown is an echo; what stands there without it is drift. Tasks too near to a "
        "seed were dropped before, which makes an echo look smaller. And drift is not the model's "
        "own alone: the offline n-gram model knows all seeds, whichever a prompt shows. "
        "Where all tasks of a side speak of the theme, or none, no interval can be had."
    )
    yield table(
        f"Echo or drift: {isolated(side.collection.name)}",
        ("Theme", "Where shown", "Requests", "Where not", "Requests", "Difference",
         "95% interval", "In words"),
        [
            (outside(labels[contrast.theme]), *_contrast(contrast), _echo(contrast))
            for contrast in found.echoes
        ],
        texts=(7,),
    )  # fmt: skip
    pairs = [
        (seed, contrast)
        for theme in labels
        for seed, contrast in found.fertile(theme)
        if contrast.interval is not None and (contrast.difference or 0) > 0
    ]
    pairs.sort(key=lambda pair: (not pair[1].is_clear, -(pair[1].difference or 0)))
    yield tag("h3", "Fertile seeds: ", name)
    yield paragraph(found.caution)
    if pairs:
        yield table(
            f"Seeds and the themes that followed them: {isolated(side.collection.name)}",
            ("Seed", "Theme", "Where shown", "Requests", "Where not", "Requests", "Difference",
             "95% interval", "In words"),
            [
                (
                    outside(seed.name or seed.seed),
                    outside(labels[contrast.theme]),
                    *_contrast(contrast),
                    "stands out" if contrast.is_clear else "unclear",
                )
                for seed, contrast in pairs[:_SEEDS]
            ],
            texts=(1, 8),
        )  # fmt: skip
    yield paragraph(found.method, class_="note")


def _contrast(contrast: Contrast) -> tuple[str, ...]:
    return (
        rate(contrast.shown.per_1000),
        f"{contrast.shown.requests:,}",
        rate(contrast.rest.per_1000),
        f"{contrast.rest.requests:,}",
        signed(contrast.difference, 1),
        signed_between(contrast.interval, 1),
    )


def _echo(contrast: Contrast) -> str:
    if contrast.obstacle is not None:
        return contrast.obstacle
    if not contrast.is_clear:
        return "unclear"
    return "echo" if (contrast.difference or 0) > 0 else "the reverse"

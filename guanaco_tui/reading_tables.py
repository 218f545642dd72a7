"""Writes what was read of collections for a terminal: takes comparisons and lines, gives text."""

import math
from collections.abc import Iterable, Iterator, Sequence

from guanaco_tui.analysis.collocation import Collocate, Pair
from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.concordance import Line, in_columns
from guanaco_tui.analysis.difference import ThemeDifference, WordDifference
from guanaco_tui.analysis.rates import expected, inside, written
from guanaco_tui.analysis.statistics import Interval
from guanaco_tui.analysis.word_depth import FEWEST_HITS, TwoNodes
from guanaco_tui.lesson.seeds import seed_name

# Words of each kind for a person; --json has more.
_WORDS = 12
# Columns that the name of a task and the pattern that was found may take beside a line.
_NAME, _PATTERN = 14, 16
# Columns that a line has in any case; in a narrower terminal it is broken.
_LEAST = 24


def where(field: str) -> str:
    """Say in what a theme is looked for."""
    return "in the fields of each theme" if field == "all" else f"in the {field}"


def theme_lines(found: ThemeDifference, *, in_full: bool = False) -> Iterator[str]:
    """Yield the table of themes, at most 100 columns wide; two more where it is wanted in full."""
    (a, b), (total_a, total_b) = (found.a.name, found.b.name), found.totals
    yield f"{a} {total_a:,} against {b} {total_b:,}: tasks per 1,000, {where(found.field)}"
    yield f"log ratio: + is more in {a}, - in {b}, 1 is twice as often; its 95% interval;"
    yield "? where that crosses 0, and where chance alone could be why a theme is absent"
    labels = {theme.name: theme.label for theme in found.themes.themes}
    rows = [(labels[compared.name], compared) for compared in found.comparisons]
    yield from table(("", a, b, "log ratio", "", "p"), (_theme_row(*row) for row in rows))
    if in_full:
        yield ""
        yield "Tasks; 95% intervals of the rates per 1,000 (Wilson), of their difference (Newcombe)"
        yield from table(("", a, "", b, "", f"{a} - {b}", ""), (_count_row(*row) for row in rows))
        yield ""
        yield "LRC: the end of the log ratio's interval nearest to 0, and 0 where that crosses 0"
        yield from table(
            ("", "LRC", "%DIFF", "G2", "p", "p is of"), (_effect_row(*row) for row in rows)
        )


def word_lines(found: ThemeDifference, words: WordDifference) -> Iterator[str]:
    """Yield a line for the keywords of each side, and for what each never speaks of."""
    a, b = found.a.name, found.b.name
    for side, name in (("a", a), ("b", b)):
        key = [keyword for keyword in words.keywords if keyword.side == side][:_WORDS]
        listed = ", ".join(f"{one.word} {one.a:,}:{one.b:,}" for one in key)
        yield f"Keywords of {name} (tokens in {a}:{b}): {listed or 'none'}"
    for side, name, absences in (("b", b, words.lost), ("a", a, words.invented)):
        absent = [it for it in found.comparisons if it.absent_from == side and it.is_clear]
        clear = [
            *((f"#{theme.name}", theme.a + theme.b) for theme in absent),
            *((word.word, word.tasks) for word in absences[: min(absences.clear, _WORDS)]),
        ]
        listed = ", ".join(f"{what} {tasks:,}" for what, tasks in clear)
        nowhere, listed = inside(name, found.field), listed or "none of these themes, no word"
        yield f"Never in {nowhere}, and not by chance (tasks): {listed}"


def company_lines(near: TwoNodes, names: tuple[str, str], field: str) -> Iterator[str]:
    """Yield what is closer to one node than to the other on each side, and where nodes are rare."""
    first, second = near.names
    place = "any field" if field == "all" else f"the {field}"
    for name, beside in zip(names, (near.a, near.b), strict=True):
        ends = zip(near.names, reversed(near.names), beside.closer(_WORDS), strict=True)
        for here, there, closest in ends:
            if closest:
                listed = ", ".join(map(_pair, closest))
                yield (
                    f"Closer to {here} than to {there} in {name} "
                    f"(logDice beside {first}:{second}): {listed}"
                )
        hits = list(zip(near.names, beside.hits, strict=True))
        if rare := ", ".join(f"{node} {n:,}" for node, n in hits if 0 < n < FEWEST_HITS):
            yield f"Too few in {name} to tell whose company is whose: {rare}"
        if none := " and no ".join(node for node, n in hits if not n):
            yield f"No {none} in {place} of {name}"


def concordance_lines(lines: Sequence[Line], width: int) -> Iterator[str]:
    """Yield lines `width` columns wide where that can be, each hit under the one before.

    In front of each is where it is to be found again: the task, the field and, as it was written,
    the pattern that was found.
    """
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415

    found = [
        (seed_name(line.seed) if line.seed else f"{line.task}", line.field, line.pattern)
        for line in lines
    ]
    most = (_NAME, width, _PATTERN)
    widths = [
        min(limit, max(map(cell_len, column)))
        for limit, column in zip(most, zip(*found, strict=True), strict=False)
    ]
    room = max(_LEAST, width - sum(widths) - 2 * len(widths))
    for prefix, line in zip(found, lines, strict=True):
        cells = [set_cell_size(cell, cells) for cell, cells in zip(prefix, widths, strict=True)]
        yield "  ".join([*cells, "".join(in_columns(line, room, cell_len))]).rstrip()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table: its first column to the left, the others to the right."""
    from rich.cells import cell_len  # noqa: PLC0415

    lines = [heads, *rows]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        spaces = [" " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
        cells = [line[0] + spaces[0]]
        cells += [space + cell for space, cell in zip(spaces[1:], line[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _theme_row(label: str, compared: ThemeComparison) -> tuple[str, ...]:
    ratio, interval = _signed(compared.log_ratio, 2), _between(compared.log_ratio_interval, 2)
    p = _p(compared.p)
    if compared.absence is not None:
        tasks, chance = compared.absence
        ratio, interval = "absent", f"{expected(tasks)} expected, {_percent(chance)} chance of none"
    elif not (compared.total_a and compared.total_b):
        ratio, interval, p = "nothing to compare", "", ""
    elif not (compared.a or compared.b):
        ratio, interval, p = "in neither", "", ""
    if ratio and interval and not compared.is_clear:
        ratio = f"{ratio} ?"
    return label, str(compared.rate_a), str(compared.rate_b), ratio, interval, p


def _count_row(label: str, compared: ThemeComparison) -> tuple[str, ...]:
    return (
        label,
        f"{compared.a:,}/{compared.total_a:,}",
        _between(compared.interval_a, 1, sign=False),
        f"{compared.b:,}/{compared.total_b:,}",
        _between(compared.interval_b, 1, sign=False),
        _signed(compared.difference, 1),
        _between(compared.difference_interval, 1),
    )


def _effect_row(label: str, compared: ThemeComparison) -> tuple[str, ...]:
    return (
        label,
        "0" if compared.lrc == 0 else _signed(compared.lrc, 2),
        _signed(compared.percent_diff, 0),
        "" if compared.g2 is None else f"{compared.g2:,.2f}",
        _p(compared.p),
        {"fisher": "Fisher", "g2": "G2", None: ""}[compared.test],
    )


def _pair(pair: Pair) -> str:
    def dice(collocate: Collocate) -> str:
        return "none" if collocate.log_dice is None else f"{collocate.log_dice:.1f}"

    return f"{pair.word} {dice(pair.first)}:{dice(pair.second)}"


def _signed(value: float | None, digits: int) -> str:
    return "" if value is None else written(value, digits, "+")


def _between(interval: Interval | None, digits: int, *, sign: bool = True) -> str:
    if interval is None:
        return ""
    ends = ("..." if math.isinf(end) else written(end, digits, "+" * sign) for end in interval)
    return " to ".join(ends)


def _p(value: float | None) -> str:
    return "" if value is None else "< .0001" if value < 0.0001 else f"{value:.4f}"


def _percent(share: float) -> str:
    """A share as a percentage, never rounded to none or to certainty."""
    if 0 < share < 0.01:
        return "< 1%"
    return "> 99%" if 0.99 < share < 1 else f"{share:.0%}"

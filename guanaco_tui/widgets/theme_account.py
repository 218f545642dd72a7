"""All that is known of one theme in two collections, in as many lines as there is room for."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.comparison import Fragility, ThemeComparison
from guanaco_tui.analysis.rates import Rate
from guanaco_tui.analysis.statistics import Interval
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.widgets.figures import (
    MUTED,
    chance,
    expected,
    one_line,
    p_value,
    share,
    signed,
    span,
    times,
)


@dataclass(frozen=True, slots=True)
class Account:
    """A theme in the collections of two `names`.

    `judged` leaves out the hits that were judged to be none; `fragility` and `hedged` are of each
    side. They may still be missing.
    """

    theme: Theme
    names: tuple[str, str]
    compared: ThemeComparison
    judged: ThemeComparison | None = None
    fragility: tuple[Fragility, ...] = ()
    hedged: tuple[ThemeComparison, ...] = ()


class ThemeAccount(Static):
    """Tells of a theme, the most important line first; what does not fit is left out."""

    DEFAULT_CSS = """
    ThemeAccount { height: 1fr; text-wrap: wrap; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def tell(self, account: Account) -> None:
        """Tell of this theme."""
        self.update(Content("\n").join(lines(account)), layout=False)


def lines(account: Account) -> Iterator[Content]:
    """Yield the lines, each of at most some 78 cells where names are short."""
    compared, theme = account.compared, account.theme
    a, b = (one_line(name) for name in account.names)
    yield Content.assemble((one_line(theme.label), "bold"), "  ", one_line(theme.question))
    yield Content(
        f"{_counted(a, compared.rate_a, compared.interval_a)} · "
        f"{_counted(b, compared.rate_b, compared.interval_b)}"
    )
    yield from _compared(compared, a, b)
    if account.judged is not None:
        judged = account.judged
        yield Content(f"as judged: {_tasks(a, judged.rate_a)} · {_tasks(b, judged.rate_b)}")
    if any(side.decisive for side in account.fragility):
        told = (
            _fragile(name, side)
            for name, side in zip((a, b), account.fragility, strict=True)
            if side.decisive
        )
        yield Content(f"without one word: {' · '.join(told)}")
    if any(side.total_a for side in account.hedged):
        told = (
            f"{name} {_part(side.a, side.total_a)} of these, {_part(side.b, side.total_b)} of the "
            "rest"
            for name, side in zip((a, b), account.hedged, strict=True)
            if side.total_a
        )
        yield Content(f"hedged: {' · '.join(told)}")
    words = ", ".join(one_line(word) for word in theme.words + theme.phrases)
    yield Content.styled(words, MUTED)


def _compared(compared: ThemeComparison, a: str, b: str) -> Iterator[Content]:
    """Tell how far the sides are apart; of an absence, what it is worth."""
    if compared.difference is None:
        return
    if compared.absence is not None:
        tasks, none = compared.absence
        where = a if compared.absent_from == "a" else b
        yield Content(
            f"absent from {where}: {expected(tasks)} expected at the other's rate, "
            f"{chance(none)} chance to see none"
        )
    ratio = compared.log_ratio
    more = a if (ratio or 0) > 0 else b
    if ratio is not None:
        said = f"{times(ratio)} in {more}" if ratio else "as often in both"
        clear = (
            Content.styled(f"LRC {signed(compared.lrc, 2)}", "bold")
            if compared.is_clear
            else Content.styled("unclear: LRC 0", MUTED)
        )
        interval = span(compared.log_ratio_interval, 2, sign=True)
        yield Content.assemble(f"{said}: log ratio {signed(ratio, 2)} ({interval}), ", clear)
    yield Content(
        f"difference {signed(compared.difference, 1)} per 1,000"
        f" ({span(compared.difference_interval, sign=True)}, Newcombe)"
    )
    if compared.g2 is not None and (compared.a or compared.b):
        test = "Fisher's exact test" if compared.test == "fisher" else f"G² {compared.g2:,.2f}"
        percent = signed(compared.percent_diff, 0)
        yield Content(f"{test}, p {p_value(compared.p)}" + (percent and f" · %DIFF {percent}"))


def _counted(name: str, rate: Rate, interval: Interval | None) -> str:
    return f"{_tasks(name, rate)} ({span(interval)})"


def _tasks(name: str, rate: Rate) -> str:
    return f"{name} {rate.tasks:,} of {rate.total:,}: {rate}"


def _fragile(name: str, side: Fragility) -> str:
    decisive = side.decisive
    assert decisive is not None
    word = one_line(decisive.keyword)
    return f"{name} {span(side.range_per_1000)} (“{word}” -{decisive.lost:,})"


def _part(part: int, whole: int) -> str:
    return share(part / whole) if part else "none"

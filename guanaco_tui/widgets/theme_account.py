"""All that is known of one theme in two collections, in as many lines as there is room for."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from guanaco_tui.analysis.comparison import Fragility, ThemeComparison
from guanaco_tui.analysis.rates import Rate, expected
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.widgets.figures import (
    MUTED,
    chance,
    one_line,
    p_value,
    share,
    signed,
    span,
    times,
)

NO_THEME = "There is no theme: t opens the themes, where n makes one and o opens a file."


@dataclass(frozen=True, slots=True)
class Account:
    """A theme in the collections of two `names`.

    `judged` leaves out the hits that were judged to be none; `read` says of how many tasks a hit
    was judged, `fragility` and `hedged` are of each side. They may still be missing.
    """

    theme: Theme
    names: tuple[str, str]
    compared: ThemeComparison
    judged: ThemeComparison | None = None
    read: tuple[int, int] = (0, 0)
    fragility: tuple[Fragility, ...] = ()
    hedged: tuple[ThemeComparison, ...] = ()


class ThemeAccount(Static):
    """Tells of a theme, the most important line first; what does not fit is left out."""

    DEFAULT_CSS = """
    ThemeAccount { height: 1fr; text-wrap: wrap; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._account: Account | None = None

    def tell(self, account: Account | None) -> None:
        """Tell of this theme, or that there is none."""
        self._account = account
        self._tell()

    def on_resize(self) -> None:
        """Tell it in lines of the new width."""
        if self._account is not None:
            self._tell()

    def _tell(self) -> None:
        if self._account is None:
            self.update(NO_THEME, layout=False)
        else:
            self.update(Content("\n").join(lines(self._account, self.size.width)), layout=False)


def lines(account: Account, width: int) -> Iterator[Content]:
    """Yield the lines, each said in fewer words where that makes it fit in `width` cells."""
    compared, theme = account.compared, account.theme
    a, b = (one_line(name) for name in account.names)
    title = Content.assemble((one_line(theme.label), "bold"), "  ", one_line(theme.question))
    yield title.truncate(width, ellipsis=True)
    yield from _verdict(compared, a, b, width)
    both = ((a, compared.rate_a, compared.interval_a), (b, compared.rate_b, compared.interval_b))
    full = [f"{_tasks(name, rate)} ({span(interval)})" for name, rate, interval in both]
    # How many tasks they are of stands at the head of the pane, too.
    short = [f"{name} {rate.tasks:,}: {rate} ({span(interval)})" for name, rate, interval in both]
    yield _fitting(width, " · ".join(full), " · ".join(short))
    yield from _tests(compared)
    if account.judged is not None:
        judged = account.judged
        sides = zip((a, b), (judged.rate_a, judged.rate_b), strict=True)
        rates = [f"{name} {rate}" for name, rate in sides]
        # What nobody has read counts as right: one side read and the other not says nothing.
        read = zip(rates, account.read, (compared.a, compared.b), strict=True)
        full = [f"{rate} ({done:,} of {tasks:,} tasks read)" for rate, done, tasks in read]
        yield _fitting(width, f"as judged: {' · '.join(full)}", f"as judged: {' · '.join(rates)}")
    fragile = [
        (f"{name} {span(side.range_per_1000)}", one_line(side.decisive.keyword), side.decisive.lost)
        for name, side in zip((a, b), account.fragility, strict=False)
        if side.decisive is not None
    ]
    if fragile:
        full = [f"{rates} (“{word}” -{lost:,})" for rates, word, lost in fragile]
        short = [f"{rates} (“{word}”)" for rates, word, _ in fragile]
        yield _fitting(
            width, f"without one word: {' · '.join(full)}", f"without one word: {' · '.join(short)}"
        )
    if any(side.total_a for side in account.hedged):
        hedged = [
            (name, _part(side.a, side.total_a), _part(side.b, side.total_b))
            for name, side in zip((a, b), account.hedged, strict=True)
            if side.total_a
        ]
        full = [f"{name} {these} of these, {rest} of the rest" for name, these, rest in hedged]
        short = [f"{name} {these} and {rest}" for name, these, rest in hedged]
        yield _fitting(
            width,
            f"hedged: {' · '.join(full)}",
            f"hedged, of these and of the rest: {' · '.join(short)}",
        )
    words = ", ".join(one_line(word) for word in theme.words + theme.phrases)
    # In one line: `t` has them all.
    yield Content.styled(words, MUTED).truncate(width, ellipsis=True)


def _fitting(width: int, *texts: str | Content) -> Content:
    """Return the first of these that fits in so many cells, else the last."""
    contents = [Content(text) if isinstance(text, str) else text for text in texts]
    return next((it for it in contents if it.cell_length <= width), contents[-1])


def _verdict(compared: ThemeComparison, a: str, b: str, width: int) -> Iterator[Content]:
    """Say in one line, first in words that can be read aloud, which side has more."""
    sure = Content.styled("Clearly", "bold") if compared.is_clear else Content("Unclear:")
    ratio = compared.log_ratio
    if compared.absence is not None:
        tasks, none = compared.absence
        has, lacks = (b, a) if compared.absent_from == "a" else (a, b)
        only = Content.assemble(sure, f" only {has} has it")
        due, by_chance = f"{expected(tasks)} expected", f"{chance(none)} chance of none"
        yield _fitting(
            width,
            Content.assemble(
                only, f"; {due} in {lacks} at that rate, {by_chance} if all were dealt at random"
            ),
            Content.assemble(only, f"; {due} in {lacks}, {by_chance} if dealt at random"),
            Content.assemble(only, f"; {due} in {lacks}, {by_chance}"),
        )
    elif ratio is not None:
        more = f"more in {a if ratio > 0 else b}, {times(ratio)}" if ratio else "as often in both"
        figures = (
            f"log ratio {signed(ratio, 2)} ({span(compared.log_ratio_interval, 2, sign=True)})"
        )
        said = Content.assemble(sure, f" {more}: {figures}")
        bound = f", LRC {signed(compared.lrc, 2) if compared.lrc else 0}"
        yield _fitting(width, Content.assemble(said, bound), said)


def _tests(compared: ThemeComparison) -> Iterator[Content]:
    """Tell how far the rates are apart, and how likely that is by chance."""
    if compared.difference is None:
        return
    yield Content(
        f"difference {signed(compared.difference, 1)} per 1,000"
        f" ({span(compared.difference_interval, sign=True)}, Newcombe)"
    )
    if compared.g2 is not None and (compared.a or compared.b):
        test = "Fisher's exact test" if compared.test == "fisher" else f"G² {compared.g2:,.2f}"
        percent = signed(compared.percent_diff, 0)
        yield Content(f"{test}, p {p_value(compared.p)}" + (percent and f" · %DIFF {percent}"))


def _tasks(name: str, rate: Rate) -> str:
    return f"{name} {rate.tasks:,} of {rate.total:,}: {rate}"


def _part(part: int, whole: int) -> str:
    return share(part / whole) if part else "none"

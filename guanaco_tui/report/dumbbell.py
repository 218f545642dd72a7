"""Draws themes of two collections: how often each is spoken of, and how far the two are apart.

Each is one SVG whose places across are per cents and whose places down and letters are pixels, so
that it grows and shrinks with the page while its letters stay as they are. The first collection is
a disc, the second a diamond; what is unclear is grey and says so.
"""

import math
from collections.abc import Iterator, Sequence

from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.rates import expected
from guanaco_tui.report.figures import signed, signed_between, verdict
from guanaco_tui.report.markup import Html, isolated, join, tag

# A theme, by the label it is shown under.
Row = tuple[str, ThemeComparison]

_TOP, _HIGH, _BOTTOM = 34, 73, 0
_LABEL, _LANE_A, _LANE_B = 20, 36, 50
# A ratio has one lane, and its figures stand below it, where no line of the axis crosses them.
_LANE, _BELOW = 38, 61
# Where the lines of the axis begin and end in a row.
_RATES_LANE, _RATIOS_LANE = (26, 60), (27, 49)
# Where the axis begins and ends, in per cent of the width; what is absent stands before it.
_LEFT, _RIGHT, _ABSENT = 16.0, 97.0, 3.5
# A log ratio beyond this is at the edge: 256 times as often.
_FURTHEST = 8.0
# Letters of a label, which has a telephone's width to share with the figures beside it.
_LONGEST = 22


def rates_figure(rows: Sequence[Row], names: tuple[str, str]) -> Html:
    """Return a dumbbell for each theme: two rates per 1,000 on a log axis, with whiskers."""
    low, high = _decades(rows)

    def at(per_1000: float) -> float:
        place = (math.log10(per_1000) - low) / (high - low) if per_1000 > 0 else 0.0
        return _LEFT + (_RIGHT - _LEFT) * min(1.0, max(0.0, place))

    def row(number: int, label: str, compared: ThemeComparison) -> Iterator[Html]:
        top = _TOP + _HIGH * number
        a, b = compared.rate_a, compared.rate_b
        yield _text(_shortened(label), "0%", top + _LABEL, "label")
        yield tag(
            "text",
            tag("tspan", "● ", class_="a"),
            str(a),
            tag("tspan", "  ◆ ", class_="b"),
            str(b),
            x="100%",
            y=top + _LABEL,
            class_="end",
        )
        places = [at(one.per_1000) if one.per_1000 else _ABSENT for one in (a, b)]
        yield _line(places[0], places[1], top + _LANE_A, top + _LANE_B, "link")
        sides = zip(places, (a, b), (compared.interval_a, compared.interval_b), "ab", strict=True)
        for place, one, interval, side in sides:
            y = top + (_LANE_A if side == "a" else _LANE_B)
            if interval is not None:
                begin = at(interval.low) if one.tasks else _ABSENT
                yield _line(begin, at(interval.high), y, y, f"whisker {side}")
            yield _mark(side, place, y, hollow=one.tasks == 0)

    ticks = [(at(10.0**power), f"{10.0**power:,g}") for power in range(low, high + 1)]
    some_absent = any(0 in (compared.a, compared.b) for _, compared in rows)
    ticks = [(_ABSENT, "absent"), *ticks] if some_absent else ticks
    drawn = [part for number, it in enumerate(rows) for part in row(number, *it)]
    said = "; ".join(f"{isolated(label)}: {it.rate_a} against {it.rate_b}" for label, it in rows)
    first, second = map(isolated, names)
    return _figure(
        f"How often: tasks per 1,000 in {first} and in {second}",
        f"Rates on a logarithmic axis with 95% intervals. {said}.",
        [*_axis(ticks, len(rows), _RATES_LANE), *drawn],
        len(rows),
        "rates",
    )


def ratios_figure(rows: Sequence[Row], names: tuple[str, str]) -> Html:
    """Return each theme's log ratio with its interval, on an axis whose middle is no difference.

    As in the app, the right is where the second collection has more.
    """
    furthest = _furthest(rows)

    def at(log_ratio: float) -> float:
        return 50 - 46 * min(1.0, max(-1.0, log_ratio / furthest))

    def row(number: int, label: str, compared: ThemeComparison) -> Iterator[Html]:
        top, y = _TOP + _HIGH * number, _TOP + _HIGH * number + _LANE
        low, high = compared.log_ratio_interval
        side = "unclear" if not compared.is_clear else "a" if (compared.lrc or 0) > 0 else "b"
        yield _text(_shortened(label), "0%", top + _LABEL, "label")
        yield _text(_beside(compared, names), "100%", top + _LABEL, "end")
        if math.isinf(low) and math.isinf(high):
            return
        yield _line(at(high), at(low), y, y, f"whisker {side}")
        if compared.log_ratio is not None:
            yield _mark("b" if side == "b" else "a", at(compared.log_ratio), y, look=side)
        yield _text(_below(compared), "100%", top + _BELOW, "end note")

    steps = range(-int(furthest), int(furthest) + 1, 2 if furthest > 4 else 1)
    ticks = [(at(step), "same" if step == 0 else f"{2 ** abs(step)}×") for step in steps]
    drawn = [part for number, it in enumerate(rows) for part in row(number, *it)]
    said = "; ".join(
        f"{isolated(label)}: {verdict(it, names)}, log ratio {signed(it.log_ratio)},"
        f" {signed_between(it.log_ratio_interval)}"
        for label, it in rows
    )
    first, second = map(isolated, names)
    return _figure(
        f"How different: log ratio of {first} over {second}",
        f"Left of the middle {first} has more, right of it {second}. 95% intervals. {said}.",
        [*_axis(ticks, len(rows), _RATIOS_LANE, middle=True), *drawn],
        len(rows),
        "ratios",
    )


def _decades(rows: Sequence[Row]) -> tuple[int, int]:
    """Return the powers of ten between which all rates stand, and most of their whiskers."""
    rates = [one.per_1000 for _, it in rows for one in (it.rate_a, it.rate_b) if one.per_1000]
    ends = [
        interval.high
        for _, it in rows
        for interval in (it.interval_a, it.interval_b)
        if interval is not None
    ]
    high = math.ceil(math.log10(max(ends, default=1000.0)))
    return min(high - 1, math.floor(math.log10(min(rates, default=1.0)))), high


def _furthest(rows: Sequence[Row]) -> float:
    ends = [
        abs(end)
        for _, it in rows
        for end in (*it.log_ratio_interval, it.log_ratio or 0.0)
        if math.isfinite(end)
    ]
    return min(_FURTHEST, max(2.0, 2.0 * math.ceil(max(ends, default=0.0) / 2)))


def _beside(compared: ThemeComparison, names: tuple[str, str]) -> str:
    if compared.log_ratio is not None:
        return "" if compared.is_clear else "unclear"
    if compared.absence is None:
        return "absent in both"
    absent = names[0] if compared.absent_from == "a" else names[1]
    return f"absent in {isolated(_shortened(absent))}{'' if compared.is_clear else ', unclear'}"


def _below(compared: ThemeComparison) -> str:
    if compared.absence is not None:
        tasks, none = compared.absence
        return f"{expected(tasks)} expected; chance of none {_percent(none)}"
    interval = signed_between(compared.log_ratio_interval, 1)
    return f"{signed(compared.log_ratio, 1)} ({interval})"


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _percent(value: float) -> str:
    return "under 1%" if value < 0.01 else f"{value:.0%}"


def _axis(
    ticks: Sequence[tuple[float, str]], rows: int, lane: tuple[int, int], *, middle: bool = False
) -> Iterator[Html]:
    """Yield the axis; its lines are drawn in the lane of each row, and not behind what is said."""
    begin, end = lane
    bottom = _TOP + _HIGH * rows
    dashes = f"{end - begin} {_HIGH - end + begin}"
    for place, label in ticks:
        is_zero = middle and label == "same"
        line = "zero" if is_zero else "grid"
        yield _line(place, place, _TOP + begin, bottom, line, dashes=dashes)
        is_first = place == _ABSENT
        yield _text(
            label, "0%" if is_first else f"{place:.2f}%", 14, "first" if is_first else "tick"
        )


def _figure(title: str, description: str, drawn: Sequence[Html], rows: int, key: str) -> Html:
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", description, id=f"{key}-desc"),
        join(drawn, "\n"),
        class_="dumbbell",
        width="100%",
        height=_TOP + _HIGH * rows + _BOTTOM,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def _text(said: str, x: str, y: float, class_: str) -> Html:
    return tag("text", said, x=x, y=y, class_=class_)


def _line(
    x1: float, x2: float, y1: float, y2: float, class_: str, *, dashes: str | None = None
) -> Html:
    across = {"x1": f"{x1:.2f}%", "x2": f"{x2:.2f}%"}
    return tag("line", **across, y1=y1, y2=y2, class_=class_, stroke_dasharray=dashes)


def _mark(side: str, x: float, y: float, *, look: str | None = None, hollow: bool = False) -> Html:
    """Return a disc for side a, a diamond for side b."""
    class_ = f"mark {look or side}{' hollow' if hollow else ''}"
    if side == "a":
        return tag("circle", cx=f"{x:.2f}%", cy=y, r=6.5, class_=class_)
    diamond = tag("path", d="M0,-8.5 L8.5,0 L0,8.5 L-8.5,0 Z", class_=class_)
    return tag("svg", diamond, x=f"{x:.2f}%", y=y, overflow="visible", width=1, height=1)

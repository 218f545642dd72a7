"""Writes a reading as one HTML page: no script, no network, for a projector, a telephone, paper."""

from collections.abc import Iterable
from functools import cache

from guanaco_tui import resources
from guanaco_tui.analysis.rates import counted
from guanaco_tui.analysis.verb_page import VERB_CSS, verb_figures
from guanaco_tui.files import read_text
from guanaco_tui.report.figures import share
from guanaco_tui.report.markup import Html, heading, isolated, join, outside, paragraph, tag
from guanaco_tui.report.method import limits_section, method_section, promise, source_section
from guanaco_tui.report.reading import Reading, Side
from guanaco_tui.report.runs import filters_section, has_lineage, lineage_section
from guanaco_tui.report.themes import ordered, summary, themes_section
from guanaco_tui.report.words import lines_section, words_section

# A key, the heading, what the contents call it, and the parts.
_Section = tuple[str, str, str, Iterable[Html]]


def page(reading: Reading, day: str) -> str:
    """Return the page; `day` is that on which it was made, in ISO 8601."""
    first, second = map(isolated, reading.names)
    sections = _sections(reading, day)
    contents = tag(
        "nav",
        tag("ol", *(tag("li", tag("a", short, href=f"#{key}")) for key, _, short, _ in sections)),
        aria_label="Contents",
    )
    body = tag(
        "body",
        _header(reading, day),
        contents,
        tag("main", *(_section(*section) for section in sections)),
        tag("footer", promise()),
    )
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        tag("title", f"{first} against {second}: themes and words"),
        tag("style", Html(f"{VERB_CSS}{_css()}")),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _sections(reading: Reading, day: str) -> list[_Section]:
    sunbursts = Html(verb_figures([it.verbs for it in reading.sides], heading=3))
    sections: list[_Section] = [
        ("themes", "What each side speaks of", "Themes", themes_section(reading)),
        (
            "words",
            "Lost in generation, and invented",
            "Words",
            words_section(reading, ordered(reading)),
        ),
        ("lines", "In context", "In context", lines_section(reading, ordered(reading))),
        ("filters", "What the filters erased", "Filters", filters_section(reading)),
    ]
    if has_lineage(reading):
        sections.append(
            ("lineage", "What came of what was shown", "Lineage", lineage_section(reading))
        )
    return [
        *sections,
        ("verbs", "What the instructions ask for", "Verbs", [sunbursts]),
        ("method", "How it was counted", "Method", method_section(reading)),
        ("limits", "What this cannot show", "Limits", limits_section(reading)),
        ("source", "What this was made from", "Sources", source_section(reading, day)),
    ]


def _section(key: str, title: str, _: str, parts: Iterable[Html]) -> Html:
    return tag("section", heading(2, title, key), join(parts, "\n"), aria_labelledby=key)


def _header(reading: Reading, day: str) -> Html:
    sides = zip(reading.sides, "ab", strict=True)
    versus = join((_side(*side) for side in sides), " ")
    where = "in all fields" if reading.field == "all" else f"in the {reading.field}"
    return tag(
        "header",
        _GUANACOS,
        tag("h1", "What did the machine do with what we meant?"),
        tag("p", versus, class_="versus"),
        paragraph(outside(reading.lesson), f", read {where}, ", tag("time", day, datetime=day)),
        _without(reading),
        summary(reading),
    )


def _without(reading: Reading) -> Html:
    """Say how many tasks of each side have the field, where some have not: rates are of all."""
    field, filled = reading.field, reading.words.filled
    if all(have == side.tasks for have, side in zip(filled, reading.sides, strict=True)):
        return Html()
    shares = (
        join(
            [
                outside(side.collection.name),
                f" {have:,} of {side.tasks:,} ({share(have / side.tasks if side.tasks else None)})",
            ]
        )
        for have, side in zip(filled, reading.sides, strict=True)
    )
    return paragraph(
        f"Tasks that have an {field}: ",
        join(shares, ", "),
        f". Rates are of all tasks; one without an {field} counts as not speaking of a theme.",
    )


def _side(side: Side, which: str) -> Html:
    sign = {"a": "●", "b": "◆"}[which]
    return tag(
        "span",
        tag("span", sign, aria_hidden="true"),
        " ",
        tag("b", outside(side.collection.name)),
        f" {counted(side.tasks, 'task')}",
        class_=f"side {which}",
    )


@cache
def _css() -> str:
    return read_text(resources.data_file("report.css"))


# Two guanacos nose to nose: one drawn by hand, and one that was made after it.
_GUANACO = (
    "M20,66 q-5,-1 -7,5 M22,62 q4,-9 16,-9 l26,0 q9,0 12,-10 l7,-25 l-2,-9 l5,5 l4,-6 l1,7 "
    "l11,4 q5,3 1,7 l-11,2 l-6,28 q-2,16 -8,22 l-1,28 l-6,0 l-2,-24 q-12,4 -25,0 l-3,24 l-6,0 "
    "l-1,-26 q-6,-8 -4,-16 z"
)
_GUANACOS = tag(
    "svg",
    tag("path", d=_GUANACO, class_="drawn a"),
    tag("path", d=_GUANACO, class_="drawn b", transform="translate(220 0) scale(-1 1)"),
    class_="guanacos",
    viewBox="0 0 220 112",
    aria_hidden="true",
)

"""Builds HTML and SVG: every text is escaped unless it was built here.

`Html` marks what is markup already, so nothing from outside can become a tag by being forgotten.
"""

from collections.abc import Iterable, Sequence
from html import escape


class Html(str):
    """Text that is markup."""

    __slots__ = ()


def tag(name: str, *inside: str, **attributes: object) -> Html:
    """Return an element. `class_` is class, `_` in an attribute's name is `-`; None leaves it out.

    Text that is not `Html` is escaped, and so is every attribute.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    content = join(inside)
    return Html(f"<{name}{written}>{content}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Html:
    """Return parts one after the other, each escaped that is not `Html`."""
    return Html(escape(between).join(map(_safe, parts)))


def outside(text: str) -> Html:
    """Return a name or words from outside: whichever way they are written, they turn no others."""
    return tag("bdi", text)


def isolated(text: str) -> str:
    """The same for a place that takes no elements: between FSI and PDI (Unicode UAX 9)."""
    return f"\u2068{text}\u2069"


def heading(level: int, text: str, key: str | None = None) -> Html:
    """Return a heading, which a link can go to where it has a key."""
    return tag(f"h{level}", text, id=key)


def paragraph(*inside: str, class_: str | None = None) -> Html:
    """Return a paragraph."""
    return tag("p", *inside, class_=class_)


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    texts: Sequence[int] = (),
) -> Html:
    """Return a table in a box of its own, in which it can be scrolled where it is too wide.

    The first cell of a row names it. The columns numbered in `texts` hold words, the others
    figures, which stand to the right.
    """

    def kind(column: int) -> str | None:
        return None if column == 0 or column in texts else "n"

    head = join(
        tag("th", text, scope="col", class_=kind(column)) for column, text in enumerate(heads)
    )
    body = join(
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(tag("td", cell, class_=kind(at)) for at, cell in enumerate(row[1:], start=1)),
        )
        for row in rows
    )
    whole = tag("table", tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", body))
    return tag("div", whole, class_="wide", role="region", aria_label=caption, tabindex=0)


def folded(summary: str, *inside: str) -> Html:
    """Return what is shown when it is asked for."""
    return tag("details", tag("summary", summary), *inside)


def _safe(text: str) -> str:
    return text if isinstance(text, Html) else escape(text)

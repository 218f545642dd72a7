"""Writes the verbs and objects of collections: takes what was read of each, gives a page, or the
figures, tables and lists for a page, that need no network; and the pictures as a file of their own.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from guanaco_tui.analysis.sunburst import (
    INK,
    PAPER,
    Looks,
    coverage,
    sunburst_file,
    sunburst_svg,
    verb_looks,
)
from guanaco_tui.analysis.verb_collection import VerbsRead
from guanaco_tui.analysis.verbs import VerbCount
from guanaco_tui.files import write_atomically

# Instructions of each side that could not be read, as they are listed.
MOST_UNREAD = 200


def write_verbs(sides: Sequence[VerbsRead], lesson: str, day: str, path: Path) -> Path:
    """Write the page, and beside it, under the same name, the pictures as SVG; return the SVG's.

    `lesson` is its name and `day` that on which it is written, in ISO 8601. Raises GuanacoError
    where one of the two cannot be written.
    """
    named = [(side.name, side.verbs) for side in sides]
    picture = path.with_suffix(".svg")
    write_atomically(path, verb_page(sides, lesson, day))
    write_atomically(picture, sunburst_file(named, _caption(sides, lesson, day)))
    return picture


def verb_page(sides: Sequence[VerbsRead], lesson: str, day: str) -> str:
    """Return a whole HTML page for one collection, or for several side by side."""
    names = escape(" and ".join(side.name for side in sides))
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Verbs and objects: {names}</title>\n<style>\n"
        f"body {{ margin: 0 auto; padding: 1rem; max-width: 90rem; {_PAGE}\n{VERB_CSS}"
        "</style>\n</head>\n<body>\n<main>\n"
        "<h1>What the instructions ask for</h1>\n"
        f'<p dir="auto">{escape(_caption(sides, lesson, day))}</p>\n{verb_figures(sides)}\n'
        "</main>\n</body>\n</html>\n"
    )


def verb_figures(sides: Sequence[VerbsRead], heading: int = 2) -> str:
    """Return the figures, tables and notes of one or more collections, to stand in a page.

    The page has to have `VERB_CSS`. `heading` is the level of each collection's heading.
    """
    looks = verb_looks(side.verbs for side in sides)
    figures = "\n".join(
        _figure(side, looks, f"sunburst-{number}", heading)
        for number, side in enumerate(sides, start=1)
    )
    return f'<div class="sunbursts">\n{figures}\n</div>\n<p class="note">{_NOTE}</p>'


_NOTE = (
    "The inner ring shows the 20 most common verbs that instructions begin with, the outer ring "
    "the 4 most common direct objects of each. Angles count the pairs that are drawn: a verb with "
    "many rare objects looks smaller than it is, and the table has its whole count. Only the first "
    "request of an instruction is read, and only where its object is a common noun: questions with "
    "to be, clauses (“explain how ...”), names and other languages are not in it. A verb has the "
    "same pattern and tint in all pictures."
)


def _caption(sides: Sequence[VerbsRead], lesson: str, day: str) -> str:
    """Say what the page is of: lesson, collections, by what they were read, and when."""
    named = " and ".join(f"{side.name} ({side.verbs.total:,})" for side in sides)
    readers = " and ".join(dict.fromkeys(side.verbs.how for side in sides))
    return f"Lesson {lesson}: instructions of {named}, read {readers}, {day}"


def _figure(side: VerbsRead, looks: Looks, key: str, heading: int) -> str:
    verbs, title = side.verbs, f"Verbs and objects: {side.name}"
    return (
        f'<section>\n<h{heading}>{escape(side.name)}</h{heading}>\n<p class="coverage">'
        f"{escape(coverage(verbs))}</p>\n{sunburst_svg(verbs, title, looks, key)}\n"
        f'<table class="verbs">\n<caption>{escape(title)}</caption>\n<thead><tr>'
        '<th scope="col">Verb</th><th scope="col">Tasks</th>'
        '<th scope="col">Of those read</th>'
        '<th scope="col">Its most common objects</th></tr></thead>\n'
        f"<tbody>\n{''.join(_row(top, verbs.read) for top in verbs.top())}</tbody>\n</table>\n"
        f"{_unread(side)}</section>"
    )


def _row(top: VerbCount, read: int) -> str:
    objects = ", ".join(f"{escape(name)}&nbsp;{count:,}" for name, count in top.objects)
    return (
        f'<tr><th scope="row">{escape(top.written)}</th><td>{top.count:,}</td>'
        f"<td>{top.count / read:.1%}</td><td>{objects}</td></tr>\n"
    )


def _unread(side: VerbsRead) -> str:
    """Return why instructions could not be read, and which they are, folded away."""
    if not side.unread:
        return ""
    reasons = "".join(
        f"<tr><td>{escape(reason)}</td><td>{count:,}</td></tr>"
        for reason, count in side.verbs.reasons()
    )
    listed = "".join(
        f'<tr><td>{escape(reason)}</td><td dir="auto">{escape(beginning)}</td></tr>\n'
        for _, reason, beginning in side.unread[:MOST_UNREAD]
    )
    some = f"The first {MOST_UNREAD} of {len(side.unread):,}"
    which = some if len(side.unread) > MOST_UNREAD else "All of them"
    return (
        "<details>\n<summary>What could not be read</summary>\n<table>\n<thead><tr>"
        '<th scope="col">Why</th><th scope="col">Tasks</th></tr></thead>\n'
        f"<tbody>{reasons}</tbody>\n</table>\n"
        f"<table>\n<caption>{which}</caption>\n<thead><tr>"
        '<th scope="col">Why</th><th scope="col">Instruction</th></tr></thead>\n'
        f"<tbody>\n{listed}</tbody>\n</table>\n</details>\n"
    )


_PAGE = f"font: 1.125rem/1.5 Helvetica, Arial, sans-serif; color: {INK}; background: {PAPER}; }}"
VERB_CSS = f"""\
.sunbursts {{ display: grid; gap: 1rem 2.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }}
.sunbursts section {{ min-width: 0; }}
.sunbursts svg {{ display: block; width: 100%; max-width: 46rem; height: auto;
  margin: 0 auto 1rem; }}
.sunbursts svg g:hover path {{ stroke: {INK}; }}
.sunbursts table {{ border-collapse: collapse; width: 100%; font-size: 1rem; }}
.sunbursts caption {{ text-align: left; font-weight: bold; padding: .5rem 0; }}
.sunbursts th, .sunbursts td {{ text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0;
  border-bottom: 1px solid #767676; }}
.sunbursts th[scope=row], .sunbursts td:last-child {{ overflow-wrap: anywhere; min-width: 5.5rem; }}
.sunbursts .verbs :is(td, th):nth-child(2), .sunbursts .verbs :is(td, th):nth-child(3) {{
  text-align: right; }}
.sunbursts summary {{ padding: .6rem 0; cursor: pointer; }}
.sunbursts summary:focus-visible {{ outline: 3px solid #0b5394; }}
.note {{ max-width: 46rem; }}
@media print {{
  body {{ font-size: 10pt; max-width: none; padding: 0; }}
  .sunbursts {{ display: block; }}
  .sunbursts section + section {{ break-before: page; }}
  .sunbursts table {{ font-size: 8pt; }}
  .sunbursts svg {{ max-width: 15cm; }}
  .sunbursts svg, .sunbursts tr {{ break-inside: avoid; print-color-adjust: exact; }}
}}
"""

"""Draws verbs and their objects as a sunburst: takes what was read, gives self-contained SVG.

The inner ring has the most common verbs, the outer ring the most common objects of each. As in the
figure of Self-Instruct, an angle counts the pairs that are drawn, so a verb whose objects are many
and rare is narrow; the table that stands beside it (`verb_page`) has its whole count, and every
figure too small for a label. Nothing is loaded and nothing is run: tooltips are <title> elements. A
verb has the same tint and pattern in every picture of a page.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from guanaco_tui.analysis.rates import counted
from guanaco_tui.analysis.verbs import VerbCount, VerbObjects

# Tints for eight kinds of colour vision to tell apart as well as tints can; dark text on each has a
# contrast of 7 or more. The pattern over it does the rest, and direct labels do the most.
TINTS = ("#9ecae9", "#fdd08a", "#a8dcc5", "#f6b8d0", "#f4ec9a", "#d0c4ec", "#f3b795", "#cfd3d6")
INK = "#1a1a1a"
PAPER = "#ffffff"
# Lines of each pattern, in a square of 8: none, then strokes that differ in direction and shape.
_PATTERNS = (
    "",
    '<path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"/>',
    '<path d="M0,4 h8"/>',
    '<path d="M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4"/>',
    '<path d="M4,0 v8"/>',
)

_SIZE = 640
_CENTRE = _SIZE / 2
_HOLE, _MIDDLE, _RIM = 70.0, 180.0, 310.0
# Letters between these sizes, in units of the drawing; an arc that is too small has no label.
_LARGEST, _SMALLEST = 16.0, 9.0
# The mean width and the height of a letter, as parts of its size (measured on Helvetica and Arial).
_WIDTH, _HEIGHT = 0.56, 1.15
_MARGIN = 6.0
# Room for the name above a picture, in a file of its own.
_HEAD = 40.0
Looks = Mapping[str, int]


def sunburst_svg(
    verbs: VerbObjects, title: str, looks: Looks | None = None, key: str = "sunburst"
) -> str:
    """Return the SVG element for one collection.

    `looks` gives each verb its number among tints and patterns (see `verb_looks`); `key` begins
    every id, and has to differ between pictures of one page.
    """
    return _svg(verbs, title, looks or verb_looks([verbs]), key)


def sunburst_file(sides: Sequence[tuple[str, VerbObjects]], caption: str) -> str:
    """Return an SVG file with one named collection, or several side by side, and a line below."""
    looks = verb_looks(verbs for _, verbs in sides)
    width, below = _SIZE * len(sides), _HEAD + _SIZE
    drawn = []
    for number, (name, verbs) in enumerate(sides):
        left = _SIZE * number
        drawn.append(_line(left + _CENTRE, 28, 20, name, "bold"))
        place = f'x="{left:g}" y="{_HEAD:g}" width="{_SIZE}" height="{_SIZE}" '
        drawn.append(_svg(verbs, f"Verbs and objects: {name}", looks, f"sunburst-{number}", place))
        read = f"{verbs.read:,} of {counted(verbs.total, 'instruction')} read {verbs.how}"
        drawn.append(_line(left + _CENTRE, below + 18, 13, read))
    drawn.append(_line(width / 2, below + 40, 13, caption))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {below + 54:g}" '
        f'font-family="Helvetica, Arial, sans-serif" fill="{INK}" text-anchor="middle">\n'
        f"<title>{escape(caption)}</title>\n"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _svg(verbs: VerbObjects, title: str, looks: Looks, key: str, place: str = "") -> str:
    """Return the element, with the attributes of its place where it stands in another."""
    top = verbs.top()
    key = escape(key)
    drawn = [*_arcs(top, looks, key), *_centre(verbs)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {place}class="sunburst" '
        f'viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-labelledby="{key}-title {key}-desc" '
        f'font-family="Helvetica, Arial, sans-serif" fill="{INK}" text-anchor="middle">\n'
        f'<title id="{key}-title">{escape(title)}</title>\n'
        f'<desc id="{key}-desc">{escape(_description(verbs, top))}</desc>\n'
        f"<defs>{_patterns(key)}</defs>\n" + "\n".join(drawn) + "\n</svg>"
    )


def _line(x: float, y: float, size: int, text: str, weight: str = "normal") -> str:
    """Write a line of text around a point, isolated from what stands beside it."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" '
        f'unicode-bidi="isolate">{escape(text)}</text>'
    )


def verb_looks(sides: Iterable[VerbObjects]) -> dict[str, int]:
    """Number the verbs of all sides in the order of their ranks, so that neighbours differ."""
    tops = [[top.verb for top in side.top()] for side in sides]
    longest = max(map(len, tops), default=0)
    ranked = (top[rank] for rank in range(longest) for top in tops if rank < len(top))
    return {verb: number for number, verb in enumerate(dict.fromkeys(ranked))}


def coverage(verbs: VerbObjects) -> str:
    """Say how much was read and how much of it is in the picture, as it stands beside it."""
    if not verbs.total:
        return "No instructions."
    drawn = sum(count for top in verbs.top() for _, count in top.objects)
    why = f" Without spaCy, since {verbs.why_not_spacy}." if verbs.why_not_spacy else ""
    return (
        f"A verb and its object could be read {verbs.how} in {verbs.read:,} of "
        f"{counted(verbs.total, 'instruction')} ({verbs.read / verbs.total:.0%}). The verb and "
        f"object pairs named here cover {drawn / verbs.total:.0%} of all instructions.{why}"
    )


def _description(verbs: VerbObjects, top: Sequence[VerbCount]) -> str:
    said = "; ".join(
        f"{verb.written} {verb.count:,} ({', '.join(name for name, _ in verb.objects)})"
        for verb in top[:5]
    )
    return f"{coverage(verbs)} The most common: {said}." if top else coverage(verbs)


def _patterns(key: str) -> str:
    """One fill for each tint and pattern."""
    return "".join(
        f'<pattern id="{key}-{shape}-{tint}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{colour}"/>'
        f'<g stroke="{INK}" stroke-opacity=".22" stroke-width="1.2">{lines}</g></pattern>'
        for shape, lines in enumerate(_PATTERNS)
        for tint, colour in enumerate(TINTS)
    )


def _fill(number: int, key: str) -> str:
    """The fill of a verb: eight tints, then the same tints again with the next pattern."""
    tint, shape = number % len(TINTS), number // len(TINTS) % len(_PATTERNS)
    # A verb's pattern is shifted with its tint, so that neighbours differ in both.
    return f"url(#{key}-{(shape + tint) % len(_PATTERNS)}-{tint})"


def _arcs(top: Sequence[VerbCount], looks: Looks, key: str) -> list[str]:
    """The two rings, clockwise from the top."""
    whole = sum(count for verb in top for _, count in verb.objects)
    drawn = []
    start = end = 0
    for verb in top:
        first = start
        fill = _fill(looks.get(verb.verb, 0), key)
        for name, count in verb.objects:
            end = start + count
            share = f"{count / verb.count:.0%} of {verb.written}"
            tip = f"{verb.written} {name}: {counted(count, 'task')} ({share})"
            drawn.append(_arc(start / whole, end / whole, _MIDDLE, _RIM, fill, tip, name))
            start = end
        tip = f"{verb.written}: {counted(verb.count, 'task')}, {end - first:,} of them drawn"
        drawn.append(
            _arc(first / whole, end / whole, _HOLE, _MIDDLE, fill, tip, verb.written, bold=True)
        )
    return drawn


def _arc(
    start: float,
    end: float,
    inner: float,
    outer: float,
    fill: str,
    tip: str,
    label: str,
    *,
    bold: bool = False,
) -> str:
    """A part of a ring between two turns (0 is the top, 1 is round again), with its label."""
    return (
        f'<g><title>{escape(tip)}</title><path d="{_ring(start, end, inner, outer)}" '
        f'fill="{fill}" fill-rule="evenodd" stroke="{PAPER}" stroke-width="1.2"/>'
        f"{_label(label, start, end, inner, outer, bold=bold)}</g>"
    )


def _ring(start: float, end: float, inner: float, outer: float) -> str:
    """The path of a part of a ring; a whole ring is two circles."""
    if end - start > 1 - 1e-9:
        return " ".join(
            f"M{_at(0, r)} A{r:g},{r:g} 0 1 1 {_at(0.5, r)} A{r:g},{r:g} 0 1 1 {_at(0, r)} Z"
            for r in (outer, inner)
        )
    large = int(end - start > 0.5)
    return (
        f"M{_at(start, inner)} L{_at(start, outer)} "
        f"A{outer:g},{outer:g} 0 {large} 1 {_at(end, outer)} L{_at(end, inner)} "
        f"A{inner:g},{inner:g} 0 {large} 0 {_at(start, inner)} Z"
    )


def _at(turn: float, radius: float) -> str:
    angle = math.tau * turn
    x, y = _CENTRE + radius * math.sin(angle), _CENTRE - radius * math.cos(angle)
    return f"{x:.2f},{y:.2f}"


def _label(text: str, start: float, end: float, inner: float, outer: float, *, bold: bool) -> str:
    """Write along the radius from the outer edge inwards, as large as the arc allows, or nothing.

    The two edges of the arc are closest at the inner end of the text: with letters of size s, n of
    them, that end lies at the radius r = outer - w n s, and s h <= 2 r sin(angle / 2) has to hold.
    """
    width = _WIDTH * (1.08 if bold else 1)
    far, room = outer - _MARGIN, outer - inner - 2 * _MARGIN
    chord = 2 * math.sin(math.pi * min(end - start, 0.5))
    text = _shortened(text, int(room / (width * _SMALLEST)))
    fits = chord * far / (_HEIGHT + chord * width * len(text))
    size = min(_LARGEST, fits, room / (width * len(text)))
    if size < _SMALLEST:
        return ""
    middle = (start + end) / 2
    x, y = _at(middle, far).split(",")
    # Read from left to right on both halves of the circle.
    anchor, turned = ("end", -90) if middle <= 0.5 else ("start", 90)
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" dy=".35em" font-size="{size:.1f}"{weight} text-anchor="{anchor}" '
        f'transform="rotate({360 * middle + turned:.2f} {x} {y})" pointer-events="none">'
        f"{escape(text)}</text>"
    )


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _centre(verbs: VerbObjects) -> list[str]:
    """The share that could be read, in the hole."""
    share = verbs.share_read
    lines = [
        ("–" if share is None else f"{share:.0%}", 30, "bold"),
        ("could be read", 14, "normal"),
    ]
    lines.append((f"of {counted(verbs.total, 'task')}", 14, "normal"))
    return [
        f'<text x="{_CENTRE:g}" y="{_CENTRE - 4 + 22 * row:g}" font-size="{size}" '
        f'font-weight="{weight}">{line}</text>'
        for row, (line, size, weight) in enumerate(lines)
    ]

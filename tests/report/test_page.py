"""The page of a report as a page: it is safe, and anybody can read it."""

import html
import re
from itertools import pairwise

from guanaco_tui import resources
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.report.markup import Html, tag
from tests.hostile import FORBIDDEN
from tests.report.pages import Page, written


def test_text_from_outside_stays_text(hostile_page: Page) -> None:
    assert not {"script", "img", "iframe"} & {name for name, _ in hostile_page.elements}
    assert all(not name.startswith("on") for _, found in hostile_page.elements for name in found)
    assert "<script>alert(1)</script> [b] dlrow" in hostile_page.says("lines")
    assert "<script>alert(2)</script>&amp;" in hostile_page.says()
    raw = hostile_page.source.encode("utf-8")
    assert not [bad for bad in FORBIDDEN if bad in raw]


def test_markup_is_only_what_was_built_here() -> None:
    built = tag("p", "<b>", Html("<br>"), tag("i", "&"), data_x='"><script>', id=None)
    assert built == '<p data-x="&quot;&gt;&lt;script&gt;">&lt;b&gt;<br><i>&amp;</i></p>'


def test_nothing_is_loaded_and_nothing_is_run(page: Page) -> None:
    source = page.source.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|<script|<link|@import|url\((?!#)|src=|javascript:", source)


def test_headings_come_in_order_and_the_language_is_said(lesson: Lesson) -> None:
    page = written(lesson, "seeds", "run-1")
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.all("html") == [{"lang": "en"}]
    assert [a["href"][1:] for a in page.all("a")] == [h["id"] for h in page.all("h2")]


def test_each_figure_has_a_name_a_description_and_a_table(page: Page) -> None:
    ids = [found["id"] for _, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))
    figures = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert len(figures) == 4
    for figure in figures:
        assert set(figure["aria-labelledby"].split()) <= set(ids)
    names = [name for name, found in page.elements if name == "table" or found.get("role") == "img"]
    # The two of themes share a table; each sunburst has its own.
    assert " ".join(names).startswith("svg svg table")
    assert " ".join(names).count("svg table") == 3
    assert "theirs" in html.unescape(page.source.split('id="rates-title">')[1].split("<")[0])
    hidden = [svg for svg in page.all("svg") if "role" not in svg and "viewbox" in svg]
    assert all(svg.get("aria-hidden") == "true" for svg in hidden)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_letters_stand_out_in_light_and_in_dark() -> None:
    style = resources.data_file("report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        colours = dict(re.findall(r"--(\w+): (#\w{6})", block))
        for ink in ("ink", "muted", "a", "b", "unclear"):
            for ground in ("paper", "card"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        assert contrast(colours["ink"], colours["mark"]) >= 4.5
        assert contrast(colours["focus"], colours["paper"]) >= 3

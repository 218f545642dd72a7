"""The sunburst: what is drawn, that it can be read without it, and that it is well-formed."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.sunburst import (
    INK,
    TINTS,
    sunburst_file,
    sunburst_svg,
    verb_looks,
)
from guanaco_tui.analysis.verb_collection import VerbsRead
from guanaco_tui.analysis.verb_page import MOST_UNREAD, verb_page, write_verbs
from guanaco_tui.analysis.verb_reading import Reason
from guanaco_tui.analysis.verbs import Unread, VerbObjects

SVG = "{http://www.w3.org/2000/svg}"
VERBS = VerbObjects(
    {"write": {"letter": 30, "poem": 20, "song": 1}, "find": {"rhyme": 9}},
    total=75,
    unread=tuple(Unread(place, Reason.CLAUSE, "explain") for place in range(60, 75)),
)
OTHER = VerbObjects({"explain": {"rule": 3}, "write": {"letter": 1}}, total=5)


def drawn(verbs: VerbObjects, title: str = "Seeds") -> ElementTree.Element:
    return ElementTree.fromstring(sunburst_svg(verbs, title))


def tips(root: ElementTree.Element) -> list[str]:
    return [group.findtext(f"{SVG}title") or "" for group in root.findall(f"{SVG}g")]


def labels(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iterfind(f"{SVG}g/{SVG}text")]


def page_of(*sides: tuple[str, VerbObjects], day: str = "2026-11-21") -> str:
    """A page on collections whose instructions say where they stand."""
    return verb_page(list(map(read, sides)), "week-3", day)


def read(side: tuple[str, VerbObjects]) -> VerbsRead:
    name, verbs = side
    unread = tuple((it.place, it.reason, f"Explain no. {it.place}") for it in verbs.unread)
    return VerbsRead(name, verbs, unread)


def body(page: str) -> ElementTree.Element:
    """The page's body; it is written so that an XML parser can read it too."""
    inside = page[page.index("<body>") : page.index("</html>")]
    return ElementTree.fromstring(inside.replace("&nbsp;", "\u00a0"))


def test_each_verb_and_each_object_is_an_arc_with_a_tooltip() -> None:
    found = tips(drawn(VERBS))
    assert "write: 51 tasks, 51 of them drawn" in found
    assert "write letter: 30 tasks (59% of write)" in found
    assert len(found) == 6


def test_the_share_that_could_be_read_stands_in_the_picture_and_beside_it() -> None:
    centre = [text.text for text in drawn(VERBS).iterfind(f"{SVG}text")]
    assert centre == ["80%", "could be read", "of 75 tasks"]
    assert "60 of 75 instructions (80%)" in page_of(("Seeds", VERBS))


def test_a_label_that_does_not_fit_is_left_out_and_stays_in_the_table() -> None:
    crowded = VerbObjects({"write": {"letter": 5000, "haiku": 1}}, total=5001)
    assert labels(drawn(crowded)) == ["letter", "write"]
    assert "haiku" in page_of(("Seeds", crowded))


@given(
    st.dictionaries(
        st.sampled_from(["write", "find", "come up with", "rewrite", "a" * 60]),
        st.dictionaries(
            st.sampled_from(["letter", "poem", "misunderstanding", "x", "b" * 40, "tip"]),
            st.integers(1, 3000),
            min_size=1,
        ),
        min_size=1,
    )
)
def test_labels_stay_between_the_edges_of_their_arcs(counts: dict[str, dict[str, int]]) -> None:
    root = drawn(VerbObjects(counts, total=100_000))
    for group in root.findall(f"{SVG}g"):
        text = group.find(f"{SVG}text")
        if text is None:
            continue
        path = group.find(f"{SVG}path")
        assert path is not None
        length = 0.6 * float(text.get("font-size", "")) * len(text.text or "")
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
        assert all(-0.01 <= n <= 640.01 for n in numbers)
        assert length <= 135


@pytest.mark.parametrize("hostile", ['<script>alert("x")</script>', "a&b]]>", "'\"><img src=x>"])
def test_text_from_outside_stays_text(hostile: str) -> None:
    verbs = VerbObjects({hostile: {hostile: 2}}, total=2)
    page = page_of((hostile, verbs))
    names = Counter(element.tag.removeprefix(SVG) for element in body(page).iter())
    assert not names["script"] and not names["img"]
    assert hostile in "".join(body(page).itertext())
    assert tips(drawn(verbs, hostile))


def test_it_can_be_read_without_seeing_it() -> None:
    root = drawn(VERBS)
    assert root.get("role") == "img"
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    named = [ids[key].text or "" for key in root.get("aria-labelledby", "").split()]
    assert named[0] == "Seeds"
    assert "write 51 (letter, poem, song)" in named[1]


def test_the_page_loads_and_runs_nothing() -> None:
    page = page_of(("Seeds", VERBS), ("Run", OTHER))
    without_names = page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|<script|<link|@import|src=", without_names)
    assert "@media print" in page


def test_two_pictures_of_a_page_share_no_id_and_every_fill_is_there() -> None:
    root = body(page_of(("Seeds", VERBS), ("Run", OTHER)))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    fills = {element.get("fill") for element in root.iter(f"{SVG}path")} - {None}
    assert fills and all(fill[5:-1] in ids for fill in fills if fill)


def test_a_verb_looks_the_same_on_both_sides_and_no_two_verbs_look_alike() -> None:
    looks = verb_looks([VERBS, OTHER])
    assert looks == {"write": 0, "explain": 1, "find": 2}
    many = VerbObjects({f"verb{n}": {"thing": 99 - n} for n in range(20)}, total=99)
    root = drawn(many)
    fills = Counter(path.get("fill") for path in root.iterfind(f"{SVG}g/{SVG}path"))
    assert set(fills.values()) == {2}
    assert len(fills) == 20


def test_an_empty_collection_and_a_single_pair_can_be_drawn() -> None:
    assert labels(drawn(VerbObjects({}, total=0))) == []
    assert "No instructions." in page_of(("Nothing", VerbObjects({}, total=0)))
    assert labels(drawn(VerbObjects({"write": {"poem": 1}}, total=1))) == ["poem", "write"]


def test_the_page_says_what_it_is_of_by_what_it_was_read_and_when() -> None:
    said = "".join(body(page_of(("Seeds", VERBS), ("Run", OTHER))).itertext())
    assert "Lesson week-3: instructions of Seeds (75) and Run (5), read by rule, 2026-11-21" in said


def test_the_page_lists_what_could_not_be_read_up_to_a_few_hundred() -> None:
    said = "".join(body(page_of(("Seeds", VERBS))).itertext())
    assert "All of them" in said
    assert f"{Reason.CLAUSE}Explain no. 60" in said and "Explain no. 74" in said
    many = VerbObjects({}, 300, tuple(Unread(n, Reason.NAME, None) for n in range(300)))
    said = "".join(body(page_of(("Many", many))).itertext())
    assert f"The first {MOST_UNREAD} of 300" in said
    assert "no. 199" in said and "no. 200" not in said
    assert "What could not be read" not in page_of(("Other", VerbObjects(OTHER.counts, 4)))


def test_the_pictures_stand_beside_the_page_as_one_file(tmp_path: Path) -> None:
    sides = [read(("a < b", VERBS)), read(("Run", OTHER))]
    picture = write_verbs(sides, "week-3", "2026-11-21", tmp_path / "verbs.html")
    assert picture == tmp_path / "verbs.svg"
    root = ElementTree.parse(picture).getroot()
    assert root.tag == f"{SVG}svg" and root.get("viewBox") == "0 0 1280 734"
    inside = root.findall(f"{SVG}svg")
    assert [svg.get("x") for svg in inside] == ["0", "640"]
    said = [text.text for text in root.findall(f"{SVG}text")]
    assert said[:3] == ["a < b", "60 of 75 instructions read by rule", "Run"]
    assert said[-1] == (
        "Lesson week-3: instructions of a < b (75) and Run (5), read by rule, 2026-11-21"
    )
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    written = picture.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|<script|@import|href=", written)
    assert "week-3" in (tmp_path / "verbs.html").read_text(encoding="utf-8")


def test_a_file_of_one_picture_is_as_wide_as_one() -> None:
    root = ElementTree.fromstring(sunburst_file([("Run", OTHER)], "Run"))
    assert root.get("viewBox") == "0 0 640 734"


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_letters_stand_out_from_every_tint_even_on_a_line_of_its_pattern() -> None:
    for tint in TINTS:
        mixed = [
            round(0.78 * int(tint[i : i + 2], 16) + 0.22 * int(INK[i : i + 2], 16))
            for i in (1, 3, 5)
        ]
        on_a_line = "#" + "".join(f"{part:02x}" for part in mixed)
        for ground in (tint, on_a_line):
            contrast = (luminance(ground) + 0.05) / (luminance(INK) + 0.05)
            assert contrast >= 4.5

"""The report: what the page says of two collections, that it is safe, and that anybody can read it.

It is read from a real lesson, and opened in a real browser where there is one.
"""

import html
import json
import math
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from guanaco_tui import report, resources
from guanaco_tui.analysis.adjudication import hits_in
from guanaco_tui.analysis.comparison import compare
from guanaco_tui.analysis.preview import kept_texts
from guanaco_tui.analysis.statistics import fisher
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.lesson.seeds import parse_seeds, seed_file, write_seeds
from guanaco_tui.report import reading
from guanaco_tui.report.figures import share
from guanaco_tui.report.markup import Html, tag
from tests.analysis.made_run import Request, made_run
from tests.hostile import FORBIDDEN, HOSTILE

THEMES = """
[meta]
title = "Week 3"
[theme.water]
label = "Water"
question = "Who crosses it?"
words = ["river", "sea"]
[theme.order]
label = "Order"
words = ["queue"]
[theme.night]
label = "Night"
words = ["night"]
[theme.hedges]
label = "Hedges"
phrases = ["it depends on"]
fields = ["output"]
"""
RIVER, QUEUE, HILL = (
    "Cross the wide river now",
    "Stand in the long queue",
    "Climb up the steep hill",
)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
VOID = {"meta", "br"}


def seeds(*instructions: str) -> str:
    return "\n".join(
        json.dumps(
            {
                "id": f"{number} {text}",
                "name": f"On {text}",
                "instruction": text,
                "instances": [{"input": "", "output": "Yes, it depends on the river."}],
                "is_classification": False,
            }
        )
        for number, text in enumerate(instructions)
    )


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """Seeds that speak of water and order, a run that echoes water, an import that says night."""
    texts = [f"{RIVER} {n}" for n in range(12)] + [QUEUE, "Draw a picture of a river"]
    made = make_lesson(tmp_path / "ours", parse_seeds(seeds(*texts)))
    (made.folder / "themes.toml").write_text(THEMES, encoding="utf-8")
    data = tmp_path / "data.json"
    tasks = [("Name the sea at night", "Yes"), *[(f"Count up to {n}", "No") for n in range(39)]]
    rows = [{"instruction": said, "input": "", "output": output} for said, output in tasks]
    data.write_text(json.dumps(rows), encoding="utf-8")
    with made.database() as database:
        import_tasks(database, data, "theirs")
        made_run(
            database,
            [
                *[
                    Request([RIVER], [("Name a river", None)] * (3 + n % 2) + [(HILL, None)])
                    for n in range(6)
                ],
                *[
                    Request([QUEUE], [("Name a river", None)] * (n % 2) + [(HILL, None)] * 4)
                    for n in range(6)
                ],
                Request([QUEUE], [("Draw the river", "unsuitable_word"), ("", "unreadable")]),
            ],
        )
    return made


def written(lesson: Lesson, a: str = "seeds", b: str = "theirs", **choices: object) -> "Page":
    path = lesson.folder / "report.html"
    report.write(lesson, (a, b), choices.pop("field", "instruction"), path, **choices)  # type: ignore[arg-type]
    return Page(path.read_text(encoding="utf-8"))


class Page(HTMLParser):
    """A page as a browser reads it: its elements, and the text of each section."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.sections: Counter[str] = Counter()
        self.texts: dict[str, list[str]] = {"": []}
        self._in = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "h2":
            self._in = dict(attrs)["id"] or ""
            self.texts[self._in] = []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts[self._in].append(data)

    def says(self, section: str = "") -> str:
        """The text of a section, with the isolating characters left out and spaces as one."""
        return re.sub(r"[\u2068\u2069]", "", re.sub(r"\s+", " ", " ".join(self.texts[section])))

    def all(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]


@pytest.fixture
def page(lesson: Lesson) -> Page:
    return written(lesson)


def test_it_begins_with_what_stands_out(page: Page) -> None:
    said = page.says()
    assert "seeds 14 tasks" in said and "theirs 40 tasks" in said
    assert "Clearly more in seeds Water" in said
    assert (
        "Unclear: either side may have more Order absent in theirs , Night absent in seeds" in said
    )


def test_a_theme_has_its_rates_its_log_ratio_and_a_verdict_in_words(page: Page) -> None:
    said = page.says("themes")
    assert "Water 13 928.6 685.3 to 987.3 1 25.0" in said
    assert "absent in theirs, unclear: 2.9 expected, chance of none 26%" in said
    assert "absent in seeds, unclear: 0.3 expected, chance of none 74%" in said
    assert "Not looked for in the instruction, by the theme file: Hedges" in said


def test_effect_sizes_and_tests_are_there_in_full(page: Page) -> None:
    said = page.says("themes")
    compared = compare("water", 13, 14, 1, 40)
    assert compared.lrc is not None and compared.g2 is not None
    assert f"Water +{compared.lrc:.2f} +3,614 {compared.g2:.2f} < .0001 Fisher" in said
    assert "Order 0 – " in said and "Night 0 −100 " in said


def test_the_rate_without_each_word_that_decides_it_is_listed(page: Page) -> None:
    said = page.says("themes")
    assert "Water seeds 928.6 0.0 to 928.6 river absent (13 of 13)" in said
    assert "Hedges" in said and "Water seeds 13 of 13 1,000.0 1,000.0" in said


def test_words_that_only_one_side_has_are_lost_or_invented(page: Page) -> None:
    said = page.says("words")
    assert re.search(r"Of 12 absent words, 4 would not be left out by chance.*cross 12 ", said)
    assert re.search(r"Invented.*count 39 ", said)


@pytest.mark.parametrize(
    ("field", "there", "here"),
    [
        ("instruction", "the instructions of theirs", "the instructions of seeds"),
        ("output", "the outputs of theirs", "the outputs of seeds"),
        ("all", "theirs", "seeds"),
    ],
)
def test_what_is_absent_from_one_field_is_not_said_to_be_absent_altogether(
    lesson: Lesson, field: str, there: str, here: str
) -> None:
    said = written(lesson, field=field).says("words")
    assert f"Lost: in seeds , never in {there} " in said
    assert f"Invented: in theirs , never in {here} " in said


def test_lost_and_invented_begin_with_the_themes_that_only_one_side_speaks_of(
    lesson: Lesson,
) -> None:
    crossing = '[theme.crossing]\nlabel = "Crossing"\nwords = ["cross"]\n'
    (lesson.folder / "themes.toml").write_text(THEMES + crossing, encoding="utf-8")
    said = written(lesson).says("words")
    assert re.search(
        r"Lost: .* Themes that only seeds speaks of Theme Tasks Expected on the other side "
        r"Chance of none (?=.*Crossing 12 34\.3 < \.0001 clear)(?=.*Order 1 2\.9 \.2593 unclear)"
        r".*absent words.*Invented: .* Themes that only theirs speaks of .* Night 1 0\.3 \.7407 "
        r"unclear .*absent words",
        said,
    )
    assert "Water" not in said
    alone = written(lesson, only=("water",)).says("words")
    assert "No theme is in seeds alone." in alone and "No theme is in theirs alone." in alone


def test_keywords_that_the_other_side_never_says_stand_where_lost_and_invented_words_do(
    page: Page,
) -> None:
    lost, invented = page.says("words").split("Invented: ")
    heads = "and keywords when counted in tokens: the largest G2 first Word Tokens Tasks G2 DP"
    # 12 tasks of five words and one of six have "river", which theirs lacks; 13 tasks have it.
    assert re.search(rf"Lost, {heads} river 13 13 [\d.]+ \.\d+ cross 12 12 ", lost)
    assert re.search(rf"Invented, {heads} count 39 39 [\d.]+ \.\d+ to 39 39 .* up 39 39 ", invented)


def test_the_page_lists_keywords_in_the_order_of_the_app_and_the_command(lesson: Lesson) -> None:
    read = reading.read(lesson, ("seeds", "theirs"), "all")
    for side, only, both in zip("ab", read.words.only, read.words.keywords, strict=True):
        of_side = [word for word in read.words.difference.keywords if word.side == side]
        assert (*only, *both) == tuple(of_side)[: len(only) + len(both)]
    assert read.words.only[0] and read.words.keywords[0]


def test_keywords_say_how_they_are_spread(page: Page) -> None:
    said = page.says("words")
    # Theirs has 161 words, and those of the one task with "the" are 5 of them: 1 - 5/161.
    assert "DP here DP there the 13 1 +4.66 +1.92 21.7 .072 .969" in said


def test_two_words_have_their_company_where_there_is_enough_of_it(
    lesson: Lesson, tmp_path: Path
) -> None:
    assert "The company of" not in written(lesson).says("words")
    data = tmp_path / "banks.json"
    texts = [f"{text} {n}" for text in ("A wide river", "A long queue") for n in range(12)]
    data.write_text(json.dumps([{"instruction": it, "output": "Yes"} for it in texts]), "utf-8")
    with lesson.database() as database:
        import_tasks(database, data, "banks")
    said = written(lesson, b="banks", beside="river, queue").says("words")
    assert "The company of river and queue" in said
    assert "14 is where neither occurs without the other" in said
    assert re.search(
        r"In banks : river 12, queue 12 Word with river .* wide 12 14\.0 0 – long 0 – 12 14\.0 ?$",
        said,
    )
    # In theirs neither stands, so there is nothing that one of them could be closer to.
    assert "Too few in theirs" in written(lesson, "banks", beside="river, queue").says("words")


def test_sides_without_a_hedge_are_left_out_and_counted(page: Page) -> None:
    said = page.says("themes")
    assert "Left out: 2 rows in which none does, of the theme or of the rest." in said
    assert re.search(r"Water seeds 13 of 13 ", said) and "Water theirs 0 of" not in said


def test_the_sign_of_the_log_ratio_is_said_where_it_stands(page: Page) -> None:
    said = page.says("themes")
    assert re.search(r"there is more in seeds \(log ratio \+\), right of it in theirs \(−\)", said)
    assert re.search(r"Log ratio \(\+ more in seeds ?\)", said)
    assert re.search(r"\+ is more in seeds ?, − in theirs", page.says("words"))


def test_a_common_theme_can_be_unclear_where_other_figures_are_not_as_the_method_says(
    page: Page,
) -> None:
    said = page.says("method")
    assert "unclear although Fisher's p is under .05, or Newcombe's interval leaves 0 out" in said
    compared = compare("t", 60, 100, 40, 100)
    assert fisher(60, 100, 40, 100) < 0.05
    assert compared.difference_interval is not None and compared.difference_interval.low > 0
    assert not compared.is_clear


def test_the_chance_of_none_is_explained_with_figures_that_are_so(page: Page) -> None:
    said = page.says("method")
    assert "none be seen 1 time in 20, while its place among all 56 says 1 time in 4" in said
    # One task of 14, and none of 42.
    absence = compare("t", 1, 14, 0, 42).absence
    assert absence is not None
    assert absence == (pytest.approx(3), pytest.approx(1 / 4))
    assert math.exp(-absence.expected) == pytest.approx(1 / 20, rel=0.01)
    assert "at most one is expected to look clear" in page.says("limits")


def test_the_reader_of_verbs_is_named_beside_what_it_read(page: Page) -> None:
    said = page.says("verbs")
    assert "could be read by rule in" in said
    assert re.search(r"All of them Why Instruction \S.* Stand in the long queue", said)
    assert "Verbs and objects are read by rule from the first sentence" in page.says("method")


@pytest.mark.parametrize("key", ["rates", "ratios"])
def test_no_line_of_an_axis_goes_through_what_is_said_of_a_theme(page: Page, key: str) -> None:
    figure = page.source.split(f'id="{key}-title"')[1].split("</svg></figure>")[0]
    dashes = re.findall(
        r'y1="(\d+)" y2="(\d+)" class="(?:grid|zero)"[^>]*array="(\d+) (\d+)"', figure
    )
    texts = re.findall(r'<text[^>]* y="(\d+)" class="(?:label|end|end note)"', figure)
    assert dashes and len(texts) >= 6
    for begin, end, drawn, left_out in (map(int, found) for found in set(dashes)):
        for row in range(begin, end, drawn + left_out):
            for baseline in map(int, texts):
                # Letters of 14 pixels stand some 11 above their baseline and hang 3 below it.
                assert baseline + 3 < row or baseline - 11 > row + drawn


def test_lines_of_both_sides_stand_under_each_theme_with_the_hit_marked(page: Page) -> None:
    said = page.says("lines")
    assert re.search(r"Water Who crosses it\? ● seeds Cross the wide river now", said)
    assert "◆ theirs Name the sea at night" in said
    assert "Night ● seeds absent ◆ theirs Name the sea at night" in said
    assert page.source.count("<mark>river</mark>") == 5
    # What a line was found by is there when it is opened; task and field always are.
    assert re.search(r"river now \d+ instruction, \d+ \S.* found by “ ?river ?”", said)


def test_the_seeds_are_run_through_the_rules_and_an_import_has_no_rejections(page: Page) -> None:
    said = page.says("filters")
    assert "12 of 14 candidates would have been erased (86%)" in said
    assert "Water 13 85% (11) 8% (1) 92% (12)" in said
    # Nothing is said of an interval, of p or of q that is not there.
    assert "Each share with its interval, p and q" in said
    assert re.search(r"Water repeats 11 of 13 85% \d+% to \d+% 1\.1 [\d.]+ [\d.]+ ", said)
    assert "For this page the lesson's rules were run over them" in said
    assert "theirs was imported with nothing but what was kept: it has no rejections" in said
    assert "lineage" not in page.texts


def test_a_run_has_its_rejections_its_echoes_and_its_fertile_seeds(lesson: Lesson) -> None:
    page = written(lesson, "seeds", "run-1")
    assert "1 of 55 candidates were erased (2%). Left out of the table: 1 unreadable." in page.says(
        "filters"
    )
    said = page.says("lineage")
    assert re.search(r"Water 777\.8 6 111\.1 6 \+666\.7 \+\d+\.\d to \+\d+\.\d echo", said)
    assert "Order 0.0 6 0.0 6 +0.0 – all or none: no interval" in said
    assert "near to a seed were dropped before, which makes an echo look smaller" in said
    assert f"On {RIVER} Water 777.8" in said
    assert "12 of them, 2,000 times" in said
    assert "Neither side is a run" not in page.says("limits")


def test_the_seeds_are_put_through_the_rules_of_the_run_they_stand_beside(lesson: Lesson) -> None:
    text = "[rules]\nunsuitable_word = false\n"
    lesson.settings_path.write_text(text, encoding="utf-8")
    assert "11 of 14 candidates would have been erased" in written(lesson).says("filters")
    beside_run = written(lesson, "seeds", "run-1").says("filters")
    assert "12 of 14 candidates would have been erased" in beside_run
    assert "For this page the run's rules were run over them" in beside_run


def test_what_was_judged_changes_rates_and_a_sample_gives_precision(lesson: Lesson) -> None:
    assert "Nobody has judged yet" in written(lesson).says("themes")
    water = lesson_themes(lesson).themes[0]
    with lesson.database() as database:
        catalogue = Catalogue(database)
        for name in ("seeds", "theirs"):
            texts = kept_texts(catalogue, catalogue.collection(name).id, water)
            for number, hit in enumerate(hits_in(texts, water)):
                Judgements(database).judge("water", hit.place, number % 2 == 0)
    said = written(lesson).says("themes")
    assert re.search(r"Water seeds \d+ 14 14 \d+% \d+% to \d+%", said)
    assert "Water theirs 1 1 1 100% 21% to 100%" in said
    assert re.search(r"without the hits that were judged to be wrong .* Water 928\.6 ", said)


def test_it_says_how_it_was_counted_what_it_cannot_show_and_what_it_was_made_from(
    lesson: Lesson,
) -> None:
    page = written(lesson, "seeds", "run-1")
    assert "Wilson" in page.says("method") and "Nothing is added to a zero" in page.says("method")
    limits = page.says("limits")
    assert "seeds has 14 tasks." in limits and "share of up to 22%" in limits
    assert "written by an n-gram model, not an AI" in limits
    sources = page.says("source")
    assert lesson_themes(lesson).sha256 in sources
    assert "Model m (ngram)" in sources and "Field instruction" in sources
    assert "Since 2026-01-01" in sources and "Themes Week 3" in sources


def test_seeds_are_said_to_be_of_people_only_where_they_are(lesson: Lesson) -> None:
    assert "seed tasks, written by people" in written(lesson).says("source")
    own, sample = lesson.seeds(), sample_seeds()
    write_seeds(lesson.seeds_path, seed_file([*own.seeds[:1], *sample.seeds[:4]]))
    assert "seed tasks, 4 of them samples that a large language model" in written(lesson).says(
        "source"
    )
    write_seeds(lesson.seeds_path, sample)
    said = written(lesson).says("source")
    assert "seed tasks, all of them samples that a large language model drafted" in said
    assert "written by people" not in said


def test_the_prompt_of_a_run_is_named_by_its_hash(lesson: Lesson) -> None:
    with lesson.database() as database, database.writing() as connection:
        connection.execute("UPDATE run SET prompt_hash = 'a1b2c3'")
    assert "Prompt SHA-256 a1b2c3" in written(lesson, "seeds", "run-1").says("source")


def test_it_says_how_many_tasks_have_the_field_that_was_read(
    lesson: Lesson, tmp_path: Path
) -> None:
    data = tmp_path / "some.json"
    rows = [
        {"instruction": f"Read {n}", "input": "A sea" * (n > 1), "output": ""} for n in range(4)
    ]
    data.write_text(json.dumps(rows), "utf-8")
    with lesson.database() as database:
        import_tasks(database, data, "some")
    page = written(lesson, b="some", field="input")
    assert "Tasks that have an input: seeds 0 of 14 (0%), some 2 of 4 (50%)" in re.sub(
        r" ,", ",", page.says()
    )
    assert "One without an input counts as not speaking of a theme." in page.says("method")
    for field in ("instruction", "all"):
        page = written(lesson, b="some", field=field)
        assert "Tasks that have an" not in page.says()
    assert "One without" not in page.says("method")


def test_one_theme_can_be_asked_for(lesson: Lesson) -> None:
    page = written(lesson, only=("night",))
    assert "Night" in page.says("themes") and "Water" not in page.says("themes")


def test_in_all_fields_each_theme_is_looked_for_in_its_own(lesson: Lesson) -> None:
    said = written(lesson, field="all").says("themes")
    assert "Hedges 14 1,000.0" in said
    assert "Not looked for" not in said


def test_a_theme_that_every_task_speaks_of_is_at_the_end_of_the_axis(lesson: Lesson) -> None:
    source = written(lesson, field="all", only=("hedges",)).source
    assert ">1,000<" in source and ">10,000<" not in source


def test_a_theme_file_may_have_nothing_for_the_field(lesson: Lesson) -> None:
    page = written(lesson, only=("hedges",))
    assert "No theme is looked for in this field." in page.says("themes")
    assert not any("dumbbell" in svg.get("class", "") for svg in page.all("svg"))


def test_one_of_something_is_not_said_in_the_plural(lesson: Lesson, tmp_path: Path) -> None:
    data = tmp_path / "one.json"
    data.write_text(json.dumps([{"instruction": "Write a letter", "output": "Yes"}]), "utf-8")
    with lesson.database() as database:
        import_tasks(database, data, "one")
    page = written(lesson, b="one", only=("water",))
    whole = " ".join(page.says(section) for section in page.texts)
    assert "one 1 task" in whole and "1 theme is compared at once" in whole
    assert not re.findall(r"(?<![\d.,])1 (?:tasks|themes|words|candidates|instructions)\b", whole)


def test_an_empty_collection_can_be_reported_on(lesson: Lesson) -> None:
    with lesson.database() as database, database.writing() as connection:
        connection.execute("DELETE FROM task WHERE instruction LIKE 'Count%' OR output = 'Yes'")
    assert "theirs 0 tasks" in written(lesson).says()


def test_the_same_lesson_gives_the_same_page(lesson: Lesson) -> None:
    assert written(lesson).source == written(lesson).source


def test_how_far_it_has_come_is_told(lesson: Lesson) -> None:
    told: list[tuple[str, int, int]] = []
    written(lesson, tell=lambda *what: told.append(what))
    assert {"tagging theirs", "counting words of seeds", "verbs of theirs"} <= {w for w, *_ in told}
    assert ("reading themes", 3, 3) in told


def test_what_cannot_be_read_or_written_is_said_in_a_line(lesson: Lesson) -> None:
    with pytest.raises(GuanacoError, match="no collection nobody"):
        written(lesson, "seeds", "nobody")
    with pytest.raises(GuanacoError, match="no such file or folder"):
        report.write(lesson, ("seeds", "theirs"), "all", lesson.folder / "no" / "report.html")


@pytest.fixture
def hostile_page(tmp_path: Path) -> Page:
    """Text as nobody should send it in every place where the report shows text from outside."""
    texts = [f"{text} river" for text in HOSTILE]
    made = make_lesson(tmp_path / "x[y=<script>", parse_seeds(seeds(*texts)))
    label = json.dumps("<script>alert(1)</script> [b] \u202edlrow")
    words = 'words = ["river"]\nphrases = ["<img src=x> river"]'
    (made.folder / "themes.toml").write_text(
        f"[meta]\ntitle = {label}\n[theme.water]\nlabel = {label}\nquestion = {label}\n{words}\n",
        encoding="utf-8",
    )
    data = tmp_path / "data.json"
    rows = [{"instruction": f"Write {text} river", "output": text} for text in HOSTILE]
    data.write_text(json.dumps(rows), encoding="utf-8")
    with made.database() as database:
        import_tasks(database, data, "<script>alert(2)</script>&amp;")
    return written(made, b="<script>alert(2)</script>&amp;", field="all")


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


def test_a_share_is_never_rounded_to_none_or_to_all() -> None:
    shares = [share(value) for value in (0, 0.001, 0.5, 0.999, 1, None)]
    assert shares == ["0%", "< 1%", "50%", "> 99%", "100%", "–"]


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


PROBE = """<script>addEventListener("load", () => parent.postMessage(JSON.stringify({
width: innerWidth, page: document.documentElement.scrollWidth,
bare: [...document.querySelectorAll("svg[role=img]")].filter(
  svg => !svg.querySelector("title")?.textContent).length,
wide: [...document.querySelectorAll("main *, header *, nav *")].filter(
  it => !it.closest(".wide, svg, .left, .right")
    && it.getBoundingClientRect().right > innerWidth + 0.5).map(
  it => it.tagName + "." + it.className),
lines: [...document.querySelectorAll(".lines")].map(list => ({
  at: [list.getBoundingClientRect().left, list.getBoundingClientRect().top],
  hits: [...list.querySelectorAll("summary")].map(line => {
    const last = document.createRange(), before = line.querySelector(".left > span").firstChild;
    last.setStart(before, before.length - 2); last.setEnd(before, before.length - 1);
    const [hit, near, room] = [line.querySelector("mark"), last, line.querySelector(".left")].map(
      it => it.getBoundingClientRect());
    return {way: line.dir, begin: hit.left, end: hit.right, high: room.height,
      near: line.dir == "rtl" ? near.left - hit.right : hit.left - near.right,
      cut: line.querySelector(".left > span").getBoundingClientRect().width > room.width};
  })}))}), "*"))</script>"""
FRAMES = """<body><pre id="said"></pre><script>const all = []; addEventListener("message", it => {
all.push(JSON.parse(it.data)); if (all.length == 2) said.textContent = JSON.stringify(all); })
</script><iframe src="probed.html" style="width:390px;height:800px;border:0"></iframe>
<iframe src="probed.html" style="width:1280px;height:800px;border:0"></iframe></body>"""


def in_browser(page: Page, folder: Path) -> Iterator[dict[str, object]]:
    """Open the page 390 and 1280 pixels wide, and yield what each says of itself."""
    assert CHROMIUM is not None
    (folder / "probed.html").write_text(page.source.replace("</body>", f"{PROBE}</body>"), "utf-8")
    (folder / "frames.html").write_text(FRAMES, "utf-8")
    dumped = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--virtual-time-budget=5000",
            f"--user-data-dir={folder / 'browser'}", "--dump-dom",
            (folder / "frames.html").as_uri(),
        ],
        capture_output=True, encoding="utf-8", check=True, timeout=60,
    ).stdout  # fmt: skip
    said = re.search(r'<pre id="said">(.*?)</pre>', dumped, re.DOTALL)
    assert said is not None
    yield from sorted(json.loads(html.unescape(said[1])), key=lambda found: found["width"])


def assert_fits(narrow: dict[str, object], wide: dict[str, object]) -> None:
    assert (narrow["width"], wide["width"]) == (390, 1280)
    for found in (narrow, wide):
        assert found["wide"] == []
        assert found["page"] == found["width"]
        assert found["bare"] == 0


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_real_browser_shows_it_without_scrolling_sideways(
    hostile_page: Page, tmp_path: Path
) -> None:
    assert_fits(*in_browser(hostile_page, tmp_path))


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_real_browser_shows_lines_as_keyword_in_context(tmp_path: Path) -> None:
    longs = [f"{'We went on and on ' * n}across the river {'and on ' * n}" for n in range(1, 5)]
    # A hit that runs against its line stands in the column all the same.
    longs.append("What follows the word نهر وبعده بيت")
    made = make_lesson(tmp_path / "ours", parse_seeds(seeds(*longs)))
    themes = '[theme.water]\nlabel = "Water"\nwords = ["river", "نهر"]\n'
    (made.folder / "themes.toml").write_text(themes, encoding="utf-8")
    data = tmp_path / "data.json"
    rows = [{"instruction": f"{'كان يا ما كان ' * n}نهر طويل", "output": ""} for n in range(1, 6)]
    data.write_text(json.dumps(rows), encoding="utf-8")
    with made.database() as database:
        import_tasks(database, data, "theirs")
    narrow, wide = in_browser(written(made), tmp_path)
    assert_fits(narrow, wide)
    for found in (narrow, wide):
        ours, theirs = found["lines"]  # type: ignore[misc]
        for side, way, edge in ((ours, "ltr", "begin"), (theirs, "rtl", "end")):
            hits = side["hits"]
            assert len(hits) == 5 and {hit["way"] for hit in hits} == {way}
            # One column, one line each, and what is cut is far from the hit.
            assert len({hit[edge] for hit in hits}) == 1
            assert len({hit["high"] for hit in hits}) == 1
            assert all(0 < hit["near"] < 12 for hit in hits)
            assert any(hit["cut"] for hit in hits)
        (left, top), (right, beside) = ours["at"], theirs["at"]
        assert (left < right and top == beside) if found is wide else (left == right)

"""The themes on the page of a report: rates, effect sizes, verdicts in words, and their figures."""

import math
import re

import pytest

from guanaco_tui.analysis.adjudication import hits_in
from guanaco_tui.analysis.comparison import compare
from guanaco_tui.analysis.preview import kept_texts
from guanaco_tui.analysis.statistics import fisher
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.report.figures import share
from tests.report.pages import Page, written


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


def test_a_share_is_never_rounded_to_none_or_to_all() -> None:
    shares = [share(value) for value in (0, 0.001, 0.5, 0.999, 1, None)]
    assert shares == ["0%", "< 1%", "50%", "> 99%", "100%", "–"]

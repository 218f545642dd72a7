"""The words on the page of a report: keywords, company, verbs, and lines with their hits."""

import re

import pytest

from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.report import reading
from tests.importing import asking, import_into
from tests.report.pages import THEMES, Page, written


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
    assert (
        "None of these themes is in seeds alone." in alone
        and "None of these themes is in theirs alone." in alone
    )


def test_keywords_that_the_other_side_never_says_stand_where_lost_and_invented_words_do(
    page: Page,
) -> None:
    lost, invented = page.says("words").split("Invented: ")
    heads = "and keywords by tokens and by tasks: the largest G2 first Word Tokens Tasks G2 DP"
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


def test_two_words_have_their_company_where_there_is_enough_of_it(lesson: Lesson) -> None:
    assert "The company of" not in written(lesson).says("words")
    texts = [f"{text} {n}" for text in ("A wide river", "A long queue") for n in range(12)]
    import_into(lesson, asking(*texts), "banks")
    said = written(lesson, b="banks", beside="river, queue").says("words")
    assert "The company of river and queue" in said
    assert "14 is where neither occurs without the other" in said
    assert re.search(
        r"In banks : river 12, queue 12 Word with river .* wide 12 14\.0 0 – long 0 – 12 14\.0 ?$",
        said,
    )
    # In theirs neither stands, so there is nothing that one of them could be closer to.
    assert "Too few in theirs" in written(lesson, "banks", beside="river, queue").says("words")


def test_the_reader_of_verbs_is_named_beside_what_it_read(page: Page) -> None:
    said = page.says("verbs")
    assert "could be read by rule in" in said
    assert re.search(r"All of them Why Instruction \S.* Stand in the long queue", said)
    assert "Verbs and objects are read by rule from the first sentence" in page.says("method")


def test_lines_of_both_sides_stand_under_each_theme_with_the_hit_marked(page: Page) -> None:
    said = page.says("lines")
    assert re.search(r"Water Who crosses it\? ● seeds Cross the wide river now", said)
    assert "◆ theirs Name the sea at night" in said
    assert "Night ● seeds absent ◆ theirs Name the sea at night" in said
    assert page.source.count("<mark>river</mark>") == 5
    # What a line was found by is there when it is opened; task and field always are.
    assert re.search(r"river now \d+ instruction, \d+ \S.* found by “ ?river ?”", said)

"""The search line: whatever is typed is read, and never as the syntax of a database."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guanaco_tui.analysis.query import Query, looks_for, read_query
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.tasks import Task
from guanaco_tui.text import clean
from guanaco_tui.words import words
from tests.analysis.full_text import candidates

GENDER = Theme(name="gender", words=("woman", "gender*"), exclude=("gender reveal",))
RACE = Theme(name="race", words=("black",), fields=("output",))
THEMES = (GENDER, RACE)


def read(line: str) -> Query:
    return read_query(line, THEMES)


def task(instruction: str, input: str = "", output: str = "") -> Task:
    return Task(instruction=instruction, input=input, output=output)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("non-binary", "They are non binary."),
        ("C++", "a C compiler"),
        ("don't", "I don’t know"),
        ("AND", "this and that"),
        ("NOT OR", "or not"),
        ("NEAR(a b)", "near a, b"),
        ("instruction:x", "the instruction: x"),
        ("^start", "a start"),
        ("½", "½ cup"),
        ("quee*", "Queerness"),
        ("a*b", "plan a, b"),
        ('"people of colour"', "People of Colour"),
        ('"police brutal*"', "police brutality"),
        ("“people of colour”", "people of colour"),
        ('"people of', "people of"),
        ('say "hello', "hello, they say"),
        ('wom"en are', "women are: wom and en are"),
        ("gender", "a gender reveal"),
        ("#hashtag", "a hashtag"),
        ("theme:nobody", "the theme: nobody"),
        ("#gender", "some women's genders"),
        ("theme:Gender,", "gendered"),
    ],
)
def test_a_line_finds_what_a_person_means_by_it(line: str, text: str) -> None:
    query = read(line)
    assert query.matches(task(text))
    assert candidates([(text, "", "")], query.fts_query() or "") == [{0}]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("AND", "this or that"),
        ("queer", "queerness"),
        ('"of people"', "people of"),
        ("#gender", "a gender reveal"),
        ("theme:gender black", "gender alone"),
        ("theme:nobody", "a gendered theme"),
    ],
)
def test_a_line_does_not_find_what_it_does_not_say(line: str, text: str) -> None:
    assert not read(line).matches(task(text))


@pytest.mark.parametrize("line", ["", "  ", '"', '""', "*", "++ --", "#", "theme:", '"*', "🦙"])
def test_what_holds_no_letter_or_number_is_passed_over(line: str) -> None:
    query = read(line)
    assert query.is_empty
    assert query.fts_query() is None
    assert query.matches(task("anything"))
    assert query.spans("anything", "instruction") == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", ""),
        ("  ", ""),
        ("queer quee* non-binary don't #gender theme:gender", ""),
        ('"hate speech" “she said" open', ""),
        ('"still open', ""),
        ('woman "', ""),
        ("C++", "looks for: c"),
        ("c++11", 'looks for: "c 11"'),
        ("C# Écoles* #gender", "looks for: c écoles* #gender"),
        ('"Is it late?"', 'looks for: "is it late"'),
        ("wom*n", 'looks for: "wom n"'),
        ("woman ++", "looks for: woman"),
        ("#nobody", "looks for: nobody"),
        ('"', "looks for nothing yet"),
        ("++ #", "looks for nothing yet"),
    ],
)
def test_it_is_said_what_is_looked_for_where_signs_are_not(line: str, said: str) -> None:
    assert looks_for(line, THEMES) == said


@given(st.text() | st.text('"*#:t he+AND-() '))
def test_what_is_said_to_be_looked_for_is_looked_for(line: str) -> None:
    said = looks_for(line, THEMES).removeprefix("looks for: ")
    if said and said != "looks for nothing yet":
        typed, read_again = read(line), read(said)
        assert [words(" ".join(term.words)) for term in typed.terms] == [
            words(" ".join(term.words)) for term in read_again.terms
        ]


def test_all_terms_must_be_there_in_whichever_field() -> None:
    query = read("apple pear")
    assert query.matches(task("apple", "", "a pear"))
    assert not query.matches(task("apple", "apple", "apple"))


def test_a_theme_is_looked_for_in_its_own_fields_only() -> None:
    query = read("#race")
    assert query.matches(task("x", output="black"))
    assert not query.matches(task("black", output="x"))
    assert query.spans("black", "instruction") == []


def test_the_themes_asked_for_are_named() -> None:
    assert read("#race word theme:GENDER race").themes == ("race", "gender")


def test_spans_show_each_term_where_it_stands() -> None:
    text = "Black, «woman» — and blackness"
    spans = read("#gender black* and").spans(text, "output")
    assert [(s.theme, s.pattern, text[s.start : s.end]) for s in spans] == [
        ("", "black*", "Black"),
        ("gender", "woman", "woman"),
        ("", "and", "and"),
        ("", "black*", "blackness"),
    ]


@given(st.text() | st.text('"*#:t he+AND-() '), st.text())
@example('theme:"gender', "")
def test_any_line_can_be_typed_and_full_text_search_never_misses(line: str, text: str) -> None:
    query = read(line)
    # A task's text is cleaned where it enters.
    said = clean(line)
    texts = [text, said, f"{said} {text} gender", "black"]
    hits = {
        row for row, text in enumerate(texts) if query.matches(task(text)) and not query.is_empty
    }
    fts = query.fts_query()
    if fts is not None:
        (seen,) = candidates([(text, "", "") for text in texts], fts)
        assert hits <= seen
    if not query.is_empty and not query.themes:
        assert query.matches(task(said))

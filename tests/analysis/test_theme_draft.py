"""A theme written one pattern a line, and read back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.theme_draft import (
    Mistake,
    draft_of,
    pattern_at,
    phrases_around,
    read_draft,
    refilled,
)
from guanaco_tui.analysis.themes import FIELDS, Theme, default_themes

RACE = Theme(
    name="race",
    label="Race",
    words=("racis*", "black", "white"),
    phrases=("people of colour",),
    exclude=("black friday",),
    ambiguous=("white", "black"),
)


def test_a_theme_is_shown_one_pattern_a_line_with_a_mark_of_doubt() -> None:
    draft = draft_of(RACE)
    assert draft.words == "racis*\nblack ?\nwhite ?\npeople of colour\n"
    assert draft.exclude == "black friday\n"


@pytest.mark.parametrize("theme", default_themes().themes, ids=lambda theme: theme.name)
def test_what_is_shown_and_not_changed_is_the_same_theme(theme: Theme) -> None:
    draft = draft_of(theme)
    assert read_draft(draft, theme) == (theme, ())
    # Something else was changed, so that all of it is read.
    relabelled, mistakes = read_draft(replace(draft, label="Another"), theme)
    assert (relabelled, mistakes) == (theme.model_copy(update={"label": "Another"}), ())


def test_a_new_word_is_a_word_and_several_are_a_phrase() -> None:
    draft = replace(draft_of(RACE), words="racis*\nbrown ?\n\nblack lives matter\nwhite\n")
    theme, mistakes = read_draft(draft, RACE)
    assert mistakes == ()
    assert theme.words == ("racis*", "brown", "white")
    assert theme.phrases == ("black lives matter",)
    assert theme.ambiguous == ("brown",)


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    draft = replace(draft_of(RACE), words="black\n*ism\nwhite\n", exclude="...\nblack tea\n")
    theme, mistakes = read_draft(draft, RACE)
    assert [(one.part, one.line) for one in mistakes] == [("words", 2), ("exclude", 1)]
    assert str(mistakes[0]).startswith('line 2: "*ism": a * may only stand at the end')
    assert theme.words == ("black", "white")
    assert theme.exclude == ("black tea",)


def test_a_theme_without_words_or_fields_is_a_mistake_and_keeps_what_it_had() -> None:
    theme, mistakes = read_draft(replace(draft_of(RACE), words="\n", fields=()), RACE)
    assert [one.line for one in mistakes] == [0, 0]
    assert str(mistakes[0]) == "a theme needs a word or a phrase"
    assert theme == RACE


def test_a_theme_may_not_have_the_name_of_another_but_its_own_in_other_letters() -> None:
    for label, problems in (("gender", ["there is a theme gender already"]), ("RACE", [])):
        _, mistakes = read_draft(replace(draft_of(RACE), label=label), RACE, ["Gender"])
        assert [str(mistake) for mistake in mistakes] == problems


def test_what_is_left_with_mistakes_in_it_is_as_before_where_it_must_be_something() -> None:
    # What was typed on the way was read: the last letter of the last word.
    on_the_way = RACE.model_copy(update={"words": ("r",), "phrases": (), "fields": ("output",)})
    draft = replace(draft_of(on_the_way), label="Gender", words="", exclude="...\n", fields=())
    theme, mistakes = read_draft(draft, on_the_way, ["Gender"])
    kept, said = refilled(theme, RACE, mistakes)
    assert kept == RACE.model_copy(update={"exclude": ()})
    assert said.startswith("it keeps its name, since another theme has that one; its words are as")
    assert '; left out, line 1: "..."' in said


def test_a_word_written_twice_counts_once() -> None:
    theme, _ = read_draft(replace(draft_of(RACE), words="black\nblack\nwhite"), RACE)
    assert theme.words == ("black", "white")


def test_an_odd_pattern_of_a_file_is_safe_to_show_and_stays_as_it_is() -> None:
    odd = RACE.model_copy(
        update={"phrases": ("people\nof  colour", "why?"), "question": "One\nTwo", "label": "R\tx"}
    )
    draft = draft_of(odd)
    assert "people of colour\nwhy?\n" in draft.words
    assert (draft.question, draft.label) == ("One Two", "R x")
    theme, mistakes = read_draft(replace(draft, fields=("input",)), odd)
    assert (theme, mistakes) == (odd.model_copy(update={"fields": ("input",)}), ())


def test_what_is_typed_is_cleaned() -> None:
    theme, mistakes = read_draft(replace(draft_of(RACE), words="bl\x1back\n", label="\x07"), RACE)
    assert (theme.words, theme.label, mistakes) == (("black",), "race", ())


def test_the_pattern_under_the_cursor() -> None:
    lines = "black ?\n\n*ism\npeople of colour"
    assert [pattern_at(lines, line) for line in range(5)] == [
        "black",
        "",
        "",
        "people of colour",
        "",
    ]


def around(text: str, hit: str) -> list[str]:
    start = text.index(hit)
    return phrases_around(text, start, start + len(hit))


def test_phrases_around_a_hit_are_offered_the_longest_first() -> None:
    assert around("He went to the Black Friday sales early", "Black") == [
        "the black friday",
        "black friday",
        "the black",
        "black friday sales",
        "to the black",
        "black",
    ]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_word_with_an_apostrophe_is_one_neighbour(apostrophe: str) -> None:
    she = f"she{apostrophe}s"
    assert around(f"He says that {she.title()} still black.", "black") == [
        "still black",
        f"{she} still black",
        "black",
    ]
    assert around(f"Black{apostrophe}s night", "Black") == [
        f"black{apostrophe}s night",
        f"black{apostrophe}s",
        "black",
    ]


def test_a_phrase_does_not_reach_across_the_end_of_a_sentence() -> None:
    assert around("It was white. Black holes are dark", "Black") == [
        "black holes",
        "black holes are",
        "black",
    ]


def test_a_hit_without_neighbours_is_offered_by_itself() -> None:
    assert around("Black, Hispanic, Asian", "Hispanic") == ["hispanic"]
    assert around("black", "black") == ["black"]


def test_what_stands_between_words_is_no_part_of_a_phrase() -> None:
    assert around("a man-made* lake", "man") == [
        "a man made",
        "man made",
        "a man",
        "man made lake",
        "man",
    ]


@given(st.text(), st.text(), st.text())
def test_any_lines_give_a_theme_or_mistakes(words: str, exclude: str, label: str) -> None:
    draft = replace(draft_of(RACE), words=words, exclude=exclude, label=label)
    theme, mistakes = read_draft(draft, RACE)
    assert all(isinstance(one, Mistake) for one in mistakes)
    # It can be saved: it says nothing that would be refused.
    Theme.model_validate(theme.model_dump())
    assert theme.fields == FIELDS

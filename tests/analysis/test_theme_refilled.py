"""A theme that is left with mistakes in it: what it keeps, and what is said about it."""

from dataclasses import replace
from pathlib import Path

import pytest

from guanaco_tui.analysis.theme_book import Decision, ThemeBook
from guanaco_tui.analysis.theme_draft import draft_of, read_draft, refilled
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.lesson.judgements import place_of

RACE = Theme(
    name="race",
    label="Race",
    words=("black", "white"),
    phrases=("people of colour",),
    ambiguous=("white",),
    fields=("instruction", "output"),
)


@pytest.fixture
def book(tmp_path: Path) -> ThemeBook:
    """A book with one theme, of which one word was typed."""
    path = tmp_path / "themes.toml"
    path.write_text('[theme.water]\nlabel = "Water"\nwords = ["river"]\n', encoding="utf-8")
    book = ThemeBook(path)
    book.put(book.themes[0].model_copy(update={"words": ("river", "lake")}))
    return book


def words(theme: Theme | None) -> tuple[str, ...]:
    assert theme is not None
    return theme.words


def left(typed: Theme, **parts: object) -> tuple[Theme, str]:
    """What becomes of a theme that reads RACE before the typing, and `typed` but for these."""
    theme, mistakes = read_draft(replace(draft_of(typed), **parts), typed)  # type: ignore[arg-type]
    return refilled(theme, RACE, mistakes)


def test_words_that_were_all_deleted_are_those_from_before_the_typing() -> None:
    typed = RACE.model_copy(update={"words": ("bl",), "phrases": (), "ambiguous": ()})
    theme, said = left(typed, words="\n", question="Who?")
    assert theme == RACE.model_copy(update={"question": "Who?"})
    assert said == "its words are as before, since it needs one."


def test_where_no_field_is_left_it_is_looked_for_where_it_was() -> None:
    typed = RACE.model_copy(update={"fields": ("output",), "words": ("black", "brown")})
    theme, said = left(typed, fields=())
    assert (theme.fields, theme.words) == (RACE.fields, ("black", "brown"))
    assert said == "it is looked for where it was, since it needs a field."


def test_a_line_that_cannot_be_read_is_left_out_beside_what_is_taken_back() -> None:
    theme, said = left(RACE, words="black\n*ism", fields=())
    assert (theme.words, theme.phrases, theme.fields) == (("black",), (), RACE.fields)
    first, second = said.split("; ", 1)
    assert first == "it is looked for where it was, since it needs a field"
    assert second.startswith('left out, line 2: "*ism"')


def test_a_theme_is_remembered_as_it_was_before_the_burst_of_typing(book: ThemeBook) -> None:
    assert words(book.before_typing("water")) == ("river",)
    book.put(book.themes[0].model_copy(update={"words": ("l",)}))
    assert words(book.before_typing("water")) == ("river",)


@pytest.mark.parametrize("ends", ["by settling", "by a decision", "by an undo"])
def test_a_burst_that_is_over_is_no_longer_before_anything(book: ThemeBook, ends: str) -> None:
    if ends == "by settling":
        book.settle()
    elif ends == "by a decision":
        book.decided(Decision("water", place_of("the river", 4, 9), None))
    else:
        book.undo()
    assert words(book.before_typing("water")) == words(book.theme("water"))
    assert book.before_typing("nowhere") is None

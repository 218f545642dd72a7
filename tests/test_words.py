"""Words: cut the same way everywhere, and the same for full-text search."""

import sqlite3
import sys
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.words import Pattern, fold, fts_text, read_pattern, word_offsets, words
from tests.analysis.full_text import candidates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't  shout!", ["don", "t", "shout"]),
        ("C++, non-binary", ["c", "non", "binary"]),
        ("snake_case", ["snake", "case"]),
        ("Café ÀÉÎ naïve", ["cafe", "aei", "naive"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("ﬁre ｆｕｌｌ", ["fire", "full"]),
        ("Σοφός ΣΟΦΟΣ", ["σοφοσ", "σοφοσ"]),
        ("İstanbul", ["istanbul"]),
        ("مُحَمَّد", ["محمد"]),
        ("black🦙white ❤️", ["black", "white"]),
        ("שָׁלוֹם й ά", ["שלום", "и", "α"]),
        ("पानी", ["पानी"]),
        ("1️⃣ 葛󠄀 ⚧️", ["1", "葛"]),
        ("", []),
    ],
)
def test_words_are_runs_of_letters_numbers_and_marks(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("คุณ", "คูณ"),  # Thai: you, to multiply
        ("มา", "ม้า"),  # Thai: to come, horse
        ("ປຸ", "ປູ"),  # Lao: the vowel signs
        ("ຂາວ", "ຂ່າວ"),  # Lao: white, news
        ("తె", "తై"),  # Telugu: a vowel sign that NFKD takes for another and a mark
        ("རི", "རུ"),  # Tibetan: mountain, horn
        ("कल", "काल"),  # Hindi: tomorrow, time
        ("सजा", "सज़ा"),  # Hindi: decorated, punishment
        ("कत", "क्त"),  # Hindi: the virama
        ("かき", "かぎ"),  # Japanese: persimmon, key
        ("ߞߊ", "ߞߊ߫"),  # N'Ko: a tone
    ],
)
def test_marks_that_tell_one_word_from_another_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    apart = unicodedata.normalize("NFD", f"{one} {other}")
    assert words(apart) == words(f"{one} {other}") == [fold(one), fold(other)]


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200c", "\u200d", "\u2060", "\ufeff", "\u180e"])
def test_what_is_not_to_be_seen_does_not_divide_a_word(unseen: str) -> None:
    text = f"a wo{unseen}man{unseen} and {unseen}a man{unseen * 2}kind{unseen}"
    assert words(text) == ["a", "woman", "and", "a", "mankind"]
    found = [text[start:end] for start, end in word_offsets(text)]
    assert found == ["a", f"wo{unseen}man", "and", "a", f"man{unseen * 2}kind"]


def test_a_zero_width_space_divides_words() -> None:
    assert words("wo\u200bman") == ["wo", "man"]


def test_composed_and_decomposed_text_give_the_same_words() -> None:
    text = "각 café が Việt"
    apart = unicodedata.normalize("NFD", text)
    assert words(apart) == words(text) == ["각", "cafe", "が", "viet"]


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_takes_a_quicker_way_to_the_same_words(text: str) -> None:
    assert words(text) == words(text + " é")[:-1]


@given(st.text())
def test_every_word_has_its_place_in_the_text_as_it_stands(text: str) -> None:
    assert [fold(text[start:end]) for start, end in word_offsets(text)] == words(text)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("++", "no letter or number"),
        ("*", "no letter or number"),
        ("ra*ist", "may only stand at the end"),
        ("*phobia", "may only stand at the end"),
        ("black* friday", "may only stand at the end"),
        ("black *", "may only stand at the end"),
        ("black**", "may only stand at the end"),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_refused(written: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_pattern(written)


def test_no_word_is_blank() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    assert all(word.strip() for character in characters for word in words(character))


def test_full_text_search_sees_every_letter_and_number_that_has_a_query() -> None:
    letters = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c))[0] in "LN"]
    searched = [c for c in letters if words(c) and read_pattern(c).fts()]
    assert len(searched) > 100_000
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE letters USING fts5"
            " (text, tokenize='unicode61 remove_diacritics 2')"
        )
        database.executemany(
            "INSERT INTO letters (rowid, text) VALUES (?, ?)",
            ((ord(c), fts_text(c)) for c in searched),
        )
        database.execute("CREATE VIRTUAL TABLE seen USING fts5vocab (letters, instance)")
        seen = {row for (row,) in database.execute("SELECT DISTINCT doc FROM seen")}
    assert {ord(c) for c in searched} == seen


# Letters, marks and joiners of a few scripts that are hard to split.
OF_SCRIPTS = st.text(
    st.sampled_from(
        "aée\u0301คณมาุู้ ਕກຸ່తెై कतज\u093c\u094dकाかき\u3099རིུ가ߞ߫ß1\u00ad\u200c\u200d\ufe0f🦙"
    ),
    max_size=12,
)


@given(OF_SCRIPTS, st.data())
def test_full_text_search_finds_every_word_by_its_beginning(text: str, data: st.DataObject) -> None:
    for word in words(text):
        beginning = word[: data.draw(st.integers(1, len(word)))]
        for pattern in (Pattern((word,), open_end=False), Pattern((beginning,), open_end=True)):
            query = pattern.fts()
            assert query is None or candidates([(text, "", "")], query) == [{0}]


def test_a_word_that_full_text_search_cannot_see_has_no_query() -> None:
    assert read_pattern("ᦰ").fts() is None
    assert read_pattern("ᦰa").fts() == '"ᦰa"'


def test_ascii_is_indexed_as_it_stands() -> None:
    text = 'He said: "AND", C++\n'
    assert fts_text(text) is text
    assert fts_text("Café 🦙ﬁn") == "cafe fin"

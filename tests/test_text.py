"""Text from outside: what is cleaned away, and how what stays is split into words."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.tokenizers import DefaultTokenizer

from guanaco_tui import text
from guanaco_tui.text import clean, clean_whole, is_english, rouge_tokens, tokens, unicode_tokens

reference = DefaultTokenizer(use_stemmer=False)


def test_terminal_escapes_and_bidi_overrides_are_taken_out() -> None:
    assert clean("a\x1b[31mb\x07c\x7fd\x9be\u202ef\u2066g") == "a[31mbcdefg"


def test_newline_tab_and_joiners_stay_and_crlf_becomes_a_newline() -> None:
    assert clean("a\r\n\tb\u200dc\u200ed") == "a\n\tb\u200dc\u200ed"


def test_what_stands_between_words_keeps_them_apart() -> None:
    assert clean("black\x0cwoman\x0bone\x1ftwo\x85three") == "black\nwoman\none\ntwo\nthree"


def test_in_a_whole_text_a_return_alone_ends_a_line() -> None:
    assert clean_whole("Dear all,\rwe meet\r\nat noon\r") == "Dear all,\nwe meet\nat noon\n"


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


@given(st.text(), st.text())
def test_text_cleaned_in_pieces_equals_text_cleaned_whole(one: str, other: str) -> None:
    assert clean(one) + clean(other) == clean(one + other)


@given(st.text())
def test_rouge_tokens_equal_those_of_rouge_score(instruction: str) -> None:
    assert rouge_tokens(instruction) == reference.tokenize(instruction)


@given(st.text(st.sampled_from("aZ9 _-'.\n\té\u0130\u212aßπ")))
def test_rouge_tokens_equal_those_of_rouge_score_among_awkward_letters(instruction: str) -> None:
    assert rouge_tokens(instruction) == reference.tokenize(instruction)


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_latin_text_in_an_english_lesson_has_the_tokens_of_the_reference(instruction: str) -> None:
    assert tokens(instruction, "en") == reference.tokenize(instruction)


def test_marks_in_latin_text_cut_words_as_in_the_reference_in_an_english_lesson_only() -> None:
    assert tokens("The “Café” costs 5 µg", "en-GB") == ["the", "caf", "costs", "5", "g"]
    assert tokens("cafe\u0301 noir", "English") == ["cafe", "noir"]
    assert tokens("Le Café noir", "fr") == ["le", "café", "noir"]


def test_one_letter_of_another_script_makes_the_whole_text_unicode() -> None:
    assert tokens("Is π a naïve idea?", "en") == ["is", "π", "a", "naïve", "idea"]


@pytest.mark.parametrize(
    ("language", "english"),
    [
        ("en", True),
        ("en-GB", True),
        ("EN_us", True),
        ("eng", True),
        ("English", True),
        ("British English", True),
        ("ko", False),
        ("enm", False),
        ("한국어", False),
        ("", False),
    ],
)
def test_english_is_known_by_code_and_by_name(language: str, english: bool) -> None:
    assert is_english(language) is english


@pytest.mark.parametrize(
    ("instruction", "words"),
    [
        ("봄에 대한 시를 써라.", ["봄에", "대한", "시를", "써라"]),
        ("写一首诗，30字", ["写", "一", "首", "诗", "30", "字"]),
        ("コーヒーとお茶", ["コ", "ー", "ヒ", "ー", "と", "お", "茶"]),
        ("スーーパー", ["ス", "ー", "ー", "パ", "ー"]),
        ("ﾊﾞﾅﾅ Ｈｅｌｌｏ", ["バ", "ナ", "ナ", "hello"]),
        ("हिन्दी में लिखो", ["हिन्दी", "में", "लिखो"]),
        ("اكتب قصيدةً", ["اكتب", "قصيدةً"]),
        ("Напиши стих ещё", ["напиши", "стих", "ещё"]),
        ("snake_case ❤️ x²", ["snake", "case", "x2"]),
        ("ພາສາ ລາວ", ["ພາສ", "າສາ", "ລາວ"]),
        ("ខ្មែរ", ["ខ្ម", "្មែ", "មែរ"]),
        ("မြန်မာ", ["မြန", "ြန်", "န်မ", "်မာ"]),
        ("…?! ", []),
    ],
)
def test_words_of_other_scripts(instruction: str, words: list[str]) -> None:
    assert unicode_tokens(instruction) == words


@given(st.text())
def test_unicode_tokens_hold_every_letter_and_number_of_the_text(instruction: str) -> None:
    folded = unicodedata.normalize("NFKC", instruction).lower()
    held = {letter for token in unicode_tokens(instruction) for letter in token}
    assert {letter for letter in folded if unicodedata.category(letter)[0] in "LN"} <= held


@given(st.text(st.characters(categories=["L", "N", "Z", "P"], max_codepoint=0x17F)))
def test_composed_and_decomposed_text_have_the_same_words(instruction: str) -> None:
    composed = unicodedata.normalize("NFC", instruction)
    assert unicode_tokens(unicodedata.normalize("NFD", composed)) == unicode_tokens(composed)


def test_thai_without_a_dictionary_is_cut_into_3_grams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pythainlp", None)
    text._thai_splitter.cache_clear()
    assert unicode_tokens("ภาษาไทยPython กข") == ["ภาษ", "าษา", "ษาไ", "าไท", "ไทย", "python", "กข"]
    text._thai_splitter.cache_clear()


def test_thai_with_a_dictionary_is_cut_into_its_words() -> None:
    pytest.importorskip("pythainlp")
    assert unicode_tokens("ทำน้ำผลไม้ในภาษาไทย") == ["ทำ", "น้ำผลไม้", "ใน", "ภาษาไทย"]


def test_splitting_english_does_not_load_the_regex_library() -> None:
    code = (
        "import sys; from guanaco_tui.text import tokens; tokens('Write a poem.', 'en'); "
        "sys.exit('regex' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

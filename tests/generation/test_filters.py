"""The rules of the method, each by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.generation.filters import RULES, Broken, broken_rule
from guanaco_tui.lesson.settings import RuleSettings

ALL = RuleSettings()


@pytest.mark.parametrize(
    ("instruction", "broken"),
    [
        ("Define a strike", Broken("too_short", "3 words")),
        ("word " * 151, Broken("too_long", "151 words")),
        ("Discuss how pop Music shaped politics", Broken("unsuitable_word", "music")),
        ("Tell the boy to go to school", Broken("unsuitable_word", "go to")),
        ("Write a program that sorts names", Broken("write_a_program", "Write a program")),
        ("(Please) answer this letter kindly", Broken("starts_with_punctuation", "(")),
        ("Élève ou professeur, qui parle ici", Broken("starts_with_non_ascii", "É")),
        ("Name what the cartographers erased", None),
        ("Explain the mapping of a musical filing system", None),
        ("word " * 150, None),
    ],
)
def test_each_rule_says_what_breaks_it(instruction: str, broken: Broken | None) -> None:
    assert broken_rule(instruction, ALL, "en") == broken


def test_a_rule_that_is_switched_off_does_not_judge() -> None:
    rules = ALL.model_copy(update={"unsuitable_word": False})
    assert broken_rule("Discuss how pop music shaped politics", rules, "en") is None


def test_the_word_list_is_the_lessons_own() -> None:
    rules = ALL.model_copy(update={"unsuitable_words": ("c++", "queer")})
    assert broken_rule("Why is this word queer here", rules, "en") == Broken(
        "unsuitable_word", "queer"
    )
    assert broken_rule("Discuss how pop music shaped politics", rules, "en") is None


def test_no_word_in_the_list_drops_nothing() -> None:
    rules = ALL.model_copy(update={"unsuitable_words": ()})
    assert broken_rule("Discuss how pop music shaped politics", rules, "en") is None


def test_another_language_may_begin_outside_ascii() -> None:
    assert broken_rule("학교 규칙을 다시 써 주세요", ALL, "ko") is None
    assert broken_rule("학교 규칙을 다시 써 주세요", ALL, "en") == Broken(
        "starts_with_non_ascii", "학"
    )


def test_each_rule_has_its_switch() -> None:
    switches = {name for name in RuleSettings.model_fields if name != "unsuitable_words"}
    assert {rule.__name__ for rule in RULES} == switches


@given(st.text())
def test_no_text_raises(instruction: str) -> None:
    broken_rule(instruction, ALL, "en")

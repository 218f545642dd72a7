"""The rules of the method on a candidate's instruction, each by its name and its reason.

They are those of `post_process_gpt3_response` in generate_instruction.py of
tatsu-lab/stanford_alpaca. What a filter erases is part of the lesson: none is silent, and each
can be switched off.
"""

import functools
import re
import string
from collections.abc import Callable
from dataclasses import dataclass

from guanaco_tui.lesson.settings import RuleSettings
from guanaco_tui.text import is_english

SHORTEST = 3
LONGEST = 150

Rule = Callable[[str, RuleSettings], str | None]


@dataclass(frozen=True)
class Broken:
    """A rule that an instruction breaks: its name, and the word or count that breaks it."""

    rule: str
    matched: str


def too_short(instruction: str, _: RuleSettings) -> str | None:
    """Three words or fewer."""
    words = len(instruction.split())
    return f"{words} words" if words <= SHORTEST else None


def too_long(instruction: str, _: RuleSettings) -> str | None:
    """Over 150 words."""
    words = len(instruction.split())
    return f"{words} words" if words > LONGEST else None


def unsuitable_word(instruction: str, rules: RuleSettings) -> str | None:
    """One of the words that a text model is thought to fail at, as a whole word in any case."""
    found = _any_of(rules.unsuitable_words).search(instruction)
    return found.group().lower() if found else None


def write_a_program(instruction: str, _: RuleSettings) -> str | None:
    """Starts with "Write a program": models add it to tasks that are not about programs."""
    start = "Write a program"
    return start if instruction.startswith(start) else None


def starts_with_punctuation(instruction: str, _: RuleSettings) -> str | None:
    """Starts with an ASCII punctuation mark."""
    return instruction[0] if instruction[:1] and instruction[0] in string.punctuation else None


def starts_with_non_ascii(instruction: str, _: RuleSettings) -> str | None:
    """Starts with a character outside ASCII, which the method takes for another language."""
    return instruction[0] if not instruction[:1].isascii() else None


# In the method's order. Each name is also the switch in the settings.
RULES: tuple[Rule, ...] = (
    too_short,
    too_long,
    unsuitable_word,
    write_a_program,
    starts_with_punctuation,
    starts_with_non_ascii,
)


def broken_rule(instruction: str, rules: RuleSettings, language: str) -> Broken | None:
    """Return the first rule that is switched on and that an instruction breaks.

    `starts_with_non_ascii` is asked only in an English lesson.
    """
    for rule in RULES:
        if not getattr(rules, rule.__name__):
            continue
        if rule is starts_with_non_ascii and not is_english(language):
            continue
        matched = rule(instruction, rules)
        if matched is not None:
            return Broken(rule.__name__, matched)
    return None


@functools.lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word) for word in words if word) or r"(?!)"
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)

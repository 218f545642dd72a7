"""Encodes example tasks into the text that a model is asked to carry on.

The format is that of `encode_prompt` in generate_instruction.py of tatsu-lab/stanford_alpaca.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Protocol

from guanaco_tui import resources
from guanaco_tui.errors import GuanacoError

NO_INPUT = "<noinput>"
PLACEHOLDERS = ("{tasks}", "{language}")

_LANGUAGE_NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "한국어",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Filipino",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yo": "Yoruba",
    "zh": "Chinese",
}


class Example(Protocol):
    """What a prompt shows: a seed task or a kept task."""

    @property
    def instruction(self) -> str: ...  # noqa: D102

    @property
    def input(self) -> str: ...  # noqa: D102

    @property
    def output(self) -> str: ...  # noqa: D102


def language_name(language: str) -> str:
    """Return the name that a prompt uses: `fr` gives French, a name is returned as it is."""
    return _LANGUAGE_NAMES.get(language.lower(), language)


def default_template(language: str) -> str:
    """Return the packaged template of a language, the English one where there is none."""
    path = resources.prompt_template(language.lower()) or resources.prompt_template("en")
    assert path is not None
    return path.read_text(encoding="utf-8")


def check_template(template: str) -> None:
    """Raise GuanacoError where a template lacks the number of tasks."""
    if "{tasks}" not in template:
        raise GuanacoError(
            "The prompt does not say how many tasks to write: put {tasks} where the number belongs."
        )


def prompt_hash(template: str) -> str:
    """Return the SHA-256 of a template's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(template.encode("utf-8")).hexdigest()


def encode_prompt(
    template: str, examples: Sequence[Example], *, tasks_per_request: int, language: str
) -> str:
    """Return the prompt: the template, the examples numbered from 1, and the next number open."""
    head = template.replace("{tasks}", str(tasks_per_request))
    head = head.replace("{language}", language_name(language)).rstrip("\n")
    parts = [head, "\n"]
    for number, example in enumerate(examples, start=1):
        instruction = re.sub(r"\s+", " ", example.instruction).strip().rstrip(":")
        parts.append(
            f"###\n{number}. Instruction: {instruction}\n"
            f"{number}. Input:\n{example.input or NO_INPUT}\n"
            f"{number}. Output:\n{example.output}\n"
        )
    parts.append(f"###\n{len(examples) + 1}. Instruction:")
    return "".join(parts)

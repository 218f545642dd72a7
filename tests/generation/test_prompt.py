"""The prompt, to the letter."""

import re
from pathlib import Path

import pytest

from guanaco_tui import resources
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation.prompt import (
    check_template,
    default_template,
    encode_prompt,
    prompt_hash,
)
from guanaco_tui.tasks import Instance, SeedTask

SEEDS = [
    SeedTask(
        id="a",
        instruction="Rewrite  the\nrule:",
        instances=[Instance(input="No hats.", output="Hats.")],
    ),
    SeedTask(id="b", instruction="Who is named?", instances=[Instance(output="Nobody.")]),
]


def test_examples_are_encoded_in_the_methods_format() -> None:
    prompt = encode_prompt("Write {tasks}.\n", SEEDS, tasks_per_request=20, language="en")
    assert prompt == (
        "Write 20.\n"
        "###\n1. Instruction: Rewrite the rule\n1. Input:\nNo hats.\n1. Output:\nHats.\n"
        "###\n2. Instruction: Who is named?\n2. Input:\n<noinput>\n2. Output:\nNobody.\n"
        "###\n3. Instruction:"
    )


def test_text_in_braces_is_left_alone() -> None:
    prompt = encode_prompt('{"a": {tasks}} {x}', [], tasks_per_request=5, language="en")
    assert prompt.startswith('{"a": 5} {x}\n')


@pytest.mark.parametrize(("language", "name"), [("fr", "French"), ("EN", "English")])
def test_the_language_is_named(language: str, name: str) -> None:
    prompt = encode_prompt("In {language}.", [], tasks_per_request=5, language=language)
    assert prompt.startswith(f"In {name}.")


def test_a_language_without_a_code_is_named_as_it_is() -> None:
    assert "In Quechua." in encode_prompt(
        "In {language}.", [], tasks_per_request=5, language="Quechua"
    )


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_packaged_template_has_nine_requirements_in_order(language: str) -> None:
    template = default_template(language)
    assert re.findall(r"^(\d+)\. ", template, re.MULTILINE) == [str(n) for n in range(1, 10)]
    check_template(template)
    assert "{language}" in template


def test_a_language_without_a_template_has_the_english_one() -> None:
    assert default_template("sw") == default_template("en")


def test_a_template_without_the_number_of_tasks_is_refused() -> None:
    with pytest.raises(GuanacoError, match=r"\{tasks\}"):
        check_template("Write some tasks.")


def test_the_hash_is_of_the_templates_bytes() -> None:
    # printf 'é' | sha256sum
    assert prompt_hash("é").startswith("4a99557e4033c353")


def test_templates_are_found_in_one_folder() -> None:
    path = resources.prompt_template("ko")
    assert isinstance(path, Path)
    assert resources.prompt_template("../data/prices") is None

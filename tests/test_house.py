"""The house: what is below knows nothing of what is above, and nothing heavy wakes early."""

import json
import subprocess
import sys

import pytest

HEADLESS = [
    "guanaco_tui.generation.run",
    "guanaco_tui.generation.prepare",
    "guanaco_tui.backends.openai_compatible",
    "guanaco_tui.backends.ngram",
    "guanaco_tui.backends.recorded",
    "guanaco_tui.lesson.lesson",
    "guanaco_tui.lesson.exports",
    "guanaco_tui.lesson.imports",
    "guanaco_tui.tasks",
    "guanaco_tui.text",
    "guanaco_tui.resources",
]


def loaded_by(module: str) -> set[str]:
    script = f"import {module}, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("module", HEADLESS)
def test_what_is_below_the_screen_does_not_load_it(module: str) -> None:
    assert not loaded_by(module) & {"textual", "rich", "click"}


def test_the_command_answers_without_loading_what_a_run_needs() -> None:
    heavy = {"pydantic", "numpy", "openai", "rapidfuzz", "tomlkit", "keyring", "textual", "rich"}
    assert not loaded_by("guanaco_tui.cli") & heavy


def test_a_backend_is_importable_without_its_http_client() -> None:
    assert not loaded_by("guanaco_tui.backends.openai_compatible") & {"openai", "httpx", "httpx2"}


def test_the_app_is_there_without_loading_what_a_run_or_a_save_needs() -> None:
    heavy = {"numpy", "openai", "httpx2", "rapidfuzz", "tomlkit", "keyring", "tenacity"}
    assert not loaded_by("guanaco_tui.app") & heavy

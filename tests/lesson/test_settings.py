"""Settings: read, refused with a line, written so that comments survive."""

from pathlib import Path

import pytest

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.settings import FIRST_SETTINGS, Settings, read_settings, save_settings


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lesson.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_file_is_all_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "lesson.toml") == Settings()


def test_the_first_file_says_nothing_but_defaults(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, FIRST_SETTINGS)) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[batch]\ncount = 5\n\ncolour = 3\n",
            r'line 4: there is no setting "batch.colour".*count',
        ),
        ("# hello\n[model]\nbackend = 'gpt'\n", "line 3: model.backend"),
        ("[batch]\ntemperature = 7.5\n", "line 2: batch.temperature: should be at most 2"),
        ("[batch]\ncount = 'many'\n", "line 2: batch.count"),
        ("[batch]\nprompt_seeds = 9\ntasks_per_request = 5\n", "more than prompt_seeds"),
        ("[batch\n", "line 1"),
        ("a = " + "[" * 5000, "has too many brackets"),
        ("a = " + "1" * 5000, "holds a number with too many digits"),
        ("[colours]\n", 'line 1: there is no setting "colours"'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match=said):
        read_settings(write(tmp_path, text))


def test_saving_keeps_comments_and_the_other_keys(tmp_path: Path) -> None:
    path = write(tmp_path, "# ours\n[batch]\ncount = 5  # five\ntop_p = 0.5\n")
    changes = {"batch": {"count": 9, "top_p": None}, "rules": {"unsuitable_words": ("a", "b")}}
    save_settings(path, changes)
    text = path.read_text(encoding="utf-8")
    assert "# ours" in text
    assert "# five" in text
    settings = read_settings(path)
    assert (settings.batch.count, settings.batch.top_p) == (9, 1.0)
    assert settings.rules.unsuitable_words == ("a", "b")


def test_changes_are_checked_like_a_file() -> None:
    with pytest.raises(GuanacoError, match=r"batch\.count"):
        Settings().changed({"batch": {"count": 0}})


def test_every_field_says_what_it_is() -> None:
    for group in Settings.model_fields.values():
        assert group.annotation is not None
        for name, field in group.annotation.model_fields.items():
            assert field.description, name

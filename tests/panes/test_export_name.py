"""The name that is proposed for an export says what is in it, on any platform."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.browsing import View
from guanaco_tui.panes.export_name import LONGEST_NAME, export_name


@pytest.mark.parametrize(
    ("title", "view", "name"),
    [
        ("run-2", View(1), "run-2"),
        ("run-2", View(1, rejected=True), "run-2-dropped"),
        ("run-2", View(1, themes=("gender", "race"), line="queer*"), "run-2-gender-race-queer"),
        ("run-2", View(1, themes=("gender",), line='#gender "hate speech"', starred=True),
         "run-2-gender-hate-speech-starred"),
        ("from seed 12", View(1, ancestor="seed_task_12"), "from-seed-12"),
        ("수업", View(1, line="가족"), "수업-가족"),
        ("हिन्दी 2-2", View(1), "हिन्दी-2-2"),
        ("con", View(1), "con-tasks"),
        ("...", View(1), "tasks"),
    ],
)  # fmt: skip
def test_the_name_says_what_is_in_the_file(title: str, view: View, name: str) -> None:
    assert export_name(title, view) == name


@given(title=st.text(), line=st.text())
def test_the_name_is_one_that_windows_takes(title: str, line: str) -> None:
    name = export_name(title, View(1, line=line))
    assert 0 < len(name) <= LONGEST_NAME + len("-tasks")
    assert not set(name) & set('<>:"/\\|?* .')
    assert all(ord(character) > 31 for character in name)

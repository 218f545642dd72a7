"""What the tests of the panes begin with."""

from pathlib import Path

import pytest

from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """A lesson with the sample seeds, and nothing generated yet."""
    return make_lesson(tmp_path / "week-3", sample_seeds())

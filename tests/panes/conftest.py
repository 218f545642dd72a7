"""The lessons that tests of the panes begin with, beside the one that every test may have."""

import shutil
from pathlib import Path

import pytest

from guanaco_tui import headless
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.lesson.seeds import seed_file
from guanaco_tui.lesson.settings import Settings
from tests.importing import asking, import_into
from tests.panes.seeds_app import SEEDS


@pytest.fixture
def six_seeds(tmp_path: Path) -> Lesson:
    """A lesson with six seeds of its own, of which three are ready."""
    return make_lesson(tmp_path / "week-3", seed_file(SEEDS))


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """A lesson with a run of 60 tasks that is over, to be copied."""
    made = make_lesson(tmp_path_factory.mktemp("made") / "week-3", sample_seeds())
    headless.generate(made, Settings().changed({"batch": {"count": 60, "random_seed": 5}}))
    return made


@pytest.fixture
def with_a_run(finished: Lesson, tmp_path: Path) -> Lesson:
    """A lesson with the sample seeds and a run of 60 tasks that is over."""
    return Lesson(Path(shutil.copytree(finished.folder, tmp_path / "week-3")))


@pytest.fixture
def with_theirs(lesson: Lesson) -> Lesson:
    """A lesson with the sample seeds, and an import of one task, which names a river."""
    import_into(lesson, asking("Name the river"))
    return lesson

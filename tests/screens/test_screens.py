"""Each pane and screen looks as it did when somebody last looked at its picture and accepted it.

After a change that is meant to be seen: `pytest tests/screens --snapshot-update`, and look at each
picture that is another now.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.scenes import FURTHER_IN, SCENES, StillApp, play
from tests.screens.stage import Stage, set_stage

Compare = Callable[..., bool]
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
LIGHT = ("seeds", "browse", "compare")
HERE = Path(__file__).parent
PICTURES = [*HERE.rglob("*.svg"), *(HERE.parents[1] / "docs" / "screens").glob("*.svg")]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_stage(tmp_path_factory.mktemp("stage"))


def looks_the_same(
    stage: Stage, scene: str, size: str, look: str, folder: Path, snap_compare: Compare
) -> bool:
    lesson = stage.copy(folder)
    with lesson.database() as database:
        return snap_compare(
            StillApp(lesson, database, look=look),
            terminal_size=SIZES[size],
            run_before=lambda pilot: play(scene, stage, pilot),
        )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_it_looks_as_it_did(
    stage: Stage, scene: str, size: str, tmp_path: Path, snap_compare: Compare
) -> None:
    assert looks_the_same(stage, scene, size, "dark", tmp_path, snap_compare)


@pytest.mark.parametrize("scene", FURTHER_IN)
def test_it_looks_as_it_did_one_step_further_in(
    stage: Stage, scene: str, tmp_path: Path, snap_compare: Compare
) -> None:
    assert looks_the_same(stage, scene, "80x24", "dark", tmp_path, snap_compare)


@pytest.mark.parametrize("scene", LIGHT)
def test_it_looks_as_it_did_in_a_bright_room(
    stage: Stage, scene: str, tmp_path: Path, snap_compare: Compare
) -> None:
    assert looks_the_same(stage, scene, "80x24", "light", tmp_path, snap_compare)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_asks_nothing_of_the_network(picture: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"')]+", picture.read_text(encoding="utf-8"))
    # The name of the format, which nobody fetches.
    assert set(addresses) == {"http://www.w3.org/2000/svg"}

"""What is said and written down when an error ends the app."""

from pathlib import Path

import pytest

from guanaco_tui import crash
from guanaco_tui.app import GuanacoApp
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.lesson import Lesson
from tests.panes.waiting import until

MENDABLE = "The disk is full: free some [b] space."
SECRET = ("sk", "very", "secret")


async def ended(lesson: Lesson, error: Exception, *, in_worker: bool) -> GuanacoApp:
    """Let an error end the app, and come once more meanwhile: on the loop, or in a thread."""

    def fail() -> None:
        if "-".join(SECRET):
            raise error

    with lesson.database() as database:
        app = GuanacoApp(lesson, database)
        with pytest.raises(Exception, match=r"\w"):
            async with app.run_test() as pilot:
                for _ in range(2):
                    if in_worker:
                        app.run_worker(fail, thread=True)
                    else:
                        app.call_later(fail)
                await until(pilot, lambda: not app.is_running)
    return app


@pytest.mark.parametrize("in_worker", [False, True])
async def test_what_a_person_can_mend_says_so_and_is_no_crash(
    lesson: Lesson, config_folder: Path, capsys: pytest.CaptureFixture[str], in_worker: bool
) -> None:
    app = await ended(lesson, GuanacoError(MENDABLE), in_worker=in_worker)
    assert app.return_code == 1
    assert " ".join(capsys.readouterr().err.split()) == f"guanaco: {MENDABLE}"
    assert not (config_folder / "logs").exists()


@pytest.mark.parametrize("in_worker", [False, True])
async def test_the_log_of_anything_else_has_the_way_to_it_and_no_values(
    lesson: Lesson, config_folder: Path, capsys: pytest.CaptureFixture[str], in_worker: bool
) -> None:
    app = await ended(lesson, KeyError("nothing by this name"), in_worker=in_worker)
    assert app.return_code == 1
    (log,) = (config_folder / "logs").iterdir()
    said, written = capsys.readouterr().err, log.read_text(encoding="utf-8")
    assert "should not have (KeyError)" in " ".join(said.split())
    assert log.name in said.replace("\n", "")
    assert 'test_crash.py", line' in written
    assert "in fail" in written
    assert "nothing by this name" in written
    assert "-".join(SECRET) not in said + written


def test_where_no_log_can_be_written_it_says_how_to_see_more(config_folder: Path) -> None:
    config_folder.parent.mkdir(parents=True)
    config_folder.write_text("in the way", encoding="utf-8")
    error = KeyError("x")
    assert crash.write_log(error) is None
    assert "--debug" in crash.sentence(error, None)

"""The database: what is damaged is refused untouched, what is saved is saved whole."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.database import Database


def filled(path: Path) -> bytes:
    with Database.open(path) as database, database.writing() as connection:
        for number in range(50):
            connection.execute(
                "INSERT INTO collection (name, kind, source, created) VALUES (?, 'import', ?, '')",
                (f"c{number}", "x" * 2000),
            )
    return path.read_bytes()


def test_a_database_is_made_whole_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "lesson.db"
    filled(path)
    with Database.open(path) as database, database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM collection").fetchone()[0] == 50
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert not (tmp_path / "lesson.db.new").exists()


def another_programs(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE moz_places (id)")
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda whole: whole[: len(whole) // 2], "damaged"),
        (lambda whole: whole[:60], "not a lesson's database"),
        (lambda _: b"", "not a lesson's database"),
        (lambda _: b"PK\x03\x04 a zip" * 100, "not a lesson's database"),
        (lambda whole: whole[:4096] + b"\xff" * (len(whole) - 4096), "damaged"),
    ],
)
def test_a_damaged_file_is_refused_and_left_untouched(
    damage: object, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "lesson.db"
    damaged = damage(filled(path))  # type: ignore[operator]  # a lambda of the table above
    path.write_bytes(damaged)
    with (
        pytest.raises(GuanacoError, match=said),
        Database.open(path) as database,
        database.reading() as connection,
    ):
        connection.execute("SELECT * FROM collection").fetchall()
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "harm",
    ["DELETE FROM task_words_config", "DELETE FROM sqlite_master WHERE name = 'task_words_config'"],
)
def test_a_damaged_index_of_words_is_said_in_plain_words(harm: str, tmp_path: Path) -> None:
    path = tmp_path / "lesson.db"
    filled(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(harm)
        connection.commit()
    with (
        pytest.raises(GuanacoError) as refused,
        Database.open(path) as database,
        database.reading() as connection,
    ):
        connection.execute("SELECT * FROM task_words").fetchall()
    assert "lesson.db is damaged and was left untouched" in str(refused.value)
    assert "vtable" not in str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_a_disk_that_takes_no_more_is_said_and_what_was_saved_is_still_there(
    tmp_path: Path,
) -> None:
    import resource

    path = tmp_path / "lesson.db"
    filled(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Database.open(path) as database:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2, before[1]))
        try:
            with (
                pytest.raises(GuanacoError, match=r"disk may be full.* What was saved is still in"),
                database.writing() as connection,
            ):
                connection.execute("UPDATE collection SET source = source || 'y'")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with Database.open(path) as database, database.reading() as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM collection WHERE source = ?", ("x" * 2000,)
        ).fetchone()
    assert count == 50


READ_AND_CLOSE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM collection").fetchone()
connection.close()
"""


def test_another_program_that_reads_and_leaves_takes_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / "lesson.db"
    filled(path)
    with Database.open(path) as database:
        with database.writing() as connection:
            connection.execute("DELETE FROM collection WHERE name = 'c8'")
        # To open it a second time must not let go of what keeps the write-ahead log in place.
        Database.open(path).close()
        subprocess.run([sys.executable, "-c", READ_AND_CLOSE, str(path)], check=True)
        assert path.with_name("lesson.db-wal").exists()
        with database.writing() as connection:
            connection.execute("DELETE FROM collection WHERE name != 'c7'")
        with contextlib.closing(sqlite3.connect(path)) as another:
            assert another.execute("SELECT name FROM collection").fetchall() == [("c7",)]


def test_another_programs_database_is_refused_and_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "lesson.db"
    theirs = another_programs(path)
    with pytest.raises(GuanacoError, match="another program's"):
        Database.open(path)
    assert path.read_bytes() == theirs


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lesson.db"
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(GuanacoError, match="newer Guanaco"):
        Database.open(path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match="nowhere is not there any more"):
        Database.open(tmp_path / "nowhere" / "lesson.db")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder of an open file")
def test_a_folder_that_is_taken_away_from_an_open_lesson_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "week-3"
    folder.mkdir()
    with Database.open(folder / "lesson.db") as database:
        filled(database.path)
        shutil.rmtree(folder)
        with (
            pytest.raises(GuanacoError, match="week-3 is not there any more"),
            database.writing() as connection,
        ):
            connection.execute("DELETE FROM task")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Database.open(tmp_path / "lesson.db") as database:
        with pytest.raises(ZeroDivisionError), database.writing() as connection:
            connection.execute(
                "INSERT INTO collection (name, kind, source, created) VALUES ('a', 'run', '', '')"
            )
            raise ZeroDivisionError
        with database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM collection").fetchone()[0] == 0


def test_a_run_is_not_carried_on_by_another_question() -> None:
    settings = '{"model": {"backend": "openai"}, "batch": {"temperature": 1.0, "count": 5}}'
    warmer = settings.replace("1.0", "1.5")
    more = settings.replace("5}}", "9}}")
    run = runs.Run("run-1", "openai", "", "m", settings, "t", "h", 1)
    assert run.goes_on_as(runs.Run("run-2", "openai", "", "m", more, "t", "h", 2), None)
    assert not run.goes_on_as(runs.Run("run-2", "openai", "", "m", more, "t", "h", 2), 2)
    assert not run.goes_on_as(runs.Run("run-2", "openai", "", "m", warmer, "t", "h", 1), None)
    assert not run.goes_on_as(runs.Run("run-2", "openai", "", "other", settings, "t", "h", 1), 1)

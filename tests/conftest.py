"""What every test has: a home of its own, and no keys of the person who runs it.

What many begin with: a lesson, or the database of one.
"""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds

# The clock of a busy machine is no property of the code.
settings.register_profile("guanaco", deadline=None, derandomize=True)
settings.load_profile("guanaco")


class MemoryKeyring(KeyringBackend):
    """A keyring that lasts as long as a test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("no such password")


@pytest.fixture(autouse=True)
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "GUANACO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    memory = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", memory)
    # A command in a process of its own sees no keyring at all.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return memory


@pytest.fixture(autouse=True)
def config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a test's preferences and lessons are; only the first is returned."""
    folder = tmp_path / "home" / "config"
    monkeypatch.setenv("GUANACO_CONFIG", str(folder))
    monkeypatch.setenv("GUANACO_HOME", str(tmp_path / "home" / "lessons"))
    return folder


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """A lesson with the sample seeds, and nothing generated yet."""
    return make_lesson(tmp_path / "week-3", sample_seeds())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A lesson's database with nothing in it."""
    with Database.open(tmp_path / "lesson.db") as opened:
        yield opened

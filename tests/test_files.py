"""Whole files: the old text or the new one, never half of either."""

import errno
import os
from pathlib import Path

import pytest

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError


def test_a_file_is_replaced_with_its_permissions_kept(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    files.write_atomically(path, ["né", "w\n"])
    assert path.read_text(encoding="utf-8") == "néw\n"
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "not allowed"), (errno.EIO, "Cannot write")],
)
def test_a_write_that_fails_leaves_the_old_file_and_says_why(
    number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "seeds.jsonl"
    path.write_text("old", encoding="utf-8")

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(GuanacoError, match=said):
        files.write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_writes_in_pieces_and_fails_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old", encoding="utf-8")

    def pieces() -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        files.write_atomically(path, (piece for piece in pieces()))
    assert path.read_text(encoding="utf-8") == "old"


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "seeds.jsonl"
    real.write_text("old", encoding="utf-8")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system makes no links for ordinary users")
    files.write_atomically(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"


def test_a_folder_below_a_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(GuanacoError, match="choose another name"):
        files.make_folder(tmp_path / "file" / "lesson")


def test_text_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    path.write_bytes("gut\nschön\n".encode("latin-1"))
    with pytest.raises(GuanacoError, match=r"line 2.*save it as UTF-8"):
        files.read_text(path)

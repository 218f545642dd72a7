"""Whole files: read or refused with a clear line, written so that a crash loses nothing."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from guanaco_tui.errors import GuanacoError


def os_error(error: OSError, path: Path, doing: str) -> GuanacoError:
    """Turn an operating system's error into one line that says what to do."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            why = "the disk is full: free some space and try again"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            why = "not allowed: check the folder's permissions, or choose another folder"
        case errno.ENOENT:
            why = "there is no such file or folder"
        case errno.EISDIR:
            why = "it is a folder, not a file"
        case errno.ENOTDIR | errno.EEXIST:
            why = "a file stands where a folder is needed: choose another name"
        case _:
            why = error.strerror or type(error).__name__
    return GuanacoError(f"Cannot {doing} {path}: {why}.")


def read_text(path: Path) -> str:
    """Return a file's text: UTF-8, with or without a byte-order mark, else GuanacoError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise os_error(error, path, "read") from error
    return decode(data, path)


def decode(data: bytes, path: Path) -> str:
    """Decode UTF-8 text from `path`, or say which encoding it seems to be in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise GuanacoError(f"{path} is UTF-16 text: save it as UTF-8 and try again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GuanacoError(
            f"{path} is not UTF-8 text (line {line}): save it as UTF-8 and try again."
        ) from error


def write_atomically(path: Path, text: str | Iterable[str]) -> None:
    """Replace a file's text in one step: after a crash it is the old text or the new one, whole.

    `text` may come in pieces. Raises GuanacoError where the disk is full or the folder cannot be
    written; the old file stays.
    """
    path = path.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.writelines([text] if isinstance(text, str) else text)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
            temporary.replace(path)
        except BaseException:  # a Ctrl-C too must leave no half of a file
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise os_error(error, path, "write") from error


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def make_folder(path: Path) -> None:
    """Make a folder and those above it, or say why it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise os_error(error, path, "make the folder") from error

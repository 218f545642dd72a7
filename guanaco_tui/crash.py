"""What is written down when something goes wrong that should not have."""

import contextlib
import platform
import traceback
from datetime import datetime
from pathlib import Path

from guanaco_tui import __version__, files, resources
from guanaco_tui.errors import GuanacoError


def write_log(error: BaseException) -> Path | None:
    """Write where an error arose into a file of the configuration folder and return its path.

    Values of variables, which could hold a key, are left out. None where it cannot be written.
    """
    now = datetime.now().astimezone()
    path = resources.config_folder() / "logs" / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    text = "".join(traceback.format_exception(error))
    head = (
        f"Guanaco {__version__}, Python {platform.python_version()}, {platform.platform()}\n{now}\n"
    )
    with contextlib.suppress(GuanacoError):
        files.make_folder(path.parent)
        files.write_atomically(path, f"{head}\n{text}")
        return path
    return None


def sentence(error: BaseException, log: Path | None) -> str:
    """Say what happened and where to look, in one line."""
    where = f"Where it happened is written in {log}" if log else "Run with --debug to see where"
    return (
        f"Something went wrong that should not have ({type(error).__name__}). "
        f"Your lesson is as it was saved. {where}."
    )

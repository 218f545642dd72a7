"""Names the file that Browse proposes for an export: by what is in it.

Takes the title of a view and what narrows it; gives a name without its ending that every platform
takes.
"""

import re
import unicodedata

from guanaco_tui.analysis.browsing import View

LONGEST_NAME = 80
# Names that Windows keeps for devices, whatever their ending:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def export_name(title: str, view: View) -> str:
    """Return the name for what a view shows: `run-2-dropped`, `run-2-gender-queer`."""
    narrowed = [*(["dropped"] if view.rejected else []), *view.themes, view.line]
    narrowed += ["starred"] if view.starred else []
    # Each once: the same theme can be switched on and typed.
    words = [*_words(title), *dict.fromkeys(word for part in narrowed for word in _words(part))]
    name = "-".join(words)[:LONGEST_NAME].strip("-") or "tasks"
    return f"{name}-tasks" if _DEVICES.fullmatch(name) else name


def _words(text: str) -> list[str]:
    """The runs of letters, marks and numbers in a text."""
    return "".join(it if unicodedata.category(it)[0] in "LMN" else " " for it in text).split()

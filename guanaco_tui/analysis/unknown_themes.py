"""Themes that are asked for and not there: takes a search line, says in words which there are."""

import re
from collections.abc import Sequence

from guanaco_tui.analysis.themes import Theme
from guanaco_tui.words import fold

# A quotation, in which nothing names a theme; or a theme, at the start of a term.
_NAMED = re.compile(
    '["“”][^"“”]*["“”]?|(?<![^\\s"“”])(?:theme:|#)(?P<theme>[\\w-]+)', re.IGNORECASE
)


def unknown_themes(line: str, themes: Sequence[Theme]) -> tuple[str, ...]:
    """Return the names of themes in a line, as `read_query` reads it, that are not in `themes`."""
    known = {fold(theme.name) for theme in themes}
    named = dict.fromkeys(match["theme"] for match in _NAMED.finditer(line) if match["theme"])
    return tuple(name for name in named if fold(name) not in known)


def no_such_theme(line: str, themes: Sequence[Theme]) -> str:
    """Say which themes there are where a line names one that is not there; else nothing."""
    unknown = unknown_themes(line, themes)
    if not unknown:
        return ""
    names = ", ".join(f"#{name}" for name in unknown)
    return f"There is no theme {names}: that is looked for as a word. {which_there_are(themes)}"


def which_there_are(themes: Sequence[Theme]) -> str:
    """Say which themes there are, in a sentence."""
    if not themes:
        return "The theme file has no themes."
    return f"The themes are {' '.join(f'#{theme.name}' for theme in themes)}."

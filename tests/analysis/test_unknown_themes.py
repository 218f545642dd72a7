"""A theme that a search line names and the lesson does not have."""

import pytest

from guanaco_tui.analysis.query import read_query
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.unknown_themes import no_such_theme, unknown_themes

THEMES = (Theme(name="gender", words=("woman",)), Theme(name="hate-speech", words=("slur",)))


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("#gender theme:Hate-Speech", ()),
        ("#nope woman", ("nope",)),
        ("woman Theme:nope #no-pe #nope", ("nope", "no-pe")),
        ('"in #quotes" C# a#b # #', ()),
        ('"open #quotes', ()),
        ('"x"#nope', ("nope",)),
        ("“curly #quotes” #nope", ("nope",)),
    ],
)
def test_only_names_of_themes_that_are_not_there_are_unknown(
    line: str, unknown: tuple[str, ...]
) -> None:
    assert unknown_themes(line, THEMES) == unknown
    # As the line is read: a theme that is known is a term with a name.
    found = read_query(line, THEMES).themes
    assert len(found) == (2 if "#gender" in line else 0)


def test_it_is_said_which_themes_there_are() -> None:
    assert no_such_theme("#gender", THEMES) == ""
    assert no_such_theme("#nope", THEMES) == (
        "There is no theme #nope: that is looked for as a word. "
        "The themes are #gender #hate-speech."
    )
    assert no_such_theme("#nope", ()).endswith("The theme file has no themes.")

"""What a field of the settings says of itself, and how it reads what is typed."""

import pytest
from pydantic import Field

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.settings import Group, Settings
from guanaco_tui.widgets.setting_field import Setting, settings_in


def setting(name: str, table: str = "batch") -> Setting:
    model = Settings.model_fields[table].annotation
    assert isinstance(model, type)
    return next(one for one in settings_in(table, model) if one.name == name)


def test_a_field_that_is_added_to_the_model_appears_with_its_range_default_and_help() -> None:
    class Extended(Group):
        boldness: float = Field(default=0.25, gt=0, le=3, description="How bold it is.")
        shade: str | None = Field(default=None, title="Shade of it", description="Which.")

    boldness, shade = settings_in("extended", Extended)
    assert (boldness.label, boldness.help) == ("Boldness", "How bold it is.")
    assert boldness.note == "over 0, up to 3 · default 0.25"
    assert (shade.label, shade.note, shade.may_be_empty) == ("Shade of it", "default none", True)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("count", " 1,500 ", 1500),
        ("temperature", "0,7", 0.7),
        ("budget", "", None),
        ("budget", "2.5", 2.5),
        ("language", " ko ", "ko"),
    ],
)
def test_a_value_is_read_as_a_person_types_it(name: str, text: str, value: object) -> None:
    assert setting(name).read(text) == value


def test_the_word_list_is_read_with_commas_or_lines_and_says_a_word_once() -> None:
    words = setting("unsuitable_words", "rules")
    assert words.read("map, go  to\nmap,, video") == ("map", "go to", "video")
    assert words.read(words.written(words.default)) == words.default


@pytest.mark.parametrize(
    ("name", "text"),
    [("count", "many"), ("count", ""), ("count", "9" * 5000), ("count", "1.5")]
    + [("temperature", text) for text in ("warm", "", "nan", "inf", "1,000.5")],
)
def test_what_is_no_number_is_refused_in_words(name: str, text: str) -> None:
    with pytest.raises(GuanacoError, match="number is needed"):
        setting(name).read(text)

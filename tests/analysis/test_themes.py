"""Theme files: read, refused with the line, edited without losing a comment."""

import hashlib
import re
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.themes import (
    FIELDS,
    Meta,
    Theme,
    default_themes,
    read_themes,
    save_themes,
)
from guanaco_tui.errors import GuanacoError

WEEK_3 = """\
# What we agreed on.
[meta]
title = "Week 3"   # and not week 4
version = 2

[theme.race]
label = "Race"
words = [
    "racis*",   # both
    # argued about for an hour
    "black",
    "white",
]
exclude = ["black friday"]
ambiguous = ["white"]

# Nobody could say what this one is for.
[theme.gender]
phrases = ["gender roles"]
fields = ["output"]
# The end.
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "themes.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def test_a_theme_file_is_read_in_its_order_with_defaults_for_what_it_does_not_say(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, WEEK_3)
    file = read_themes(path)
    assert file.meta == Meta(title="Week 3", version=2)
    race, gender = file.themes
    assert (race.name, race.label, race.fields) == ("race", "Race", FIELDS)
    assert race.words == ("racis*", "black", "white")
    assert (gender.label, gender.phrases, gender.fields) == (
        "gender",
        ("gender roles",),
        ("output",),
    )
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("before", "after", "line", "problem"),
    [
        ('label = "Race"', 'lable = "Race"', 7, 'no key "theme.race.lable"'),
        ("version = 2", "verson = 2", 4, 'no key "meta.verson"'),
        ("[theme.gender]", "[themes.gender]", 1, 'no key "themes"'),
        ('    "black",', '    "bl*ck",', 11, "may only stand at the end"),
        ('    "black",', '    "",', 11, "a word is empty"),
        ('    "black",', '    "++",', 11, "holds no letter or number"),
        ('["black friday"]', '["black* friday"]', 14, "may only stand at the end"),
        ('ambiguous = ["white"]', 'ambiguous = ["grey"]', 15, "not among the words"),
        ('["output"]', '["outputs"]', 20, 'can only be "instruction", "input" or "output"'),
        ('["output"]', "[]", 20, "fields is empty: name a field"),
        ('phrases = ["gender roles"]', "", 18, "needs words or phrases"),
        (
            'phrases = ["gender roles"]',
            'phrases = "gender roles"',
            19,
            "gender.phrases should be a list",
        ),
        ('fields = ["output"]', "label = 3", 20, "gender.label should be text in quotes"),
        ("[theme.gender]", '[theme."our gender"]', 18, "cannot name a theme"),
        ("version = 2", "version = ", 4, "not valid TOML"),
        ("version = 2", "version = 2.5", 4, "meta.version should be a whole number"),
        ('    "black",', "    3,", 8, "an item of theme.race.words should be text in quotes"),
        ("[theme.gender]", "[theme.gender.roles]", 1, 'no key "theme.gender.roles"'),
        ('phrases = ["gender roles"]', 'words = ["""a\nb*c"""]', 19, '"a b*c": a * may only'),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, problem: str
) -> None:
    assert before in WEEK_3
    path = written(tmp_path, WEEK_3.replace(before, after))
    with pytest.raises(GuanacoError) as refused:
        read_themes(path)
    message = str(refused.value)
    assert problem in message
    assert f"line {line}" in message
    assert "\n" not in message


PLACES = ["meta", "theme", "theme.race", "meta.title", "meta.version", "theme.race.label"]
PLACES += [f"theme.race.{key}" for key in ("words", "phrases", "exclude", "ambiguous", "fields")]
VALUES = ["3", "2.5", "true", "nan", '"x"', '""', "[]", "[3]", '["x"]', "{a = 3}", "1979-05-27"]
VALUES += ["0x" + "f" * 5000, "[[]]", '"\\u001b[31m"', '["\\u001b[31m*"]', '["a\\nb*c"]']


@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_value_is_refused_in_words_that_a_teacher_knows(place: str, tmp_path: Path) -> None:
    refusals = 0
    for value in VALUES:
        try:
            read_themes(written(tmp_path, f"{place} = {value}"))
        except GuanacoError as refused:
            refusals += 1
            said = str(refused).removeprefix(str(tmp_path))
            assert not re.search(r"tuple|dict|instance of|nput should|valid|integer|\n|\x1b", said)
            assert place.partition(".")[0] in said
    assert refusals > 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 5000, "too many brackets inside one another"),
        ("[meta]\nversion = " + "9" * 5000, "too many digits"),
    ],
)
def test_a_file_made_to_break_the_reader_is_one_clear_line(
    text: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(GuanacoError, match=rf"themes\.toml .*{said}.*\.$"):
        read_themes(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("theme.race.label = 'Race'\ntheme.race.words = 'black'\n", 2),
        ("[theme]\nrace.words = ['black']\nrace.label = 2\n", 3),
        ("# Ours.\n[theme]\nrace = { words = 3 }\n", 3),
        ("# Ours.\n[theme]\nrace = 3\n", 3),
    ],
)
def test_the_line_is_found_in_whatever_layout_a_theme_is_written(
    text: str, line: int, tmp_path: Path
) -> None:
    with pytest.raises(GuanacoError, match=rf"line {line}: theme\.race"):
        read_themes(written(tmp_path, text))


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match="no such file"):
        read_themes(tmp_path / "themes.toml")


def test_saving_what_was_read_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, WEEK_3)
    file = read_themes(path)
    assert save_themes(path, file.meta, file.themes) == file
    assert path.read_text(encoding="utf-8") == WEEK_3


def test_an_edit_keeps_the_comments_around_it(tmp_path: Path) -> None:
    path = written(tmp_path, WEEK_3)
    file = read_themes(path)
    race, gender = file.themes
    changed = race.model_copy(
        update={
            "words": ("racis*", "black", "brown"),
            "ambiguous": ("black",),
            "question": "Whose?",
        }
    )
    meta = file.meta.model_copy(update={"version": 3})
    saved = save_themes(path, meta, (changed, gender))
    assert saved.meta.version == 3
    assert saved.themes == (changed, gender)
    text = path.read_text(encoding="utf-8")
    for comment in [line.partition("#")[2] for line in WEEK_3.splitlines() if "#" in line]:
        assert comment in text


def test_themes_can_be_added_and_taken_out(tmp_path: Path) -> None:
    path = written(tmp_path, WEEK_3)
    file = read_themes(path)
    food = Theme(name="food", label="food", words=("soup", "bread*"))
    saved = save_themes(path, file.meta, (file.themes[0], food))
    assert saved.themes == (file.themes[0], food)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["theme"]["food"] == {
        "words": ["soup", "bread*"]
    }


def test_words_in_another_order_are_saved_in_that_order(tmp_path: Path) -> None:
    path = written(tmp_path, WEEK_3)
    file = read_themes(path)
    race = file.themes[0].model_copy(update={"words": ("white", "black", "racis*")})
    assert save_themes(path, file.meta, (race,)).themes == (race,)


def test_a_first_edit_begins_from_the_packaged_themes(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    file = default_themes()
    meta = file.meta.model_copy(update={"title": "Ours"})
    saved = save_themes(path, meta, file.themes)
    assert (saved.meta.title, saved.themes) == ("Ours", file.themes)
    assert path.read_text(encoding="utf-8").startswith("# Words to read a collection by.")


LAYOUTS = {
    "tables": "# Ours.\n[theme.a]\nwords = ['x']\n[theme.b]\nwords = ['y', 'z']\n",
    "tables below a heading": "# Ours.\n[theme]\n[theme.a]\nwords = ['x']\n[ theme . 'b' ]\n"
    "words = ['y', 'z']\n",
    "tables around another": "# Ours.\n[theme.a]\nwords = ['x']\n[meta]\ntitle = 't'\n[theme.b]\n"
    "words = ['y', 'z']\n",
    "on one line": "# Ours.\ntheme = {a = {words = ['x']}, b = {words = ['y', 'z']}}\n",
    "lines in a table": "# Ours.\n[theme]\na = {words = ['x']}\nb = {words = ['y', 'z']}\n",
    "dots": "# Ours.\ntheme.a.words = ['x']\ntheme.b.words = ['y', 'z']\n[meta]\ntitle = 't'\n",
    "dots in a table": "# Ours.\n[theme]\na.words = ['x']\nb.words = ['y', 'z']\n",
    "a table and a line": "# Ours.\n[theme]\na = {words = ['x']}\n[theme.b]\nwords = ['y', 'z']\n",
    "none": "# Ours.\ntheme = {}\n",
    "nothing": "# Ours.\n",
}
LISTS = st.lists(st.sampled_from(["x", "y", "z", "new*"]), min_size=1, unique=True).map(tuple)


@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    wanted=st.dictionaries(st.sampled_from(["a", "b", "n"]), LISTS),
    title=st.sampled_from(["", "t", "other"]),
)
def test_themes_can_be_changed_however_they_are_written(
    layout: str, wanted: dict[str, tuple[str, ...]], title: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), LAYOUTS[layout])
        themes = tuple(Theme(name=name, label=name, words=it) for name, it in wanted.items())
        saved = save_themes(path, Meta(title=title), themes)
        assert saved == read_themes(path)
        assert sorted(saved.themes, key=lambda theme: theme.name) == sorted(
            themes, key=lambda theme: theme.name
        )
        assert saved.meta.title == title
        assert path.read_text(encoding="utf-8").startswith("# Ours.\n")


def test_a_theme_file_that_is_read_only_is_left_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, WEEK_3)
    path.chmod(0o444)
    file = read_themes(path)
    with pytest.raises(GuanacoError, match="is read-only and was left as it is: allow changes"):
        save_themes(path, file.meta, file.themes[:1])
    assert path.read_text(encoding="utf-8") == WEEK_3
    path.chmod(0o644)
    assert save_themes(path, file.meta, file.themes[:1]).themes == file.themes[:1]


def test_an_edit_that_cannot_be_read_back_is_not_saved(tmp_path: Path) -> None:
    path = written(tmp_path, WEEK_3)
    file = read_themes(path)
    race = file.themes[0].model_copy(update={"words": ("bl*ck",), "ambiguous": ()})
    with pytest.raises(GuanacoError):
        save_themes(path, file.meta, (race,))
    assert path.read_text(encoding="utf-8") == WEEK_3


def test_the_packaged_themes_are_eleven_and_each_asks_a_question() -> None:
    themes = default_themes().themes
    subjects = "race gender sexuality political class disability religion colonialism labour meta"
    assert [theme.name for theme in themes] == [*subjects.split(), "hedges"]
    for theme in themes:
        assert theme.label
        assert theme.question.endswith("?")
        assert theme.exclude
        # A phrase says more plainly than a word what it means.
        assert theme.ambiguous or not theme.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Why do Black people avoid Black Friday?", {"race"}),
        ("Black Friday at the White House: a race car and a black sheep", {"political"}),
        ("Could a gay teacher be called a dyke by friends?", {"sexuality"}),
        ("She is a lesbian and a Muslim.", {"sexuality", "religion"}),
        ("The union called a strike over wages.", {"labour"}),
        ("The European Union struck a balance; lightning strikes twice.", set()),
        ("A rich chocolate cake from a poor recipe", set()),
        ("A wheelchair user and a blind date", {"disability"}),
        ("Settlers enslaved people on plantations.", {"colonialism"}),
        ("How do ants found an ant colony?", set()),
        ("Find the stereotype in the sentence.", {"meta"}),
        ("Working-class women vote.", {"class", "labour", "gender", "political"}),
        ("Churchill and a rabbit in the laboratory", set()),
    ],
)
def test_the_packaged_themes_find_what_they_are_for(text: str, expected: set[str]) -> None:
    matcher = Matcher(default_themes().themes)
    assert {span.theme for span in matcher.spans(text, "instruction")} == expected


@pytest.mark.parametrize(
    ("output", "is_one"),
    [
        ("As an AI language model, I leave that to the residents.", True),
        ("I'm sorry, but I can't help with that letter.", True),
        ("I’m sorry, but I can’t help with that letter.", True),
        ("It is important to note that rents differ.", True),
        ("That depends on many factors, and it depends on the landlord.", True),
        ("Unfortunately the lift was broken, and I can't wait to move out.", False),
        ("I'm sorry to hear about the flat.", False),
        ("This is not a matter of opinion: the law says so.", False),
    ],
)
def test_refusals_and_hedges_are_found_in_outputs_with_any_apostrophe(
    output: str, is_one: bool
) -> None:
    matcher = Matcher([theme for theme in default_themes().themes if theme.name == "hedges"])
    assert bool(matcher.tag("", "", output)) == is_one
    assert not matcher.tag(output, output, "")


def test_a_shared_theme_file_cannot_drive_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(
        '[meta]\nnotes = "\\u009bNotes"\n'
        '[theme.water]  # ours\nlabel = "\\u001b[31mred\\nsea"\nquestion = "\\u202eWhose?"\n'
        'words = ["\\u001briver\\u0007", " \\u202elake"]\nphrases = ["the\\r\\nsea"]\n'
        'exclude = ["\\u2066dead sea"]\nambiguous = ["\\u001briver\\u0007"]\n',
        encoding="utf-8",
    )
    file = read_themes(path)
    (theme,) = file.themes
    assert file.meta.notes == "Notes"
    assert (theme.label, theme.question) == ("[31mred sea", "Whose?")
    assert (theme.words, theme.phrases) == (("river", "lake"), ("the sea",))
    assert (theme.exclude, theme.ambiguous) == (("dead sea",), ("river",))
    fewer = theme.model_copy(update={"words": ("lake",), "ambiguous": ()})
    assert save_themes(path, file.meta, (fewer,)).themes == (fewer,)
    assert "# ours" in path.read_text(encoding="utf-8")


def test_a_key_cannot_drive_the_terminal(tmp_path: Path) -> None:
    path = written(tmp_path, '[theme."\\u001b[31m\\nred"]\nwords = ["x"]\n')
    with pytest.raises(GuanacoError, match=r'"\[31m red" cannot name a theme'):
        read_themes(path)

"""`themes`, `compare` and `concordance`: what they print, and the JSON that programs rely on."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from guanaco_tui.analysis.comparison import compare
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.cli import guanaco
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson, make_lesson, path_of
from guanaco_tui.lesson.seeds import parse_seeds
from tests.importing import asking, import_into

THEMES = """
[theme.water]
label = "Water"
words = ["river", "sea*"]
[theme.order]
label = "Order"
words = ["queue"]
[theme.night]
label = "Night"
words = ["night"]
fields = ["output"]
"""
OURS = ("Cross the river at noon", "Stand in the queue", "Name a river bank")
THEIRS = (("Name the seas", "By night"), ("Count to ten", "At night a river"))


@pytest.fixture
def lesson() -> Lesson:
    """Three seeds and two tasks, which speak of water, order and night."""
    seeds = [
        {"id": f"seed_{n}", "instruction": text, "instances": [{"input": "", "output": "Yes"}]}
        for n, text in enumerate(OURS)
    ]
    made = make_lesson(path_of("ours").resolve(), parse_seeds("\n".join(map(json.dumps, seeds))))
    (made.folder / "themes.toml").write_text(THEMES, encoding="utf-8")
    import_into(made, [(said, "", output) for said, output in THEIRS])
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(guanaco, list(map(str, arguments)), catch_exceptions=False)


def printed(*arguments: object) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_themes_json_is_the_shape_that_programs_rely_on(lesson: Lesson) -> None:
    shape = json.loads(printed("themes", "ours", "--collection", "seeds", "--json"))
    assert shape == {
        "collection": "seeds",
        "tasks": 3,
        "field": "all",
        "themes": [
            {"name": "water", "label": "Water", "tasks": 2, "per_1000": pytest.approx(2000 / 3)},
            {"name": "order", "label": "Order", "tasks": 1, "per_1000": pytest.approx(1000 / 3)},
            {"name": "night", "label": "Night", "tasks": 0, "per_1000": 0.0},
        ],
    }


def test_themes_are_counted_in_the_newest_collection_in_their_own_fields(lesson: Lesson) -> None:
    lines = printed("themes", "ours").splitlines()
    assert lines[0] == "theirs, 2 tasks, in the fields of each theme"
    assert [line.split() for line in lines[2:]] == [
        ["Water", "2", "1,000.0"],
        ["Order", "0", "absent"],
        ["Night", "2", "1,000.0"],
    ]
    # Night is looked for in outputs alone: it is not absent from the instructions.
    assert "Night" not in printed("themes", "ours", "--field", "instruction")


def test_compare_json_is_the_shape_that_programs_rely_on(lesson: Lesson) -> None:
    shape = json.loads(printed("compare", "ours", "seeds", "theirs", "--json"))
    assert list(shape) == [
        "a", "b", "field", "theme_file_sha256", "themes", "lost", "invented", "keywords", "company",
    ]  # fmt: skip
    assert (shape["a"], shape["b"]) == (
        {"name": "seeds", "tasks": 3},
        {"name": "theirs", "tasks": 2},
    )
    assert shape["field"] == "instruction"
    assert shape["theme_file_sha256"] == lesson_themes(lesson).sha256
    water, order = shape["themes"]
    assert list(water) == [
        "name", "a", "b", "per_1000_a", "per_1000_b", "interval_a", "interval_b", "difference",
        "difference_interval", "log_ratio", "lrc", "g2", "p", "test", "percent_diff",
    ]  # fmt: skip
    assert (water["a"], water["b"], water["per_1000_b"]) == (2, 1, 500.0)
    assert water["log_ratio"] == pytest.approx(0.415, abs=0.001)
    assert [len(water[key]) for key in ("interval_a", "interval_b", "difference_interval")] == [
        2, 2, 2,
    ]  # fmt: skip
    assert (order["log_ratio"], order["percent_diff"], order["test"]) == (None, None, "fisher")
    assert shape["lost"][0] == {
        "theme": "order",
        "tasks": 1,
        "expected": pytest.approx(2 / 3),
        "chance_of_none": pytest.approx(3 / 5),
    }
    assert set(shape["invented"][0]) == {
        "word",
        "tokens",
        "tasks",
        "expected",
        "chance_of_none",
        "q",
    }
    assert shape["keywords"] == []
    nothing = {"hits": [0, 0], "words": []}
    assert shape["company"] == {"first": "woman", "second": "man", "a": nothing, "b": nothing}


def test_keywords_have_their_dispersion_and_two_words_their_company(lesson: Lesson) -> None:
    texts = ["Name a boat for her, old river"] * 10 + ["Paint a boat for him, old queue"] * 10
    for name, said in (("many", texts), ("others", ["Add two numbers to the old sum"] * 20)):
        import_into(lesson, asking(*said), name)
    asked = ("compare", "ours", "many", "others")
    shape = json.loads(printed(*asked, "--company", "her, him", "--json"))
    spreads = {row["word"]: (row["dp_a"], row["dp_b"]) for row in shape["keywords"]}
    assert spreads["boat"] == (pytest.approx(0), None)
    assert spreads["river"] == (pytest.approx(0.5), None)
    company = shape["company"]
    assert (company["first"], company["second"], company["b"]["words"]) == ("her", "him", [])
    assert company["a"]["hits"] == [10, 10]
    assert company["a"]["words"][0]["word"] in ("name", "river")
    said = printed(*asked, "--company", "her,him")
    closer = "Closer to him than to her in many (logDice beside her:him): "
    assert f"{closer}queue none:14.0, paint none:14.0" in said
    assert "No her and no him in the instruction of others" in said
    assert "Closer" not in printed(*asked)
    rare = printed(*asked, "--company", "her,two", "--field", "all")
    assert "No two in any field of many" in rare and "No her in any field of others" in rare


def test_only_the_themes_that_are_named_are_compared(lesson: Lesson) -> None:
    asked = ("compare", "ours", "seeds", "theirs", "--field", "all")
    asked += ("--theme", "night", "--theme", "order")
    shape = json.loads(printed(*asked, "--json"))
    assert [row["name"] for row in shape["themes"]] == ["order", "night"]
    said = printed(*asked)
    assert "Order" in said and "Water" not in said


def test_compare_says_what_is_unclear_and_what_is_absent(lesson: Lesson) -> None:
    lines = printed("compare", "ours", "seeds", "theirs").splitlines()
    assert lines[0] == "seeds 3 against theirs 2: tasks per 1,000, in the instruction"
    rows = {line.split()[0]: " ".join(line.split()) for line in lines if line[:1].isupper()}
    assert rows["Water"].startswith("Water 666.7 500.0 +0.42 ? ")
    assert rows["Order"] == ("Order 333.3 absent absent ? 0.7 expected, 60% chance of none 1.0000")
    assert "Newcombe" not in "".join(lines) and "%DIFF" not in "".join(lines)
    assert (
        "Never in the instructions of theirs, and not by chance (tasks): "
        "none of these themes, no word"
    ) in lines


def test_compare_in_full_has_counts_intervals_and_effect_sizes(lesson: Lesson) -> None:
    lines = printed("compare", "ours", "seeds", "theirs", "--full").splitlines()
    water = [" ".join(line.split()) for line in lines if line.startswith("Water")]
    # By scipy 1.16: Wilson of 2/3 and 1/2, Fisher's exact test; G2 and Newcombe's by hand.
    one = compare("water", 2, 3, 1, 2)
    assert one.difference_interval is not None and one.g2 is not None
    low, high = one.difference_interval
    assert water[1] == (
        f"Water 2/3 207.7 to 938.5 1/2 94.5 to 905.5 +166.7 {low:+.1f} to {high:+.1f}"
    )
    assert water[2] == f"Water 0 +33 {one.g2:.2f} 1.0000 Fisher"
    assert max(map(len, lines[: lines.index("") + 8])) <= 100


def test_a_report_is_written_where_it_is_asked_for(lesson: Lesson, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    asked = ("compare", "ours", "seeds", "theirs", "--field", "all", "--theme", "water")
    assert printed(*asked, "--html", path) == f"The report is in {path}\n"
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Water" in page and "Order" not in page
    assert "The company of" not in page
    assert printed(*asked, "--html", path, "--company", "river,the")


def test_a_concordance_puts_its_hits_under_each_other(lesson: Lesson) -> None:
    done = run("concordance", "ours", "river*", "--collection", "seeds")
    lines = done.stdout.splitlines()
    assert lines[0] == "seeds, in the fields of each theme"
    assert {line.rindex("river") for line in lines[1:]} == {60}
    assert {line[:29] for line in lines[1:]} == {
        "seed_0  instruction  river*  ",
        "seed_2  instruction  river*  ",
    }
    assert done.stderr == "2 lines.\n"


def test_columns_stand_straight_where_letters_are_wide(lesson: Lesson) -> None:
    (lesson.folder / "themes.toml").write_text(
        '[theme.a]\nlabel = "강과 바다"\nwords = ["강"]\n'
        '[theme.b]\nlabel = "B"\nwords = ["river"]\n',
        encoding="utf-8",
    )
    import_into(lesson, asking("넓은 강 옆에", "at the wide 강"), "wide")
    lines = printed("concordance", "ours", "강", "--collection", "wide").splitlines()[1:]
    assert {cell_len(line[: line.rindex("강")]) for line in lines} == {56}
    assert {cell_len(line) for line in printed("themes", "ours").splitlines()[2:]} == {27}


def test_one_of_something_is_not_said_in_the_plural(lesson: Lesson) -> None:
    import_into(lesson, asking("Name a river"), "one")
    assert printed("themes", "ours").startswith("one, 1 task, in")
    assert run("concordance", "ours", "river").stderr == "1 line.\n"


def test_a_concordance_says_that_there_is_more(lesson: Lesson) -> None:
    done = run("concordance", "ours", "river", "--collection", "seeds", "-n", 1)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == "The first 1; -n shows more.\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("C++", "looks for: c\n"),
        ("wide river", ""),
        ("Wide, River*", "looks for: wide, river*\n"),
        ('"the river"', ""),
        ("#water", ""),
    ],
)
def test_what_is_looked_for_is_said_where_it_is_not_what_was_typed(
    typed: str, said: str, lesson: Lesson
) -> None:
    told = run("concordance", "ours", typed, "--collection", "seeds").stderr
    assert told.startswith(said) and ("looks for" in told) == bool(said)


def test_a_line_says_which_task_which_field_and_which_pattern(lesson: Lesson) -> None:
    line = printed("concordance", "ours", "#water", "--field", "output").splitlines()[1]
    task, field, pattern, *context = line.split()
    with lesson.database() as database:
        (row,) = Catalogue(database).rows([int(task)])
    assert (row.output, field, pattern) == ("At night a river", "output", "river")
    assert context == row.output.split()


def test_concordance_json_is_one_object_for_each_collection(lesson: Lesson) -> None:
    both = ("--collection", "seeds", "--collection", "theirs")
    said = printed("concordance", "ours", "#water", *both, "--sort", "right", "--json")
    ours, theirs = map(json.loads, said.splitlines())
    assert (ours["collection"], ours["line"], ours["field"]) == ("seeds", "#water", "all")
    assert (ours["sort"], ours["hits"], ours["tasks"]) == ("right", 2, 2)
    assert [line["right"] for line in ours["lines"]] == [" at noon", " bank"]
    assert set(theirs["lines"][0]) == {
        "task", "seed", "field", "left", "hit", "right", "pattern", "theme",
    }  # fmt: skip
    assert [line["hit"] for line in theirs["lines"]] == ["seas", "river"]


def test_a_concordance_can_look_in_one_field(lesson: Lesson) -> None:
    said = printed("concordance", "ours", "river", "--field", "output", "--json")
    assert [line["field"] for line in json.loads(said)["lines"]] == ["output"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("themes", "ours", "--collection", "run-9"), "no collection run-9 in this lesson"),
        (("compare", "ours", "seeds", "run-9"), "it has seeds, theirs"),
        (("compare", "ours", "seeds", "theirs", "--theme", "sea"), "#water #order #night"),
        (("compare", "ours", "seeds", "theirs", "--company", "her"), "such as woman,man"),
        (("concordance", "ours", '"'), 'nothing to look for: " holds no letter or number'),
        (
            ("concordance", "ours", "#night", "--field", "input"),
            "Nothing of #night is looked for in the i",
        ),
        (("concordance", "ours", "#nope"), "no theme #nope. The themes are #water #order"),
        (("concordance", "ours", "#water #no #sea"), "no theme #no #sea. The"),
        (("concordance", "ours", "#"), "nothing to look for: # holds no letter"),
        (("concordance", "nowhere", "river"), "guanaco new nowhere"),
        (("concordance", "ours", "river", "--collection", "run-9"), "no collection run-9"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(
    arguments: tuple[str, ...], said: str, lesson: Lesson
) -> None:
    with pytest.raises(GuanacoError, match=said):
        run(*arguments)


def test_a_theme_is_found_however_its_name_is_written(lesson: Lesson) -> None:
    (lesson.folder / "themes.toml").write_text(THEMES.replace("water]", "Water]"), "utf-8")
    for typed in ("#Water", "#WATER", "#water"):
        lines = printed("concordance", "ours", typed, "--collection", "seeds").splitlines()
        assert len(lines) == 3
    both = run("concordance", "ours", "#water #Order", "--collection", "seeds")
    assert len(both.stdout.splitlines()) == 4
    assert "looks for" not in both.stderr
    shape = json.loads(printed("compare", "ours", "seeds", "theirs", "--theme", "WATER", "--json"))
    assert [theme["name"] for theme in shape["themes"]] == ["Water"]


def test_without_themes_the_tasks_are_counted_all_the_same(lesson: Lesson) -> None:
    (lesson.folder / "themes.toml").write_text("[meta]\n", "utf-8")
    shape = json.loads(printed("themes", "ours", "--collection", "seeds", "--json"))
    assert (shape["tasks"], shape["themes"]) == (3, [])
    shape = json.loads(printed("compare", "ours", "seeds", "theirs", "--json"))
    assert (shape["a"]["tasks"], shape["b"]["tasks"]) == (3, 2)
    for arguments in (
        ("concordance", "ours", "#water"),
        ("compare", "ours", "seeds", "theirs", "--theme", "water"),
    ):
        with pytest.raises(GuanacoError, match=r"no theme #water\. The theme file has no themes\."):
            run(*arguments)


def test_a_wrong_choice_is_wrong_usage(lesson: Lesson) -> None:
    with pytest.raises(click.UsageError, match="instruction"):
        guanaco.main(["themes", "ours", "--field", "title"], standalone_mode=False)
    both = ["compare", "ours", "seeds", "theirs", "--json", "--html", "page.html"]
    with pytest.raises(click.UsageError, match="--json or --html"):
        guanaco.main(both, standalone_mode=False)

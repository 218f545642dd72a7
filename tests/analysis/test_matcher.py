"""The matcher: what is a hit, what is not, and that full-text search never misses one."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guanaco_tui.analysis.matcher import Matcher, Span, fts_query
from guanaco_tui.analysis.themes import Theme, default_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import make_lesson
from guanaco_tui.lesson.seeds import parse_seeds
from guanaco_tui.tasks import Task
from guanaco_tui.words import read_pattern, words
from tests.analysis.full_text import candidates

DATASET = Path(__file__).parents[3] / "shared" / "data" / "alpaca_data.json"

RACE = Theme(
    name="race",
    words=("racis*", "black", "white"),
    phrases=("people of colour", "black lives matter"),
    exclude=("black friday", "white house", "whiteboard"),
)


def found(theme: Theme, text: str) -> list[str]:
    """What a theme's hits cover."""
    return [text[s.start : s.end] for s in Matcher([theme]).spans(text, "instruction")]


def word_theme(*written: str, name: str = "t", exclude: tuple[str, ...] = ()) -> Theme:
    return Theme(name=name, words=written, exclude=exclude)


def test_a_word_is_a_whole_word() -> None:
    assert found(RACE, "Blackboards are black; so is blackness.") == ["black"]


def test_a_star_stands_for_any_ending_and_for_none() -> None:
    assert found(word_theme("racis*"), "Racism, racist, RACIS, race") == [
        "Racism",
        "racist",
        "RACIS",
    ]
    assert found(word_theme("police brutal*"), "police brutality; police were brutal") == [
        "police brutality"
    ]


def test_a_phrase_is_words_in_a_row_whatever_is_between_them() -> None:
    text = "people of colour, People\nof-Colour, people of many colours"
    assert found(RACE, text) == ["people of colour", "People\nof-Colour"]
    assert found(word_theme("non-binary"), "nonbinary, non-binary, non binary") == [
        "non-binary",
        "non binary",
    ]


def test_a_phrase_does_not_begin_before_the_text_or_end_after_it() -> None:
    assert found(RACE, "Matter, lives") == []
    assert found(RACE, "colour people of") == []
    assert found(word_theme("black lives"), "lives in black") == []


def test_an_exclusion_uses_its_words_up() -> None:
    assert found(RACE, "Black Friday at the White House") == []


def test_a_text_with_both_still_counts_for_the_other() -> None:
    assert found(RACE, "A Black shopkeeper on Black Friday") == ["Black"]


def test_the_most_words_win_and_hits_of_a_theme_never_overlap() -> None:
    assert found(RACE, "Black lives matter to black people") == ["Black lives matter", "black"]


def test_a_longer_phrase_wins_over_an_exclusion_inside_it() -> None:
    theme = Theme(
        name="t", words=("black",), phrases=("black friday riot",), exclude=("black friday",)
    )
    assert found(theme, "the black friday riot, the black friday sale") == ["black friday riot"]


def test_of_two_that_overlap_the_first_wins() -> None:
    theme = word_theme("old man", "man and wife")
    assert found(theme, "an old man and wife") == ["old man"]


def test_an_exclusion_as_long_as_a_hit_wins() -> None:
    assert found(word_theme("black*", exclude=("blackboard",)), "blackboard, blackness") == [
        "blackness"
    ]


def test_what_one_theme_excludes_another_may_find() -> None:
    shops = word_theme("black friday", name="shops")
    spans = Matcher([RACE, shops]).spans("Black Friday", "input")
    assert spans == [Span(0, 12, "shops", "black friday")]


@pytest.mark.parametrize(
    ("written", "text", "hit"),
    [
        ("cafe", "«Un CAFÉ!»", "CAFÉ"),
        ("café", "cafe\u0301s, cafe\u0301", "cafe\u0301"),
        ("strasse", "Zur Straße.", "Straße"),
        ("final", "the ﬁnal word", "ﬁnal"),
        ("full*", "ｆｕｌｌｅｒ", "ｆｕｌｌｅｒ"),
        ("black", "🦙black🦙", "black"),
        ("가*", "나 가방 나", "가방"),
        ("C++", "Write C code", "C"),
        ("don't", "I don’t", "don’t"),
    ],
)
def test_a_span_says_where_the_hit_is_in_the_text_as_it_stands(
    written: str, text: str, hit: str
) -> None:
    (span,) = Matcher([word_theme(written)]).spans(text, "output")
    assert text[span.start : span.end] == hit
    assert span.pattern == written


def test_a_theme_looks_only_in_its_own_fields() -> None:
    theme = Theme(name="t", words=("black",), fields=("instruction", "output"))
    matcher = Matcher([theme])
    assert matcher.spans("black", "input") == []
    assert matcher.themes_in(Task(instruction="a", input="black", output="b")) == set()
    assert matcher.themes_in(Task(instruction="a", input="b", output="black")) == {"t"}


def test_a_phrase_does_not_run_from_one_field_into_the_next() -> None:
    matcher = Matcher([word_theme("black lives")])
    assert matcher.tag("black", "lives", "") == 0


def test_a_tag_has_a_bit_for_each_theme() -> None:
    matcher = Matcher([word_theme("a", name="x"), word_theme("b", name="y"), word_theme("c")])
    assert matcher.tag("c", "", "a") == 0b101


# A few words that meet often, in the forms that are hard.
HARD = "black Black blac é e e\u0301 ﬁn fin ß ss 不 각 ᦰ 1 ½ a नि न AND NOT 🦙 ｂ b \u0301 x🏻 ₺"
WORDS = st.sampled_from(HARD.split())
TEXTS = st.lists(WORDS | st.sampled_from([" ", "-", '"', "*", "'", ":", "(", ""])).map("".join)
PATTERNS = st.lists(WORDS, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), " ".join(parts) + "*"])
)


def is_pattern(written: str) -> bool:
    try:
        return bool(read_pattern(written))
    except ValueError:
        return False


VALID = PATTERNS.filter(is_pattern)
THEMES = st.builds(
    Theme,
    name=st.just("t"),
    words=st.lists(VALID, min_size=1, max_size=4).map(tuple),
    exclude=st.lists(VALID, max_size=2).map(tuple),
)


def slow_hits(theme: Theme, text: str) -> list[tuple[str, ...]]:
    """The rule said once more, with nothing clever: go right, take the longest, move past it."""
    left = words(text)
    hits = []
    while left:
        fitting = []
        for patterns, excluded in ((theme.exclude, True), (theme.words, False)):
            for pattern in map(read_pattern, patterns):
                n = len(pattern.words)
                *before, last = left[:n]
                end = last.startswith if pattern.open_end else last.__eq__
                if len(left) >= n and (*before,) == pattern.words[:-1] and end(pattern.words[-1]):
                    fitting.append((n, excluded))
        length, excluded = max(fitting, default=(1, True))
        if not excluded:
            hits.append(tuple(left[:length]))
        left = left[length:]
    return hits


@given(THEMES, TEXTS)
def test_the_matcher_finds_what_the_rule_says(theme: Theme, text: str) -> None:
    spans = Matcher([theme]).spans(text, "instruction")
    assert [tuple(words(text[s.start : s.end])) for s in spans] == slow_hits(theme, text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert bool(Matcher([theme]).tag(text, "", "")) == bool(spans)


@given(THEMES, st.lists(TEXTS | st.text(), max_size=6))
@example(word_theme("AND"), ["and", "this AND that"])
@example(word_theme("black"), ["🦙black🦙", "ﬁn"])
@example(word_theme("ᦰ"), ["ᦰ"])
def test_full_text_search_never_misses_a_hit(theme: Theme, texts: Sequence[str]) -> None:
    query = fts_query(theme)
    if query is None:
        return
    matcher = Matcher([theme])
    hits = {row for row, text in enumerate(texts) if matcher.tag("", text, "")}
    (seen,) = candidates((("", text, "") for text in texts), query)
    assert hits <= seen


def test_full_text_search_looks_only_in_a_themes_fields() -> None:
    theme = Theme(name="t", words=("black",), fields=("input", "output"))
    tasks = [("black", "", ""), ("", "black", "")]
    assert candidates(tasks, fts_query(theme) or "") == [{1}]


def test_a_theme_of_thousands_of_words_can_be_searched_for() -> None:
    theme = word_theme(*(f"word{n}" for n in range(5_000)))
    assert candidates([("word4999", "", "")], fts_query(theme) or "") == [{0}]


def test_full_text_search_and_matcher_agree_on_the_whole_of_alpaca(tmp_path: Path) -> None:
    if not DATASET.exists():
        pytest.skip("the dataset is not here")
    # Without exclusions the two look for the same, so that they must find the same.
    themes = [theme.model_copy(update={"exclude": ()}) for theme in default_themes().themes]
    with make_lesson(tmp_path / "lesson", parse_seeds("")).database() as database:
        assert import_tasks(database, DATASET, "alpaca") == 52_002
        catalogue = Catalogue(database)
        collection = catalogue.collection("alpaca").id
        tasks = catalogue.texts(catalogue.ids(collection))
        searched = [
            set(catalogue.candidates(collection, 0, tasks[-1][0], fts_query(theme)))
            for theme in themes
        ]
    matcher = Matcher(themes)
    tags = {row: matcher.tag(*texts) for row, *texts in tasks}
    for place, (theme, seen) in enumerate(zip(themes, searched, strict=True)):
        assert {row for row, tag in tags.items() if tag >> place & 1} == seen, theme.name
    excluding = Matcher(default_themes().themes)
    assert all(excluding.tag(*texts) & ~tags[row] == 0 for row, *texts in tasks)

"""What a change of a theme does, against counting everything anew."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.preview import Difference, kept_texts, recount
from guanaco_tui.analysis.themes import FIELDS, Theme
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.tasks import Instance, SeedTask

RACE = Theme(name="race", words=("black", "racis*"), exclude=("black friday",))


def seed(number: int, texts: Sequence[str]) -> SeedTask:
    instruction, input, output = texts
    instance = Instance(input=input, output=output)
    return SeedTask(id=str(number), instruction=instruction, instances=[instance])


def fill(database: Database, tasks: Sequence[Sequence[str]]) -> tuple[Catalogue, int]:
    catalogue = Catalogue(database)
    catalogue.sync_seeds(seed(number, texts) for number, texts in enumerate(tasks))
    return catalogue, catalogue.collections()[0].id


def changed(
    database: Database, tasks: Sequence[str], before: Theme | None, after: Theme | None
) -> tuple[list[str], list[str]]:
    """The instructions gained, and those lost."""
    catalogue, collection = fill(database, [(text, "", "") for text in tasks])
    change = recount(catalogue, [collection], before, after)
    assert change is not None
    gained, lost = change[collection].gained, change[collection].lost
    texts = {row.id: row.instruction for row in catalogue.rows([*gained, *lost])}
    return [texts[row] for row in gained], [texts[row] for row in lost]


def test_a_new_word_gains_and_a_new_exclusion_loses(database: Database) -> None:
    after = RACE.model_copy(
        update={"words": ("black", "racis*", "white"), "exclude": ("black friday", "black tea")}
    )
    tasks = ["white snow", "black tea", "black tea, black coffee", "green tea", "black and white"]
    assert changed(database, tasks, RACE, after) == (["white snow"], ["black tea"])


def test_an_exclusion_taken_away_gains(database: Database) -> None:
    after = RACE.model_copy(update={"exclude": ()})
    assert changed(database, ["Black Friday", "black"], RACE, after) == (["Black Friday"], [])


def test_a_theme_that_is_new_gains_all_its_tasks_and_a_deleted_one_loses_them(
    database: Database,
) -> None:
    tasks = ["black", "Black Friday", "Racism", "green"]
    assert changed(database, tasks, None, RACE) == (["black", "Racism"], [])
    assert changed(database, tasks, RACE, None) == ([], ["black", "Racism"])


def test_what_says_the_same_in_another_way_changes_nothing(database: Database) -> None:
    after = RACE.model_copy(update={"words": ("RACIS*",), "phrases": ("Black",), "label": "R"})
    assert changed(database, ["black", "racism"], RACE, after) == ([], [])


def test_dropped_tasks_do_not_count(database: Database) -> None:
    catalogue, collection = fill(database, [("black", "", ""), ("black tea", "", "")])
    with database.writing() as connection:
        connection.execute("UPDATE task SET rule = 'repeats' WHERE instruction = 'black'")
    change = recount(catalogue, [collection], None, RACE)
    assert change is not None
    assert [row.instruction for row in catalogue.rows(change[collection].gained)] == ["black tea"]
    assert [text[1] for text in kept_texts(catalogue, collection, RACE)] == ["black tea"]


def test_a_recount_can_be_left(database: Database) -> None:
    catalogue, collection = fill(database, [("black", "", "")])
    assert recount(catalogue, [collection], None, RACE, lambda: True) is None


def test_only_tasks_with_a_changed_word_are_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [("black tea", "", ""), ("black cat", "", ""), ("the cat", "", ""), ("tea", "", "")]
    catalogue, collection = fill(database, tasks)
    read: list[str] = []
    tag = Matcher.tag

    def noting(self: Matcher, *texts: str) -> int:
        read.append(texts[0])
        return tag(self, *texts)

    monkeypatch.setattr(Matcher, "tag", noting)
    after = RACE.model_copy(update={"exclude": ("black friday", "black tea")})
    recount(catalogue, [collection], RACE, after)
    assert read == ["black tea"]


def test_a_difference_is_said_in_figures(database: Database) -> None:
    catalogue, collection = fill(database, [("black", "", ""), ("white", "", "")])
    after = Theme(name="race", words=("white",))
    change = recount(catalogue, [collection], RACE, after)
    nothing = recount(catalogue, [collection], RACE, RACE)
    assert change is not None and nothing is not None
    assert str(change[collection]) == "+1 / -1"
    assert str(nothing[collection]) == "no change"
    assert isinstance(nothing[collection], Difference)


WORDS = st.sampled_from(["a", "b", "c", "a b", "b c", "a b c", "ab*", "a*", "b a*"])
THEMES = st.none() | st.builds(
    lambda words, phrases, exclude, fields: Theme(
        name="t", words=words, phrases=phrases, exclude=exclude, fields=fields
    ),
    words=st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    phrases=st.lists(WORDS, max_size=2).map(tuple),
    exclude=st.lists(WORDS, max_size=3).map(tuple),
    fields=st.sets(st.sampled_from(FIELDS), min_size=1).map(lambda some: tuple(sorted(some))),
)
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "ab", "abc", "d"]), max_size=6).map(" ".join)
TASKS = st.lists(st.tuples(TEXTS.filter(bool), TEXTS, TEXTS), max_size=8)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=THEMES, after=THEMES, tasks=TASKS)
def test_a_recount_comes_to_what_counting_everything_comes_to(
    database: Database, before: Theme | None, after: Theme | None, tasks: list[tuple[str, ...]]
) -> None:
    catalogue, collection = fill(database, tasks)

    def speaking(theme: Theme | None) -> set[int]:
        matcher = Matcher([theme] if theme else [])
        all_tasks = catalogue.texts(catalogue.candidates(collection, 0, 2**62, None))
        return {row for row, *texts in all_tasks if matcher.tag(*texts)}

    change = recount(catalogue, [collection], before, after)
    assert change is not None
    was, is_now = speaking(before), speaking(after)
    assert list(change[collection].gained) == sorted(is_now - was)
    assert list(change[collection].lost) == sorted(was - is_now)

"""What Browse lists: words, themes, stars, dropped tasks, descendants."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from guanaco_tui import headless
from guanaco_tui.analysis.browsing import Listing, Reader, View, asked
from guanaco_tui.generation import events, run
from guanaco_tui.generation.prepare import plan_run
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson, make_lesson, sample_seeds
from guanaco_tui.lesson.settings import Settings
from tests.importing import import_into

WATER = '[theme.water]\nwords = ["river*"]\nexclude = ["river boat"]\n'
TASKS = (
    ("Name a river", "", "The Elbe."),
    ("Name a river boat", "", "A tug."),
    ("Sort the queue", "queer people first", "No."),
    ("Describe hate speech", "", "It speaks of rivers."),
    ("Say that speech can hate", "", "It can."),
    ("Visit the café 🎉party", "", "Yes."),
)


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    made = make_lesson(tmp_path / "week-3", sample_seeds())
    (made.folder / "themes.toml").write_text(WATER, encoding="utf-8")
    import_into(made, TASKS)
    return made


@pytest.fixture
def reader(lesson: Lesson) -> Iterator[Reader]:
    opened = Reader(lesson)
    assert opened.prepare() == ""
    yield opened
    opened.close()


def view_of(lesson: Lesson, name: str) -> View:
    with lesson.database() as database:
        return View(next(c.id for c in Catalogue(database).collections() if c.name == name))


def listed(reader: Reader, view: View) -> Listing:
    listing = reader.listing(view)
    assert listing is not None
    return listing


def instructions(lesson: Lesson, listing: Listing) -> list[str]:
    with lesson.database() as database:
        return [task.instruction for task in Catalogue(database).rows(listing.ids)]


def tagged(reader: Reader, view: View) -> None:
    reader.tag(view, lambda done, total: None, lambda: False)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("queer", ["Sort the queue"]),
        ("quee", []),
        ("quee*", ["Sort the queue"]),
        ('"hate speech"', ["Describe hate speech"]),
        ("hate speech", ["Describe hate speech", "Say that speech can hate"]),
        ("CAFE party", ["Visit the café 🎉party"]),
        ('" AND (', []),
        ("#water", ["Name a river", "Describe hate speech"]),
        ("#water hate", ["Describe hate speech"]),
    ],
)
def test_a_line_narrows_to_the_tasks_that_have_all_of_it(
    lesson: Lesson, reader: Reader, line: str, found: list[str]
) -> None:
    view = view_of(lesson, "theirs")
    tagged(reader, view)
    listing = listed(reader, View(view.collection, line=line))
    assert (instructions(lesson, listing), listing.total) == (found, len(TASKS))


def test_what_holds_no_word_narrows_nothing(lesson: Lesson, reader: Reader) -> None:
    listing = listed(reader, View(view_of(lesson, "theirs").collection, line='" ++ *'))
    assert len(listing.ids) == len(TASKS)


def test_a_theme_is_counted_among_the_tasks_shown(lesson: Lesson, reader: Reader) -> None:
    view = view_of(lesson, "theirs")
    assert listed(reader, view).untagged == len(TASKS)
    tagged(reader, view)
    everything = listed(reader, view)
    assert (everything.untagged, everything.counts) == (0, {"water": 2})
    assert listed(reader, View(view.collection, line="hate")).counts == {"water": 1}
    on = listed(reader, View(view.collection, themes=("water",)))
    assert instructions(lesson, on) == ["Name a river", "Describe hate speech"]


def test_hits_of_another_theme_file_do_not_count(lesson: Lesson, reader: Reader) -> None:
    view = view_of(lesson, "theirs")
    tagged(reader, view)
    (lesson.folder / "themes.toml").write_text('[theme.water]\nwords = ["sea"]\n', encoding="utf-8")
    reader.prepare()
    listing = listed(reader, view)
    assert (listing.counts, listing.untagged) == ({"water": 0}, len(TASKS))


def test_a_theme_file_with_a_mistake_is_named_and_the_themes_stay(
    lesson: Lesson, reader: Reader
) -> None:
    (lesson.folder / "themes.toml").write_text("[theme.water]\nwrods = []\n", encoding="utf-8")
    assert "line 2" in reader.prepare()
    assert [theme.name for theme in reader.themes.themes] == ["water"]


def test_starred_tasks_can_be_listed_alone(lesson: Lesson, reader: Reader) -> None:
    view = view_of(lesson, "theirs")
    first = listed(reader, view).ids[0]
    with lesson.database() as database:
        Catalogue(database).mark(first, starred=True, note="")
    assert list(listed(reader, View(view.collection, starred=True)).ids) == [first]
    assert listed(reader, view).starred == 1


async def test_what_a_run_adds_comes_behind_what_was_listed(lesson: Lesson, reader: Reader) -> None:
    settings = Settings().changed({"batch": {"count": 40, "random_seed": 5}})
    plan = await plan_run(lesson, settings)
    seen: list[Listing] = []
    with lesson.generating() as database:
        async for event in run.generate(plan, database):
            if isinstance(event, events.TaskJudged):
                seen.append(listed(reader, view_of(lesson, "run-1")))
    await plan.backend.aclose()
    before, after = seen[9], seen[-1]
    assert 0 < before.total < after.total
    assert after.ids[: before.total] == before.ids


def test_dropped_tasks_are_listed_apart(lesson: Lesson, reader: Reader) -> None:
    headless.generate(lesson, Settings().changed({"batch": {"count": 40, "random_seed": 5}}))
    view = view_of(lesson, "run-1")
    kept = listed(reader, view)
    dropped = listed(reader, View(view.collection, rejected=True))
    assert dropped.total and not set(dropped.ids) & set(kept.ids)
    with lesson.database() as database:
        assert all(task.rule for task in Catalogue(database).rows(dropped.ids))


def test_a_seed_has_the_tasks_of_the_prompts_that_showed_it(lesson: Lesson, reader: Reader) -> None:
    headless.generate(lesson, Settings().changed({"batch": {"count": 20, "random_seed": 5}}))
    with lesson.database() as database:
        catalogue = Catalogue(database)
        task = catalogue.ids(view_of(lesson, "run-1").collection)[0]
        shown = catalogue.lineage(task).examples[0]
        assert shown.name == next(s.name for s in lesson.seeds().seeds if s.id == shown.label)
    view = View(view_of(lesson, "seeds").collection, ancestor=shown.label)
    listing = listed(reader, view)
    assert task in listing.ids
    assert listing.untagged == 0, "a run tags its tasks as they are saved"


def test_a_view_that_was_given_up_is_not_looked_for(lesson: Lesson, reader: Reader) -> None:
    assert reader.listing(view_of(lesson, "theirs"), lambda: True) is None


def test_all_that_is_asked_for_is_marked_in_a_text(lesson: Lesson, reader: Reader) -> None:
    view = View(1, line="speech", themes=("water",))
    spans = asked(view, reader.themes).spans("Rivers of speech", "output")
    assert [(span.start, span.end) for span in spans] == [(0, 6), (10, 16)]

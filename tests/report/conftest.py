"""What the tests of the report begin with: a lesson to report on, and the page of it."""

import json
from pathlib import Path

import pytest

from guanaco_tui.lesson.lesson import Lesson
from tests.analysis.made_run import Request, made_run
from tests.hostile import HOSTILE
from tests.importing import asking, import_into
from tests.report.pages import HILL, QUEUE, RIVER, THEMES, Page, lesson_of, written


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    """Seeds that speak of water and order, a run that echoes water, an import that says night."""
    texts = [f"{RIVER} {n}" for n in range(12)] + [QUEUE, "Draw a picture of a river"]
    made = lesson_of(tmp_path / "ours", THEMES, *texts)
    numbers = asking(*(f"Count up to {n}" for n in range(39)), output="No")
    import_into(made, [("Name the sea at night", "", "Yes"), *numbers])
    with made.database() as database:
        made_run(
            database,
            [
                *[
                    Request([RIVER], [("Name a river", None)] * (3 + n % 2) + [(HILL, None)])
                    for n in range(6)
                ],
                *[
                    Request([QUEUE], [("Name a river", None)] * (n % 2) + [(HILL, None)] * 4)
                    for n in range(6)
                ],
                Request([QUEUE], [("Draw the river", "unsuitable_word"), ("", "unreadable")]),
            ],
        )
    return made


@pytest.fixture
def page(lesson: Lesson) -> Page:
    """The report of its seeds and its import."""
    return written(lesson)


@pytest.fixture
def hostile_page(tmp_path: Path) -> Page:
    """Text as nobody should send it in every place where the report shows text from outside."""
    texts = [f"{text} river" for text in HOSTILE]
    label = json.dumps("<script>alert(1)</script> [b] \u202edlrow")
    words = 'words = ["river"]\nphrases = ["<img src=x> river"]'
    themes = f"[theme.water]\nlabel = {label}\nquestion = {label}\n{words}\n"
    made = lesson_of(tmp_path / "x[y=<script>", f"[meta]\ntitle = {label}\n{themes}", *texts)
    tasks = [(f"Write {text} river", "", text) for text in HOSTILE]
    import_into(made, tasks, "<script>alert(2)</script>&amp;")
    return written(made, b="<script>alert(2)</script>&amp;", field="all")

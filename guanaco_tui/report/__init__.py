"""The report: two collections read against each other, as one page that needs no network.

`reading` reads the lesson, `page` writes what was read; between them are the sections.
"""

from collections.abc import Container
from datetime import date
from pathlib import Path

from guanaco_tui.analysis.difference import Tell
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.analysis.word_depth import BESIDE
from guanaco_tui.files import write_atomically
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.report.page import page
from guanaco_tui.report.reading import read

__all__ = ["write"]


def write(
    lesson: Lesson,
    names: tuple[str, str],
    field: WordField,
    path: Path,
    tell: Tell = lambda what, done, total: None,
    only: Container[str] | None = None,
    beside: str = BESIDE,
) -> None:
    """Write the report on two collections, by their names, to an HTML file.

    `only` names the themes to be shown, None shows all; `beside` are the two words whose company is
    shown. It takes seconds for 50,000 tasks and belongs in a thread. Raises GuanacoError where
    there is no such collection, `beside` is not two words, the database fails, or the file cannot
    be written.
    """
    reading = read(lesson, names, field, tell, only, beside)
    # The reader's day, wherever the program runs.
    today = date.today()
    write_atomically(path, page(reading, today.isoformat()))

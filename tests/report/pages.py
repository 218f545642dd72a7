"""A report written from a real lesson, and its page as a browser reads it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from guanaco_tui import report
from guanaco_tui.lesson.lesson import Lesson, make_lesson
from guanaco_tui.lesson.seeds import parse_seeds

THEMES = """
[meta]
title = "Week 3"
[theme.water]
label = "Water"
question = "Who crosses it?"
words = ["river", "sea"]
[theme.order]
label = "Order"
words = ["queue"]
[theme.night]
label = "Night"
words = ["night"]
[theme.hedges]
label = "Hedges"
phrases = ["it depends on"]
fields = ["output"]
"""
RIVER, QUEUE, HILL = (
    "Cross the wide river now",
    "Stand in the long queue",
    "Climb up the steep hill",
)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page as a browser reads it: its elements, and the text of each section."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {"": []}
        self._in = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "h2":
            self._in = dict(attrs)["id"] or ""
            self.texts[self._in] = []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts[self._in].append(data)

    def says(self, section: str = "") -> str:
        """The text of a section, with the isolating characters left out and spaces as one."""
        return re.sub(r"[\u2068\u2069]", "", re.sub(r"\s+", " ", " ".join(self.texts[section])))

    def all(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def lesson_of(folder: Path, themes: str, *instructions: str) -> Lesson:
    """A lesson with this theme file, and seeds with these instructions."""
    made = make_lesson(folder, parse_seeds(seeds(*instructions)))
    (made.folder / "themes.toml").write_text(themes, encoding="utf-8")
    return made


def seeds(*instructions: str) -> str:
    """Lines of a file of seeds with these instructions, all with one output."""
    return "\n".join(
        json.dumps(
            {
                "id": f"{number} {text}",
                "name": f"On {text}",
                "instruction": text,
                "instances": [{"input": "", "output": "Yes, it depends on the river."}],
                "is_classification": False,
            }
        )
        for number, text in enumerate(instructions)
    )


def written(lesson: Lesson, a: str = "seeds", b: str = "theirs", **choices: object) -> Page:
    """Write a report of two collections, and open it."""
    path = lesson.folder / "report.html"
    report.write(lesson, (a, b), choices.pop("field", "instruction"), path, **choices)  # type: ignore[arg-type]
    return Page(path.read_text(encoding="utf-8"))

"""The commands that read collections: `themes`, `compare`, `concordance`.

Each prints a table for a person, or with `--json` one object for another program.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guanaco_tui.errors import GuanacoError
from guanaco_tui.step_bars import step_bars

if TYPE_CHECKING:
    from guanaco_tui.analysis.concordance import Node
    from guanaco_tui.analysis.themes import Theme
    from guanaco_tui.lesson.lesson import Lesson

_FIELDS = ("instruction", "input", "output", "all")
_SORTS = ("position", "left", "right", "shuffled")


@click.command(short_help="Count the tasks that speak of each theme.")
@click.argument("lesson")
@click.option("--collection", help="Which one. [the newest]")
@click.option("--field", type=click.Choice(_FIELDS), default="all", help="Where to look. [all]")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def themes(lesson: str, collection: str | None, field: Any, as_json: bool) -> None:
    """Count the tasks of a collection that speak of each theme.

    In `all`, a theme is looked for in its own fields.
    """
    from guanaco_tui.analysis.difference import field_bits  # noqa: PLC0415
    from guanaco_tui.analysis.rates import Rate, counted  # noqa: PLC0415
    from guanaco_tui.analysis.tagging import lesson_themes, tag_collection  # noqa: PLC0415
    from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415
    from guanaco_tui.lesson.hits import Hits  # noqa: PLC0415
    from guanaco_tui.reading_tables import table, where  # noqa: PLC0415

    the_lesson = _open(lesson)
    theme_file = lesson_themes(the_lesson)
    with the_lesson.database() as database, step_bars() as tell:
        catalogue = Catalogue(database)
        catalogue.sync_seeds(the_lesson.seeds().seeds)
        found = catalogue.collection(collection or _newest(catalogue))
        tag_collection(
            database,
            found.id,
            theme_file,
            lambda done, total: tell(f"tagging {found.name}", done, total),
        )
        counts, total = Hits(database).counts(found.id, theme_file.fingerprints, field_bits(field))
    rates = [(theme, Rate(counts[theme.name], total)) for theme in theme_file.looked_for_in(field)]
    if as_json:
        shapes = [
            {
                "name": theme.name,
                "label": theme.label,
                "tasks": rate.tasks,
                "per_1000": rate.per_1000,
            }
            for theme, rate in rates
        ]
        _print_json({"collection": found.name, "tasks": total, "field": field, "themes": shapes})
        return
    rows = ((theme.label, f"{rate.tasks:,}", str(rate)) for theme, rate in rates)
    click.echo(f"{found.name}, {counted(total, 'task')}, {where(field)}")
    _print_lines(table(("", "tasks", "per 1,000"), rows))


@click.command(short_help="Read two collections against each other.")
@click.argument("lesson")
@click.argument("a")
@click.argument("b")
@click.option("--field", type=click.Choice(_FIELDS), default="instruction", help="[instruction]")
@click.option("--theme", "only", multiple=True, metavar="NAME", help="Only this theme; repeat it.")
@click.option("--company", metavar="A,B", help="Two words whose company is shown. [woman,man]")
@click.option("--full", "in_full", is_flag=True, help="Counts, intervals and effect sizes too.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the whole report as a page.")
def compare(
    lesson: str,
    a: str,
    b: str,
    field: Any,
    only: tuple[str, ...],
    company: str | None,
    in_full: bool,
    as_json: bool,
    html: Path | None,
) -> None:
    """Read two collections of a lesson against each other: guanaco compare my-class seeds run-1.

    The unit is the task. The instruction is read first, since outputs differ in length.
    """
    from guanaco_tui import reading_tables  # noqa: PLC0415
    from guanaco_tui.analysis import difference, word_depth  # noqa: PLC0415
    from guanaco_tui.analysis.tagging import lesson_themes  # noqa: PLC0415
    from guanaco_tui.analysis.unknown_themes import which_there_are  # noqa: PLC0415
    from guanaco_tui.analysis.vocabulary import Vocabularies  # noqa: PLC0415
    from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415
    from guanaco_tui.words import fold  # noqa: PLC0415

    if as_json and html is not None:
        raise click.UsageError("Ask for --json or --html, not for both.")
    the_lesson = _open(lesson)
    theme_file = lesson_themes(the_lesson)
    known = {fold(theme.name): theme.name for theme in theme_file.themes}
    if unknown := [name for name in only if fold(name) not in known]:
        raise GuanacoError(f"There is no theme #{unknown[0]}. {which_there_are(theme_file.themes)}")
    only = tuple(known[fold(name)] for name in only)
    beside = company or word_depth.BESIDE
    nodes = word_depth.read_two_nodes(beside, theme_file.themes)
    if html is not None:
        _write_report(the_lesson, (a, b), field, html, only, beside)
        return
    vocabularies = Vocabularies()
    with the_lesson.database() as database, step_bars() as tell:
        Catalogue(database).sync_seeds(the_lesson.seeds().seeds)
        found = difference.theme_difference(database, theme_file, (a, b), field, tell)
        assert found is not None
        read = (database, vocabularies, (found.a, found.b), field)
        words = difference.word_difference(*read, tell)
        near = word_depth.two_nodes(*read, nodes, tell)
        assert words is not None and near is not None
        printed = words.keywords[: difference.MOST_IN_JSON] if as_json else ()
        spreads = word_depth.spread(*read, [keyword.word for keyword in printed])
        assert spreads is not None
    if only:
        found = difference.only_themes(found, only)
    if as_json:
        shape = difference.as_json(found, words, spreads)
        _print_json({**shape, "company": near.as_json()})
    else:
        _print_lines(reading_tables.theme_lines(found, in_full=in_full))
        click.echo()
        _print_lines(reading_tables.word_lines(found, words))
        _print_lines(reading_tables.company_lines(near, (a, b), field))


@click.command(short_help="Show a word in its contexts.")
@click.argument("lesson")
@click.argument("word")
@click.option("--collection", "collections", multiple=True, help="Which; twice for two. [newest]")
@click.option("--field", type=click.Choice(_FIELDS), default="all", help="Where to look. [all]")
@click.option("--sort", type=click.Choice(_SORTS), default="position", help="[position]")
@click.option("-n", "--lines", type=click.IntRange(min=1), default=50, help="At most. [50]")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a collection, all lines.")
def concordance(
    lesson: str,
    word: str,
    collections: tuple[str, ...],
    field: Any,
    sort: Any,
    lines: int,
    as_json: bool,
) -> None:
    """Show a word in its contexts: WORD, 'prefix*', '"a phrase"' or '#theme'.

    Before each line stand the task, the field, and the pattern that was found.
    """
    from itertools import islice  # noqa: PLC0415

    from guanaco_tui.analysis import concordance as kwic  # noqa: PLC0415
    from guanaco_tui.analysis.rates import counted  # noqa: PLC0415
    from guanaco_tui.analysis.tagging import lesson_themes  # noqa: PLC0415
    from guanaco_tui.analysis.unknown_themes import (  # noqa: PLC0415
        unknown_themes,
        which_there_are,
    )
    from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415
    from guanaco_tui.reading_tables import concordance_lines, where  # noqa: PLC0415

    the_lesson = _open(lesson)
    only = None if field == "all" else field
    theme_file = lesson_themes(the_lesson)
    if unknown := unknown_themes(word, theme_file.themes):
        names = " ".join(f"#{name}" for name in unknown)
        raise GuanacoError(f"There is no theme {names}. {which_there_are(theme_file.themes)}")
    node = kwic.read_node(word, theme_file.themes, only)
    _tell_what_is_looked_for(word, node, theme_file.themes, field)
    with the_lesson.database() as database:
        catalogue = Catalogue(database)
        catalogue.sync_seeds(the_lesson.seeds().seeds)
        for name in collections or (_newest(catalogue),):
            found = kwic.concordance(catalogue, name, node, sort=sort)
            if as_json:
                _print_json(kwic.as_json(name, word, only, sort, found))
                continue
            width = max(40, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 100
            click.echo(f"{name}, {where(field)}")
            shown = list(islice(found, lines))
            _print_lines(concordance_lines(shown, width))
            more = next(found, None) is not None
            all_of_them = f"{counted(len(shown), 'line')}."
            some = f"The first {len(shown):,}; -n shows more."
            click.echo(some if more else all_of_them, err=True)


def _open(name: str) -> "Lesson":
    from guanaco_tui.lesson.lesson import open_lesson  # noqa: PLC0415

    return open_lesson(name)


def _tell_what_is_looked_for(
    typed: str, node: "Node", themes: "Sequence[Theme]", field: str
) -> None:
    """Say so where it is not what was typed: in `C++` there is but one letter to look for.

    Raises GuanacoError where there is nothing.
    """
    from guanaco_tui.analysis.query import looks_for, read_query  # noqa: PLC0415
    from guanaco_tui.words import read_pattern  # noqa: PLC0415

    if not node.themes:
        if named := read_query(typed, themes).themes:
            names = " ".join(f"#{name}" for name in dict.fromkeys(named))
            raise GuanacoError(f"Nothing of {names} is looked for in the {field}.")
        raise GuanacoError(
            f"There is nothing to look for: {typed} holds no letter or number. "
            "Give a word, a phrase or a theme."
        )
    if looks_for(typed, themes):
        meant = []
        for theme in node.themes:
            patterns = map(read_pattern, theme.words)
            words = [" ".join(it.words) + "*" * it.open_end for it in patterns]
            meant += [f"#{theme.name}"] if theme.name else words
        click.echo(f"looks for: {', '.join(meant)}", err=True)


def _newest(catalogue: Any) -> str:
    there = catalogue.collections()
    others = [collection.name for collection in there if collection.kind != "seeds"]
    return others[0] if others else "seeds"


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _write_report(
    lesson: "Lesson",
    names: tuple[str, str],
    field: Any,
    path: Path,
    only: tuple[str, ...],
    beside: str,
) -> None:
    from guanaco_tui import report  # noqa: PLC0415

    with step_bars() as tell:
        report.write(lesson, names, field, path, tell, only or None, beside)
    click.echo(f"The report is in {path}")

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
    from guanaco_tui.analysis.comparison import ThemeComparison
    from guanaco_tui.analysis.difference import ThemeDifference, WordDifference
    from guanaco_tui.analysis.word_depth import TwoNodes
    from guanaco_tui.lesson.lesson import Lesson

_FIELDS = ("instruction", "input", "output", "all")
_SORTS = ("position", "left", "right", "shuffled")
# Words of each kind that `compare` prints for a person; --json has more.
_WORDS = 12
# Columns of a concordance for the name of the task.
_NAME = 12


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
        rows = [
            {
                "name": theme.name,
                "label": theme.label,
                "tasks": rate.tasks,
                "per_1000": rate.per_1000,
            }
            for theme, rate in rates
        ]
        _print_json({"collection": found.name, "tasks": total, "field": field, "themes": rows})
        return
    click.echo(f"{found.name}, {counted(total, 'task')}, {_in(field)}")
    _print_table(
        ("", "tasks", "per 1,000"),
        ((theme.label, f"{rate.tasks:,}", str(rate)) for theme, rate in rates),
    )


@click.command(short_help="Read two collections against each other.")
@click.argument("lesson")
@click.argument("a")
@click.argument("b")
@click.option("--field", type=click.Choice(_FIELDS), default="instruction", help="[instruction]")
@click.option("--theme", "only", multiple=True, metavar="NAME", help="Only this theme; repeat it.")
@click.option("--company", metavar="A,B", help="Two words whose company is shown. [woman,man]")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the whole report as a page.")
def compare(
    lesson: str,
    a: str,
    b: str,
    field: Any,
    only: tuple[str, ...],
    company: str | None,
    as_json: bool,
    html: Path | None,
) -> None:
    """Read two collections of a lesson against each other: guanaco compare my-class seeds run-1.

    The unit is the task. The instruction is read first, since outputs differ in length.
    """
    from guanaco_tui.analysis import difference, word_depth  # noqa: PLC0415
    from guanaco_tui.analysis.tagging import lesson_themes  # noqa: PLC0415
    from guanaco_tui.analysis.vocabulary import Vocabularies  # noqa: PLC0415
    from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415

    if as_json and html is not None:
        raise click.UsageError("Ask for --json or --html, not for both.")
    the_lesson = _open(lesson)
    theme_file = lesson_themes(the_lesson)
    known = [theme.name for theme in theme_file.themes]
    if unknown := [name for name in only if name not in known]:
        raise GuanacoError(f"There is no theme {unknown[0]}: there are {', '.join(known)}.")
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
        _print_difference(found, words)
        _print_company(near, (a, b))


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
    """Show a word in its contexts: WORD, 'prefix*', '"a phrase"' or '#theme'."""
    from itertools import islice  # noqa: PLC0415

    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415

    from guanaco_tui.analysis import concordance as kwic  # noqa: PLC0415
    from guanaco_tui.analysis.rates import counted  # noqa: PLC0415
    from guanaco_tui.analysis.tagging import lesson_themes  # noqa: PLC0415
    from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415
    from guanaco_tui.lesson.seeds import seed_name  # noqa: PLC0415

    the_lesson = _open(lesson)
    where = None if field == "all" else field
    theme_file = lesson_themes(the_lesson)
    if word.startswith("#") and word[1:].lower() not in theme_file.fingerprints:
        known = ", ".join(theme_file.fingerprints)
        raise GuanacoError(f"There is no theme {word[1:]}: there are {known}.")
    node = kwic.read_node(word, theme_file.themes, where)
    with the_lesson.database() as database:
        catalogue = Catalogue(database)
        catalogue.sync_seeds(the_lesson.seeds().seeds)
        for name in collections or (_newest(catalogue),):
            found = kwic.concordance(catalogue, name, node, sort=sort)
            if as_json:
                _print_json(kwic.as_json(name, word, where, sort, found))
                continue
            width = max(40, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 100
            click.echo(f"{name}, {_in(field)}")
            shown = 0
            for line in islice(found, lines):
                task = seed_name(line.seed) if line.seed else f"task {line.task}"
                columns = "".join(kwic.in_columns(line, width - _NAME, cell_len))
                click.echo(f"{set_cell_size(task, _NAME - 2)}  {columns}".rstrip())
                shown += 1
            more = next(found, None) is not None
            all_of_them = f"{counted(shown, 'line')}."
            click.echo(f"The first {shown:,}; -n shows more." if more else all_of_them, err=True)


def _open(name: str) -> "Lesson":
    from guanaco_tui.lesson.lesson import open_lesson  # noqa: PLC0415

    return open_lesson(name)


def _print_difference(found: "ThemeDifference", words: "WordDifference") -> None:
    (a, b), (total_a, total_b) = (found.a.name, found.b.name), found.totals
    click.echo(
        f"{a} {total_a:,} against {b} {total_b:,}: tasks per 1,000, {_in(found.field)}\n"
        f"log ratio: + is more in {a}, - in {b}, 1 is twice as often; its 95% interval; "
        "? where that crosses 0"
    )
    labels = {theme.name: theme.label for theme in found.themes.themes}
    _print_table(
        ("", a, b, "log ratio", "", "p"),
        (_theme_row(labels[compared.name], compared) for compared in found.comparisons),
    )
    for side, name in (("a", a), ("b", b)):
        key = [keyword for keyword in words.keywords if keyword.side == side][:_WORDS]
        listed = ", ".join(f"{one.word} {one.a:,}:{one.b:,}" for one in key)
        click.echo(f"Keywords of {name} (tokens in {a}:{b}): {listed or 'none'}")
    for side, absences in ((b, words.lost), (a, words.invented)):
        clear = [word for word in absences if word.is_clear]
        listed = ", ".join(f"{word.word} {word.tasks:,}" for word in clear[:_WORDS])
        click.echo(f"Never in {side}, and not by chance (tasks): {listed or 'no word'}")


def _print_company(near: "TwoNodes", names: tuple[str, str]) -> None:
    for name, beside in zip(names, (near.a, near.b), strict=True):
        ends = zip(near.names, reversed(near.names), beside.closer(_WORDS), strict=True)
        for here, there, closest in ends:
            if closest:
                listed = ", ".join(pair.word for pair in closest)
                click.echo(f"Closer to {here} than to {there} in {name} (logDice): {listed}")
        if any(beside.hits) and not beside.is_enough:
            hits = zip(near.names, beside.hits, strict=True)
            met = ", ".join(f"{node} {n:,}" for node, n in hits)
            click.echo(f"Too few in {name} to tell whose company is whose: {met}")


def _theme_row(label: str, compared: "ThemeComparison") -> tuple[str, ...]:
    low, high = compared.log_ratio_interval
    interval = f"{low:+.2f} to {high:+.2f}".replace("+inf", "...").replace("-inf", "...")
    ratio = "" if compared.log_ratio is None else f"{compared.log_ratio:+.2f}"
    if compared.absence is not None:
        expected, chance = compared.absence
        ratio, interval = "absent", f"{expected:.1f} expected, {_percent(chance)} chance of none"
    elif not (compared.a or compared.b):
        ratio, interval = "in neither", ""
    elif not compared.is_clear:
        ratio = f"{ratio} ?"
    p = "" if compared.p is None else "< .0001" if compared.p < 0.0001 else f"{compared.p:.4f}"
    return label, str(compared.rate_a), str(compared.rate_b), ratio, interval, p


def _percent(share: float) -> str:
    """A share as a percentage, never rounded to none or to certainty."""
    if 0 < share < 0.01:
        return "< 1%"
    return "> 99%" if 0.99 < share < 1 else f"{share:.0%}"


def _in(field: str) -> str:
    return "in the fields of each theme" if field == "all" else f"in the {field}"


def _newest(catalogue: Any) -> str:
    there = catalogue.collections()
    others = [collection.name for collection in there if collection.kind != "seeds"]
    return others[0] if others else "seeds"


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns: the first to the left, the others to the right."""
    from rich.cells import cell_len  # noqa: PLC0415

    lines = [heads, *rows]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        spaces = [" " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
        cells = [line[0] + spaces[0]]
        cells += [space + cell for space, cell in zip(spaces[1:], line[1:], strict=True)]
        click.echo("  ".join(cells).rstrip())


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

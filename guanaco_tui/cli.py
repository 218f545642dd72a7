"""The `guanaco` command: parse, call, print.

What a command needs is imported when it runs, so that `guanaco --version` and `--help` answer at
once. An error is one line that says what is wrong and what to do; `--debug` shows where it arose.
"""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guanaco_tui import __version__, garbage
from guanaco_tui.errors import GuanacoError
from guanaco_tui.reading_commands import compare, concordance, themes
from guanaco_tui.step_bars import step_bars

if TYPE_CHECKING:
    from guanaco_tui.generation.events import RunState
    from guanaco_tui.lesson.database import Database
    from guanaco_tui.lesson.lesson import Lesson

REFUSED = 4
INTERRUPTED = 130
# Problems of seeds that `new` tells of at once; an unfilled template has one for each seed.
_PROBLEMS = 5

_LOOKS = ("dark", "light", "terminal")
_FORMATS = ("alpaca", "jsonl", "csv", "chat")
_BACKENDS = (
    "ngram",
    "recorded",
    "openai",
    "ollama",
    "lmstudio",
    "llamacpp",
    "vllm",
    "openrouter",
    "other",
)


def main() -> None:
    """Run the command and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a character shows a question mark rather than a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a TextIOWrapper
    # --debug may stand anywhere, also behind the command's name.
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        guanaco.main(arguments, standalone_mode=False)
    except GuanacoError as error:
        if debug:
            raise
        _fail(str(error), error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _fail("Interrupted. What was shown is saved; run again to go on.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except BrokenPipeError:
        # Whoever read the output has enough of it.
        sys.stderr.close()
    except Exception as error:
        if debug:
            raise
        from guanaco_tui import crash  # noqa: PLC0415

        _fail(crash.sentence(error, crash.write_log(error)), 1)


def _fail(line: str, code: int) -> None:
    click.echo(f"guanaco: {line}", err=True)
    sys.exit(code)


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"guanaco {__version__}")
        context.exit()


class _OrLesson(click.Group):
    """A group in which a word that is no command is the lesson to open."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a word that is no command for a lesson's name."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches  # noqa: PLC0415

        from guanaco_tui.lesson.lesson import path_of  # noqa: PLC0415

        if len(args) == 1 or path_of(args[0]).exists():
            return "open", open_app, args
        near = get_close_matches(args[0], [*self.commands], 1)
        hint = f" Did you mean {near[0]}?" if near else " guanaco --help lists the commands."
        raise click.UsageError(f"There is no command {args[0]}.{hint}", ctx)


@click.group(
    cls=_OrLesson,
    invoke_without_command=True,
    subcommand_metavar="[LESSON] | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version)
@click.option("--theme", type=click.Choice(_LOOKS), help="How the app looks. [dark]")
@click.option("--debug", is_flag=True, expose_value=False, help="Show where an error arose.")
@click.pass_context
def guanaco(context: click.Context, theme: str | None) -> None:
    """A class writes seed tasks, a language model carries them on, the class reads the difference.

    guanaco opens the app on LESSON: a folder, or the name of one in the lessons folder. Where it
    is left out, it is the lesson that was used last; at first, one made from the sample.
    """
    context.obj = theme
    if context.invoked_subcommand is None:
        context.invoke(open_app)


@guanaco.command("open", hidden=True)
@click.argument("lesson", required=False)
@click.option("--theme", "look", type=click.Choice(_LOOKS))
@click.pass_obj
def open_app(theme: str | None, lesson: str | None, look: str | None) -> None:
    """Open a lesson in the app."""
    garbage.begin_late()
    # The plugins of pydantic, of which we use none, are looked for among all installed packages.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # An answer to a key waits for the next frame: 17 ms at the 60 a second that Textual draws.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from guanaco_tui import preferences  # noqa: PLC0415
    from guanaco_tui.app import run_app  # noqa: PLC0415
    from guanaco_tui.lesson.lesson import remember  # noqa: PLC0415

    preferred = preferences.read()
    the_lesson = _lesson(lesson)
    remember(the_lesson)
    code = run_app(the_lesson, look=look or theme or preferred.look, keys=preferred.keys)
    garbage.leave()
    sys.exit(code)


@guanaco.command()
@click.argument("lesson")
@click.option("--seeds", "seeds_file", type=click.Path(path_type=Path), help="JSONL, CSV or TSV.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help='Which column of a table is which: --column instruction="Your task".',
)
def new(lesson: str, seeds_file: Path | None, columns: tuple[str, ...]) -> None:
    """Make a lesson, from the sample seeds or from --seeds FILE."""
    from guanaco_tui.lesson import lesson as lessons  # noqa: PLC0415
    from guanaco_tui.lesson import seeds, spreadsheet  # noqa: PLC0415

    folder = lessons.path_of(lesson)
    if seeds_file is None:
        made = _sample_lesson(folder)
    else:
        if spreadsheet.is_spreadsheet(seeds_file):
            pairs = _pairs(columns)
            seed_file = seeds.seed_file(spreadsheet.read_table_seeds(seeds_file, pairs))
            for line in spreadsheet.columns_of(seeds_file, pairs).in_words():
                click.echo(line, err=True)
        else:
            seed_file = seeds.read_seeds(seeds_file)
        if not seed_file.seeds:
            raise GuanacoError(f"{seeds_file} has no seed task in it.")
        made = lessons.make_lesson(folder, seed_file)
    lessons.remember(made)
    _say_readiness(made, most=_PROBLEMS)
    click.echo(f"The lesson is in {made.folder}")


@guanaco.command("seeds")
@click.argument("lesson", required=False)
def list_seeds(lesson: str | None) -> None:
    """Say which seeds are ready, which have a problem, and what it is."""
    _say_readiness(_lesson(lesson))


@guanaco.command()
@click.argument("lesson", required=False)
@click.option("-n", "--count", type=int, help="Tasks to keep in all. [1000]")
@click.option("--backend", type=click.Choice(_BACKENDS), help="Who writes. [ngram]")
@click.option("--base-url", help="The server's address.")
@click.option("--api", type=click.Choice(["chat", "completions"]), help="[chat]")
@click.option("--model", help="The model's name on the server.")
@click.option("--concurrency", type=int, help="Requests in flight at once. [8]")
@click.option("--prompt-seeds", type=int, help="Examples that each prompt shows. [3]")
@click.option("--tasks-per-request", type=int, help="Carry the list on to so many tasks. [20]")
@click.option("--machine-examples", type=int, help="Examples that are kept tasks. [0]")
@click.option("--temperature", type=float, help="[1.0]")
@click.option("--top-p", type=float, help="[1.0]")
@click.option("--max-tokens", type=int, help="The longest reply. [3072]")
@click.option("--similarity", type=float, help="Over this ROUGE-L score a task repeats. [0.7]")
@click.option("--language", help="The language to write in: en, ko ... [en]")
@click.option("--budget", type=float, metavar="USD", help="The most to spend on the run.")
@click.option("--random-seed", type=int, help="Fixes what chance decides.")
@click.option("--pace", type=click.Choice(["full", "reading"]), help="Of the offline backends.")
@click.option("--output", type=click.Path(path_type=Path), help="Also keep this JSON file whole.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON on stdout.")
@click.option("--save", is_flag=True, help="Keep these choices in lesson.toml.")
@click.option(
    "--new", "is_new", is_flag=True, help="Begin a new run, whatever was left unfinished."
)
def generate(
    lesson: str | None,
    output: Path | None,
    as_json: bool,
    save: bool,
    is_new: bool,
    **choices: Any,
) -> None:
    """Generate tasks from a lesson's seeds.

    Writes offline with an n-gram model of the seeds (a rehearsal, not an AI), unless --backend or
    lesson.toml names a real model. Running again goes on where a run stopped. Ctrl-C lets the
    replies in flight finish their current task; a second one stops at once.
    """
    from guanaco_tui import headless  # noqa: PLC0415
    from guanaco_tui.lesson import lesson as lessons  # noqa: PLC0415
    from guanaco_tui.lesson.settings import save_settings  # noqa: PLC0415

    the_lesson = _lesson(lesson)
    changes = _changes(choices)
    settings = the_lesson.settings().changed(changes)
    if save:
        save_settings(the_lesson.settings_path, changes)
    lessons.remember(the_lesson)
    state = headless.generate(the_lesson, settings, output=output, is_new=is_new)
    _say_result(the_lesson, state)
    if as_json:
        click.echo(json.dumps(headless.summary(state), ensure_ascii=False))
    sys.exit(headless.exit_code(state))


@guanaco.command("import", short_help="Bring a dataset into a lesson as a collection.")
@click.argument("lesson")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="What the collection is called. [the file's name]")
def import_file(lesson: str, file: Path, name: str | None) -> None:
    """Bring a dataset into a lesson as a collection: JSON, JSON Lines, CSV or TSV."""
    from guanaco_tui.analysis.tagging import lesson_themes, tag_collection  # noqa: PLC0415
    from guanaco_tui.lesson.catalogue import Catalogue, collection_name  # noqa: PLC0415
    from guanaco_tui.lesson.imports import import_tasks  # noqa: PLC0415

    if not file.exists():
        raise GuanacoError(f"{file} cannot be read: there is no such file.")
    name = collection_name(name or file.stem)
    the_lesson = _lesson(lesson)
    with the_lesson.database() as database, step_bars() as tell:
        size = file.stat().st_size if file.is_file() else 0
        count = import_tasks(database, file, name, lambda read: tell(f"reading {file}", read, size))
        click.echo(f"{count:,} tasks are in the collection {name}.")
        tag_collection(
            database,
            Catalogue(database).collection(name).id,
            lesson_themes(the_lesson),
            lambda done, total: tell(f"tagging {name}", done, total),
        )


@guanaco.command(short_help="Write a collection out.")
@click.argument("lesson", required=False)
@click.option("--collection", help="Which one. [the newest run]")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="alpaca", help="[alpaca]")
@click.option("--rejected", is_flag=True, help="The rejections instead, with their reasons.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="[standard output]")
def export(
    lesson: str | None, collection: str | None, form: Any, rejected: bool, output: Path | None
) -> None:
    """Write a collection out: alpaca (JSON), jsonl (with provenance), csv, or chat messages."""
    from guanaco_tui import files  # noqa: PLC0415
    from guanaco_tui.lesson import exports  # noqa: PLC0415

    with _lesson(lesson).database() as database:
        name = collection or _newest(database)
        text = exports.export(database, name, form, rejected=rejected)
        if output is not None:
            files.write_atomically(output, text)
            what = f"The rejections of {name} are" if rejected else f"{name} is"
            click.echo(f"{what} in {output}")
            return
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # as above
        for piece in text:
            sys.stdout.write(piece)
        sys.stdout.flush()


for command in (themes, compare, concordance):
    guanaco.add_command(command)


@guanaco.group()
def keys() -> None:
    """Keep keys in the system keyring, one for each endpoint. They are in no lesson."""


@keys.command("set")
@click.argument("endpoint")
def set_key(endpoint: str) -> None:
    """Ask for the key of ENDPOINT (openai, openrouter ... or an address) and keep it."""
    from guanaco_tui.backends import endpoints  # noqa: PLC0415

    url = _url(endpoint)
    for warning in endpoints.warnings(url):
        click.echo(warning, err=True)
    endpoints.set_key(url, click.prompt(f"Key for {url}", hide_input=True, err=True))
    click.echo(f"The keyring has the key for {url}.")


@keys.command("remove")
@click.argument("endpoint")
def remove_key(endpoint: str) -> None:
    """Take the key of ENDPOINT out of the keyring."""
    from guanaco_tui.backends import endpoints  # noqa: PLC0415

    url = _url(endpoint)
    endpoints.remove_key(url)
    click.echo(f"The keyring has no key for {url} any more.")


@keys.command("list")
def list_keys() -> None:
    """List the endpoints that have a key, never the keys."""
    from guanaco_tui.backends import endpoints  # noqa: PLC0415

    urls = endpoints.list_keys()
    click.echo("\n".join(urls) if urls else "The keyring has no key of Guanaco's.")


@guanaco.command(short_help="Check a lesson, its key and its model.")
@click.argument("lesson", required=False)
@click.option("--backend", type=click.Choice(_BACKENDS), help="[that of the lesson]")
@click.option("--base-url", help="The server's address.")
@click.option("--model", help="The model's name on the server.")
def doctor(lesson: str | None, **choices: Any) -> None:
    """Check a lesson and its model: is the key there, does the endpoint answer, is it alive?"""
    from guanaco_tui.doctor import examine  # noqa: PLC0415

    the_lesson = _lesson(lesson)
    settings = the_lesson.settings().changed(_changes(choices))
    is_well = True
    for finding in examine(the_lesson, settings):
        is_well = is_well and finding.is_well
        click.echo(f"{'ok' if finding.is_well else '! '}  {finding.sentence}")
    if not is_well:
        sys.exit(REFUSED)


def _lesson(name: str | None) -> "Lesson":
    """The lesson a person means; without a name the last one, at first one made from the sample."""
    from guanaco_tui.lesson import lesson as lessons  # noqa: PLC0415

    if name is not None:
        return lessons.open_lesson(name)
    if last := lessons.last_lesson():
        return last
    folder = lessons.path_of(lessons.SAMPLE)
    if (folder / "seeds.jsonl").is_file():
        return lessons.Lesson(folder)
    made = _sample_lesson(folder)
    click.echo(f"Made a first lesson from the sample seeds, in {made.folder}", err=True)
    return made


def _sample_lesson(folder: Path) -> "Lesson":
    """Make a lesson from the sample, with the replies that were recorded for it."""
    from guanaco_tui import headless  # noqa: PLC0415
    from guanaco_tui.lesson import lesson as lessons  # noqa: PLC0415

    made = lessons.make_lesson(folder, lessons.sample_seeds())
    click.echo("Judging the replies that come with the sample ...", err=True)
    headless.judge_recorded(made)
    return made


def _changes(choices: dict[str, Any]) -> dict[str, dict[str, object]]:
    """Sort the options that were given into the tables of the settings."""
    from guanaco_tui.lesson.settings import BatchSettings, ModelSettings  # noqa: PLC0415

    given = {name: value for name, value in choices.items() if value is not None}
    if "base_url" in given and "backend" not in given:
        given["backend"] = "other"
    return {
        table: {name: value for name, value in given.items() if name in model.model_fields}
        for table, model in (("model", ModelSettings), ("batch", BatchSettings))
    }


def _pairs(columns: tuple[str, ...]) -> dict[str, str]:
    from guanaco_tui.lesson.spreadsheet import FIELDS  # noqa: PLC0415

    pairs = {}
    for column in columns:
        field, equals, name = column.partition("=")
        if not equals or field not in FIELDS:
            raise click.BadParameter(
                f"{column}: write FIELD=NAME with a field of {', '.join(FIELDS)}",
                param_hint="--column",
            )
        pairs[field] = name
    return pairs


def _url(endpoint: str) -> str:
    from guanaco_tui.backends import endpoints  # noqa: PLC0415

    is_known = endpoint in endpoints.WELL_KNOWN
    return endpoints.base_url_of(endpoint) if is_known else endpoints.normalise(endpoint)


def _newest(database: "Database") -> str:
    from guanaco_tui.lesson.catalogue import Catalogue  # noqa: PLC0415

    there = [one for one in Catalogue(database).collections() if one.kind != "seeds"]
    if not there:
        raise GuanacoError("This lesson has no collection yet: run guanaco generate.")
    return there[0].name


def _say_readiness(lesson: "Lesson", most: int | None = None) -> None:
    from guanaco_tui.generation.readiness import check_seeds  # noqa: PLC0415

    seed_file = lesson.seeds()
    report = check_seeds(seed_file, lesson.settings().batch)
    click.echo(f"{report.ready}/{report.total} seeds are ready.")
    for line, label, problem in report.problems[:most]:
        seed = f"{label} " if label else ""
        click.echo(f"line {line}: {seed}{problem.name}: {problem.detail}")
    more = len(report.problems[most:]) if most is not None else 0
    if more:
        click.echo(f"... and {more} more: guanaco seeds {lesson.name} lists them all.")


def _say_result(lesson: "Lesson", state: "RunState") -> None:
    from guanaco_tui.progress import result  # noqa: PLC0415

    click.echo(result(state), err=True)
    click.echo(
        f"The tasks are in {lesson.database_path}, collection {state.collection}.\n"
        f"To take them out: guanaco export {lesson.name} --collection {state.collection}"
        f" -o {state.collection}.json",
        err=True,
    )

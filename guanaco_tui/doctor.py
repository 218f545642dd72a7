"""Examines a lesson and the model it is set to: what works, what does not, and what to do."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from guanaco_tui.backends import endpoints, openai_compatible, prices
from guanaco_tui.errors import BackendRefused, GuanacoError, TransientFault
from guanaco_tui.generation.readiness import check_seeds
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.settings import Settings

OFFLINE = ("ngram", "recorded")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    is_well: bool
    sentence: str


def examine(lesson: Lesson, settings: Settings) -> Iterator[Finding]:
    """Yield what is found, the lesson first, then the model."""
    for look in (_seeds, _database):
        try:
            yield look(lesson, settings)
        except GuanacoError as error:
            yield Finding(False, str(error))
    if settings.model.backend in OFFLINE:
        yield Finding(True, f"The backend {settings.model.backend} is offline: no key, no cost.")
        return
    yield from asyncio.run(_listed(_model(settings)))


def _seeds(lesson: Lesson, settings: Settings) -> Finding:
    report = check_seeds(lesson.seeds(), settings.batch)
    enough = report.ready >= settings.batch.prompt_seeds
    more = "" if enough else f"; a prompt needs {settings.batch.prompt_seeds}"
    return Finding(enough, f"{report.ready}/{report.total} seeds of {lesson.name} are ready{more}.")


def _database(lesson: Lesson, _: Settings) -> Finding:
    with lesson.database() as database:
        with database.reading() as connection:
            (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            return Finding(False, f"{database.path} is damaged ({state}): put a copy back.")
        there = Catalogue(database).collections()
    kept = sum(one.kept for one in there)
    return Finding(True, f"{database.path} is whole: {len(there)} collections, {kept:,} tasks.")


async def _listed(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]


async def _model(settings: Settings) -> AsyncIterator[Finding]:
    chosen = settings.model
    try:
        url = endpoints.base_url_of(chosen.backend, chosen.base_url)
        key = await asyncio.to_thread(endpoints.find_key, url)
    except GuanacoError as error:
        yield Finding(False, str(error))
        return
    for warning in endpoints.warnings(url):
        yield Finding(False, warning)
    if key:
        yield Finding(True, f"The key for {url} is in the {key.source}.")
    elif not endpoints.is_loopback(url):
        variable = endpoints.key_variable(url)
        is_needed = endpoints.is_openai(url)
        yield Finding(
            not is_needed,
            f"There is no key for {url}: set {variable}, or guanaco keys set {chosen.backend}.",
        )
        if is_needed:
            return
    try:
        backend = await openai_compatible.connect(
            chosen.backend, base_url=chosen.base_url, model=chosen.model, api=chosen.api
        )
        try:
            models = await backend.models()
        finally:
            await backend.aclose()
    except (BackendRefused, TransientFault, GuanacoError) as error:
        yield Finding(False, str(error))
        return
    yield Finding(True, f"{url} answers, {len(models)} models.")
    names = [model.name for model in models]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    dying = openai_compatible.shutdown_warning(backend.model, models, today)
    if dying:
        yield Finding(False, dying)
    elif backend.model in names:
        yield Finding(True, f"{backend.model} is there.")
    else:
        yield Finding(False, f"{backend.model} is not among its models: choose with --model.")
    if prices.price_at(url, backend.model) is None:
        yield Finding(True, f"The price of {backend.model} is not known; tokens will be counted.")

"""Says what a run would do if it began now: carry one on or begin another, with whom, at what cost.

Takes a lesson with its settings and database; reads files, and asks no server.
"""

from dataclasses import dataclass

from guanaco_tui.backends import endpoints, prices
from guanaco_tui.backends.ngram import MODEL as NGRAM_MODEL
from guanaco_tui.backends.openai_compatible import DEFAULT_MODEL
from guanaco_tui.backends.recorded import RecordedBackend
from guanaco_tui.generation.estimate import Estimate, estimate, manner
from guanaco_tui.generation.prepare import replay_plan
from guanaco_tui.generation.prompt import default_template, prompt_hash
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.seeds import can_be_sampled
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.text import clean


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do if it began now.

    `collection` is where its tasks would go: with `goes_on` that of the last run, which has `kept`
    tasks and was to have `target_before`. `left` names a run that was not finished and cannot be
    carried on, since what is asked has changed. `model` is empty where the server will be asked
    which it has.
    """

    backend: str
    model: str
    endpoint: str
    target: int
    budget: float | None
    concurrency: int
    ready: int
    collection: str
    goes_on: bool
    kept: int
    target_before: int | None
    left: str
    guess: Estimate


def outlook(lesson: Lesson, settings: Settings, database: Database) -> Outlook:
    """Return what a run with these settings would do.

    Raises GuanacoError where the lesson or the address of the endpoint is not as it must be.
    """
    seeds = lesson.seeds().seeds
    template = lesson.own_template() or default_template(settings.batch.language)
    name, chosen = settings.model.backend, settings.model
    with database.reading() as connection:
        last = runs.last_run(connection)
        next_name = runs.next_run_name(connection)
        kept = runs.totals(connection, last.id).kept if last is not None else 0
        number = runs.last_number(connection, last.id) if last is not None else 0
        again = len(runs.cut_short(connection, last.id)) if last is not None else 0
    endpoint = ""
    price: prices.Price | None = prices.FREE
    replies: RecordedBackend | None = None
    match name:
        case "ngram":
            model = NGRAM_MODEL
        case "recorded":
            plan = replay_plan(seeds, settings)
            settings, template, model = plan.settings, plan.template, plan.backend.model
            assert isinstance(plan.backend, RecordedBackend)
            replies = plan.backend
        case _:
            endpoint = endpoints.base_url_of(name, chosen.base_url)
            model = chosen.model or (DEFAULT_MODEL if endpoints.is_openai(endpoint) else "")
            price = prices.price_at(endpoint, model)
    wanted = runs.Run(
        collection=next_name,
        backend=name,
        endpoint=endpoint,
        # A server that is asked for its only model most likely has the one it had.
        model=model or (last.model if last is not None else ""),
        settings=settings.model_dump_json(),
        template=template,
        prompt_hash=prompt_hash(template),
        random_seed=settings.batch.random_seed or 0,
    )
    goes_on = last is not None and last.goes_on_as(wanted, settings.batch.random_seed)
    is_left = last is not None and last.status != "done" and not goes_on
    ready = [seed for seed in seeds if can_be_sampled(seed)]
    guess = estimate(
        settings.batch,
        template,
        ready,
        price,
        kept if goes_on else 0,
        manner(settings, ready),
        None if replies is None else _replies_left(replies, number, again, goes_on=goes_on),
    )
    return Outlook(
        backend=name,
        model=clean(model),
        endpoint=clean(endpoint),
        target=settings.batch.count,
        budget=settings.batch.budget,
        concurrency=settings.batch.concurrency,
        ready=len(ready),
        collection=last.collection if last is not None and goes_on else next_name,
        goes_on=goes_on,
        kept=kept if goes_on else 0,
        target_before=last.target if last is not None and goes_on else None,
        left=last.collection if last is not None and is_left else "",
        guess=guess,
    )


def _replies_left(replies: RecordedBackend, last: int, again: int, *, goes_on: bool) -> int:
    """Count the replies that a run still hears: after the last one those that were cut short."""
    return replies.replies_left(last + 1) + again if goes_on else replies.replies_left(1)

"""Makes the plan of a run from a lesson and its settings: the backend, its price, the prompt."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from guanaco_tui import resources
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.analysis.themes import ThemeFile
from guanaco_tui.backends import endpoints, openai_compatible, prices
from guanaco_tui.backends.ngram import NgramBackend
from guanaco_tui.backends.pacing import READING_PACE
from guanaco_tui.backends.recorded import RecordedBackend, read_recorded
from guanaco_tui.errors import GuanacoError
from guanaco_tui.generation.ledger import Plan
from guanaco_tui.generation.prompt import default_template
from guanaco_tui.lesson.lesson import Lesson, sample_seeds
from guanaco_tui.lesson.seeds import can_be_sampled
from guanaco_tui.lesson.settings import Settings
from guanaco_tui.tasks import SeedTask


async def plan_run(lesson: Lesson, settings: Settings, *, is_new: bool = False) -> Plan:
    """Return the plan of a run with these settings.

    The caller closes its backend. Raises GuanacoError where the lesson, the endpoint, the key or
    the model is not as it must be.
    """
    seeds = lesson.seeds().seeds
    themes = partial(_themes, lesson)
    template = lesson.own_template() or default_template(settings.batch.language)
    match settings.model.backend:
        case "ngram":
            backend = NgramBackend(
                [seed for seed in seeds if can_be_sampled(seed)],
                pace=_pace(settings),
                tasks_per_request=settings.batch.tasks_per_request,
            )
            return Plan(
                settings,
                seeds,
                template,
                backend,
                price=prices.FREE,
                is_new=is_new,
                themes=themes,
            )
        case "recorded":
            return replace(replay_plan(seeds, settings, is_new=is_new), themes=themes)
        case name:
            chosen = settings.model
            connected = await openai_compatible.connect(
                name, base_url=chosen.base_url, model=chosen.model, api=chosen.api
            )
            url = endpoints.base_url_of(name, chosen.base_url)
            return Plan(
                settings,
                seeds,
                template,
                connected,
                endpoint=url,
                price=prices.price_at(url, connected.model),
                is_new=is_new,
                themes=themes,
            )


def replay_plan(
    seeds: Sequence[SeedTask], settings: Settings, *, name: str = "", is_new: bool = False
) -> Plan:
    """Return the plan of replaying the recorded replies, compared with a lesson's own seeds.

    The prompts are those of the recording: packaged template, sample seeds, 3 of them at a time.
    """
    backend = RecordedBackend(
        read_recorded(resources.data_file("recorded.jsonl")), pace=_pace(settings)
    )
    sample = {seed.id: seed for seed in sample_seeds().seeds}

    def replay(number: int) -> list[SeedTask] | None:
        shown = backend.examples_for(number)
        return None if shown is None else [sample[seed] for seed in shown]

    as_recorded: dict[str, object] = {
        "tasks_per_request": 20,
        "prompt_seeds": 3,
        "machine_examples": 0,
        "language": "en",
    }
    return Plan(
        settings.changed({"batch": as_recorded}),
        seeds,
        default_template("en"),
        backend,
        price=prices.FREE,
        replay=replay,
        replies=backend.replies_left(1),
        name=name,
        is_new=is_new,
    )


def _themes(lesson: Lesson) -> ThemeFile | None:
    """The lesson's themes; None where its file is wrong, of which those tell who read by them."""
    try:
        return lesson_themes(lesson)
    except GuanacoError:
        return None


def _pace(settings: Settings) -> float | None:
    return READING_PACE if settings.model.pace == "reading" else None

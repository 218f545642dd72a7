"""Replays that are stopped, killed and gone on with keep what a whole replay keeps."""

import asyncio
import random
from contextlib import aclosing
from pathlib import Path

import pytest

from guanaco_tui import resources
from guanaco_tui.backends.recorded import read_recorded
from guanaco_tui.generation import endings, events, run
from guanaco_tui.generation.control import Control
from guanaco_tui.generation.parse import TaskParser
from guanaco_tui.generation.prepare import replay_plan
from guanaco_tui.generation.resume import ReplyParser, before
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import sample_seeds
from guanaco_tui.lesson.runs import Attempt
from guanaco_tui.lesson.settings import Settings

REPLIES = read_recorded(resources.data_file("recorded.jsonl"))


async def sitting(
    database: Database, concurrency: int, *, tasks: int | None = None, kill: bool = False
) -> events.RunEnded | None:
    """Replay until so many tasks were judged: then stop, or leave the run as a kill leaves it."""
    wanted = Settings().changed({"batch": {"concurrency": concurrency, "random_seed": 1}})
    plan = replay_plan(sample_seeds().seeds, wanted)
    control, judged, last = Control(), 0, None
    async with aclosing(run.generate(plan, database, control)) as stream:
        async for event in stream:
            if isinstance(event, events.TaskJudged):
                judged += 1
                if judged == tasks and kill:
                    return None
                if judged == tasks:
                    control.stop()
            last = event
    assert isinstance(last, events.RunEnded)
    return last


def kept(database: Database) -> list[str]:
    with database.reading() as connection:
        query = "SELECT instruction FROM task WHERE rule IS NULL ORDER BY id"
        return [text for (text,) in connection.execute(query)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    with Database.open(tmp_path_factory.mktemp("whole") / "lesson.db") as database:
        asyncio.run(sitting(database, 1))
        return kept(database)


@pytest.mark.parametrize("seed", range(20))
def test_a_reply_that_was_cut_anywhere_and_twice_gives_the_tasks_of_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(REPLIES).text
    entire = TaskParser()
    expected = entire.feed(text) + entire.close("stop")
    attempts: list[Attempt] = []
    found = []
    for part in (1, 2, None):
        earlier = before(attempts, 4, "en")
        parser = ReplyParser(4, "en", earlier)
        rest = text[len(earlier.text) :]
        came = rest if part is None else rest[: chance.randrange(len(rest) + 1)]
        candidates = parser.feed(came) + parser.close("stop" if part is None else "stopped")
        whole = [one for one in candidates if part is None or one.fault != "cut off"]
        found += whole
        attempts.append(Attempt(part or 3, came, whole[-1].position if whole else 0))
    assert found == expected


async def test_one_request_at_a_time_a_stopped_replay_keeps_exactly_what_a_whole_one_keeps(
    tmp_path: Path, whole: list[str]
) -> None:
    with Database.open(tmp_path / "lesson.db") as database:
        for tasks in (1, 3, 40):
            stopped = await sitting(database, 1, tasks=tasks)
            assert stopped is not None and stopped.because == endings.USER
        await sitting(database, 1, tasks=30, kill=True)
        ended = await sitting(database, 1)
        assert ended is not None and ended.because == endings.USED_UP
        assert kept(database) == whole


async def test_with_many_in_flight_a_stopped_or_killed_replay_loses_no_task(
    tmp_path: Path, whole: list[str]
) -> None:
    with Database.open(tmp_path / "lesson.db") as database:
        for tasks in (1, 5, 60):
            await sitting(database, 8, tasks=tasks)
            await sitting(database, 8, tasks=20, kill=True)
        ended = await sitting(database, 8)
        assert ended is not None and ended.because == endings.USED_UP
        so_far = ended.so_far
        judged = so_far.kept + sum(n for rule, n in so_far.rejected.items() if rule != "cut_off")
        assert abs(so_far.kept - len(whole)) <= 2
        texts = kept(database)
        assert len(set(texts)) == len(texts)
        assert ended.so_far.requests == len(REPLIES)
        # In a whole replay nothing is cut off here: each candidate was judged, once.
        assert judged == sum(len(_candidates(reply.text)) for reply in REPLIES)


def _candidates(text: str) -> list[object]:
    parser = TaskParser()
    return [*parser.feed(text), *parser.close("stop")]

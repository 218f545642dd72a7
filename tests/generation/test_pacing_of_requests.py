"""How many requests are in flight, and when one is sent again."""

import asyncio

import pytest

from guanaco_tui.errors import BackendRefused, TransientFault
from guanaco_tui.generation.concurrency import AdaptiveConcurrency
from guanaco_tui.generation.retry import RetryPolicy


async def test_no_more_than_the_limit_are_in_flight() -> None:
    limiter = AdaptiveConcurrency(3)
    most = 0

    async def work() -> None:
        nonlocal most
        async with limiter.slot():
            most = max(most, limiter.in_flight)
            await asyncio.sleep(0)

    await asyncio.gather(*(work() for _ in range(20)))
    assert most == 3
    assert limiter.in_flight == 0


async def test_requests_of_one_wave_halve_the_limit_once() -> None:
    limiter = AdaptiveConcurrency(8)
    async with limiter.slot() as first, limiter.slot() as second:
        assert limiter.slow_down(first)
        assert not limiter.slow_down(second)
    assert limiter.limit == 4
    async with limiter.slot() as later:
        assert limiter.slow_down(later)
    assert limiter.limit == 2


async def test_the_limit_comes_back_one_by_one_and_never_passes_the_most() -> None:
    limiter = AdaptiveConcurrency(3)
    async with limiter.slot() as mark:
        limiter.slow_down(mark)
    raised = [limiter.succeeded() for _ in range(6)]
    assert raised == [True, False, True, False, False, False]
    assert limiter.limit == 3


async def attempts(policy: RetryPolicy, fault: Exception, heard: bool) -> tuple[int, list[float]]:
    waits: list[float] = []
    tries = 0

    async def announce(_: TransientFault, __: int, ___: float) -> None:
        pass

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with pytest.raises(type(fault)):
        async for attempt in policy.retrying(
            was_heard=lambda: heard, announce=announce, sleep=sleep
        ):
            with attempt:
                tries += 1
                raise fault
    return tries, waits


async def test_waits_grow_with_jitter_up_to_the_longest() -> None:
    tries, waits = await attempts(RetryPolicy(longest=10), TransientFault("down"), heard=True)
    assert tries == 8
    for wait, least in zip(waits, (1, 2, 4, 8, 10, 10, 10), strict=True):
        assert least <= wait <= least + 1


async def test_the_servers_own_wish_is_honoured() -> None:
    fault = TransientFault("slow down", retry_after=30)
    _, waits = await attempts(RetryPolicy(), fault, heard=True)
    assert all(30 <= wait <= 31 for wait in waits)


async def test_a_backend_that_never_answered_is_given_up_early() -> None:
    tries, _ = await attempts(RetryPolicy(), TransientFault("nobody"), heard=False)
    assert tries == 3


async def test_a_refusal_is_not_tried_again() -> None:
    tries, waits = await attempts(RetryPolicy(), BackendRefused("no key"), heard=True)
    assert (tries, waits) == (1, [])

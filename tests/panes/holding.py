"""Something that is done in a thread, made to wait, so that one can look what is said meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass(slots=True)
class Held:
    """What waits: whether it was asked for, and what came of it once it was let go."""

    is_asked: bool = False
    came: list[Any] = field(default_factory=list)


@contextmanager
def held(owner: object, name: str) -> Iterator[Held]:
    """Let the function of this name, of a class or a module, wait until the block is left."""
    may_go_on, it = threading.Event(), Held()
    do = getattr(owner, name)

    def wait(*given: Any) -> Any:
        it.is_asked = True
        may_go_on.wait(60)
        it.came.append(do(*given))
        return it.came[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, wait)
        try:
            yield it
        finally:
            may_go_on.set()

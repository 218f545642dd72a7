"""How many there are, and how often: takes a count, gives the words for it and its rate."""

from dataclasses import dataclass

# What a computer makes of a difference that is 0.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a collection's tasks speak of a theme: `tasks` of `total`."""

    tasks: int
    total: int

    @property
    def per_1000(self) -> float | None:
        """Tasks per 1,000; None for a collection without tasks, which has no rate."""
        return 1000 * self.tasks / self.total if self.total else None

    def __str__(self) -> str:
        """The rate to one decimal. What is not there is `absent`; what is there is never 0.0."""
        rate = self.per_1000
        if rate is None:
            return "no tasks"
        if self.tasks == 0:
            return "absent"
        return f"{rate:,.1f}" if rate >= 0.1 else "< 0.1"


def inside(name: str, field: str) -> str:
    """Say where something was looked for: `the inputs of alpaca`, or `alpaca` for all its fields.

    What is absent from one field may well stand in another.
    """
    return name if field == "all" else f"the {field}s of {name}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `1 task`, `52,002 tasks`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def expected(tasks: float) -> str:
    """Return how many tasks were to be expected; what is small has two decimals, never 0.00."""
    if tasks >= 0.095:
        return f"{tasks:,.1f}"
    return f"{tasks:.2f}" if tasks >= 0.005 or tasks == 0 else "< 0.01"


def written(value: float, digits: int, sign: str = "") -> str:
    """Return a figure to so many digits; `sign` is `+` where it is to have one.

    What is not 0 is not written as 0: an interval that ends there would be unclear.
    """
    is_lost = round(value, digits) == 0 and abs(value) > _ROUNDING
    return format(value, f"{sign}.1g" if is_lost else f"{sign},.{digits}f")

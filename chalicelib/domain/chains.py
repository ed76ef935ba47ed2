"""Chains of superiors (atasan) and of parent units: each names the one above it, and no chain may bite its own tail."""

from collections.abc import Mapping


def cycles(above: Mapping[str, str | None]) -> tuple[tuple[str, ...], ...]:
    """Every circle in `above`, which maps each name to the one above it; one that names nobody known ends a chain.

    A circle begins with the member that comes first in `above`; whoever only leads into a circle is not part of it.
    """
    order = {name: number for number, name in enumerate(above)}
    settled: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in above:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here in above and here not in settled and here not in path:
            path[here] = None
            here = above[here]
        if here is not None and here in path:
            walked = list(path)
            circle = walked[walked.index(here) :]
            first = circle.index(min(circle, key=order.__getitem__))
            found.append((*circle[first:], *circle[:first]))
        settled |= path.keys()
    return tuple(found)

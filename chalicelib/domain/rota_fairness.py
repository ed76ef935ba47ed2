"""Fairness among equals: home days differ by at most one where that can be.

Whoever has most hands one of their home days to whoever has fewest. Nobody else notices: as many are at home on each
day as before, and equals belong to the same groups.
"""

from collections.abc import Iterator

from chalicelib.domain.rota_frame import NO_CLASS, Frame, Placing, bits

PARTNERS = 12
"""With how many of those behind somebody ahead may try to trade; so the time grows with the people, no faster."""


def spread(placing: Placing) -> int:
    """The greatest difference in home days among equals."""
    return max((max(scores) - min(scores) for scores in scores_of(placing).values()), default=0)


def behind(placing: Placing) -> list[int]:
    """What each person is owed by their equals afterwards: how far they are behind the one who has most."""
    most = {klass: max(scores) for klass, scores in scores_of(placing).items()}
    frame = placing.frame
    return [0 if klass == NO_CLASS else most[klass] - placing.score(person) for person, klass in enumerate(frame.klass)]


def scores_of(placing: Placing) -> dict[int, list[int]]:
    """The home days that count, of the people of each class."""
    scores: dict[int, list[int]] = {}
    for person, klass in enumerate(placing.frame.klass):
        if klass != NO_CLASS:
            scores.setdefault(klass, []).append(placing.score(person))
    return scores


def balance(placing: Placing) -> None:
    """Lets those ahead trade with those behind, class by class, from those who have most."""
    classes: dict[int, list[int]] = {}
    for person, klass in enumerate(placing.frame.klass):
        if klass != NO_CLASS:
            classes.setdefault(klass, []).append(person)
    score = placing.score
    for people in classes.values():
        people.sort(key=score)
        first = 0
        for ahead in reversed(people):
            for low in people[first : first + PARTNERS]:
                while score(ahead) - score(low) > 1 and hand_over(placing, ahead, low):
                    pass
            while first < len(people) - 1 and score(ahead) - score(people[first]) <= 1:
                first += 1


def hand_over(placing: Placing, ahead: int, low: int) -> bool:
    """Trades home days so that `ahead` has one less and `low` one more, if a trade can do that."""
    frame, ours, theirs = placing.frame, placing.rows[ahead], placing.rows[low]
    for swap in _swaps(frame, ours, theirs):
        becomes, their_new = ours ^ swap, theirs ^ swap
        if not (frame.fits(ahead, becomes) and frame.fits(low, their_new)):
            continue
        placing.become(ahead, becomes)
        placing.become(low, their_new)
        if frame.klass[ahead] == frame.klass[low] or _groups_hold(placing, (ahead, low), swap):
            return True
        placing.become(low, theirs)
        placing.become(ahead, ours)
    return False


def _groups_hold(placing: Placing, people: tuple[int, int], days: int) -> bool:
    return all(
        placing.used[group][day] <= placing.frame.room[group][day]
        for person in people
        for group in placing.frame.groups[person]
        for day in bits(days)
    )


def _swaps(frame: Frame, ours: int, theirs: int) -> Iterator[int]:
    """Days that two people may trade with `ours` losing one: runs of days on which exactly one of them is at home.

    Where home days never follow one another a run is traded as a whole, so that neither gets two in a row.
    """
    runs = list(_runs(ours ^ theirs)) if frame.alternate else [1 << day for day in bits(ours ^ theirs)]
    gains = [(run & ours).bit_count() - (run & theirs).bit_count() for run in runs]
    for run, gain in zip(runs, gains, strict=True):
        if gain == 1:
            yield run
    for run, gain in zip(runs, gains, strict=True):
        if gain == 1:
            yield from (run | other for other, even in zip(runs, gains, strict=True) if even == 0)


def _runs(mask: int) -> Iterator[int]:
    """The unbroken runs of days in `mask`."""
    while mask:
        low = mask & -mask
        after = mask + low
        run = mask & ~after
        yield run
        mask ^= run

"""Networks as two arrays: who the contacts of person i are, ``contacts[offsets[i]:offsets[i+1]]``.

Every tie is held in both directions. Networks are built in place: ties first, then one counting
sort.
"""

from __future__ import annotations

from typing import Any

from contention.chance.philox import u32, u53, words
from contention.individuals.compiling import kernel


@kernel
def random_ends(people: Any, seed: Any, world: Any, purpose: Any, left: Any, right: Any) -> None:
    """Fill the ends of ties with people drawn at random; nobody is tied to oneself."""
    for tie in range(left.size):
        w0, w1, w2, w3 = words(seed, 0, world, tie, purpose, 0)
        a = int(u53(w0, w1) * people)
        b = int(u53(w2, w3) * (people - 1))
        left[tie] = a
        right[tie] = b + 1 if b >= a else b


@kernel
def ring_ends(
    people: Any,
    each_side: Any,
    rewired_share: Any,
    seed: Any,
    world: Any,
    purpose: Any,
    left: Any,
    right: Any,
) -> None:
    """Fill ties of a ring to the next on each side, each rewired with a probability.

    Watts and Strogatz 1998, doi:10.1038/30918; a rewired tie may repeat one that exists.
    """
    tie = 0
    for i in range(people):
        for step in range(1, each_side + 1):
            w0, w1, w2, _ = words(seed, 0, world, tie, purpose, 0)
            left[tie] = i
            if u32(w2) < rewired_share:
                b = int(u53(w0, w1) * (people - 1))
                right[tie] = b + 1 if b >= i else b
            else:
                right[tie] = (i + step) % people
            tie += 1


@kernel
def attached_ends(
    people: Any, each: Any, seed: Any, world: Any, purpose: Any, left: Any, right: Any
) -> Any:
    """Fill ties of newcomers to people in proportion to their ties (Barabasi and Albert 1999).

    doi:10.1126/science.286.5439.509. The first ``each`` + 1 people all know each other. Returns
    the number of ties.
    """
    tie = 0
    for i in range(min(each + 1, people)):
        for j in range(i):
            left[tie] = i
            right[tie] = j
            tie += 1
    for i in range(each + 1, people):
        known = tie
        for k in range(each):
            w0, w1, w2, _ = words(seed, k, world, i, purpose, 0)
            # An end of a tie drawn at random is a person in proportion to ties.
            old = int(u53(w0, w1) * known)
            left[tie] = i
            right[tie] = left[old] if u32(w2) < 0.5 else right[old]
            tie += 1
    return tie


@kernel
def lay_out(people: Any, ties: Any, left: Any, right: Any, offsets: Any, contacts: Any) -> None:
    """Sort ties by person: offsets has people + 1 entries, contacts two for each tie."""
    for i in range(people + 1):
        offsets[i] = 0
    for tie in range(ties):
        offsets[left[tie] + 1] += 1
        offsets[right[tie] + 1] += 1
    for i in range(people):
        offsets[i + 1] += offsets[i]
    place = offsets[:-1].copy()
    for tie in range(ties):
        a = left[tie]
        b = right[tie]
        contacts[place[a]] = b
        place[a] += 1
        contacts[place[b]] = a
        place[b] += 1

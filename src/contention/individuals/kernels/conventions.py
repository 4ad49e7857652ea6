"""Conversations of a committed minority: best response to memory, and the naming game."""

from __future__ import annotations

from typing import Any

from contention.chance.philox import u32, words
from contention.individuals.compiling import kernel


@kernel
def speaker_and_hearer(
    people: Any, seed: Any, world: Any, step: Any, turn: Any, purpose: Any
) -> Any:
    """Return two different people drawn at random, and two random words that are left."""
    w0, w1, w2, w3 = words(seed, turn, world, step, purpose, 0)
    speaker = int(u32(w0) * people)
    hearer = int(u32(w1) * (people - 1))
    if hearer >= speaker:
        hearer += 1
    return speaker, hearer, w2, w3


@kernel
def best_response_walk(state: Any, live: Any, seed: Any, world: Any, first: Any, seen: Any) -> None:
    """Speakers play what most of their last plays heard were; a step is one turn a person."""
    people = state.news.size
    slots = state.heard.shape[1]
    for step in range(seen.shape[0]):
        for turn in range(people):
            speaker, hearer, w2, _ = speaker_and_hearer(
                people, seed, world, first + step, turn, state.purpose[0]
            )
            if speaker < state.committed[0]:
                play = 1
            else:
                twice = 2 * state.news[speaker]
                play = 1 if twice > slots else 0
                if twice == slots:
                    play = 1 if state.ties_new[0] or u32(w2) < 0.5 else 0
            if hearer >= state.committed[0]:
                slot = state.next[hearer]
                state.news[hearer] += play - state.heard[hearer, slot]
                state.heard[hearer, slot] = play
                state.next[hearer] = slot + 1 if slot + 1 < slots else 0
        adopted = 0
        for person in range(state.committed[0], people):
            if 2 * state.news[person] > slots:
                adopted += 1
        seen[step, 0] = adopted


@kernel
def naming_walk(state: Any, live: Any, seed: Any, world: Any, first: Any, seen: Any) -> None:
    """Play the binary naming game; a step is one turn a person.

    Words known: 1 the new one, 2 the old one, 3 both. A speaker says a word it knows; a hearer
    who knows it too, and the speaker, keep only that one; else the hearer learns it.
    """
    people = state.known.size
    committed = state.committed[0]
    for step in range(seen.shape[0]):
        # Consensus on the new word is for good: no turn changes anything any more.
        turns = people if state.counts[2] + state.counts[3] else 0
        for turn in range(turns):
            speaker, hearer, w2, _ = speaker_and_hearer(
                people, seed, world, first + step, turn, state.purpose[0]
            )
            word = state.known[speaker]
            if word == 3:
                word = 1 if u32(w2) < 0.5 else 2
            if state.known[hearer] & word:
                if speaker >= committed:
                    state.counts[state.known[speaker]] -= 1
                    state.known[speaker] = word
                    state.counts[word] += 1
                if hearer >= committed:
                    state.counts[state.known[hearer]] -= 1
                    state.known[hearer] = word
                    state.counts[word] += 1
            elif hearer >= committed:
                state.counts[state.known[hearer]] -= 1
                state.known[hearer] = 3
                state.counts[3] += 1
        seen[step, 0] = state.counts[1]
        seen[step, 1] = state.counts[2]

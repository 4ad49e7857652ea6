"""The exact filter of a two-state hidden episode, forwards and backwards."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

SMALL = 1e-100


@njit(cache=True, nogil=True)
def forward(tilt, faded, move, calm, inside, until):
    """Filter the days before ``until``; return the log-likelihood beyond that of calm.

    ``tilt`` (C x T) is the log-likelihood of a country-day inside the episode less that of calm,
    ``faded`` is exp(-abs(tilt)), ``move`` (C x 2 x T) are the chances to enter and to leave.
    ``calm`` and ``inside`` are filled with the chances after the day, up to a common factor.
    """
    total = 0.0
    for c in range(tilt.shape[0]):
        a0 = 1.0
        a1 = 0.0
        for t in range(until):
            e = move[c, 0, t]
            q = move[c, 1, t]
            p0 = a0 * (1.0 - e) + a1 * q
            p1 = a0 * e + a1 * (1.0 - q)
            if tilt[c, t] > 0.0:
                total += tilt[c, t]
                a0 = p0 * faded[c, t]
                a1 = p1
            else:
                a0 = p0
                a1 = p1 * faded[c, t]
            s = a0 + a1
            if s < SMALL:
                if s <= 0.0:
                    total = -np.inf
                    s = 1.0
                total += math.log(s)
                a0 /= s
                a1 /= s
            calm[c, t] = a0
            inside[c, t] = a1
        if a0 + a1 > 0.0:
            total += math.log(a0 + a1)
    return total


@njit(cache=True, nogil=True)
def backward(tilt, faded, hazard, move, calm, inside, chance, pull):
    """Fill the chance of being inside given everything (C x T), after `forward` over all days.

    ``hazard`` (C x 2 x T) are the rates of entering and leaving, ``pull`` (C x 2 x T) is filled
    with the slopes of the log-likelihood in their logarithms.
    """
    days = tilt.shape[1]
    for c in range(tilt.shape[0]):
        b0 = 1.0
        b1 = 1.0
        for k in range(days):
            t = days - 1 - k
            a0 = 1.0
            a1 = 0.0
            if t > 0:
                a0 = calm[c, t - 1]
                a1 = inside[c, t - 1]
            if tilt[c, t] > 0.0:
                f0 = faded[c, t] * b0
                f1 = b1
            else:
                f0 = b0
                f1 = faded[c, t] * b1
            e = move[c, 0, t]
            q = move[c, 1, t]
            s0 = 1.0 - e
            s1 = 1.0 - q
            w00 = a0 * s0 * f0
            w01 = a0 * e * f1
            w10 = a1 * q * f0
            w11 = a1 * s1 * f1
            whole = w00 + w01 + w10 + w11
            if whole <= 0.0:  # no path is possible: the log-likelihood is minus infinity
                chance[c, t] = 0.0
                pull[c, 0, t] = 0.0
                pull[c, 1, t] = 0.0
                continue
            one = 1.0 / whole
            chance[c, t] = (w01 + w11) * one
            pull[c, 0, t] = hazard[c, 0, t] * s0 * a0 * (f1 - f0) * one
            pull[c, 1, t] = hazard[c, 1, t] * s1 * a1 * (f0 - f1) * one
            b0 = s0 * f0 + e * f1
            b1 = q * f0 + s1 * f1
            s = b0 + b1
            if 0.0 < s < SMALL:
                b0 /= s
                b1 /= s

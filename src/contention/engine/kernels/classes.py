"""Log-rates of classes of acts over all country-days, and their slopes.

Days lie side by side in memory, so that the compiler takes several at once; the exponential in
between is left to NumPy for the same reason.
"""

from __future__ import annotations

from numba import njit

SUMS = {"reassoc", "contract", "nsz"}
"""Sums over days may be taken in any order, so that several additions go on at once. They differ
in their last digits between processors. Only the likelihood has such sums, no draw."""


@njit(cache=True, nogil=True)
def class_rates(rows, ptr, signal, beta, rates):
    """Fill log-rates (C x H x T), at most 300, from signals (C x S x T).

    ``ptr`` and ``signal`` are the terms of each class, ``beta`` (terms x C) their coefficients.
    """
    n_countries, n_classes, n_days = rates.shape
    for c in range(n_countries):
        for h in range(n_classes):
            eta = rates[c, h]
            k = ptr[h]
            last = ptr[h + 1]
            if (last - k) % 2 == 0:
                eta[:] = 0.0
            else:
                b = beta[k, c]
                felt = rows[c, signal[k]]
                for t in range(n_days):
                    eta[t] = b * felt[t]
                k += 1
            while k < last:  # two terms at a time, to store every sum half as often
                b = beta[k, c]
                b2 = beta[k + 1, c]
                felt = rows[c, signal[k]]
                felt2 = rows[c, signal[k + 1]]
                for t in range(n_days):
                    eta[t] += b * felt[t] + b2 * felt2[t]
                k += 2
            for t in range(n_days):
                eta[t] = 300.0 if eta[t] > 300.0 else eta[t]  # min() would not be vectorised


@njit(cache=True, nogil=True, fastmath=SUMS)
def class_sums(rates, sums):
    """Fill the sums over days (C x H) of rates (C x H x T)."""
    for c in range(rates.shape[0]):
        for h in range(rates.shape[1]):
            rate = rates[c, h]
            total = 0.0
            for t in range(rate.size):
                total += rate[t]
            sums[c, h] = total


@njit(cache=True, nogil=True)
def class_tilt(rates, more, tilt):
    """Take from ``tilt`` (C x T) the rates (C x H x T), each class times ``more`` (C x H)."""
    for c in range(rates.shape[0]):
        tilted = tilt[c]
        for h in range(rates.shape[1]):
            much = more[c, h]
            if much != 0.0:
                rate = rates[c, h]
                for t in range(rate.size):
                    tilted[t] -= much * rate[t]


@njit(cache=True, nogil=True, fastmath=SUMS)
def class_weigh(rates, mass, more, inside, felt):
    """Turn rates (C x H x T) into slopes of minus the expected onsets in their logarithms.

    A class has ``mass`` (C x H) in calm and ``more`` of it inside the episode, with the chance
    ``inside`` (C x T). Fills ``felt`` (C x H), the rates summed over the days inside.
    """
    for c in range(rates.shape[0]):
        chance = inside[c]
        for h in range(rates.shape[1]):
            rate = rates[c, h]
            calm = mass[c, h]
            grown = more[c, h]
            total = 0.0
            for t in range(rate.size):
                total += rate[t] * chance[t]
                rate[t] *= -(calm + grown * chance[t])
            felt[c, h] = total


@njit(cache=True, nogil=True, fastmath=SUMS)
def class_slopes(rows, ptr, signal, pull, slope):
    """Fill slopes in the coefficients (terms x C), given slopes in the log-rates (C x H x T)."""
    n_countries, n_classes, n_days = pull.shape
    for c in range(n_countries):
        for h in range(n_classes):
            by_eta = pull[c, h]
            for k in range(ptr[h], ptr[h + 1]):
                felt = rows[c, signal[k]]
                total = 0.0
                for t in range(n_days):
                    total += by_eta[t] * felt[t]
                slope[k, c] = total


@njit(cache=True, nogil=True)
def class_back(ptr, signal, beta, pull, column, back):
    """Add to ``back`` (C x J x T) the slopes in the signals whose ``column`` is not -1."""
    n_countries, n_classes, n_days = pull.shape
    for c in range(n_countries):
        for h in range(n_classes):
            by_eta = pull[c, h]
            for k in range(ptr[h], ptr[h + 1]):
                j = column[signal[k]]
                if j >= 0:
                    b = beta[k, c]
                    out = back[c, j]
                    for t in range(n_days):
                        out[t] += b * by_eta[t]

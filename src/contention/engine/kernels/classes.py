"""Log-rates of classes of acts over all country-days, and their slopes.

Days lie side by side in memory, so that the compiler takes several at once; the exponential in
between is left to NumPy for the same reason.
"""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def class_rates(rows, ptr, signal, beta, rates):
    """Fill log-rates (C x H x T), at most 300, from signals (C x S x T).

    ``ptr`` and ``signal`` are the terms of each class, ``beta`` (terms x C) their coefficients.
    """
    n_countries, n_classes, n_days = rates.shape
    for c in range(n_countries):
        for h in range(n_classes):
            eta = rates[c, h]
            for t in range(n_days):
                eta[t] = 0.0
            for k in range(ptr[h], ptr[h + 1]):
                b = beta[k, c]
                felt = rows[c, signal[k]]
                for t in range(n_days):
                    eta[t] += b * felt[t]
            for t in range(n_days):
                eta[t] = min(eta[t], 300.0)


@njit(cache=True, nogil=True)
def class_slopes(rows, ptr, signal, pull, slope):
    """Fill slopes in the coefficients (terms x C), given slopes in the log-rates (C x H x T)."""
    n_countries, n_classes, n_days = pull.shape
    for c in range(n_countries):
        for h in range(n_classes):
            by_eta = pull[c, h]
            for k in range(ptr[h], ptr[h + 1]):
                felt = rows[c, signal[k]]
                # four sums side by side: one alone would wait for every addition
                a0 = a1 = a2 = a3 = 0.0
                t = 0
                while t + 3 < n_days:
                    a0 += by_eta[t] * felt[t]
                    a1 += by_eta[t + 1] * felt[t + 1]
                    a2 += by_eta[t + 2] * felt[t + 2]
                    a3 += by_eta[t + 3] * felt[t + 3]
                    t += 4
                while t < n_days:
                    a0 += by_eta[t] * felt[t]
                    t += 1
                slope[k, c] = (a0 + a1) + (a2 + a3)


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

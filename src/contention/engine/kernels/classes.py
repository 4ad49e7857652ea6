"""Quiet country-days: one exponential a class of acts.

The exponential itself is left to NumPy, which does several at once.
"""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def class_rates(rows, ptr, signal, beta, rates):
    """Fill log-rates (C x T x H) of classes of acts, at most 300.

    ``rows`` C x T x S signals; ``ptr``, ``signal`` the terms of each class; ``beta`` terms x C.
    """
    n_countries, n_days, _ = rows.shape
    for c in range(n_countries):
        for t in range(n_days):
            for h in range(ptr.shape[0] - 1):
                eta = 0.0
                for k in range(ptr[h], ptr[h + 1]):
                    eta += beta[k, c] * rows[c, t, signal[k]]
                rates[c, t, h] = min(eta, 300.0)


@njit(cache=True, nogil=True)
def class_sums(rows, ptr, signal, beta, mass, rates, sums, slope, back, column):
    """Sum rates over days, for every class and country, with slopes.

    ``mass`` C x H what multiplies a class. Fills ``sums`` (C x H) and ``slope`` (terms x C, of
    minus mass times the sums). Where ``column[s] >= 0``, adds to ``back`` (C x T x J) the
    slopes in the signals.
    """
    n_countries, n_days, _ = rows.shape
    shaped = back.shape[0] > 0
    for c in range(n_countries):
        for t in range(n_days):
            for h in range(ptr.shape[0] - 1):
                e = rates[c, t, h]
                sums[c, h] += e
                pull = -e * mass[c, h]
                for k in range(ptr[h], ptr[h + 1]):
                    slope[k, c] += pull * rows[c, t, signal[k]]
                if shaped:
                    for k in range(ptr[h], ptr[h + 1]):
                        j = column[signal[k]]
                        if j >= 0:
                            back[c, t, j] += pull * beta[k, c]


@njit(cache=True, nogil=True)
def class_cells(rows, ptr, signal, beta, cls, country, day, by_cell, slope, back, column):
    """Add the slopes that single country-days contribute, for their class and its signals."""
    shaped = back.shape[0] > 0
    for i in range(cls.shape[0]):
        h, c, t = cls[i], country[i], day[i]
        for k in range(ptr[h], ptr[h + 1]):
            slope[k, c] += by_cell[i] * rows[c, t, signal[k]]
            if shaped:
                j = column[signal[k]]
                if j >= 0:
                    back[c, t, j] += by_cell[i] * beta[k, c]

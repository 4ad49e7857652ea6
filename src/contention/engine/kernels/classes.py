"""Quiet country-days: one exponential a class of acts, with sums and slopes in one pass."""

from __future__ import annotations

import math

from numba import njit


@njit(cache=True, nogil=True)
def class_sums(rows, ptr, signal, beta, mass, rates, sums, slope, back, column):
    """Sum exp(log-rate) over days, for every class and country.

    ``rows`` C x T x S signals; ``ptr``, ``signal`` the terms of each class; ``beta`` terms x C;
    ``mass`` C x H what multiplies a class. Fills ``rates`` (C x T x H), ``sums`` (C x H) and
    ``slope`` (terms x C, of minus mass times the sums). Where ``column[s] >= 0``, adds to
    ``back`` (C x T x J) the slopes in the signals.
    """
    n_countries, n_days, _ = rows.shape
    n_classes = ptr.shape[0] - 1
    shaped = back.shape[0] > 0
    for c in range(n_countries):
        for t in range(n_days):
            for h in range(n_classes):
                eta = 0.0
                for k in range(ptr[h], ptr[h + 1]):
                    eta += beta[k, c] * rows[c, t, signal[k]]
                e = math.exp(min(eta, 300.0))
                rates[c, t, h] = e
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

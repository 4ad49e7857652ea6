"""A worked example; `make_pages.py` runs it and writes the page."""

# %% [markdown]
# # The crisis of the Eastern bloc, 1953 to 1957
#
# From the strikes of Plzeň and Berlin in 1953 to the councils of Budapest in 1956: the record
# holds what secondary sources date to a place and a day. In 1957 the Socialist Workers Party read
# these events as a political revolution. This page sets that reading, as a theory, beside one
# that says less: unrest breeds unrest.

# %%
from datetime import date

import numpy as np
import polars as pl
from showing import fan, show

import contention as ct

record = ct.load_record("eastern-bloc-1953")
scenario = ct.load_scenario("eastern-bloc-1953")
audit = record.audit()
print(f"{audit.kept:,} of {audit.rows:,} rows used; set aside: {audit.set_aside}")
found = audit.town_days
countries = pl.DataFrame(
    list(found.by_country.items()), schema=["country", "town_days"], orient="row"
)
show(countries.sort("town_days", descending=True))

# %% [markdown]
# A town counts once for each day with popular contention: {{found.total}} town-days in all, and
# {{found.largest}} towns on the largest day, {{found.largest_day.day}}
# {{found.largest_day:%B %Y}}. Two months hold most of it, which limits all that follows.
#
# ## Two theories, one record
#
# Both are read by the same engine, and share levels of countries, hidden crises and noise.
# Fitting finds the mode of the posterior; the errors are Laplace's.

# %%
models, fits = {}, {}
for name in ("political-revolution", "contagion"):
    models[name] = ct.bind(ct.load_theory(name), scenario)
    fits[name] = ct.fit(models[name], record)
    fit = fits[name]
    print(f"{name}: {len(fit.names)} parameters, log posterior {fit.log_posterior:,.1f}")

# %% [markdown]
# A height at the mode does not say which theory is true. `ct.rank` holds out days, and
# `contention study eastern-bloc-1953` does it in passing: [comparing
# theories](../concepts/comparing.md). What the fit says of some mechanisms:

# %%
table = fits["political-revolution"].table()
asked = ["spread", "neighbours", "example", "embolden", "deter", "harden", "quell", "thaw"]
rows = table.filter(pl.col("name").is_in(asked)).select("name", "mode", "low", "high", "rows", "of")
show(rows, digits=1)
clear = rows.filter((pl.col("low") > 0) | (pl.col("high") < 0))
open_ones = rows.filter((pl.col("low") <= 0) & (pl.col("high") >= 0))

# %% [markdown]
# Of these {{rows.height}}, the intervals of {{clear.height}} leave out 0. Not of
# {{", ".join(f"`{n}`" for n in open_ones["name"])}}: the record does not say whether concessions
# at home emboldened or appeased, nor what deployments did. And an interval that leaves out 0 is
# not yet a verdict: `ct.answer` asks whether it survives planted nulls and the loss of either
# month, and [few mechanisms do](../concepts/verdicts.md). `deter` is an example to be wary of:
# fire came where crowds were largest.
#
# ## Worlds beside the record
#
# Two hundred histories from each fit, from 1953 to the end, that know nothing of the record.

# %%
towns = scenario.places.kind.count("town")
checks = {}
for name, model in models.items():
    worlds = ct.simulate(model, fits[name].mode, worlds=200, seed=1)
    checks[name] = ct.compare(worlds, record, towns=towns)
    known = checks[name].patterns["inside"].drop_nulls()
    print(f"{name}: {known.sum()} of {known.len()} patterns inside the worlds' central 95 per cent")

patterns = checks["political-revolution"].patterns
other = checks["contagion"].patterns
chosen = ["town_days", "largest_day", "towns_touched_share", "great_risings", "waiting_median"]
shown = patterns.filter(pl.col("pattern").is_in(chosen))
show(shown.select("label", "record", "low", "median", "high", "inside"))

# %%
series = checks["political-revolution"].series
says = "Town-days a week: the record as bars over 200 worlds of `political-revolution`."
fan("eastern-bloc-worlds", series["week"], series["record"], series, caption=says)

# %% [markdown]
# The fan is smooth, for every world has its risings at weeks of its own; no world is smooth. Of
# {{patterns.height}} patterns the theories part on
# {{patterns["inside"].ne_missing(other["inside"]).sum()}}: patterns of worlds from nothing hardly
# tell them apart. Both miss the share of towns touched, {{shown["record"][2]:.2f}} in the record.
#
# ## 23 October 1956
#
# The record up to 22 October, continued. How much of what came was in it?

# %%
start = date(1956, 10, 23)
ahead = {}
for name, model in models.items():
    ahead[name] = ct.simulate(
        model,
        fits[name].mode,
        worlds=200,
        seed=1,
        record=record,
        start=start,
        last=date(1956, 11, 30),
    )
recorded = record.within(start, date(1956, 11, 30))
lines = []
for name, worlds in ahead.items():
    drawn = ct.compare(worlds, recorded, start=start).patterns
    lines.append(drawn.filter(pl.col("pattern").is_in(["town_days", "town_days[Hungary]"])))
    lines[-1] = lines[-1].select(pl.lit(name).alias("theory"), "label", "record", "median", "high")
show(pl.concat(lines), digits=0)
missed = lines[0].row(1, named=True)

# %% [markdown]
# Hungary had {{missed["record"]:.0f}} town-days by the end of November; in the median world of
# `political-revolution` it has {{missed["median"]:.0f}}, and in one of forty more than
# {{missed["high"]:.0f}}. The fit has seen those days, so this is no foresight. It says how much
# of the rising the state of 22 October held, under a theory that knows of it.
#
# ## What if the Twentieth Congress had passed without its speech?
#
# `no_congress_speech` is a lever of the theory. The record is replayed to the Congress, and pairs
# of worlds are drawn from there that share all chance the lever does not touch.

# %%
model, mode = models["political-revolution"], fits["political-revolution"].mode
pulled = ct.what_if(model, mode, record, levers=["no_congress_speech"], worlds=200, seed=1)
effects = pulled.effects.filter(
    pl.col("quantity").is_in(["town_days", "great_risings", "concessions"])
)
show(effects.select("label", "without", "with", "effect", "low", "high"), digits=1)
one = effects.row(by_predicate=pl.col("quantity") == "town_days", named=True)
spread = np.array([one["world_low"], one["world_high"]])

# %% [markdown]
# Without the speech the worlds have {{one["effect"]:+.0f}} town-days on average
# ({{one["low"]:+.0f}} to {{one["high"]:+.0f}}, the error of having 200 pairs), and single worlds
# differ by {{spread[0]:+.0f}} to {{spread[1]:+.0f}}. This follows from `thaw` above and from all
# other fitted signs, doubtful ones included. It illustrates the theory: what the speech did, the
# record alone does not say, for nothing else was like it.
#
# Go on: [a first study](../guides/first-study.md) makes the whole report; [the
# theory](../concepts/political-revolution.md), [what-ifs](../guides/what-ifs.md).

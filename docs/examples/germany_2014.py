"""A worked example; `make_pages.py` runs it and writes the page."""

# %% [markdown]
# # Germany, 2014 to 2017: attacks on refugees, Land by Land
#
# The record `germany-2014` is ARVIG: attacks, assaults, arson and demonstrations against
# refugees, as German initiatives listed them from news, police and parliament, coded by Bencek
# and Strasheim (CC0). The question is an old one in the study of xenophobic violence: does
# violence follow violence nearby, or do all places only follow the same tide? And can next month
# be foretold?

# %%
from datetime import date, timedelta

import numpy as np
import polars as pl
from showing import fan, show

import contention as ct

record = ct.load_record("germany-2014")
scenario = ct.load_scenario("germany-2014")
audit = record.audit()
print(f"{audit.kept:,} of {audit.rows:,} rows used, {audit.first} to {audit.last}")
dated = record.events.with_columns(year=pl.col("date").dt.year())
forms = dated.group_by("year", "form").len().sort("year", "form")
forms = forms.pivot("form", index="year", values="len")
official = pl.col("source").str.contains("bundestag").mean()
forms = forms.join(dated.group_by("year").agg(from_parliament=official), on="year").sort("year")
show(forms)

# %% [markdown]
# These are not years to compare without thought. The last column is the share of rows with a
# paper of parliament, an official answer to questions about attacks, as their source:
# {{100 * forms["from_parliament"][0]:.0f}} per cent in {{forms["year"][0]}},
# {{100 * forms["from_parliament"][2]:.0f}} in {{forms["year"][2]}},
# {{100 * forms["from_parliament"][3]:.0f}} in {{forms["year"][3]}}. What was counted changed, not
# only what happened: see [what a record misses](../concepts/detection.md). The jump at the end of
# 2015 below is such a change, at least in part. Everything after it is left out of the fits on
# this page.

# %%
monday = pl.col("date").dt.truncate("1w")
weekly = record.events.group_by(monday.alias("week")).len("events").sort("week")
weeks = [weekly["week"][0] + timedelta(days=7 * k) for k in range(203)]
counted = dict(weekly.iter_rows())
series = [counted.get(week, 0) for week in weeks]
fan("germany-weeks", weeks, series, caption="Events a week, all Länder.")

# %%
people = dict(zip(scenario.places.name, scenario.places.population, strict=True))
lands = record.events.group_by("town").len("events").rename({"town": "land"})
lands = lands.with_columns(
    people=pl.col("land").replace_strict(people, return_dtype=pl.Float64) / 1e6
)
lands = lands.with_columns(per_million=pl.col("events") / pl.col("people"))
lands = lands.sort("per_million", descending=True)
show(lands, rows=16, digits=1)

# %% [markdown]
# Per million people, {{lands["land"][0]}} has {{lands["per_million"][0]:.0f}} events and
# {{lands["land"][-1]}} {{lands["per_million"][-1]:.0f}}, of all four years. Every Land therefore
# gets a level of its own in the theories below, which moves with its last months.
#
# ## Near, far, or the same tide
#
# `rhythm` has levels, days of the week and the time of the year. `contagion-space` has levels,
# and adds that what happened at a place in the last days moves it (`violence_echo`), and what
# happened nearby (`neighbours`).

# %%
until = date(2015, 9, 30)
watched = np.arange(scenario.days)[None, :] <= (until - scenario.start).days
models, fits = {}, {}
for name in ("contagion-space", "rhythm"):
    models[name] = ct.bind(ct.load_theory(name), scenario)
    fits[name] = ct.fit(models[name], record, watched=watched)
    print(f"{name}: log posterior {fits[name].log_posterior:,.1f}")

columns = ("name", "mode", "low", "high", "rows")
space = fits["contagion-space"].table()
space = space.filter(pl.col("block").eq("mechanism") & ~pl.col("rests_on_prior"))
show(space.select(columns))

# %% [markdown]
# `neighbours` is {{space["mode"][2]:.2f}} ({{space["low"][2]:.2f}} to {{space["high"][2]:.2f}}):
# days with more unrest nearby are followed by more here, given what happened here. It is not
# proof of imitation. Arrivals that moved from Land to Land, or a speech that all heard, would
# leave the same trace, and only covariates could part them. At the mode `rhythm` stands
# {{fits["rhythm"].log_posterior - fits["contagion-space"].log_posterior:.0f}} higher on these
# days. That is no verdict: which of the two foretells better is what `ct.rank` asks.
#
# ## October 2015, foretold on the last day of September
#
# The forecast fits `default`, which joins all of the above, to the days before 1 October alone,
# and pools its worlds with [levels](../concepts/scoring.md#the-pool) of the last days and months.

# %%
start, ahead = date(2015, 10, 1), 28
theory = ct.load_theory("default")
forecast = ct.forecast(theory, scenario, record, start=start, horizon=ahead, worlds=1000, seed=1)
later = record.events.filter(pl.col("date").is_between(start, start + timedelta(days=ahead - 1)))
happened = later.group_by("town").len("happened").rename({"town": "area"})
table = forecast.table("place").join(happened, on="area", how="left").fill_null(0)
table = table.with_columns(inside=pl.col("happened").is_between("q2_5", "q97_5"))
show(table.select("area", "median", "q2_5", "q97_5", "happened", "inside"), rows=16, digits=0)

# %%
daily = dict(record.events.group_by("date").len().iter_rows())
span = [start + timedelta(days=k) for k in range(-56, ahead)]
bands = forecast.table("total", period="day")
bands = bands.select(q025="q2_5", q25="q25", median="median", q75="q75", q975="q97_5")
says = "Events a day, and what was foretold on 1 October: median, middle half, central 95 of 100."
fan("germany-forecast", span, [daily.get(day, 0) for day in span], bands, caption=says)
whole = forecast.table("total").row(0, named=True)

# %% [markdown]
# {{table["inside"].sum()}} of {{table.height}} Länder lie inside their 95 per cent. The whole
# country had {{later.height}} events, against {{whole["median"]:.0f}} ({{whole["q2_5"]:.0f}} to
# {{whole["q97_5"]:.0f}}) foretold.
#
# ## Is that good?
#
# Only beside simple rules on many days. Every eighth Monday of the year before foretells its
# week.

# %%
scores = ct.score(
    "germany-2014",
    origins="2014-10-06:2015-09-07:56d",
    cells="week",
    theories=("default",),
    draws=500,
    seed=1,
)
ranked = scores.table().sort("log_score")
kept = ("name", "log_score", "difference", "difference_se", "crps", "coverage_90")
show(ranked.select(kept), digits=3)

# %% [markdown]
# A low score is good; a difference is less the score of `pool`, with its error over weeks.
# Where it is smaller than two errors the two are not told apart. The settings of `default` were
# chosen on days of this stretch, so the comparison flatters it; the days that were kept apart are
# in [scores of forecasts](../concepts/scoring.md), and [the guide](../guides/score.md) has more
# weeks.
#
# ## From nothing
#
# A forecast leans on the record to the day before. Worlds that start from nothing on 1 January
# 2014 and run to the same 30 September 2015 have nothing to lean on.

# %%
model, mode = models["contagion-space"], fits["contagion-space"].mode
worlds = ct.simulate(model, mode, worlds=200, seed=1, last=until, end_runaways=True)
sizes = np.array([raw.act.size for raw in worlds.raw if not raw.ended])
low, middle, high = np.quantile(sizes, [0.025, 0.5, 0.975])
print(f"{len(worlds.ended)} of {worlds.worlds} worlds ran away")
before = record.within(scenario.start, until).events.height
print(f"the others: {middle:,.0f} events ({low:,.0f} to {high:,.0f}); the record: {before:,}")

# %% [markdown]
# In {{len(worlds.ended)}} of {{worlds.worlds}} worlds unrest fed itself until a rate reached its
# cap of 500 events a day, where they were ended. The fit has seen a wave that only rose, and took
# the rise for the nature of the thing. The theory says how a day hangs on the days before it,
# which is what a forecast of some weeks needs. It does not say where the wave of 2015 came from,
# nor what ends one: for that it lacks arrivals, laws and elections, as covariates.
#
# Go on: `contention study germany-2014` makes the whole report with maps and checks;
# [forecasts](../guides/forecast.md) and [theories](../concepts/theories.md) explain what was
# used.

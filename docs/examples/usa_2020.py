"""A worked example; `make_pages.py` runs it and writes the page."""

# %% [markdown]
# # The United States after 25 May 2020: a young wave
#
# George Floyd was killed in Minneapolis on 25 May 2020. The record `usa-2020` holds the Black
# Lives Matter demonstrations of the five weeks after it, as the Crowd Counting Consortium coded
# them. Two questions: did protest in one state follow protest in the states near it, and how far
# could the week after 8 June have been foretold on that morning?

# %%
from datetime import date, timedelta

import polars as pl
from showing import fan, show

import contention as ct

record = ct.load_record("usa-2020")
scenario = ct.load_scenario("usa-2020")
audit = record.audit()
print(f"{audit.kept:,} of {audit.rows:,} rows used, {audit.first} to {audit.last}")
print(f"{audit.stated['participants'].used:,} state how many came")
print(f"{scenario.places.kind.count('town')} places")

# %% [markdown]
# The places are the states and the District of Columbia: the unit of which this case knows the
# populations. Where a row names a town, it counts for its state.

# %%
daily = record.events.group_by("date").len("events").sort("date")
first, last = daily["date"][0], daily["date"][-1]
span = [first + timedelta(days=k) for k in range((last - first).days + 1)]
counted = dict(daily.iter_rows())
events = [counted.get(day, 0) for day in span]
peak = daily.sort("events", descending=True).row(0, named=True)
fan("usa-days", span, events, caption="Demonstrations a day, all states.")

# %% [markdown]
# The wave peaks on {{peak["date"].day}} {{peak["date"]:%B}} with {{peak["events"]:,}}
# demonstrations and fades from there. Weekends stand out, and 19 June, Juneteenth. From the
# middle of June on coding was unfinished, so that part of the fall is the coders', not the
# streets'. Forecasts below stop on 14 June for that reason.
#
# ## What went before a demonstration
#
# `contagion-space` says that unrest follows its own last days at a place (`protest_echo`), and
# unrest nearby (`neighbours`). `rhythm` has no neighbours, but days of the week.

# %%
fits = {}
for name in ("contagion-space", "rhythm"):
    model = ct.bind(ct.load_theory(name), scenario)
    fits[name] = ct.fit(model, record)
    print(f"{name}: log posterior {fits[name].log_posterior:,.1f}")

columns = ("name", "mode", "low", "high", "rows")
informed = pl.col("block").eq("mechanism") & ~pl.col("rests_on_prior")
space = fits["contagion-space"].table().filter(informed)
show(space.select(columns))

# %% [markdown]
# An interval is the central 95 per cent. Nearby unrest adds something: {{space["mode"][1]:.2f}}
# ({{space["low"][1]:.2f}} to {{space["high"][1]:.2f}}). That is an association in time and space.
# States that are near one another also share news, weather and weekends, and the theory knows
# nothing of the killing itself. Violence, repression and other countries are not in this record;
# what the theory says of them stays on its prior, so the table leaves it out.

# %%
days = pl.col("name").str.contains("^protest_.*day$") & (pl.col("name") != "protest_holiday")
week = fits["rhythm"].table().filter(days).sort("mode", descending=True)
show(week.select(*columns, "rests_on_prior"))

# %% [markdown]
# Five weeks hold each day of the week five times. That is too little to learn a rhythm beside the
# levels of states: {{week["rests_on_prior"].sum()}} of {{week.height}} days rest on their priors,
# and every interval holds 0.
#
# ## The morning of 8 June
#
# A forecast fits to what lies before the day, and to nothing else. It is a
# [pool](../concepts/scoring.md#the-pool): some worlds are those of the theory `default`, the
# others continue recent levels, and past days decide how many.

# %%
start, ahead = date(2020, 6, 8), 7
forecast = ct.forecast(
    ct.load_theory("default"), scenario, record, start=start, horizon=ahead, worlds=1000, seed=1
)
total = forecast.table("total", period="day")
happened = [counted.get(start + timedelta(days=k), 0) for k in range(ahead)]
week = forecast.table("total").select("first", "last", "median", "q2_5", "q97_5")
show(week.with_columns(happened=pl.lit(sum(happened))), digits=0)

# %%
bands = total.select(q025="q2_5", q25="q25", median="median", q75="q75", q975="q97_5")
until = span.index(start) + ahead
says = (
    "Demonstrations a day, and what was foretold on 8 June: median, middle half, central 95 of 100."
)
fan("usa-forecast", span[:until], events[:until], bands, caption=says)

# %% [markdown]
# The forecast is wrong, and in one direction: {{week["median"][0]:,.0f}} in the median world, and
# {{sum(happened):,}} came, below the {{week["q2_5"][0]:,.0f}} of the 2.5 per cent quantile. On 8
# June the record held a wave on its way up. A theory whose unrest feeds on its own last days goes
# on rising; nothing it had seen told it that waves end, and past days of a rise could not tell the
# pool to trust it less.
#
# ## Against simple rules
#
# One miss proves little. So each day from 8 to 14 June is foretold on its morning, state by
# state, and the pool and `default` alone are scored beside rules that know no theory.

# %%
scores = ct.score(
    "usa-2020", origins="2020-06-08:2020-06-14", horizon=1, theories=("default",), draws=500, seed=1
)
ranked = scores.table().sort("log_score")
show(ranked.select("name", "log_score", "difference", "crps", "coverage_90"), digits=3)

# %% [markdown]
# A low score is good, and a difference is less the score of `pool`. The best is
# `{{ranked["name"][0]}}`, by {{-ranked["difference"][0]:.2f}} nats a state and day. One week is
# one block of days that hang together, so there is no error to set beside that number. On more
# days the pool is [level with the best rule](../concepts/scoring.md#the-days-held-out) one day
# ahead, and behind it seven days ahead; the theory alone loses. Whoever needs numbers for next
# week does no worse with a simple rule; whoever asks whether neighbours matter needs the fit.
#
# ## What this does not say
#
# - The record is of demonstrations that local news and social media showed. Small towns are
#   missed more often, and less so while the wave was news.
# - States are large: what spreads from town to town within one is part of `protest_echo`.
# - A forecast with the same data on the same morning was not possible: the record was compiled
#   later.
#
# Go on: `contention study usa-2020` makes the whole report, [forecasts](../guides/forecast.md)
# and [scores](../guides/score.md) say what each number is.

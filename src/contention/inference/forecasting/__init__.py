"""Forecasts: what a theory, fitted to the days before an origin, says of the days from it on."""

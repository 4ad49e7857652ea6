"""Rolling-origin scores of forecasts: what is known, what is foretold, how good it was."""

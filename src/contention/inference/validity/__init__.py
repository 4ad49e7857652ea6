"""Whether fits can be trusted: known truths recovered, counts predicted, choices that matter."""

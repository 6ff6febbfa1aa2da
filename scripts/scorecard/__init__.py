"""The scorecard's training: from the published loans to the table of points, offline."""

"""Drawings in SVG, in whole numbers: the same data, the same bytes."""

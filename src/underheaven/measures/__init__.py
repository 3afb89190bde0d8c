"""Formulas on tallies and on traced citizens, and the run folder that keeps them."""

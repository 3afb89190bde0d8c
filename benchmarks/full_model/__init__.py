"""The whole model measured: against tuned NumPy (``benchmarks.in_numpy``), in C, by size and on a cluster (``DECLARATION.md``)."""

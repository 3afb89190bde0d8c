"""The declared benchmarks; ``python -m benchmarks.run`` measures them all in one run."""

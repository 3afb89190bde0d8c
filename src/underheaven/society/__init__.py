"""A synthetic society as procedural functions of (seed, id): nobody is stored."""

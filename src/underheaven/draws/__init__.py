"""Addressed randomness: every draw has an address (seed, who, day, purpose, block) and no generator runs."""

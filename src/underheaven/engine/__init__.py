"""The engine: state, kernel, messages, tallies, and the run that turns a scenario and a seed into days."""

"""Studies: a regime and its twin on the same draws, over many worlds, with intervals."""

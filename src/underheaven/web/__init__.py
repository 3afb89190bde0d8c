"""The page: choose a regime, turn its levers, watch both worlds, ask what changed, meet a citizen, take the results away."""

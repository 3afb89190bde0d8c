"""The whole model in tuned NumPy: the peer of ``underheaven.engine``."""

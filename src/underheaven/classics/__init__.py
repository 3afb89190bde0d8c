"""Short stand-alone models of the literature, on the same draws and, where they can, on the compiled rules of the engine."""

"""Resident memory of this process tree."""

import resource


def peak_rss() -> int:
    """Largest resident set of this process or of a child that has ended, in bytes."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) * 1024

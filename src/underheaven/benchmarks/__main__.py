"""Measure one entry in a process of its own: ``python -m underheaven.benchmarks ENTRY AGENTS DAYS SEED REPEATS`` prints one JSON object."""

import json
import sys

from underheaven.benchmarks.measure import measure

if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], *map(int, sys.argv[2:6]))))

"""The oracle at full size: 16 000 citizens, 365 days of ``article`` from 1 January 2020, compiled and in plain Python, bit for bit.

``python tests/engine/oracle_full.py`` takes about six minutes on one core; ``make test`` has the same at a smaller size. Exit code 0 if
both agree and every built mechanism acted, 1 otherwise.
"""

import datetime
import sys

from underheaven.engine.oracle import ask_oracle, testimony
from underheaven.engine.run import simulate
from underheaven.engine.tally import FIRST_STOCK, Measure
from underheaven.scenario.load import load

NOT_BUILT = {"MATCHES", "FRAUD_LOSSES", "FIRMS_LISTED"}
"""Measures of the commercial scheme and of firms, which come with the next issue."""
SWITCHED_OFF = {"RECORDS_REVIEWED_AWAY"}
"""Events of safeguards that ``article`` does not have."""
CITIZENS, DAYS, SEED, START = 16_000, 365, 1, datetime.date(2020, 1, 1)


def main() -> int:
    scenario = load("article")
    with_review = scenario.with_(**{"regime.safeguards.human_review.on": True, "regime.safeguards.deduplication.on": True})
    compiled = testimony(simulate(with_review, citizens=CITIZENS, days=DAYS, seed=SEED, start=START))
    events = {measure.name: sum(day[measure] for day in compiled.national) for measure in Measure if measure < FIRST_STOCK}
    silent = [name for name, count in events.items() if count == 0 and name not in NOT_BUILT]
    print("\n".join(f"{name.lower():28}{count:>14,}" for name, count in events.items()))
    failed = bool(silent)
    if silent:
        print(f"no events: {', '.join(silent).lower()}")
    for title, arm in (("article", scenario), ("article with review and de-duplication", with_review)):
        kernel = compiled if arm is with_review else testimony(simulate(arm, citizens=CITIZENS, days=DAYS, seed=SEED, start=START))
        oracle = ask_oracle(arm, citizens=CITIZENS, days=DAYS, seed=SEED, start=START)
        agree = kernel.agrees_with(oracle)
        verdict = "agree" if agree else f"DIFFER at {kernel.first_difference(oracle)}"
        print(f"{title}: {verdict}; digest {kernel.digest[:16]}; kernel {kernel.seconds:.1f} s, plain Python {oracle.seconds:.1f} s")
        failed |= not agree
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

"""The oracle at full size: 16 000 citizens, 365 days of ``article`` from 1 January 2020, compiled and in plain Python, bit for bit.

``python tests/engine/oracle_full.py`` takes about five minutes on a free core; ``make test`` has the same at a smaller size. Exit code 0
if both agree and every built mechanism acted, 1 otherwise.
"""

import datetime
import sys

from underheaven.engine.oracle import ask_oracle, statement_of
from underheaven.engine.run import simulate
from underheaven.engine.tally import FIRST_STOCK, Measure
from underheaven.scenario.load import load

SWITCHED_OFF = {
    Measure.RECORDS_REVIEWED_AWAY, Measure.APPEALS_FILED, Measure.APPEALS_WON, Measure.AUDITS, Measure.AUDITS_STRUCK, Measure.COST_REVIEWS,
    Measure.COST_REMEDIES, Measure.ASSESSED, Measure.DECISIONS_ADVERSE, Measure.DECISIONS_WRONGFUL, Measure.CLAIMED,
    Measure.CLAIMED_WRONGLY,
}  # fmt: skip
"""Of safeguards and offices that ``article`` does not have; ``test_oracle`` and ``test_administration`` run them."""
RARE = {Measure.ALERTS_WRONG, Measure.INNOCENTS_HIT, Measure.COST_INSPECTIONS}
"""Too rare with fused profiles at this size, or no dearer than ordinary inspections; ``test_safeguards`` and ``test_firms`` have them."""
CITIZENS, DAYS, SEED, START = 16_000, 365, 1, datetime.date(2020, 1, 1)


def main() -> int:
    scenario = load("article")
    kernel = statement_of(simulate(scenario, citizens=CITIZENS, days=DAYS, seed=SEED, start=START))
    oracle = ask_oracle(scenario, citizens=CITIZENS, days=DAYS, seed=SEED, start=START)
    flows = [measure for measure in Measure if measure < FIRST_STOCK]
    events = {measure: sum(day[measure] for day in kernel.national) for measure in flows}
    silent = [measure.name.lower() for measure in flows if events[measure] == 0 and measure not in SWITCHED_OFF | RARE]
    for measure in flows:
        print(f"{measure.name.lower():28}{events[measure]:>14,}")
    agree = kernel.agrees_with(oracle)
    print(f"without events: {', '.join(silent) or 'none'}")
    print("bit for bit equal" if agree else f"DIFFERENT: {kernel.first_difference(oracle)}")
    print(f"digest {kernel.digest}; compiled {kernel.seconds:.1f} s, plain Python {oracle.seconds:.0f} s")
    return int(bool(silent) or not agree)


if __name__ == "__main__":
    sys.exit(main())

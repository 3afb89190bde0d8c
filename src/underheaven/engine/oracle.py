"""The oracle: the same arm, lived by plain Python.

Every function of the kernel is ordinary Python under ``NUMBA_DISABLE_JIT=1``. An interpreter of its own, started with that setting, lives
the arm once more; its digest and its tallies must equal the compiled ones bit for bit. ``python -m underheaven.engine.oracle`` reads a
request in JSON and answers in JSON.
"""

import datetime
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass

from underheaven.engine.run import ArmResult, national_of, simulate
from underheaven.engine.tally import Measure
from underheaven.scenario.schema import Scenario


@dataclass(frozen=True)
class Statement:
    """What two ways of living an arm must agree on."""

    digest: str
    national: list[list[int]]
    """[days][measures]: the tallies of every day, summed over strata."""
    accounts: dict[str, int]
    seconds: float
    """Of the day loops."""

    def agrees_with(self, other: "Statement") -> bool:
        """Whether everything but the time is equal."""
        return (self.digest, self.national, self.accounts) == (other.digest, other.national, other.accounts)

    def first_difference(self, other: "Statement") -> str:
        """The first day and measure on which the two part; for a failing test."""
        for day, (mine, theirs) in enumerate(zip(self.national, other.national, strict=True), 1):
            for measure in Measure:
                if mine[measure] != theirs[measure]:
                    return f"day {day}, {measure.name.lower()}: {mine[measure]} against {theirs[measure]}"
        return f"no tally differs; digests {self.digest[:16]} and {other.digest[:16]}"


def statement_of(result: ArmResult) -> Statement:
    """Of an arm that was lived in this process."""
    return Statement(result.digest, national_of(result).tolist(), result.accounts, result.seconds)


def ask_oracle(scenario: Scenario, *, citizens: int, days: int, seed: int, start: datetime.date, timeout: float | None = None) -> Statement:
    """Live an arm in plain Python, in a process of its own.

    Raises:
        subprocess.CalledProcessError: if that process fails; its messages are on standard error.
        subprocess.TimeoutExpired: after ``timeout`` seconds.
    """
    request = {"scenario": scenario.resolved(), "citizens": citizens, "days": days, "seed": seed, "start": start.isoformat()}
    answer = subprocess.run(
        [sys.executable, "-m", "underheaven.engine.oracle"],
        input=json.dumps(request),
        stdout=subprocess.PIPE,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        text=True,
        check=True,
        timeout=timeout,
    )
    return Statement(**json.loads(answer.stdout))


def answer_request(text: str) -> str:
    """Live what a request asks for; the answer as JSON."""
    request = json.loads(text)
    result = simulate(
        Scenario.model_validate(request["scenario"]), citizens=request["citizens"], days=request["days"], seed=request["seed"],
        start=datetime.date.fromisoformat(request["start"]), threads=1,
    )  # fmt: skip
    return json.dumps(asdict(statement_of(result)))


if __name__ == "__main__":
    sys.stdout.write(answer_request(sys.stdin.read()))

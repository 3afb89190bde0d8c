"""Anchors of feedback: lending (V-11), debt (V-21a, V-21b) and attention that finds itself confirmed (J-RUN)."""

import math
from functools import cache, partial

import numpy as np

from underheaven.classics.debt import BEHIND, GOOD, months_to_default, ruined, shares
from underheaven.classics.lending import Lent, expected_repayment, lend, loans_until_excluded, neutral_chance
from underheaven.classics.runaway import OAKLAND, share_at_rest, simulated_shares
from underheaven.validation.anchor import Anchor, four_sigma

_RUNS, _CAREERS, _BORROWERS, _WAITING, _GAMBLERS = 10, 50_000, 200_000, 20_000, 100_000
_DAYS, _URNS = 400_000, 40
_LIU = "Liu, Dean, Rolf, Simchowitz and Hardt (2018), PMLR 80:3150; parameters of the code (whynot)"
_AMOUR = "D'Amour et al. (2020), FAT* '20, doi:10.1145/3351095.3372878; parameters of the code (ml-fairness-gym)"
_ENSIGN = "Ensign et al. (2018), PMLR 81:160; Oakland rates 3.68511 : 2.816466"
_KEMENY = "Kemeny and Snell (1960), Finite Markov Chains, ch. 3"
_FELLER = "Feller (1968), An Introduction to Probability Theory I, ch. XIV.2"
_LENDING, _DEBT, _RUNAWAY = "classics.lending", "classics.debt", "classics.runaway"


@cache
def _lent(cutoffs: tuple[int, int] = (3, 3)) -> tuple[Lent, ...]:
    return tuple(lend(seed=seed, cutoffs=cutoffs) for seed in range(_RUNS))


def _repayment(group: int) -> float:
    return float(np.mean([run.repayment[-1, group] for run in _lent()]))


def _loans(group: int) -> float:
    return float(np.mean([run.loans[group] for run in _lent()]))


def _falling() -> float:
    """Groups whose mean chance of repayment fell, of two."""
    return float((expected_repayment(20_000) < expected_repayment(0)).sum())


def _paths() -> tuple[Anchor, ...]:
    law = ((0, (0.59, 0.495)), (5_000, (0.5371, 0.4595)), (20_000, (0.4646, 0.4146)))
    rows = [(steps, group, value) for steps, values in law for group, value in enumerate(values)]
    return tuple(
        Anchor(f"V-11b{'' if row == 1 else f'.{row}'}", f"group {group + 1}, {steps:,} steps: chance of repayment, expected", _AMOUR,
               "published", "classic", value, 1e-4, "rounding of the number given", _LENDING,
               partial(lambda steps, group: float(expected_repayment(steps)[group]), steps, group))
        for row, (steps, group, value) in enumerate(rows, 1)
    )  # fmt: skip


def _stochastic() -> tuple[Anchor, ...]:
    chance, loans = ((0.4612, 0.004), (0.4180, 0.005)), ((3488, 194), (2336, 344))
    both = math.sqrt(1 / _RUNS + 1 / 10)
    return tuple(
        Anchor(f"V-11b.{7 + 2 * what + group}", f"group {group + 1}, 20 000 drawn steps: {name}", _AMOUR, "observed", "classic", value,
               4 * deviation * both + slack * value, f"4σ of two means of ten runs, and {100 * slack:g} %", _LENDING,
               partial(f, group))
        for what, (name, rows, f, slack) in enumerate((("chance of repayment", chance, _repayment, 0.02), ("loans", loans, _loans, 0.1)))
        for group, (value, deviation) in enumerate(rows)
    )  # fmt: skip


def _careers() -> tuple[Anchor, ...]:
    return tuple(
        Anchor(f"V-11b.{11 + row}", f"from score level {3 + row}: loans until there are no more", _AMOUR, "exact", "classic", loans,
               4 * 86 / math.sqrt(_CAREERS), "4σ of a mean of 50 000 careers, sd below 86", _LENDING,
               partial(loans_until_excluded, 3 + row, people=_CAREERS))
        for row, loans in enumerate((37.74, 61.23, 72.34, 75.67))
    )  # fmt: skip


def _oakland() -> tuple[Anchor, ...]:
    rows = [(weight, share, 0.0) for weight, share in ((0, 0.5668), (0.5, 0.5989), (0.9, 0.7759))]
    exact = tuple(
        Anchor(f"J-RUN{'' if row == 1 else f'.{row}'}", f"finds of weight {weight:g} beside reports: share at the first, root", _ENSIGN,
               "published", "classic", share, 5e-5, "rounding of the number given", _RUNAWAY, partial(share_at_rest, *OAKLAND, weight))
        for row, (weight, share, _) in enumerate(rows, 1)
    )  # fmt: skip
    slow = 0.276 * (_DAYS * 0.35) ** -0.285

    def drawn(weight: float, corrected: bool = False) -> float:
        return float(simulated_shares(*OAKLAND, weight, corrected=corrected, days=_DAYS, runs=_URNS).mean())

    return (
        *exact,
        Anchor("J-RUN.4", "finds of weight .5, drawn day by day: share at the first", _ENSIGN, "exact", "classic", 0.5989, 0.003,
               "4σ of a mean of 40 runs (sd .003) and what 400 000 days leave", _RUNAWAY, partial(drawn, 0.5)),
        Anchor("J-RUN.5", "finds of weight .9, drawn day by day: share at the first", _ENSIGN, "exact", "classic", 0.7759,
               slow + 4 * 0.03 / math.sqrt(_URNS), "distance left at the rate n^−.285 of the root, and 4σ of a mean of 40 runs", _RUNAWAY,
               partial(drawn, 0.9)),
        Anchor("J-RUN.6", "only finds, counted inversely to attention: share at the first", _ENSIGN, "published", "classic", 0.5668, 0.003,
               "4σ of a mean of 40 runs (sd .0045 at 50 000 days)", _RUNAWAY, partial(drawn, 1.0, True)),
    )  # fmt: skip


def _debts() -> tuple[Anchor, ...]:
    names = ("in good standing", "behind", "in default")
    return (
        *(Anchor(f"V-21a{'' if place == 0 else f'.{place + 1}'}", f"return from default .04 a month: share {name}", _KEMENY, "exact",
                 "classic", share, four_sigma(share, _BORROWERS), "4σ of a share, n = 200 000", _DEBT,
                 partial(lambda place: shares(0.04, people=_BORROWERS)[place], place))
          for place, (name, share) in enumerate(zip(names, (0.8, 0.057143, 0.142857), strict=True))),
        *(Anchor(f"V-21a.{4 + row}", f"{name}: mean months to the first default", _KEMENY, "exact", "classic", months,
                 4 * 150 / math.sqrt(_WAITING), "4σ of a mean of 20 000 waits, sd below 150", _DEBT,
                 partial(months_to_default, start, people=_WAITING))
          for row, (name, start, months) in enumerate((("in good standing", GOOD, 150.0), ("behind", BEHIND, 130.0)))),
        *(Anchor(f"V-21b{'' if row == 1 else f'.{row}'}", f"wins with {win:g}, 10 units to 40: ruined", _FELLER, "exact", "classic",
                 share, four_sigma(share, _GAMBLERS), "4σ of a share, n = 100 000", _DEBT, partial(ruined, win, 10, 40, people=_GAMBLERS))
          for row, (win, share) in enumerate(((0.48, 0.947974), (0.5, 0.75), (0.45, 0.997897)), 1)),
    )  # fmt: skip


def _harm_and_profit() -> float:
    """Chances of repayment, of a thousand, at which a lender who loses four times what it earns lends although the score falls."""
    return float(sum(neutral_chance(1, -4) <= p < neutral_chance(75, -150) for p in np.arange(1_000) / 1_000))


ANCHORS = (
    Anchor("V-11a", "chance of repayment at which the score stays (+75, −150)", _LIU, "exact", "classic", 2 / 3, 1e-12, "exact",
           _LENDING, partial(neutral_chance, 75, -150)),
    Anchor("V-11a.2", "chance at which the lender breaks even (+1, −4)", _LIU, "exact", "classic", 0.8, 1e-12, "exact", _LENDING,
           partial(neutral_chance, 1, -4)),
    Anchor("V-11a.3", "the same for a loss of ten times", _LIU, "exact", "classic", 10 / 11, 1e-12, "exact", _LENDING,
           partial(neutral_chance, 1, -10)),
    Anchor("V-11a.4", "chances at which such a lender lends and the score falls", _LIU, "exact", "classic", 0, 0, "exact", _LENDING,
           _harm_and_profit),
    *_paths(), *_stochastic(), *_careers(),
    Anchor("V-11c", "groups whose mean chance falls though every loan is expected to pay", _AMOUR, "published", "classic", 2, 0,
           "sign", _LENDING, _falling),
    *_oakland(), *_debts(),
)  # fmt: skip

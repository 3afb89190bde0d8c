"""V-13b and the ratios of MODEL §15."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from underheaven.measures.rates import AdverseRatio, ErrorTable, Ratio, chouldechova, falsification_gap, price, reduction, suppressed

COUNTS = st.integers(0, 10**12)


def test_the_published_case_of_chouldechovas_identity():
    rate = chouldechova(Fraction("0.0164"), Fraction("0.6"), Fraction("0.1"))
    assert float(rate) == pytest.approx(0.010004, abs=5e-7)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_identity_holds_exactly_for_every_table(tp, fp, fn, tn):
    table = ErrorTable(tp, fp, fn, tn)
    assert table.identity_holds
    if tp and fp + tn:
        assert table.false_positive_rate.exact == chouldechova(
            table.prevalence.exact, table.positive_predictive_value.exact, table.false_negative_rate.exact
        )


def test_a_table_from_measures():
    table = ErrorTable.from_counts({"units_at_risk": 1_000_000, "triggers_true": 40, "triggers_found": 30, "entries": 50})
    assert table == ErrorTable(true_positives=30, false_positives=20, false_negatives=10, true_negatives=999_940)
    assert table.units == 1_000_000
    assert table.false_positive_rate.exact == Fraction(20, 999_960)
    assert table.false_negative_rate.exact == Fraction(1, 4)
    assert table.positive_predictive_value.exact == Fraction(3, 5)
    assert table.prevalence.exact == Fraction(4, 100_000)


def test_contradictory_counts_are_refused():
    with pytest.raises(ValueError, match="no 2×2 table"):
        ErrorTable.from_counts({"units_at_risk": 10, "triggers_true": 2, "triggers_found": 3, "entries": 3})


def test_shares_over_nobody_are_zero():
    assert Ratio(3, 0).exact == 0
    assert ErrorTable(0, 0, 0, 0).identity_holds
    assert falsification_gap(0, 0, 0).exact == 0


def test_reduction_is_negative_where_the_regime_adds():
    assert reduction(75, 100) == Ratio(25, 100)
    assert reduction(120, 100).exact == Fraction(-1, 5)


def test_the_falsification_gap_counts_those_who_hide_dissent():
    assert falsification_gap(1000, 380, 20).exact == Fraction(36, 100)


def test_adverse_ratio_flags_above_five_quarters():
    poor, rich = Ratio(86, 1000), Ratio(9, 1000)
    assert AdverseRatio(poor, rich).ratio == Fraction(86, 9)
    assert AdverseRatio(poor, rich).difference == Fraction(77, 10)
    assert AdverseRatio(poor, rich).flagged
    assert not AdverseRatio(Ratio(5, 100), Ratio(4, 100)).flagged
    assert AdverseRatio(Ratio(51, 1000), Ratio(4, 100)).flagged
    assert AdverseRatio(poor, Ratio(0, 9)).ratio is None
    assert AdverseRatio(poor, Ratio(0, 9)).flagged


@pytest.mark.parametrize(("persons", "events", "withheld"), [(19, 100, True), (20, 4, True), (20, 5, False), (1000, 0, True)])
def test_small_cells_are_suppressed(persons, events, withheld):
    assert suppressed(persons, events) is withheld


def test_the_price_is_told_per_offence_found_and_per_innocent_hurt():
    counts = {"cost": 12_800.0, "cost_cameras": 6_400.0, "captured_right": 64, "entries_wrongful": 0}
    assert price(counts, "captured_right") == 200
    assert price(counts, "captured_right", "cost_cameras") == 100
    assert price(counts, "entries_wrongful") is None

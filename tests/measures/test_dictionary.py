import pytest

from underheaven.engine.tally import FIRST_OF_FIRMS, Measure, is_stock
from underheaven.measures.dictionary import COLUMNS, DICTIONARY, OF_FIRMS, RUNNING_TOTALS, as_markdown, entry

CONTRACT = """
exposed listed listed_wrongly entries entries_wrongful exits travel_demanded travel_denied_air travel_denied_rail records_true records_false
acts_harmful acts_harmless positive_acts reports reports_false opted_in dissent_private dissent_public support_private support_stated
trust_neighbours trust_business trust_government score_sum hardship_sum ties_alive harassed fraud_losses firms_listed cost
"""


def test_every_measure_has_an_entry_and_only_measures_have():
    assert [measure.name.lower() for measure in Measure] == list(COLUMNS)
    assert set(CONTRACT.split()) <= set(COLUMNS)


def test_flows_and_stocks_agree_with_the_tallies():
    for measure in Measure:
        expected = {"stock"} if is_stock(measure) else {"flow", "running total"}
        assert DICTIONARY[measure.name.lower()].aggregation in expected
    assert [COLUMNS[measure] for measure in RUNNING_TOTALS] == ["persons_denied"]


def test_measures_of_firms_stand_at_the_end():
    assert {"purchases", "frauds", "firms", "firms_listed", "firms_complying"} <= OF_FIRMS
    assert {m.name.lower() for m in Measure if m >= FIRST_OF_FIRMS} == OF_FIRMS
    assert not OF_FIRMS & {"fraud_losses", "arrears", "listed", "grade_aa"}


def test_units_of_estimates_are_said_in_full():
    assert entry("listed").estimate_unit == "persons per 1 000 adults"
    assert entry("harm_done").estimate_unit == "cu per adult"
    assert entry("score_sum").estimate_unit == "points, mean over adults"
    assert entry("score_sum").divisor == 4


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(KeyError, match="did you mean 'listed_wrongly'"):
        entry("listed_wrong")


def test_the_printed_dictionary_has_one_line_a_measure():
    assert as_markdown().count("\n") == len(COLUMNS) + 2

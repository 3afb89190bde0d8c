"""What a notebook shows: small, readable, escaped."""

import underheaven as uh
from underheaven.values import Estimate


def test_an_estimate_shows_value_interval_and_unit():
    shown = Estimate(1.234567, 1.1, 1.3, 8, "days <a>")._repr_html_()
    assert "<b>1.235</b>" in shown
    assert "[1.1, 1.3] over 8 worlds" in shown
    assert "days &lt;a&gt;" in shown
    assert "not estimated" in Estimate(1, None, None, 1)._repr_html_()


def test_a_scenario_shows_title_dates_and_sources():
    article = uh.load("article")
    shown = article._repr_html_()
    assert article.title in shown
    assert all(str(change.start) in shown for change in article.timeline)
    assert "FACTS 1-09" in shown
    assert len(shown) < 3_000
    assert repr(article) == f"Scenario({article.title}, counterfactual, {article.hash[:12]})"
    assert "Dates" not in uh.load("null-regime")._repr_html_()

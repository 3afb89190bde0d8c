"""Underheaven: a laboratory for societies under score.

A regime, as data, is imposed on synthetic people and run beside the same society without it.

>>> import underheaven as uh
>>> uh.run("article", citizens=20_000, days=365, start="2020-01-01").effect("listed", by="class")  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from underheaven.report.charts.plain import chart, course_chart
    from underheaven.scenario.load import load
    from underheaven.scenario.schema import Scenario
    from underheaven.study.experiment import compare, run
    from underheaven.study.study import Run, Study
    from underheaven.values import Estimate

__all__ = ["Estimate", "Run", "Scenario", "Study", "__version__", "chart", "compare", "course_chart", "load", "run"]

_HOME = {
    "Estimate": "underheaven.values",
    "Run": "underheaven.study.study",
    "Scenario": "underheaven.scenario.schema",
    "Study": "underheaven.study.study",
    "chart": "underheaven.report.charts.plain",
    "compare": "underheaven.study.experiment",
    "course_chart": "underheaven.report.charts.plain",
    "load": "underheaven.scenario.load",
    "run": "underheaven.study.experiment",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that ``underheaven --help`` stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module 'underheaven' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__

"""Societies of several sizes, compiled once."""

import pytest

from underheaven.society.parameters import SocietyParameters
from underheaven.society.table import society_table


@pytest.fixture(scope="session")
def society_of():
    """A society of so many citizens with the shipped parameters."""
    parameters = SocietyParameters()

    def build(citizens, seed=2026):
        return society_table(parameters, seed=seed, citizens=citizens)

    return build

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "measures"))


@pytest.fixture
def changed_later():
    """``article`` with one number that a dated change sets later."""
    from underheaven.scenario.load import load_text

    return load_text("""
title: A later change
status: stylised
base: article
timeline:
  - from: 2021-06-01
    regime: {cameras: {coverage: {value: 0.6, source: {kind: assumption, low: 0.5, high: 0.9, why: a campaign}}}}
""")

"""Anchors of the measures of inequality and mobility (V-19, V-20b) in closed form."""

import math
from functools import cache

from underheaven.draws.philox import draw
from underheaven.measures.inequality import gini, second_eigenvalue, shorrocks, theil, theil_decomposed
from underheaven.validation.anchor import Anchor

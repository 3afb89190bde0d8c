"""Six matchings (T-NET1 to 4, V-24), doubles and namesakes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from underheaven.draws.compiled import compiled
from underheaven.society.doubles import double, namesake
from underheaven.society.parameters import SocietyParameters
from underheaven.society.people import district_of, recognition_group
from underheaven.society.table import society_table
from underheaven.society.ties import tie

N, WORLDS = 1000, 100


@compiled
def all_ties(society, out):
    for i in range(society.citizens):
        for k in range(6):
            out[i, k] = tie(society, i, k)


@compiled
def triangles(ties, n):
    """Triangles whose three edges lie in three matchings, each seen from its three corners."""
    seen = 0
    for i in range(n):
        for a in range(6):
            for b in range(a):
                for c in range(6):
                    if c != a and c != b and ties[ties[i, a], c] == ties[i, b]:
                        seen += 1
    return seen // 3


@compiled
def distances(ties, n, source, reached):
    """Fill the distance of everybody from ``source``; returns how many are reached."""
    queue = np.empty(n, dtype=np.int64)
    queue[0] = source
    reached[source] = 0
    head, tail = 0, 1
    while head < tail:
        i = queue[head]
        head += 1
        for k in range(6):
            j = ties[i, k]
            if reached[j] < 0:
                reached[j] = reached[i] + 1
                queue[tail] = j
                tail += 1
    return tail


def network(society):
    out = np.empty((society.citizens, 6), dtype=np.int64)
    all_ties(society, out)
    return out


@pytest.fixture(scope="module")
def worlds(society_of):
    return [network(society_of(N, seed)) for seed in range(WORLDS)]


def check_matchings(society):
    ties, n = network(society), society.citizens
    everybody = np.arange(n)
    for k in range(6):
        paired = ties[:, k] >= 0
        partner = ties[paired, k]
        assert (ties[partner, k] == everybody[paired]).all()
        assert (partner != everybody[paired]).all()
        if k >= 4:
            assert (~paired).sum() == n % 2
    districts = np.array([district_of(society, i) for i in everybody])
    for k in range(4):
        paired = ties[:, k] >= 0
        assert (districts[ties[paired, k]] == districts[paired]).all()
        alone = np.bincount(districts[~paired], minlength=society.districts)
        assert (alone == np.bincount(districts) % 2).all()


@pytest.mark.parametrize("citizens", [1, 2, 3, 255, 256, 257, 1000, 4096, 20_001])
def test_matchings_are_involutions_without_fixed_points(society_of, citizens):
    check_matchings(society_of(citizens))


@settings(max_examples=25, deadline=None)
@given(citizens=st.integers(1, 6000), seed=st.integers(0, 2**63 - 1))
def test_matchings_of_any_society(citizens, seed):
    check_matchings(society_table(SocietyParameters(), seed=seed, citizens=citizens))


def test_double_edges(worlds):
    """Two uniform matchings share (n/2)/(n − 1) pairs on average, nearly Poisson; 15 pairs of matchings a world."""
    shared = [(ties[:, a] == ties[:, b]).sum() / 2 for ties in worlds for a in range(6) for b in range(a)]
    mean = (N / 2) / (N - 1)
    assert abs(np.mean(shared) - mean) < 4 * np.sqrt(mean / len(shared))


def test_triangles(worlds):
    """Mean 20·n(n − 2)/(n − 1)² of six matchings (each of n³/6 triples, 120 colourings, three edges), nearly Poisson."""
    counts = [triangles(ties, N) for ties in worlds]
    mean = 20 * N * (N - 2) / (N - 1) ** 2
    assert abs(np.mean(counts) - mean) < 4 * np.sqrt(mean / WORLDS)
    assert abs(counts[0] - 125 / 6) < 4 * np.sqrt(125 / 6)  # the published anchor, one graph


def test_distance_is_the_logarithm(society_of):
    """Everybody is reached; the mean distance is close to log_5 n = 5.13 (V-24; here 5.03, with .03 between sources)."""
    society = society_of(3840)
    ties = network(society)
    means = []
    for source in range(0, 3840, 96):
        reached = np.full(3840, -1, dtype=np.int64)
        assert distances(ties, 3840, source, reached) == 3840
        means.append(reached.sum() / 3839)
    assert np.mean(means) == pytest.approx(np.log(3840) / np.log(5), abs=0.2)


def test_far_ties_leave_the_district(society_of):
    """A national partner lives in one's own of D equal districts with chance 1/D."""
    society = society_of(32 * 2048)
    ties = network(society)
    home = np.arange(society.citizens) // 2048
    same = (ties[:, 4:] // 2048 == home[:, None]).mean()
    chance = 1 / society.districts
    assert abs(same - chance) < 4 * np.sqrt(chance / (society.citizens))


@compiled
def confusions(society, group, K, out):
    """Doubles [citizens, K] in ``group`` (in the own group if negative), and namesakes [citizens, K]."""
    for i in range(society.citizens):
        wanted = group if group >= 0 else recognition_group(society, i)
        for m in range(K):
            out[0, i, m] = double(society, i, wanted, m, K)
            out[1, i, m] = namesake(society, i, m, K)


@pytest.mark.parametrize("group", [-1, *range(12)])
def test_doubles_belong_to_the_group_and_the_district(society_of, group):
    society = society_of(6000)
    out = np.empty((2, 6000, 3), dtype=np.int64)
    confusions(society, group, 3, out)
    groups = np.array([recognition_group(society, i) for i in range(6000)])
    districts = np.array([district_of(society, i) for i in range(6000)])
    assert (out >= 0).all()
    assert (out != np.arange(6000)[None, :, None]).all()
    assert (districts[out] == districts[None, :, None]).all()
    wanted = groups[:, None] if group < 0 else group
    assert (groups[out[0]] == wanted).all()
    assert len(np.unique(out[1])) > 0.9 * 6000


def test_doubles_are_different_persons(society_of):
    """Three starting points spread over the circle: for a large group hardly anybody has the same double twice."""
    society = society_of(3840)
    out = np.empty((2, 3840, 3), dtype=np.int64)
    confusions(society, 2, 3, out)
    for kind in out:
        assert np.mean([len(set(row)) == 3 for row in kind.tolist()]) > 0.99


@pytest.mark.parametrize("citizens", [1, 2, 3, 5])
@pytest.mark.parametrize("K", [1, 3, 50])
def test_confusion_in_the_smallest_societies(society_of, citizens, K):
    society = society_of(citizens)
    out = np.empty((2, citizens, K), dtype=np.int64)
    for group in range(12):
        confusions(society, group, K, out)
        assert (out != np.arange(citizens)[None, :, None]).all()
        assert (out < citizens).all()
        if citizens == 1:
            assert (out == -1).all()
        else:
            assert (out[1] >= 0).all()
            if (group >> 1) % 3:
                grown = np.array([(recognition_group(society, j) >> 1) % 3 for j in range(citizens)]) > 0
                assert grown[out[0][out[0] >= 0]].all()

"""A running world whose cells live in other processes, by Ray: one actor a part, messages from actor to actor, sums to the driver.

The driver keeps what is small and common to all: firms, money, policy, standing sums, who hides, the offices. State and mail come home
only for a checkpoint, for traced citizens once a week, for an office at work, and at the end. If an actor dies, the day is
given up and ``simulate`` begins again at the last checkpoint. Ray would wait for ever for a machine that does not come back; here a run
whose workers have no room for a while ends.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, cast

import numpy as np
import ray
from numpy.typing import NDArray
from ray.util.placement_group import PlacementGroup, placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

from underheaven.engine.administration import Administration
from underheaven.engine.checkpoint import Saved
from underheaven.engine.cluster.part import Evening, Morning, Part, World, by_part, columns
from underheaven.engine.mail import Mail
from underheaven.engine.run import Running, WorkerLost
from underheaven.engine.state import State
from underheaven.engine.step import Workers
from underheaven.engine.tally import MEASURES, STRATA
from underheaven.scenario.compile import Tables
from underheaven.scenario.schema import Regime, Scenario

Integers = NDArray[np.int64]
CELLS_AT_ONCE = 1 << 14
"""Cells whose words travel together: 59 MB."""
SECONDS_FOR_ROOM = 600.0
"""How long workers may wait for processors: a cluster that grows by itself brings a new machine within minutes."""

LOSSES = (
    ray.exceptions.RayActorError,  # ActorDiedError and ActorUnavailableError are two of it
    ray.exceptions.ObjectLostError,  # also where its owner died, or where it could not be fetched or made again
    ray.exceptions.WorkerCrashedError,
    ray.exceptions.NodeDiedError,
    ray.exceptions.OutOfMemoryError,  # Ray kills workers before the machine runs out
)


@contextmanager
def losses() -> Iterator[None]:
    """Say of every way in which Ray tells that a worker is gone that a worker is gone."""
    try:
        yield
    except LOSSES as error:
        raise WorkerLost("a worker of the cluster was lost") from error


class NoRoom(Exception):  # noqa: N818
    """Workers have waited too long for processors; beginning again would not help."""

    exit_code = 3


def room_for(workers: int, threads: int) -> PlacementGroup:
    """Processors for so many workers, all of them before any begins.

    Raises:
        NoRoom: if they are not there in time; nothing is held then.
    """
    room: PlacementGroup = placement_group([{"CPU": threads}] * workers, strategy="SPREAD")
    if room.wait(SECONDS_FOR_ROOM):
        return room
    remove_placement_group(room)
    nodes: list[dict[str, Any]] = cast(Any, ray).nodes()
    left = sum(int(node["Resources"].get("CPU", 0)) // threads for node in nodes if node["Alive"])
    waited = f"in {SECONDS_FOR_ROOM:.0f} s the cluster had no room for {workers} workers of {threads} thread{'s' * (threads > 1)}"
    lost = f"; is a machine lost? With --workers {left} the run goes on without it" if 0 < left < workers else ""
    raise NoRoom(waited + lost)


class FarWorkers(Workers):
    """The same tasks as a set of threads here, done by actors. ``near`` lives the firms and keeps what an earlier session counted."""

    def __init__(self, near: Workers, world: World, cells: int, districts: int, workers: int, threads: int) -> None:
        self.near = near
        self.parts = min(workers, cells)
        self.bounds = [part * cells // self.parts for part in range(self.parts + 1)]
        self.room = room_for(self.parts, threads)
        there: Any = PlacementGroupSchedulingStrategy(self.room)
        actor: Any = ray.remote(num_cpus=threads, max_restarts=0, scheduling_strategy=there)(Part)
        far_world = ray.put(world)
        self.actors = [actor.remote(far_world, self.bounds, number, threads) for number in range(self.parts)]
        self.shape = (districts, MEASURES)
        self.letters: list[list[Any]] = [[] for _ in self.actors]
        """By receiver: where the messages of the other parts lie."""
        self.answers: list[list[Any]] = []
        """Of every part on the day under way: what it counted, then its messages to each."""
        self.evenings: list[Evening] = []
        self.morning: Callable[[int], Morning]

    def begin(self, state: State) -> None:
        """Hand out all words."""
        with losses():
            self.districts = self.collect([actor.place.remote() for actor in self.actors])
            for cells in self._loads():
                self.collect([actor.take.remote(*part, columns(state, *part)) for actor, part in cells])
            self.collect([actor.get_ready.remote() for actor in self.actors])

    def bring(self, state: State) -> None:
        """Lay all words before the driver."""
        with losses():
            for cells in self._loads():
                words = self.collect([actor.give.remote(*part) for actor, part in cells])
                for (_, part), theirs in zip(cells, words, strict=True):
                    for mine, column in zip(columns(state, *part), theirs, strict=True):
                        mine[:] = column

    def bring_mail(self) -> list[Integers]:
        """Take all mail that the parts have written and not yet opened."""
        with losses():
            mails = self.collect([letter for letters in self.letters for letter in letters])
            mails += self.collect([actor.hand_in.remote() for actor in self.actors])
        self.letters = [[] for _ in self.actors]
        return mails

    def _loads(self) -> Iterator[list[tuple[Any, tuple[int, int]]]]:
        """Actors with cells of theirs, at most so many a turn that they fit into the store of objects."""
        size = max(1, CELLS_AT_ONCE // self.parts)
        longest = max(last - first for first, last in pairwise(self.bounds))
        for start in range(0, longest, size):
            yield [
                (actor, (first + start, min(first + start + size, last)))
                for actor, (first, last) in zip(self.actors, pairwise(self.bounds), strict=True)
                if first + start < last
            ]

    def collect(self, answers: list[Any]) -> list[Any]:
        """Wait for all answers."""
        return list(ray.get(answers))

    def set_out(self, day: int, mail: Mail) -> None:
        """Have the parts begin the day; ``mail`` is what the driver itself has posted."""
        morning, posted = self.morning(day), by_part(mail, self.bounds)
        with losses():
            self.answers = [
                actor.live.options(num_returns=1 + self.parts).remote(morning, mine, *letters)
                for actor, mine, letters in zip(self.actors, posted, self.letters, strict=True)
            ]

    def live(self, tables: Tables, state: State, day: int, mail: Mail) -> tuple[Integers, Integers, Integers, list[Integers]]:
        """One day of everybody, far away, which has begun."""
        answers = self.answers
        with losses():
            self.evenings = self.collect([answer[0] for answer in answers])
        self.letters = [[answers[i][1 + j] for i in range(self.parts) if i != j] for j in range(self.parts)]
        strata, districts = np.zeros((STRATA, MEASURES), np.int64), np.zeros(self.shape, np.int64)
        for here, evening in zip(self.districts, self.evenings, strict=True):
            evening.strata.add_to(strata)
            evening.districts.add_to(districts[here])
        return strata, districts, np.sum([evening.accounts for evening in self.evenings], axis=0), []

    def plugin_tallies(self) -> Integers:
        """Two counts of each plug-in for the day that was lived last."""
        return np.asarray(np.sum([evening.plugins for evening in self.evenings], axis=0), np.int64)

    def warm_up(self, tables: Tables, state: State, mail: Mail) -> None:
        """Every part has loaded its own kernel."""

    def hiders(self) -> Integers:
        """Citizens who went into hiding today, in no particular order."""
        return np.concatenate([evening.hiders for evening in self.evenings])

    def lapses(self, day: int) -> tuple[Integers, Integers]:
        """Listings that end on ``day``, the day lived last."""
        districts = np.zeros((self.shape[0], 2), np.int64)
        for here, evening in zip(self.districts, self.evenings, strict=True):
            districts[here] += evening.district_lapsed
        return np.sum([evening.lapsed for evening in self.evenings], axis=0), districts

    def events(self) -> Integers:
        """Rows of traced citizens' events, in no particular order."""
        with losses():
            return np.concatenate([self.near.events(), *self.collect([actor.events.remote() for actor in self.actors])])

    def work_done(self) -> int:
        """Candidates, messages and weekly touches worked through."""
        return self.near.work_done() + sum(evening.work for evening in self.evenings)

    def close(self) -> None:
        """End the actors and the threads."""
        for actor in self.actors:
            ray.kill(actor)
        remove_placement_group(self.room)
        self.near.close()


class FarAdministration(Administration):
    """Offices at the driver: where one is at work, the words of citizens come home for it."""

    def __init__(self, near: Administration, workers: FarWorkers) -> None:
        self.__dict__.update(near.__dict__)
        self.far = workers

    def work(
        self, tables: Tables, regime: Regime, state: State, day: int, strata: Integers, districts: Integers
    ) -> tuple[Integers, Integers]:
        """A day's end."""
        if day % 7 == 0 and self.any_at_work(regime):
            self.far.bring(state)
        return super().work(tables, regime, state, day, strata, districts)


class FarRunning(Running):
    """A running world on ``workers`` actors."""

    workers: FarWorkers

    def __init__(
        self, scenario: Scenario, citizens: int, days: int, seed: int, start: datetime.date, threads: int, traced: Sequence[int],
        block_cells: int | None, saved: Saved | None = None, *, workers: int,
    ) -> None:  # fmt: skip
        super().__init__(scenario, citizens, days, seed, start, threads, traced, block_cells, saved)
        lived = saved.day if saved is not None else 0
        world = World(scenario, citizens, days, seed, start, list(self.policy.group_shares or ()), tuple(traced), lived)
        near: Any = self.workers
        self.compiling.wait()  # workers on this machine load what is compiled here
        try:
            self.workers = FarWorkers(near, world, self.society.cells, self.society.districts, workers, threads)
        except BaseException:
            near.close()
            raise
        self.workers.morning = self._morning
        self.administration = FarAdministration(self.administration, self.workers)
        self.abolished = False
        try:
            self.workers.begin(self.state)
        except BaseException:
            self.workers.close()
            raise

    def _morning(self, day: int) -> Morning:
        return Morning(day, self.spread, self.transfer, self.tracing, self.market.visible_sanctions, self.abolished)

    def _end_lists(self, packed: Tables, day: int, strata: Integers, districts: Integers) -> None:
        """The parts do it as their day begins."""

    def _lapse(self, tables: Tables, packed: Tables, day: int) -> tuple[Integers, Integers] | None:
        self.abolished = self.lists_were_kept and tables.lists.days_factor == 0
        return super()._lapse(tables, packed, day)

    def bring_home(self) -> None:
        """Lay state and mail before the driver. The parts keep no mail then: the driver posts it anew."""
        self.workers.bring(self.state)
        self.mail.deliver([self.mail.sorted[: self.mail.count].copy(), *self.workers.bring_mail()])

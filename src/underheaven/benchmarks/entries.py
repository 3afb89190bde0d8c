"""Who takes part: one row an entry."""

from importlib import metadata
from shutil import which
from typing import NamedTuple


class Entry(NamedTuple):
    """An entry: where its model is made, and how far it is asked to go."""

    module: str
    maker: str
    package: str = ""
    """Distribution whose version is reported; empty for ours and for C."""
    largest: int = 100_000_000
    """Most agents it is measured with; slow entries stop earlier."""
    compiles_by_shape: bool = False
    """Whether the warm-up must have the measured size."""
    pin: str = ""
    """Version of a peer that is not among our own dependencies; ``make bench`` runs it in a throw-away environment."""

    @property
    def peer(self) -> bool:
        """Whether it is never installed beside us by ourselves."""
        return bool(self.pin)

    @property
    def install(self) -> str:
        """What must be done before it can be measured; empty if nothing."""
        if self.module == "with_c":
            return "" if which("gcc") else "install gcc, with OpenMP"
        try:
            metadata.version(self.package or "underheaven")
        except metadata.PackageNotFoundError:
            return f"pip install {self.package}{self.pin and '=='}{self.pin}"
        return ""


ENTRIES = {
    "Mesa, do": Entry("with_mesa", "in_order", "mesa", 1_000_000),
    "Mesa, shuffle_do": Entry("with_mesa", "shuffled", "mesa", 1_000_000),
    "mesa-frames": Entry("with_mesa_frames", "Society", "mesa-frames", 10_000_000, pin="0.1.0a0"),
    "Polars, eager": Entry("with_polars", "Eager", "polars"),
    "Polars, lazy": Entry("with_polars", "Lazy", "polars"),
    "Starsim": Entry("with_starsim", "Society", "starsim", 10_000_000, pin="3.7.2"),
    "NumPy, usual": Entry("with_numpy", "Usual", "numpy"),
    "NumPy, tuned": Entry("with_numpy", "Tuned", "numpy"),
    "JAX, threefry": Entry("with_jax", "threefry", "jax", compiles_by_shape=True, pin="0.10.2"),
    "JAX, rbg": Entry("with_jax", "rbg", "jax", compiles_by_shape=True, pin="0.10.2"),
    "LASER, 1 thread": Entry("with_laser", "one_thread", "laser-core", pin="1.0.5"),
    "LASER, 2 threads": Entry("with_laser", "two_threads", "laser-core", pin="1.0.5"),
    "C, dense, 1 thread": Entry("with_c", "Dense"),
    "C with OpenMP, dense, 2 threads": Entry("with_c", "two_threads"),
    "Underheaven, dense, 1 thread": Entry("ours", "Dense"),
    "Underheaven, dense, 2 threads": Entry("ours", "dense_two_threads"),
    "Underheaven, candidates, 1 thread": Entry("ours", "Candidates"),
    "Underheaven, candidates, 2 threads": Entry("ours", "candidates_two_threads"),
}
OURS = tuple(name for name, entry in ENTRIES.items() if entry.module == "ours")
YARDSTICK = "NumPy, tuned"
"""What anybody has, hence what everything is compared with."""
DAYS = {10_000: 365, 100_000: 100, 1_000_000: 20, 10_000_000: 10}
"""Agents → days that are measured."""


def days_for(agents: int) -> int:
    """Days of a measurement with any number of agents: those of the next larger declared number."""
    return next((days for size, days in DAYS.items() if agents <= size), min(DAYS.values()))

"""Who takes part: one row an entry."""

from typing import NamedTuple


class Entry(NamedTuple):
    """An entry: where its model is made, and how far it is asked to go."""

    module: str
    maker: str
    package: str = ""
    """Distribution whose version is reported; empty for ours."""
    largest: int = 10_000_000
    """Most agents it is measured with; slow entries stop earlier."""
    compiles_by_shape: bool = False
    """Whether the warm-up must have the measured size."""
    peer: bool = False
    """Whether it runs in a throw-away environment of its own (``peers.txt``)."""


ENTRIES = {
    "Mesa, do": Entry("with_mesa", "in_order", "mesa", 1_000_000),
    "Mesa, shuffle_do": Entry("with_mesa", "shuffled", "mesa", 1_000_000),
    "mesa-frames": Entry("with_mesa_frames", "Society", "mesa-frames", peer=True),
    "Polars, eager": Entry("with_polars", "Eager", "polars"),
    "Polars, lazy": Entry("with_polars", "Lazy", "polars"),
    "Starsim": Entry("with_starsim", "Society", "starsim", peer=True),
    "NumPy, usual": Entry("with_numpy", "Usual", "numpy"),
    "NumPy, tuned": Entry("with_numpy", "Tuned", "numpy"),
    "JAX, threefry": Entry("with_jax", "threefry", "jax", compiles_by_shape=True, peer=True),
    "JAX, rbg": Entry("with_jax", "rbg", "jax", compiles_by_shape=True, peer=True),
    "LASER, 1 thread": Entry("with_laser", "one_thread", "laser-core", peer=True),
    "LASER, 2 threads": Entry("with_laser", "two_threads", "laser-core", peer=True),
    "C, dense, 1 thread": Entry("with_c", "Dense"),
    "C with OpenMP, dense, 2 threads": Entry("with_c", "two_threads"),
    "Underheaven, dense, 1 thread": Entry("ours", "Dense"),
    "Underheaven, dense, 2 threads": Entry("ours", "dense_two_threads"),
    "Underheaven, candidates, 1 thread": Entry("ours", "Candidates"),
    "Underheaven, candidates, 2 threads": Entry("ours", "candidates_two_threads"),
}
OURS = tuple(name for name, entry in ENTRIES.items() if entry.module == "ours")

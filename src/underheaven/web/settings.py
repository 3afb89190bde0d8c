"""What the one who starts the server decides."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Written once, at the start."""

    runs: Path
    """Folder of run folders; nothing is written anywhere else."""
    host: str = "127.0.0.1"
    token: str = ""
    """Whoever knows it may use the page; without one the page listens on this machine only."""
    threads: int = 2
    budget: int = 4_000_000_000
    """Most citizen-days of one run."""
    waiting: int = 32
    """Most runs in the queue."""
    worker: bool = True
    """Whether runs are lived; without it the server shows finished ones."""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """Proves that a change was asked for by this server's own page."""

    @property
    def shelf(self) -> Path:
        """Where uploads are kept."""
        return self.runs / ".scenarios"

    @property
    def local(self) -> bool:
        """Whether the server listens on this machine alone."""
        return self.host in LOOPBACK


LOOPBACK = ("127.0.0.1", "localhost", "::1")

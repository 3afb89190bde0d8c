"""Which machine it was."""

import os
import platform
import re
from pathlib import Path
from typing import Any

_LINUX = Path("/proc/cpuinfo")


def processor() -> str:
    """Name of the processor, as the system tells it."""
    if _LINUX.exists():
        told = re.search(r"^model name\s*:\s*(.+)$", _LINUX.read_text(encoding="utf-8"), re.MULTILINE)
        if told:
            return told[1]
    return platform.processor() or platform.machine()


def machine() -> dict[str, Any]:
    """Processor, system, cores."""
    return {"processor": processor(), "system": f"{platform.system()} {platform.machine()}", "cores": os.cpu_count()}

"""The command line in this very process: what a real one says and how it ends, without the seconds that a process takes to start."""

import io
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest import mock

from underheaven.cli import main


def here(*arguments: object, cwd: Path | None = None) -> CompletedProcess[str]:
    """``underheaven`` with these arguments; for tests that are not about processes, signals or limits."""
    words, out, err = [*map(str, arguments)], io.StringIO(), io.StringIO()
    argv = mock.patch.object(sys, "argv", ["underheaven", *words])
    code = 0
    with argv, chdir(cwd or Path.cwd()), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return CompletedProcess(words, code, out.getvalue(), err.getvalue())

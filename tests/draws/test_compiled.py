"""Kernels that nobody runs any more do not stay on the disk for ever."""

import os
import time

from underheaven.draws.compiled import _forget_unused

DAY = 86_400


def test_kernels_unused_for_a_month_are_forgotten(tmp_path):
    for name, days in (("kernels-old", 31), ("kernels-new", 29), ("runs", 400)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "kernel.nbi").write_text("")
        os.utime(folder, (time.time() - days * DAY,) * 2)
    _forget_unused(tmp_path)
    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["kernels-new", "runs"]

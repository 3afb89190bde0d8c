"""The worker: a process of its own that lives one run after the other, and dies with the server.

It reads commands as JSON lines from its standard input and tells of runs as JSON lines on its standard output. When the input ends,
the server is gone, and so is the worker, whatever it was doing.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from underheaven.measures.files import FolderError
from underheaven.scenario.messages import ScenarioError
from underheaven.web.question import Question, Shelf


class _Worker:
    def __init__(self) -> None:
        self.control: Any = None
        self.running = ""
        self.lock = Lock()
        self.out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)  # whatever else prints goes to the server's own errors

    def tell(self, run: str, kind: str, data: Any) -> None:
        """One line to the server."""
        with self.lock:
            self.out.write(json.dumps({"run": run, "kind": kind, "data": data}, separators=(",", ":"), ensure_ascii=False) + "\n")
            self.out.flush()

    def listen(self, todo: "list[dict[str, Any]]", ready: Any) -> None:
        """Take commands until the server is gone."""
        for line in sys.stdin:
            command = json.loads(line)
            if command["do"] == "run":
                todo.append(command)
                ready.set()
            elif self.control is not None and command["run"] == self.running:
                self.control.ask(command["do"])
        os._exit(0)

    def work(self) -> None:
        """Warm up, then live what is asked for, for ever."""
        from threading import Event

        from underheaven.web.look import Control

        todo: list[dict[str, Any]] = []
        ready = Event()
        Thread(target=self.listen, args=(todo, ready), daemon=True).start()
        _warm_up()
        self.tell("", "ready", {})
        while True:
            ready.wait()
            ready.clear()
            while todo:
                command = todo.pop(0)
                self.control, self.running = Control(), command["run"]
                self._live(command)
                self.running = ""

    def _live(self, command: dict[str, Any]) -> None:
        from underheaven.web.live import live

        run = command["run"]
        try:
            question = Question(**command["question"] | {"changes": tuple(map(tuple, command["question"]["changes"]))})
            shelf = Shelf(Path(command["shelf"]))
            finished = live(
                question, shelf, Path(command["folder"]), self.control, lambda kind, data: self.tell(run, kind, data), command["threads"]
            )
            self.tell(run, "end", {"state": "done" if finished else "cancelled", "message": ""})
        except Exception as error:
            sys.excepthook(*sys.exc_info())  # into the server's log; the visitor reads what is meant for people only
            meant = isinstance(error, ScenarioError | FolderError | MemoryError)
            words = " ".join(str(error).split()) or "not enough memory; fewer citizens need less"
            self.tell(run, "end", {"state": "failed", "message": words if meant else "The server has written down what went wrong."})


def _warm_up() -> None:
    """Compile or fetch the kernel before anybody waits for it."""
    from underheaven.engine.run import simulate
    from underheaven.scenario.load import load

    simulate(load("article"), citizens=2_048, days=8, seed=1, start=date(2020, 1, 1), threads=1, traced=(1, 2))


if __name__ == "__main__":
    _Worker().work()

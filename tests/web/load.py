"""Many visitors at one run and runs in the queue, as a script: python tests/web/load.py [VISITORS] [QUEUED].

Starts a server, follows one run with many connections at once, some of which break off and take up again, asks for pages meanwhile,
and says whether any event was lost, how fast pages came, and how the server's memory moved. Exit 1 if an event was lost.
"""

import asyncio
import json
import re
import signal
import statistics
import sys
import tempfile
import time

import httpx2
import psutil


async def follow(client: httpx2.AsyncClient, run: str, breaks: bool) -> dict[int, str]:
    """Events by number; a visitor who ``breaks`` off after a while takes up at the last number."""
    seen: dict[int, str] = {}
    while True:
        headers = {"last-event-id": str(max(seen))} if seen else {}
        number, kind = -1, ""
        async with client.stream("GET", f"/api/runs/{run}/events", headers=headers, timeout=None) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("id: "):
                    number = int(line[4:])
                elif line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: "):
                    seen[number] = kind
                    if kind == "state" and json.loads(line[6:])["state"] in ("done", "cancelled", "failed"):
                        return seen
                elif not line and breaks and len(seen) % 25 == 0:
                    break


async def main(visitors: int, queued: int) -> int:
    with tempfile.TemporaryDirectory() as runs:
        command = [sys.executable, "-m", "underheaven", "serve", "--port", "0", "--runs", runs, "--json"]
        server = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert server.stdout is not None
        url = json.loads(b"".join([await server.stdout.readline() for _ in range(4)]))["url"]
        limits = httpx2.Limits(max_connections=visitors + 8)
        async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
            proof = re.search('name="proof" content="([^"]+)"', (await client.get("/")).text)
            assert proof is not None
            started = []
            for seed in range(queued + 1):
                query = f"citizens={16_384 if not seed else 1_024}&days={240 if not seed else 7}&seed={seed}"
                answer = await client.post(
                    "/api/runs", json={"scenario": "court-list", "query": query}, headers={"x-underheaven": proof[1]}
                )
                started.append(answer.json()["run"])
            process = psutil.Process(server.pid)
            followers = [asyncio.create_task(follow(client, started[0], place % 4 == 0)) for place in range(visitors)]
            seconds, memory = [], []
            while not all(task.done() for task in followers):
                began = time.perf_counter()
                (await client.get(f"/api/runs/{started[0]}")).raise_for_status()
                seconds.append(time.perf_counter() - began)
                memory.append(process.memory_info().rss / 1e6)
                await asyncio.sleep(0.25)
            heard = [task.result() for task in followers]
            told = {number for one in heard for number, kind in one.items() if kind != "frame"}
            lost = sum(len(told - one.keys()) for one in heard)
            states = [(await client.get(f"/api/runs/{run}")).json()["state"] for run in started]
        server.send_signal(signal.SIGINT)
        await server.wait()
    print(f"{visitors} visitors, {len(told)} events each, {lost} lost; {states.count('queued')} of {queued} runs still waiting")
    middle, worst = (1e3 * pick(seconds) for pick in (statistics.median, max))
    print(f"the server answered in {middle:.0f} ms at the median, {worst:.0f} ms at worst ({len(seconds)} asked)")
    print(f"memory of the server {memory[0]:.0f} MB at first, {max(memory):.0f} MB at most, {memory[-1]:.0f} MB at the end")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*[int(text) for text in sys.argv[1:3]] or [100, 20])))

"""A week with amulets, compiled into the kernel."""

from underheaven.draws.compiled import compiled_part
from underheaven.engine.mail import FEAR, send
from underheaven.engine.state import fear_of, unpack


@compiled_part
def step(tables, desk, citizen, day, numbers, words, bits):
    """One adult: (new bits, bought, worn)."""
    _, _, life = unpack(desk, citizen)
    bought = int(bits == 0 and fear_of(life) >= numbers[0] and words[0] < numbers[1])
    worn = bits | bought
    if worn == 1:
        send(desk, citizen, FEAR, -numbers[2])
    return worn, bought, worn

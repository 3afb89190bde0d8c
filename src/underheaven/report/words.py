"""Numbers and names as a newspaper prints them.

A number never stands alone: it carries its interval over worlds, or a dagger and the reason why there is none. Groups of too few
persons or events are withheld.
"""

import math

from underheaven.day.vocabulary import Channel
from underheaven.language import SPACE, later, say
from underheaven.values import Estimate

PER_1000 = later("of {THOUSAND} adults")
MINUS = "\u2212"
DAGGER = "†"
WITHHELD = later("too few to show")
NOT_SHOWN = "–"

CLASS_WORDS = (later("poorest fifth"), later("second fifth"), later("middle fifth"), later("fourth fifth"), later("richest fifth"))
SEX_WORDS = (later("men"), later("women"))
AGE_WORDS = (later("under 16"), later("aged 16 to 59"), later("aged 60 and over"))
ORIGIN_WORDS = (later("majority origin"), later("minority origin"))
RESIDENCE_WORDS = (later("in town, registered"), later("in town, unregistered"), later("in the country"))
CHANNEL_WORDS = {
    Channel.CAMERAS: later("cameras"),
    Channel.MESSAGES: later("messages read"),
    Channel.INFORMANTS: later("informants"),
    Channel.RECORDS: later("files and registers"),
    Channel.PLATFORM: later("the platform's data"),
}
ACT_WORDS = {
    "acts_jaywalking": later("crossing against the light"),
    "acts_unleashed_dog": later("dog off the leash"),
    "acts_late_bill": later("late bill"),
    "acts_default": later("default on a debt"),
    "acts_tax_evasion": later("tax evasion"),
    "acts_fare_evasion": later("fare evasion"),
    "acts_video_games": later("many video games"),
    "acts_trivial_purchase": later("trivial purchase"),
    "acts_critical_speech": later("critical speech"),
    "acts_protest": later("protest or petition"),
    "acts_charity": later("charity"),
    "acts_family_help": later("help for family"),
    "acts_praise": later("public praise"),
}


def number(value: float, digits: int | None = None) -> str:
    """A number with a true minus and groups of three; three figures and no idle zeros unless ``digits`` decimals are asked for.

    >>> number(-12345.6).replace(SPACE, " ")
    '−12 346'
    >>> number(0.04567), number(2.50), number(180)
    ('0.0457', '2.5', '180')
    """
    text = f"{abs(value):,.{decimals(value) if digits is None else digits}f}".replace(",", SPACE)
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if value < 0 and float(text.replace(SPACE, "")) else "") + text


def decimals(value: float) -> int:
    """Decimals that show a value with three figures."""
    size = abs(value)
    return 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 1 else min(9, 2 - math.floor(math.log10(size)))


def digits_of(estimate: Estimate) -> int:
    """Decimals of an estimate: three figures of the value, but no more than two of its uncertainty."""
    if estimate.low is None or estimate.high is None or estimate.high == estimate.low:
        return decimals(estimate.value)
    half = (estimate.high - estimate.low) / 2
    certain = max(0, 1 - math.floor(math.log10(half)))
    return min(decimals(estimate.value) if estimate.value else certain, certain)


def signed(value: float, digits: int) -> str:
    """A number with its plus."""
    text = number(value, digits)
    return f"+{text}" if value > 0 and float(text.replace(SPACE, "")) else text


def value_of(estimate: Estimate, sign: bool = False) -> str:
    """The value alone, as a label beside a whisker."""
    return (signed if sign else number)(estimate.value, digits_of(estimate))


def interval(estimate: Estimate, sign: bool = False) -> str:
    """``[low, high]`` with as many decimals as the value, or nothing."""
    if estimate.low is None or estimate.high is None:
        return ""
    print_end = signed if sign else number
    low, high = (print_end(end, digits_of(estimate)) for end in (estimate.low, estimate.high))
    return f"[{low},{SPACE}{high}]"


def written(estimate: Estimate | None, unit: str = "", sign: bool = False) -> str:
    """An estimate with its interval; a dagger where there is none (the caption says why).

    >>> written(Estimate(4.1, 3.9, 4.3, 8), "%").replace(SPACE, " ")
    '4.10 % [3.90, 4.30]'
    """
    if estimate is None:
        return say(WITHHELD)
    return SPACE.join(filter(None, [value_of(estimate, sign), unit, interval(estimate, sign) or DAGGER]))


def why_no_interval(worlds: int) -> str:
    """What the dagger stands for."""
    return say("interval not estimated: one world") if worlds == 1 else say("interval not estimated: fewer than 8 worlds")


def meaning_of_intervals(worlds: int) -> str:
    """The sentence under every chart."""
    if worlds < 8:
        return f"{DAGGER} {why_no_interval(worlds)}"
    return say("95{SPACE}% Monte-Carlo intervals over {worlds} worlds, assumptions fixed", worlds=worlds)


def joined(parts: list[str]) -> str:
    """``a, b and c``."""
    *first, last = parts or [""]
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last


def capitalised(text: str) -> str:
    """The text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]

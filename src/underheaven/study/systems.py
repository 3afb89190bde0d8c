"""Every system of the laboratory as a row: what it is, where it stands, how it is switched off, and what that must change.

Rows are numbered as in the mission, S01 to S26. A switch is the whole argument of ``run --set`` that turns a row off; the sign says
whether its measure is higher (+1) or lower (−1) with the row on than with it off, everything else and every draw being the same.
``study.switches`` measures that; ``tests/study/test_systems.py`` fails where a switch does not do what its row says.

>>> next(row for row in SYSTEMS if row.id == "S04").switch
'regime.cameras=off'
"""

from typing import Literal, NamedTuple


class System(NamedTuple):
    """One row."""

    id: str
    name: str
    mechanism: str
    """Module that holds the mechanism, below ``underheaven``."""
    switch: str
    """Whole argument of ``run --set`` that turns it off."""
    measure: str
    """Column of the run folder that the switch moves."""
    sign: Literal[1, -1]
    """+1 if the measure is higher with the row on, −1 if it is lower."""
    does: str
    """What it does, in plain words."""
    why: str
    """Why the measure moves that way."""
    given: tuple[str, ...] = ()
    """Settings that hold in both arms: they switch on what the scenario leaves off, or intensify a rare row by a printed factor."""


SYSTEMS = (
    System(
        "S01", "points for conduct", "day.rulebook", "regime.rulebook=off", "positive_acts", +1,
        "Conduct of every kind, from charity and praise to jaywalking, late bills, video games and protest, is worth points and days on a "
        "list; each kind is one row of the rulebook, and its values are data.",
        "What earns points is done more often.",
    ),
    System(
        "S02", "movement ban", "day.travel", "regime.sanctions.domains={air_travel: off, fast_rail: off}", "persons_denied", +1,
        "A listed citizen who wants to fly or to take a fast train is refused; refused trips are counted as person-times, and the persons "
        "behind them beside these.",
        "Without the ban nobody is refused.",
    ),
    System(
        "S03", "limited everywhere", "day.sanctions", "regime.sanctions.joint=off", "burden_unrelated", +1,
        "A visible matrix says in which of twelve fields of life a listing bites; joint punishment makes every cause count in every field.",
        "A listing that bites everywhere burdens people in fields that have nothing to do with its cause.",
    ),
    System(
        "S04", "camera network", "day.cameras", "regime.cameras=off", "captured_by_cameras", +1,
        "Districts have more or fewer cameras, growing by year; they see a share of public conduct, and each citizen-day covered has its "
        "price.",
        "Only cameras capture by camera.",
    ),
    System(
        "S05", "face recognition", "day.recognition", "regime.recognition=off", "captured_right", +1,
        "A face that a camera saw is recognised, missed, or taken for another person's, by image quality, gallery, group and year.",
        "Without recognition a camera sees an act but no name, so fewer acts are written on whoever did them.",
    ),
    System(
        "S07", "neighbourhood watch", "day.informants", "regime.informants=off", "reports", +1,
        "Volunteers, neighbours and children report what they saw, and sometimes what never happened; most reports are useless.",
        "Without informants nobody reports.",
    ),
    System(
        "S08", "message monitoring", "day.messages", "regime.messages=off", "captured_by_messages", +1,
        "A share of private messages is read, deleted ones too; a critical one may be missed, and a harmless one may raise an alarm.",
        "Only monitoring captures by message.",
    ),
    System(
        "S09", "censorship", "day.knowledge", "regime.censorship=off", "trust_neighbours", -1,
        "Part of what people would read is removed: news of the regime, others' dissent, and what would mend trust.",
        "Hurt trust among neighbours recovers more slowly where less is told.",
    ),
    System(
        "S14", "perks and red lists", "day.perks", "regime.perks=off", "trust_government", +1,
        "Good grades bring money, cheaper loans and waived deposits, and make points worth working for.",
        "Favours buy acceptance: whoever receives them trusts the government more.",
    ),
    System(
        "S15", "blacklists", "day.standing", "regime.lists=off", "listed", +1,
        "Records and the lowest grade list a citizen for a term; a debtor may pay to leave, and every listing knows whether it was "
        "deserved.",
        "Without lists nobody is listed.",
    ),
    System(
        "S16", "public shaming", "day.shaming", "regime.shaming=off", "acts_jaywalking", -1,
        "Who is listed may be shown on billboards and announced by a dial tone; the shown are harassed, and those around grow afraid.",
        "Fear around the shown deters at the crossing where the billboard stands.",
    ),
    System(
        "S17", "class effects", "day.jobs", "regime.sanctions.domains={hiring: off, promotion: off}", "employed", -1,
        "Late bills and defaults follow from an empty purse; listings then reach into work, credit, schooling and ties.",
        "Listed citizens wait longer for work and are passed over.",
    ),
    System(
        "S18", "trust", "day.trust", "world.trust=off", "trust_government", -1,
        "Trust in neighbours, business and government moves with what happens to people and returns to its baseline week by week.",
        "Listings and hardship cost trust in the government; frozen trust cannot fall.",
    ),
    System(
        "S19", "conformity", "day.adaptation", "world.adaptation=off", "acts_harmless", -1,
        "People learn how often they are caught and grow afraid where sanctions come near; fear magnifies every stake.",
        "Fear holds people back from conduct that harms nobody.",
    ),
    System(
        "S20", "dissent", "day.expression", "world.expression=off", "dissent_public", +1,
        "Discontent is kept private or shown, by boldness, price, visibility and the crowd around; monitoring raises the price.",
        "Without dissent nobody shows any.",
    ),
    System(
        "S24", "approval", "day.knowledge", "regime.knowledge.trust_lost_on_learning=0", "support_private", -1,
        "What people would answer stands beside what they think; perks raise private support, own sanctions and learning of the regime "
        "lower it.",
        "Whoever learns how the regime works supports the government less.",
    ),
    System(
        "S25", "safeguards", "day.safeguards", "regime.safeguards.human_review=off", "listed_wrongly", -1,
        "Human review looks at adverse records before they count, and de-duplication lets one act make one record; each has a strength and "
        "a price.",
        "Review removes false records, so fewer people are listed for what they did not do.",
        ("regime.safeguards.human_review=on",),
    ),
    System(
        "S26", "a regime's price", "day.price", "regime.price=off", "cost", +1,
        "Cameras, readers of messages, informants, reviewers and the keeping of lists are paid from the public purse, and what the purse "
        "lacks is missing in everybody's transfer.",
        "What is not counted costs nothing.",
    ),
)  # fmt: skip
"""Every row that is built, in order."""

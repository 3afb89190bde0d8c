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
        "S06", "identity fusion", "day.fusion", "regime.fusion=off", "modalities_held", +1,
        "Face, voice, gait, fingerprint and blood of one person are joined in a profile; each that is held makes a camera miss less often.",
        "Only fusion joins what several sensors know of a person.",
        ("regime.fusion=on",),
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
        "S10", "financial scoring", "day.financial_record", "regime.financial_record=off", "newly_banked", +1,
        "Bills paid on time make a record for people without a bank account, and the record opens a credit line, at a price. The "
        "row is shown with three paid months as enough, instead of thirteen.",
        "Only the record lets lenders see how the unbanked pay.",
        ("regime.financial_record=on", "world.economy.credit.months_for_line=3"),
    ),
    System(
        "S11", "pilots and roll-out", "day.rollout", "regime.rollout=off", "exposed", +1,
        "Districts become pilots one after another, each under one of several rulebooks, and people there join by choice, until a day on "
        "which the scheme is compulsory.",
        "While there are pilots, only the roll-out brings anybody under the scheme.",
        ("regime.exposure.scope=pilots",),
    ),
    System(
        "S12", "commercial scheme", "day.commercial", "regime.commercial=off", "opted_in", +1,
        "A platform scores whoever joins, waives deposits, eases visas, lets members boast and shows the score to those who look for a "
        "partner; who joins depends on perks, peers and the wish for privacy.",
        "Without the scheme nobody is a member.",
    ),
    System(
        "S13", "data sharing", "day.sharing", "regime.sharing=off", "captured_by_platform", +1,
        "The state may read what the platform knows of its members, and a listing may cap the platform's score.",
        "Purpose limitation closes the platform's data to the state.",
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
        "S16", "public shaming", "day.shaming", "regime.shaming=off", "jaywalking_at_sites", -1,
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
        "S21", "firms", "day.firm_scoring", "regime.firms=off", "firm_offences", -1,
        "Firms are rated by what inspectors find and customers complain of; the worst are listed, fined, inspected more and shunned. The "
        "row is shown with twenty times today's inspectors.",
        "A firm that has more to lose offends less often.",
        ("regime.firms=on", "regime.firms.capacity_factor=20"),
    ),
    System(
        "S22", "fraud on consumers", "day.schemes", "world.fraud=off", "scheme_losses", +1,
        "Pyramids, false investments and charity scams recruit from member to member until they collapse, and most members lose their fee. "
        "The row is shown with every firm ready for a scheme and thirty times the occasions.",
        "Without schemes nobody loses money in one.",
        ("world.fraud.prone=1", "world.fraud.pyramid.start=0.02", "world.fraud.pyramid.bust=0.1"),
    ),
    System(
        "S23", "political pressure", "day.political_pressure", "regime.political_pressure=off", "firms_complying", +1,
        "Foreign firms of a sector are told how to draw a map; a firm complies, or pays for refusing with points week by week. The row is "
        "shown with every firm foreign and every sector concerned.",
        "Nobody complies with a demand that is not made.",
        ("world.firms.foreign=1", "regime.political_pressure={on: on, sector: all}"),
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

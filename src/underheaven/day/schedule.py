"""The order of the day, top to bottom: the specification that the kernel follows.

Nothing else says the order. ``tests/day/test_schedule.py`` reads the kernel's source and fails if its calls come in another order, or if
it calls a mechanism that is not named here. Everybody lives ``mail``, ``daily`` and (one day in seven) ``weekly`` by themselves, from their
cell's own state and yesterday's mail; ``dawn`` and ``dusk`` happen once for the whole world.

>>> [step.name for step in SCHEDULE if step.when == "weekly"][:3]
['repair', 'economy', 'reward']
"""

from typing import Literal, NamedTuple


class Step(NamedTuple):
    """One step of the day."""

    name: str
    when: Literal["dawn", "mail", "daily", "weekly", "dusk"]
    function: str
    """The call that marks the step in the kernel, below ``underheaven``; empty for what arrives later."""
    mechanism: str
    """The module whose parameters decide, below ``underheaven``."""
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    sentence: str
    arrives: Literal["now", "later"] = "now"


SCHEDULE = (
    # dawn: once for the world
    Step("policy", "dawn", "scenario.compile.Policy.tables", "scenario.compile", ("timeline", "date"), ("tables",),
         "The day's rules become integers: the dated regime, cameras, recognition, knowledge, this year's interest and transfer."),
    Step("lapse", "dawn", "engine.run.Running._lapse", "day.limits", ("listed_until",), ("listed_until", "wrongful"),
         "On the day on which the lists are abolished, every listing lapses."),
    Step("rollout", "dawn", "engine.membership.Membership.counted", "day.rollout", ("timeline", "districts"), ("tables",),
         "Districts and persons come under the scheme one after another, some by choice; who is in is counted."),
    Step("firms", "dawn", "engine.market.Market.trade", "day.firms", ("firms", "complaints"), ("firms", "mail", "accounts"),
         "Inspectors look, firms decide about offences and schemes, customers and staff are hurt by mail."),
    # mail: whoever received something
    Step("inbox", "mail", "engine.inbox.sum_up", "engine.mail", ("mail",), ("inbox",),
         "What others sent yesterday is added up, person by person and field by field."),
    Step("fear of deductions", "mail", "day.adaptation.fear_of_deduction", "day.adaptation", ("inbox",), ("fear",),
         "A deduction that is large enough to be felt frightens."),
    Step("ledger", "mail", "day.ledger.apply_records", "day.ledger", ("inbox",), ("score", "false_part"),
         "Yesterday's records move the score once; truth keeps its own line beside it."),
    Step("list", "mail", "day.standing.update_listing", "day.standing", ("inbox", "score"), ("listed_until", "cause", "wrongful"),
         "Records and grade D list a citizen, extend a listing, or clear the mark of a wrongful one."),
    Step("notice", "mail", "engine.remedies.notice_of_entry", "day.remedies", ("listed_until",), ("appeal",),
         "Who enters the list learns of it, or does not, and only who knows can appeal."),
    Step("ties answer", "mail", "day.ties.cuts", "day.ties", ("inbox", "trust_neighbours"), ("ties", "mail"),
         "Acquaintances cut ties to whom they saw shamed, or accept that a dead tie is revived."),
    Step("aid", "mail", "day.ties.aids", "day.ties", ("inbox", "trust_neighbours"), ("buffer", "mail"),
         "Whoever was asked for help after a shock gives a day's income, or does not."),
    Step("money and feelings", "mail", "engine.state.pack_mind", "day.trust", ("inbox",), ("buffer", "fear", "trusts"),
         "Harm, help, fines and aid move the buffer; listings, reports and neighbours move fear and trust; all is clamped once."),
    # daily: whoever the day's candidate masks pick
    Step("street", "daily", "day.conduct.street_kind", "day.conduct", ("belief", "fear"), ("belief", "mail"),
         "Street offences: an opportunity, the act rule, and for an act its victim, the law and the regime's eyes."),
    Step("rare", "daily", "day.conduct.rare_slot", "day.conduct", ("dissents", "belief", "fear", "cell"), ("belief", "mail"),
         "Rare events: protest, tax evasion, malice, a child's report, a false alarm about a message."),
    Step("hiding", "daily", "engine.street.go_into_hiding", "day.hiding", (), ("hidden",),
         "A few go into hiding."),
    Step("plug-ins", "daily", "engine.plugins.after_daily", "day.plugin", ("plugins",), ("plugins", "mail"),
         "Mechanisms of other authors, if any is installed; others act after the morning's mail or after the weekly pass."),
    # weekly: every adult of one cell in seven
    Step("repair", "weekly", "day.ledger.repair", "day.ledger", ("score", "false_part"), ("score", "false_part"),
         "Time brings the score back toward a thousand points."),
    Step("economy", "weekly", "day.economy.live_week", "day.economy", ("buffer", "employment"), ("buffer", "mail"),
         "Income, consumption, a shock and interest; after a shock acquaintances are asked for help."),
    Step("reward", "weekly", "day.perks.perk_of_week", "day.perks", ("score", "listed_until"), ("buffer",),
         "Perks of a good grade, and the transfer from the public purse."),
    Step("bill", "weekly", "day.credit.settle_bill", "day.credit", ("buffer", "paid_months"), ("buffer", "paid_months", "score", "mail"),
         "Every fourth week a bill: paid, forgotten or out of reach; a late one is an act with its record."),
    Step("default", "weekly", "day.credit.defaults", "day.credit", ("buffer", "paid_months"), ("buffer", "paid_months", "mail"),
         "Debt beyond line and grace may end in default, and in court."),
    Step("jobs", "weekly", "day.jobs.next_employment", "day.jobs", ("employment", "cause"), ("employment",),
         "Work is lost, found, and moves up or down a tier."),
    Step("conduct", "weekly", "day.conduct.weekly_occasion", "day.conduct", ("belief", "fear", "score", "dissents"), ("belief", "mail"),
         "The week's conduct: games, purchases, critical speech, praise, help and charity."),
    Step("occasions", "weekly", "day.travel.flow", "day.travel", ("cause", "score"), (),
         "Deposits and premium goods: paid, waived or refused."),
    Step("travel", "weekly", "day.travel.trip", "day.travel", ("cause", "denied"), ("denied", "fear"),
         "Flights and fast trains are wanted, and refused to whom the list bars."),
    Step("commercial scheme", "weekly", "engine.scheme.live_with_scheme", "day.commercial",
         ("opted_in", "commercial_score", "paid_months", "buffer", "ties", "cell"), ("opted_in", "commercial_score", "cell"),
         "Members of the commercial scheme are scored, boast, meet and travel by it; every fourth week each adult is a member or not."),
    Step("burden", "weekly", "day.sanctions.weekly_detriment", "day.sanctions", ("cause", "score"), (),
         "What seven days under sanctions cost, in related and unrelated fields."),
    Step("shaming", "weekly", "day.shaming.harassed", "day.shaming", ("cause",), ("fear", "trust_government", "buffer", "cell"),
         "Who is displayed may be harassed."),
    Step("ties told", "weekly", "engine.week_steps.show_ties", "day.ties", ("ties",), ("mail",),
         "A shown citizen's acquaintances notice."),
    Step("ties proposed", "weekly", "day.ties.proposes", "day.ties", ("ties",), ("mail",),
         "Who is not shown may propose to revive a dead tie."),
    Step("compliance", "weekly", "day.standing.decides_on_payment", "day.standing", ("buffer", "cause"), ("buffer", "listed_until"),
         "A listed debtor with money may pay to get off the list."),
    Step("remedies", "weekly", "engine.remedies.seek_remedy", "day.remedies", ("appeal", "listed_until", "wrongful", "fear"),
         ("appeal", "listed_until", "score", "false_part", "trust_government"),
         "An appeal is filed or decided, an auditor may look; whoever succeeds leaves the list, and with correction is credited."),
    Step("belief", "weekly", "day.adaptation.belief_after_week", "day.adaptation", ("belief",), ("belief",),
         "Without news, belief drifts back toward what is announced."),
    Step("fear", "weekly", "day.adaptation.fear_after_week", "day.adaptation", ("fear", "household", "cell"), ("fear",),
         "Fear fades, and grows where the household or the neighbours are hit."),
    Step("trust in neighbours", "weekly", "day.trust.neighbours_week", "day.trust", ("trust_neighbours", "cell"), ("trust_neighbours",),
         "Reports cost trust among neighbours, a safer street brings some; it recovers, under censorship more slowly."),
    Step("trust in business", "weekly", "day.trust.business_week", "day.trust", ("trust_business",), ("trust_business",),
         "A week without loss brings trust in business."),
    Step("trust in government", "weekly", "day.trust.government_week", "day.trust", ("trust_government", "buffer"), ("trust_government",),
         "Hardship and learning of the regime cost private trust in the government, perks bring some."),
    Step("expression", "weekly", "day.expression.dissents", "day.expression", ("trust_government", "belief", "fear", "cell"), ("dissents",),
         "Whether discontent is shown, given its price, who watches, and the crowd of the cell."),
    # dusk: once for the world
    Step("search", "dusk", "engine.hidden.Hidden.search", "day.hiding", ("hidden",), ("hidden", "mail"),
         "Cameras look for everybody in hiding: found, taken for somebody else, or not seen."),
    Step("deliver", "dusk", "engine.mail.Mail.deliver", "engine.mail", ("mail",), ("mail",),
         "Today's messages become tomorrow's inbox, sorted by cell."),
    Step("lapses", "dusk", "engine.step.Workers.lapses", "day.standing", ("listed_until",), (),
         "Listings that end tonight leave the count of the listed."),
    Step("settle", "dusk", "engine.run.Running._settle", "day.credit", ("accounts",), ("purse", "pool"),
         "Purse and pool take the day's money; once a year they set the transfer and the price of losses."),
)  # fmt: skip
"""Every step, in the order in which it happens."""

"""What the kernel counts: integers by stratum and by district, summed without order.

Flows are counted on the day they happen. Stocks are running sums of exact changes, so that they are right every day and cost
nothing where nobody was touched. ``tests/engine`` recounts every stock from the state.
"""

from enum import IntEnum, auto, unique

CLASSES, SEXES, AGE_BANDS, ORIGINS, RESIDENCES = 5, 2, 3, 2, 3
STRATA = CLASSES * SEXES * AGE_BANDS * ORIGINS * RESIDENCES
"""A stratum is ((((class * 2) + sex) * 3 + age band) * 2 + origin) * 3 + residence."""

CLASS_LABELS = (1, 2, 3, 4, 5)
SEX_LABELS = ("male", "female")
AGE_BAND_LABELS = ("child", "adult", "elder")
ORIGIN_LABELS = ("majority", "minority")
RESIDENCE_LABELS = ("urban_local", "urban_no_hukou", "rural")


@unique
class Measure(IntEnum):
    """Column of the tallies; the lower-case name is the column in the run folder."""

    def _generate_next_value_(name, start, count, last_values):  # type: ignore[no-untyped-def,override] # noqa: N805
        return count

    # standing
    ENTRIES = auto()
    ENTRIES_WRONGFUL = auto()
    EXITS = auto()
    WRONGFUL_DAYS = auto()
    TRIGGERS_TRUE = auto()
    """Unlisted exposed adult-days with a true act that would list: the positives of the 2×2 table."""
    TRIGGERS_FOUND = auto()
    """Of these, the days on which the person entered the list: the true positives."""
    UNITS_AT_RISK = auto()
    """Unlisted exposed adult-days: the units of the 2×2 table."""
    # remedies
    APPEALS_FILED = auto()
    APPEALS_WON = auto()
    AUDITS = auto()
    """Listings that an independent auditor looked at again."""
    AUDITS_STRUCK = auto()
    """Of these, the listings struck."""
    STALE_DOMAIN_DAYS = auto()
    """Days on which an agency sanctions somebody whose listing has ended at its source, domain by domain."""
    # travel and other refusals
    TRAVEL_DEMANDED = auto()
    TRAVEL_DENIED_AIR = auto()
    TRAVEL_DENIED_RAIL = auto()
    PERSONS_DENIED = auto()
    DEPOSITS_PAID = auto()
    DEPOSITS_WAIVED = auto()
    """Occasions for a deposit at which a grade or a commercial score waived it."""
    PREMIUM_REFUSED = auto()
    MATCHES = auto()
    VISAS = auto()
    """Trips abroad of members whose commercial score gave them an easier visa."""
    BOASTS = auto()
    """Weeks in which a member of the commercial scheme showed the score around."""
    DEPOSIT_FREE = auto()
    """Weeks of members whose commercial score waives deposits."""
    CHILDREN_BARRED = auto()
    # records and acts
    RECORDS_TRUE = auto()
    RECORDS_FALSE = auto()
    ACTS_HARMFUL = auto()
    ACTS_HARMLESS = auto()
    POSITIVE_ACTS = auto()
    ACTS_JAYWALKING = auto()
    ACTS_UNLEASHED_DOG = auto()
    ACTS_VIDEO_GAMES = auto()
    ACTS_TRIVIAL_PURCHASE = auto()
    ACTS_CRITICAL_SPEECH = auto()
    ACTS_PROTEST = auto()
    ACTS_LATE_BILL = auto()
    ACTS_DEFAULT = auto()
    ACTS_TAX_EVASION = auto()
    ACTS_FARE_EVASION = auto()
    ACTS_CHARITY = auto()
    ACTS_FAMILY_HELP = auto()
    ACTS_PRAISE = auto()
    JAYWALKING_AT_SITES = auto()
    HARM_DONE = auto()
    """Harm of true acts, in currency units."""
    HELP_GIVEN = auto()
    """Help by true acts, in currency units."""
    # observation
    CAPTURED = auto()
    CAPTURED_RIGHT = auto()
    CAPTURED_WRONG = auto()
    CAPTURED_NOBODY = auto()
    CAPTURED_BY_CAMERAS = auto()
    CAPTURED_BY_MESSAGES = auto()
    CAPTURED_BY_INFORMANTS = auto()
    CAPTURED_BY_RECORDS = auto()
    CAPTURED_BY_PLATFORM = auto()
    FACES_SEARCHED = auto()
    """Passes before a camera that were compared with a gallery: counted from coverage, not drawn."""
    ALERTS = auto()
    """Probes that cameras put a name to, right or wrong; phantoms and the search for hidden persons included."""
    ALERTS_WRONG = auto()
    MESSAGES_FALSE_ALARMS = auto()
    REPORTS = auto()
    REPORTS_FALSE = auto()
    REPORTS_BY_CHILDREN = auto()
    RECORDS_REVIEWED_AWAY = auto()
    FINES = auto()
    # hiding
    WENT_INTO_HIDING = auto()
    FOUND = auto()
    DAYS_TO_DETECTION = auto()
    """Sum over the found of the days they were hidden."""
    INNOCENTS_HIT = auto()
    """People taken for a hidden person."""
    # offices that score people for one purpose
    ASSESSED = auto()
    DECISIONS_ADVERSE = auto()
    DECISIONS_WRONGFUL = auto()
    """Adverse decisions that full knowledge would not have made."""
    CLAIMED = auto()
    """Claims of offices, in currency units."""
    CLAIMED_WRONGLY = auto()
    # life
    HARASSED = auto()
    TIES_CUT = auto()
    TIES_REVIVED = auto()
    SHOCKS = auto()
    SHOCKS_UNINSURED = auto()
    """Shocks after which no acquaintance gave: +1 at the shock, −1 when the first aid arrives two days later."""
    BILLS_DUE = auto()
    UNMET_NEEDS = auto()
    NEWLY_BANKED = auto()
    """Unbanked adults whom a financial record brought a credit line in this week."""
    THIN_FILES = auto()
    """Weeks of unbanked adults with a credit line on a young record, at its price."""
    FALSE_FILES = auto()
    """Weeks of borrowers whose interest is raised by a listing for money that is wrong."""
    AID_GIVEN = auto()
    FRAUD_LOSSES = auto()
    """Losses of consumers to firms' fraud and schemes less commissions, by the victim, in currency units."""
    ARREARS = auto()
    """Pay that employers withheld, by the employee, in currency units."""
    BURDEN = auto()
    """Detriment of sanctions, in currency units."""
    BURDEN_UNRELATED = auto()
    """Part of the burden in domains unrelated (strict preset) to the cause of the listing."""
    BURDEN_INNOCENT = auto()
    """Part of the burden borne while listed wrongly."""
    COST = auto()
    """Price of the regime, in 1/128 of a currency unit (``SCALE``): the sum of the items below."""
    COST_CAMERAS = auto()
    COST_MESSAGES = auto()
    COST_INFORMANTS = auto()
    COST_INSPECTIONS = auto()
    COST_LISTS = auto()
    COST_REVIEWS = auto()
    COST_REMEDIES = auto()
    """Notices, appeals and audits."""
    # stocks
    LISTED = auto()
    LISTED_WRONGLY = auto()
    EXPOSED = auto()
    OPTED_IN = auto()
    DISSENT_PRIVATE = auto()
    DISSENT_PUBLIC = auto()
    SUPPORT_PRIVATE = auto()
    SUPPORT_STATED = auto()
    TRUST_NEIGHBOURS = auto()
    TRUST_BUSINESS = auto()
    TRUST_GOVERNMENT = auto()
    SCORE_SUM = auto()
    """Sum over adults of the score, in quarter points."""
    SCORE_FALSE_SUM = auto()
    """Sum over adults of the part of the score that comes from false records, in quarter points."""
    HARDSHIP_SUM = auto()
    FEAR_SUM = auto()
    BELIEF_SUM = auto()
    TIES_ALIVE = auto()
    ISOLATED = auto()
    """Adults with at most three of six ties alive."""
    EMPLOYED = auto()
    TIER_SUM = auto()
    IN_DEBT = auto()
    GRADE_D = auto()
    GRADE_AA = auto()
    """Adults at grade AA or AAA."""
    HIDDEN = auto()
    REPAYMENT_CHANCE_SUM = auto()
    """Sum over adults of the chance of repaying at their level in a lender's books, in thousandths; 0 without a lender."""
    MODALITIES_HELD = auto()
    """Sum over adults of the modalities that a fused profile holds, 0 to 5; 0 without fusion."""
    # flows of firms: counted by district and nation, nobody's stratum
    PURCHASES = auto()
    FRAUDS = auto()
    """Customers hit by counterfeits or fraud."""
    FIRM_OFFENCES = auto()
    FIRM_OFFENCES_FOUND = auto()
    FIRM_FINDINGS_FALSE = auto()
    FIRM_TAX_EVADED = auto()
    FIRM_FINES = auto()
    FIRM_ENTRIES = auto()
    FIRM_ENTRIES_WRONGFUL = auto()
    COMPLAINTS = auto()
    INSPECTIONS = auto()
    SCHEMES_STARTED = auto()
    SCHEMES_ENDED = auto()
    SCHEME_JOINERS = auto()
    SCHEME_LOSERS = auto()
    SCHEME_LOSSES = auto()
    # stocks of firms
    FIRMS = auto()
    FIRMS_LISTED = auto()
    FIRMS_LISTED_WRONGLY = auto()
    FIRMS_HIDING_OFFENCES = auto()
    """Firms with an offence that is neither found nor faded, and not listed."""
    FIRM_RATING_SUM = auto()
    """Sum over firms of the rating, in quarter points."""
    SCHEMES = auto()
    SCHEME_MEMBERS = auto()
    FIRMS_ASKED = auto()
    """Firms that a political demand concerns."""
    FIRMS_COMPLYING = auto()


COSTS = (
    Measure.COST_CAMERAS, Measure.COST_MESSAGES, Measure.COST_INFORMANTS, Measure.COST_INSPECTIONS,
    Measure.COST_LISTS, Measure.COST_REVIEWS, Measure.COST_REMEDIES,
)  # fmt: skip
"""Items of the price: they add up to ``COST``."""

SCALE = dict.fromkeys((Measure.COST, *COSTS), 128)
"""Counts that are kept in fractions: divide by this when they leave the engine."""

MEASURES = len(Measure)
FIRST_STOCK = int(Measure.LISTED)
FIRST_OF_FIRMS = int(Measure.PURCHASES)
"""From here on measures belong to firms: districts and the nation have them, strata of persons do not."""
FIRST_STOCK_OF_FIRMS = int(Measure.FIRMS)


def is_stock(measure: int) -> bool:
    """Whether a measure is a stock, of persons or of firms."""
    return FIRST_STOCK <= measure < FIRST_OF_FIRMS or measure >= FIRST_STOCK_OF_FIRMS

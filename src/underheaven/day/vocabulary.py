"""The words of the model: kinds of conduct, contexts, channels, sanction domains, grades. Numbers are part of the model's version."""

from enum import IntEnum, unique


@unique
class Context(IntEnum):
    """Social context in which conduct happens or a sanction bites."""

    TRAFFIC = 0
    CIVIC = 1
    LEISURE = 2
    SPEECH = 3
    POLITICS = 4
    FINANCE = 5
    TRAVEL = 6
    FAMILY = 7
    EMPLOYMENT = 8
    HOUSING = 9


@unique
class Kind(IntEnum):
    """Kind of conduct; the member's lower-case name is its key in a scenario file."""

    JAYWALKING = 0
    UNLEASHED_DOG = 1
    VIDEO_GAMES = 2
    TRIVIAL_PURCHASE = 3
    CRITICAL_SPEECH = 4
    PROTEST = 5
    LATE_BILL = 6
    DEFAULT = 7
    TAX_EVASION = 8
    FARE_EVASION = 9
    CHARITY = 10
    FAMILY_HELP = 11
    PRAISE = 12
    BILL_ON_TIME = 13
    REPORTING = 14
    GRADE_D = 15
    """Not conduct: the cause of a listing that follows from the grade."""


KIND_CONTEXT = (
    Context.TRAFFIC,
    Context.CIVIC,
    Context.LEISURE,
    Context.LEISURE,
    Context.SPEECH,
    Context.POLITICS,
    Context.FINANCE,
    Context.FINANCE,
    Context.FINANCE,
    Context.TRAVEL,
    Context.CIVIC,
    Context.FAMILY,
    Context.POLITICS,
    Context.FINANCE,
    Context.CIVIC,
    Context.CIVIC,
)


@unique
class Channel(IntEnum):
    """How conduct becomes known; the order decides which channel counts as first."""

    CAMERAS = 0
    MESSAGES = 1
    INFORMANTS = 2
    RECORDS = 3
    PLATFORM = 4


@unique
class Domain(IntEnum):
    """Field of life in which a sanction bites; the bit of the sanction mask."""

    AIR_TRAVEL = 0
    FAST_RAIL = 1
    DEPOSITS = 2
    LOANS = 3
    HIRING = 4
    PROMOTION = 5
    SCHOOLING = 6
    INTERNET = 7
    BILLBOARD = 8
    DIAL_TONE = 9
    DATING = 10
    PREMIUM_GOODS = 11


DOMAIN_CONTEXT = (
    Context.TRAVEL,
    Context.TRAVEL,
    Context.HOUSING,
    Context.FINANCE,
    Context.EMPLOYMENT,
    Context.EMPLOYMENT,
    Context.FAMILY,
    Context.SPEECH,
    Context.TRAFFIC,
    Context.CIVIC,
    Context.FAMILY,
    Context.LEISURE,
)


@unique
class Grade(IntEnum):
    """Grade that follows from the score."""

    D = 0
    C = 1
    B = 2
    A = 3
    AA = 4
    AAA = 5


KINDS = 16
CHANNELS = 5
CONTEXTS = 10
DOMAINS = 12
CLASSES = 5

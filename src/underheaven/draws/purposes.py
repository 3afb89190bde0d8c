"""What a draw is for. The numbers are part of the model's version: never renumber, only add.

The society's purposes use day 0; plug-ins take purposes from 0x8000 upward.
"""

from enum import IntEnum, unique


@unique
class Purpose(IntEnum):
    """The third word of a draw's counter."""

    # society (day 0)
    HOUSEHOLD = 1
    CELL = 2
    PERSON = 3
    TIE = 4
    DISTRICT = 5
    AWARENESS = 6
    INITIAL_STATE = 7
    RECOGNITION_TYPE = 8
    DOUBLE = 9
    TRACE = 10
    INFORMANT = 11
    PILOT = 12
    PILOT_TASTE = 13
    EXEMPTION = 14
    MODALITY = 15
    # candidates of the daily slots
    STREET_CANDIDATES = 16
    RARE_CANDIDATES = 17
    PLUGIN_CANDIDATES = 18
    # one block per candidate or event of the day
    STREET = 24
    RARE = 25
    OFFENCE = 26
    CAPTURE = 27
    RECOGNITION = 28
    WITNESS = 29
    REPORT = 30
    VICTIM = 31
    ORDINARY_LAW = 32
    CLERICAL = 33
    REVIEW = 34
    BELIEF = 35
    MALICE = 36
    PHANTOM = 37
    PLATFORM_CAPTURE = 38
    HIDING = 39
    # the weekly pass
    WEEK_ROUNDING = 48
    WEEK_SLOTS = 49
    WEEK_SOCIAL = 50
    WEEK_EVENT = 51
    BILL = 52
    COMMERCIAL = 54
    # what arrives by message
    INBOX = 64
    TIE_DECISION = 65
    AID_DECISION = 66
    COMPLIANCE = 67
    APPEAL = 68
    AUDIT = 69
    CORRECTION = 70
    NOTICE = 71
    # firms
    FIRM = 80
    FIRM_WEEK = 81
    FIRM_VICTIM = 82
    INSPECTION = 83
    SCHEME = 84
    SCHEME_MEMBER = 85
    COMPLAINT = 86
    POLITICAL_DEMAND = 87
    # offices that score people for one purpose
    AVERAGED_DEBT = 96
    FRAUD_SELECTION = 97
    JOB_PROFILE = 98
    LOAN = 99

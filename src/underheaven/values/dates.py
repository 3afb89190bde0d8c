"""The first day of a run."""

from datetime import date

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Series such as the error of recognition are carried on from published years by laws that say nothing of other centuries."""


def start_date(said: str | date) -> date:
    """A first day, as a date or written as one.

    Raises:
        ValueError: unless it is a date from 1990 to 2100; the message reads on from the name of what was asked.
    """
    try:
        day = said if isinstance(said, date) else date.fromisoformat(said)
    except ValueError:
        raise ValueError(f"is a date such as 2020-01-01; got {str(said)[:20]!r}") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"lies between {FIRST_YEAR} and {LAST_YEAR}; got {day}")
    return day

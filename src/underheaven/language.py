"""The language of a report: what a reader reads is said through here, in English unless a catalogue says it otherwise.

``locale/report.pot`` holds every text in one place; a catalogue made from it (GNU gettext) says them in another language.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final, TypeVar

ENGLISH: Final = "en"
Text = TypeVar("Text", bound=str)
SPACE = "\u00a0"
"""No line breaks inside a number."""
THOUSAND, MILLION = f"1{SPACE}000", f"1{SPACE}000{SPACE}000"
_ALWAYS = {"SPACE": SPACE, "THOUSAND": THOUSAND, "MILLION": MILLION}


class LanguageError(ValueError):
    """A language that cannot be spoken."""


class UnknownLanguageError(LanguageError):
    """No such language, and no such file."""


_english = NullTranslations()
_catalogue: ContextVar[NullTranslations] = ContextVar("catalogue", default=_english)


def later(text: Text) -> Text:
    """Mark a text for the catalogue where it is only kept: say it later."""
    return text


def say(text: str, /, **parts: object) -> str:
    """The text in the report's language, with its parts in their places.

    Raises:
        LanguageError: if the catalogue's text has a part that the English one has not, or a brace too many.

    >>> say("Of {THOUSAND} listed, {innocent} had done nothing", innocent=21).replace(SPACE, " ")
    'Of 1 000 listed, 21 had done nothing'
    """
    said = _catalogue.get().gettext(text) if text else ""
    if "{" not in said:
        return said
    try:
        return said.format(**_ALWAYS, **parts)
    except (LookupError, ValueError, AttributeError) as mistake:
        if said == text:
            raise
        raise LanguageError(f"what the catalogue says for {text!r} cannot be filled in: {said!r} ({mistake})") from None


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in a language: one of ``languages()``, or the path of a catalogue (``.mo``).

    Raises:
        LanguageError: if there is no such language, or the catalogue cannot be read.
    """
    token = _catalogue.set(_read(language))
    try:
        yield
    finally:
        _catalogue.reset(token)


def languages() -> list[str]:
    """The languages that are shipped."""
    return [ENGLISH, *sorted(catalogue.parts[-3] for catalogue in _shipped().glob("*/LC_MESSAGES/report.mo"))]


def tag() -> str:
    """The language that is spoken, as a page declares it."""
    spoken = _catalogue.get()
    return "en-GB" if spoken is _english else spoken.info().get("language", "und").replace("_", "-")


def _shipped() -> Path:
    return Path(__file__).with_name("locale")


def _read(language: str) -> NullTranslations:
    if language == ENGLISH:
        return _english
    path = Path(language) if language.endswith(".mo") else _shipped() / language / "LC_MESSAGES" / "report.mo"
    try:
        with path.open("rb") as catalogue:
            return GNUTranslations(catalogue)
    except FileNotFoundError:
        raise UnknownLanguageError(f"{language}: no such {'file' if language.endswith('.mo') else 'language'}") from None
    except (OSError, UnicodeDecodeError, ValueError, struct.error) as damage:
        raise LanguageError(f"not a catalogue of GNU gettext ({damage})") from None

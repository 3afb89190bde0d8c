"""What every mechanism of the day is: a frozen group of parameters that can be switched off as data."""

from typing import Any

from pydantic import model_validator

from underheaven.values import Parameters

_SWITCH = {"on": True, "off": False, True: True, False: False}


class Mechanism(Parameters):
    """Parameters of one mechanism. In a file, ``off`` alone (or ``on: off`` beside other keys) switches it off."""

    on: bool = True
    """Whether the mechanism acts at all."""

    @model_validator(mode="before")
    @classmethod
    def _switch(cls, data: Any) -> Any:
        if isinstance(data, str | bool) and data in _SWITCH:
            return {"on": _SWITCH[data]}
        if isinstance(data, dict) and data.get("on") in ("on", "off"):
            return {**data, "on": _SWITCH[data["on"]]}
        return data

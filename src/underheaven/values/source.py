"""Where a number comes from: published, derived or assumed. A number without one of these does not load."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Source(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Published(_Source):
    """Read in a public document."""

    kind: Literal["published"] = "published"
    place: str = Field(min_length=3)
    """Document and place in it; a row of FACTS where there is one."""
    note: str = ""


class Derived(_Source):
    """Computed from other numbers."""

    kind: Literal["derived"] = "derived"
    formula: str = Field(min_length=1)
    """The arithmetic, naming its inputs."""
    note: str = ""


class Assumption(_Source):
    """Nobody has published it: a value within a stated range, to be swept."""

    kind: Literal["assumption"] = "assumption"
    low: float
    high: float
    why: str = Field(min_length=3)
    """Why this range, or why nothing better is known."""

    @model_validator(mode="after")
    def _ordered(self) -> "Assumption":
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) must not exceed high ({self.high:g})")
        return self


Source = Annotated[Published | Derived | Assumption, Field(discriminator="kind")]

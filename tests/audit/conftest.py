"""The made-up runs of the report are audited too."""

from tests.report.conftest import folder_of

__all__ = ["folder_of"]

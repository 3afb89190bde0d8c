"""The report of a study: one page, self-contained."""

from underheaven.study.folder import StudyFolder


def write_study_report(folder: StudyFolder) -> None:
    """Render the report into the study's folder."""
    folder.write_text("report.html", "<!doctype html>")
    folder.save()

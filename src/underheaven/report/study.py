"""The report of a study: one page, self-contained, in the style of a run's."""

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from underheaven.report.charts import studies
from underheaven.report.charts.chart import Absent, Chart, Table
from underheaven.report.html import small_intervals
from underheaven.report.words import number
from underheaven.study.folder import StudyFolder

_MOST_RESPONSES = 6


@dataclass(frozen=True, slots=True)
class Page:
    """What a study's page shows."""

    kicker: str
    heading: str
    introduction: str
    charts: tuple[Chart | Absent, ...]
    tables: tuple[Table, ...]
    reading: tuple[str, ...]


def write_study_report(folder: StudyFolder) -> None:
    """Render the report of a finished study into its folder."""
    folder.write_text("report.html", render_study(folder.manifest))
    folder.save()


def render_study(manifest: dict[str, Any]) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=PackageLoader("underheaven.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"small": small_intervals, "number": number}
    asked = manifest["asked"]
    return environment.get_template("study.html").render(
        manifest=manifest, asked=asked, scenario=asked["scenario"], size=asked["size"], page=_PAGES[manifest["study"]](manifest["findings"])
    )


def _attribute(found: dict[str, Any]) -> Page:
    return Page(
        "attribution", f"What accounts for: {studies.words(found['measure'])}",
        "Every combination of the mechanisms was lived in the same worlds. A mechanism's Shapley share is what it adds, averaged over all "
        "orders in which the mechanisms could join; the shares add up to the difference between all of them and none.",
        (studies.attribution(found),), (studies.pairs(found),) if found["interactions"] and found["events"] >= 5 else (),
        (
            "A share divides the result fairly among mechanisms that work together; it does not say what abolishing one alone would "
            "do. The second column says that.",
            "A pair above zero adds more together than apart; below zero, each does what the other would have done.",
        ),
    )  # fmt: skip


def _sensitivity(found: dict[str, Any]) -> Page:
    return Page(
        "sensitivity", f"What hangs on the unknown: {studies.words(found['measure'])}",
        f"{number(found['assumptions'])} assumptions have a range instead of a published value. They were screened together; the leading "
        "ones were moved to the ends of their ranges one by one; and many points within all ranges at once give a band for every headline.",
        (studies.bands(found), studies.tornado(found)), (),
        (
            "A band is no interval of chance: it says how far the unknown can move a number, if every range is right.",
            "Ranges that span a factor of four or more were drawn on a logarithmic scale, others evenly; ranges are taken as independent.",
            "A Sobol index is the share of a result's spread over the leading assumptions that one of them accounts for, alone (first "
            "order) or with the others (total); its brackets are a bootstrap over the design.",
            *((f"{number(found['drawn_back'])} points were refused by the scenario's own checks and drawn towards its values.",)
              if found["drawn_back"] else ()),
        ),
    )  # fmt: skip


def _sweep(found: dict[str, Any]) -> Page:
    measures = list(dict.fromkeys(row["measure"] for row in found["rows"]))
    return Page(
        "sweep", f"What a change would do: {', '.join(map(studies.lever_words, found['levers']))}",
        f"{number(found['points'])} {'point was' if found['points'] == 1 else 'points were'} lived beside the scenario as it is, in the "
        "same worlds.",
        tuple(studies.response(found, measure) for measure in measures[:_MOST_RESPONSES]), (),
        (
            "A difference is paired: the same societies and the same draws, once as the scenario is and once with the changed values.",
            "All measures, the ones not drawn too, stand in the table of results.",
        ),
    )  # fmt: skip


def _calibrate(found: dict[str, Any]) -> Page:
    reached = (
        "The targets' own tolerances were reached." if found["tolerances_reached"] else
        f"The targets' tolerances were not reached: every kept point misses some target by up to {number(found['tolerances'][-1], 1)} "
        f"tolerances after {number(found['simulations'])} simulations. The posterior is wider than it would be, and says less."
    )  # fmt: skip
    return Page(
        "calibration", "What the published figures teach about the assumptions",
        f"{number(found['particles'])} points within the assumptions' ranges bring the model near the published figures. {reached}",
        (studies.posterior(found), studies.predictions(found)), (),
        (
            "The posterior is a spread, not a point; its medians stand in calibrated.yaml, with this study's hash as their source.",
            "What was not learned stays an assumption, to be swept. What does not fit says that the model, or a figure, is wrong.",
            f"{number(found['effective_particles'], 0)} of the points count effectively. A tolerance is an even error of the figure.",
            "Fitted figures are fitted: meeting them again is no validation.",
        ),
    )  # fmt: skip


_PAGES = {"attribute": _attribute, "sensitivity": _sensitivity, "sweep": _sweep, "calibrate": _calibrate}

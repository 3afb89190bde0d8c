"""The report of a study: one page, self-contained, in the style of a run's."""

from dataclasses import dataclass
from typing import Any

from underheaven.language import say
from underheaven.report.charts import calibration, studies
from underheaven.report.charts.chart import Absent, Chart, Table
from underheaven.report.html import pages
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
    asked = manifest["asked"]
    return (
        pages()
        .get_template("study.html")
        .render(
            manifest=manifest,
            asked=asked,
            scenario=asked["scenario"],
            size=asked["size"],
            page=_PAGES[manifest["study"]](manifest["findings"]),
        )
    )


def _attribute(found: dict[str, Any]) -> Page:
    return Page(
        say("attribution"),
        say("What accounts for: {measure}", measure=studies.words(found["measure"])),
        say(
            "Every combination of the mechanisms was lived in the same worlds. A mechanism's Shapley share is "
            "what it adds, averaged over all orders in which the mechanisms could join; the shares add up to the "
            "difference between all of them and none."
        ),
        (studies.attribution(found),),
        (studies.pairs(found),) if found["interactions"] and found["events"] >= 5 else (),
        (
            say(
                "A share divides the result fairly among mechanisms that work together; it does not say what "
                "abolishing one alone would do. The second column says that."
            ),
            say("A pair above zero adds more together than apart; below zero, each does what the other would have done."),
        ),
    )


def _sensitivity(found: dict[str, Any]) -> Page:
    return Page(
        say("sensitivity"),
        say("What hangs on the unknown: {measure}", measure=studies.words(found["measure"])),
        say(
            "{assumptions} assumptions have a range instead of a published value. They were screened together; "
            "the leading ones were moved to the ends of their ranges one by one; and many points within all "
            "ranges at once give a band for every headline.",
            assumptions=number(found["assumptions"]),
        ),
        (studies.bands(found), studies.tornado(found)),
        (),
        (
            say("A band is no interval of chance: it says how far the unknown can move a number, if every range is right."),
            say(
                "Ranges that span a factor of four or more were drawn on a logarithmic scale, others evenly; ranges "
                "are taken as independent."
            ),
            say(
                "A Sobol index is the share of a result's spread over the leading assumptions that one of them "
                "accounts for, alone (first order) or with the others (total); its brackets are a bootstrap over the "
                "design."
            ),
            *(
                (
                    say(
                        "{drawn_back} points were refused by the scenario's own checks and drawn towards its values.",
                        drawn_back=number(found["drawn_back"]),
                    ),
                )
                if found["drawn_back"]
                else ()
            ),
        ),
    )


def _sweep(found: dict[str, Any]) -> Page:
    measures = list(dict.fromkeys(row["measure"] for row in found["rows"]))
    return Page(
        say("sweep"),
        say("What a change would do: {levers}", levers=", ".join(map(studies.lever_words, found["levers"]))),
        say("One point was lived beside the scenario as it is, in the same worlds.")
        if found["points"] == 1
        else say("{points} points were lived beside the scenario as it is, in the same worlds.", points=number(found["points"])),
        tuple(studies.response(found, measure) for measure in measures[:_MOST_RESPONSES]),
        (),
        (
            say("A difference is paired: the same societies and the same draws, once as the scenario is and once with the changed values."),
            say("All measures, the ones not drawn too, stand in the table of results."),
        ),
    )


def _calibrate(found: dict[str, Any]) -> Page:
    reached = (
        say("The targets' own tolerances were reached.")
        if found["tolerances_reached"]
        else say(
            "The targets' tolerances were not reached: every kept point misses some target by up to {tolerances} "
            "tolerances after {simulations} simulations. The posterior is wider than it would be, and says less.",
            tolerances=number(found["tolerances"][-1], 1),
            simulations=number(found["simulations"]),
        )
    )
    return Page(
        say("calibration"),
        say("What the published figures teach about the assumptions"),
        say(
            "{particles} points within the assumptions' ranges bring the model near the published figures. {reached}",
            particles=number(found["particles"]),
            reached=reached,
        ),
        (calibration.posterior(found), calibration.predictions(found)),
        (),
        (
            say("The posterior is a spread, not a point; its medians stand in calibrated.yaml, with this study's hash as their source."),
            say("What was not learned stays an assumption, to be swept. What does not fit says that the model, or a figure, is wrong."),
            say(
                "{effective_particles} of the points count effectively. A tolerance is an even error of the figure.",
                effective_particles=number(found["effective_particles"], 0),
            ),
            say("Fitted figures are fitted: meeting them again is no validation."),
        ),
    )


_PAGES = {"attribute": _attribute, "sensitivity": _sensitivity, "sweep": _sweep, "calibrate": _calibrate}

"""The report of one run: a single HTML file that asks nothing of the network and needs no script."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from underheaven.language import later, say, tag
from underheaven.measures.files import whole
from underheaven.measures.folder import RunFolder
from underheaven.report.audited import INTRODUCTION, audited
from underheaven.report.beside import beside
from underheaven.report.charts import conduct, errors, living, mind, pairs, standing, studies
from underheaven.report.charts.chart import Absent, Chart
from underheaven.report.grounds import Grounds, grounds
from underheaven.report.headline import headline
from underheaven.report.life import CAUTION, Life, life
from underheaven.report.limitations import LIMITATIONS
from underheaven.report.totals import Totals
from underheaven.report.words import DAGGER, meaning_of_intervals, number


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report and its charts."""

    anchor: str
    heading: str
    introduction: str
    charts: tuple[Callable[[Totals], Chart | Absent], ...]


SECTIONS = (
    Section(
        "listed",
        later("Who is listed"),
        later("By class, group and residence: what the regime did to whom."),
        (standing.listed_over_time, standing.listed_by_class, standing.listed_by_group, standing.score_by_class),
    ),
    Section(
        "right-or-wrong",
        later("Listings right and wrong"),
        later("The regime sees the record only. Here the truth stands beside it: who did what, who saw it, and on whom it was written."),
        (errors.right_and_wrong, errors.how_known),
    ),
    Section(
        "trips",
        later("Refused trips"),
        later("Official counts give person-times: a traveller refused ten times counts ten times. Here persons stand beside them."),
        (errors.refused_trips,),
    ),
    Section(
        "harm",
        later("Harm prevented, harmless conduct chilled"),
        later(
            "Ordinary law works in both worlds; what is shown is the regime's margin. What counts as harm is a "
            "table that its user may change."
        ),
        (conduct.deterred_and_chilled, conduct.price_and_burden),
    ),
    Section(
        "trust",
        later("Trust, fear, and what people say"),
        later("Trust can rise as well as fall; what people say in public can part from what they think."),
        (mind.trust_and_fear, mind.stated_and_private),
    ),
    Section(
        "living",
        later("Bills, work and ties"),
        later("How life went on, by fifth of incomes."),
        (living.hardship, living.ties_and_harassment),
    ),
    Section(
        "each-life",
        later("Each life beside its other"),
        later(
            "Everybody lives twice. Sums hide that a regime lifts some and pushes others down; here every "
            "adult's two last days are compared."
        ),
        (pairs.lives_apart, pairs.left_after_the_end),
    ),
)


def write_report(run_folder: Path, path: Path) -> Path:
    """Render the report of a finished run into ``path``, whole or not at all.

    Raises:
        FolderError: if the run folder is missing, unfinished or damaged, or the file cannot be written.
    """
    text = render(RunFolder.open(run_folder))
    with whole(path) as aside:
        aside.write_text(text, encoding="utf-8")
    return path


def render(folder: RunFolder) -> str:
    """The report as HTML."""
    totals = Totals(folder)
    manifest = folder.manifest
    found = grounds(manifest)
    return (
        pages()
        .get_template("report.html")
        .render(
            manifest=manifest,
            scenario=manifest["scenario"],
            totals=totals,
            headline=headline(totals),
            sections=[(section, [make(totals) for make in section.charts]) for section in SECTIONS],
            audit=(say(INTRODUCTION), *audited(folder)),
            beside=beside(folder),
            lives=lives(folder),
            band=manifest.get("band"),
            bands=studies.bands(manifest["band"]) if "band" in manifest else None,
            caution=say(CAUTION),
            grounds=found,
            limitations=tuple(map(say, LIMITATIONS)),
            meaning=meaning_of_intervals(totals.worlds),
            beginning=beginning(found, manifest),
            worlds=worlds_in_words(totals.worlds),
        )
    )


def pages() -> Environment:
    """The templates, in the language that is spoken."""
    environment = Environment(
        loader=PackageLoader("underheaven.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"small": small_intervals, "number": number}
    environment.globals |= {"say": _said_on_a_page, "tag": tag()}
    return environment


def _said_on_a_page(text: str, **parts: object) -> Markup:
    """A text of a template in the report's language; its own markup is kept, that of its parts is not."""
    return Markup(say(text, **{name: escape(part) for name, part in parts.items()}))


def lives(folder: RunFolder) -> list[Life]:
    """The two telling citizens of the run, or the first ones traced."""
    rows = folder.query("SELECT DISTINCT world, citizen FROM citizens ORDER BY world, citizen").to_pylist()
    traced = [(int(row["citizen"]), int(row["world"])) for row in rows]
    telling = [(citizen, 0) for citizen in folder.manifest["exemplars"].values() if (citizen, 0) in traced]
    chosen = list(dict.fromkeys([*telling, *traced]))[:2]
    return [life(folder, citizen, world) for citizen, world in chosen]


def beginning(found: Grounds, manifest: dict[str, Any]) -> str:
    """What a start inside the regime's timeline means."""
    start = date.fromisoformat(manifest["start"])
    if not found.dates or start < found.dates[0]:
        return ""
    burn_in = manifest["burn_in"]
    ahead = (
        say("{burn_in} days ran ahead of the measured ones", burn_in=number(burn_in))
        if burn_in
        else say("no days ran ahead of the measured ones")
    )
    return say("The run starts inside the regime's timeline, from a society that has not lived the years before; {ahead}.", ahead=ahead)


def worlds_in_words(worlds: int) -> str:
    """How many worlds there are."""
    return say("one world") if worlds == 1 else say("{worlds} worlds", worlds=worlds)


def small_intervals(text: str) -> Markup:
    """Text in which intervals, withheld numbers and daggers step back behind the values."""
    safe = str(escape(text))
    return Markup(re.sub(rf"(\[[^\]]*\d\]|\({DAGGER}[^)]*\)|{DAGGER})", r'<span class="interval">\1</span>', safe))

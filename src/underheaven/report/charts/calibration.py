"""Charts of a calibration: where the posterior lies in its prior, and what the fitted model predicts."""

import altair as alt

from underheaven.language import say
from underheaven.report.charts.chart import INK, PALE, REGIME, TWIN, WIDTH, WRONG, Chart, Row, Table, drawn, finished
from underheaven.report.charts.shapes import LABELS, OWN_COLOUR, ROW, panel
from underheaven.report.charts.studies import LONG, Found
from underheaven.report.words import number


def posterior(found: Found) -> Chart:
    """Where the posterior of each free assumption lies within its prior range."""
    learned = found["learned"]
    order = [each["path"] for each in learned]
    rows: list[Row] = []
    for each in learned:
        low, middle, high = (_share(each, each[f"posterior_{end}"]) for end in ("low", "median", "high"))
        rows.append(
            {
                "label": each["path"],
                "low": low,
                "value": middle,
                "high": high,
                "start": 0,
                "stop": 100,
                "colour": REGIME if each["learned"] else TWIN,
            }
        )
    y = alt.Y("label:N", sort=order, scale={"domain": order}, title=None, axis={"labelLimit": LONG, "minExtent": LONG - 8, "grid": False})
    x = alt.X("start:Q", title=say("% of the prior range"), scale={"domain": [0, 100]}, axis={"grid": False})
    layers = [
        drawn(rows, "bar", height=12, color=PALE, opacity=0.4).encode(y=y, x=x, x2="stop:Q"),
        drawn(rows, "bar", height=12).encode(y=y, x="low:Q", x2="high:Q", color=OWN_COLOUR),
        drawn(rows, "tick", color=INK, thickness=2, height=18).encode(y=y, x="value:Q"),
    ]
    count = sum(each["learned"] for each in learned)
    return finished(
        panel(layers, "", WIDTH - LONG, ROW * len(order)),
        name="posterior",
        title=say(
            "{count} of {learned} assumptions were learned from the targets; the others stay as wide as they were",
            count=count,
            learned=len(learned),
        ),
        subtitle=say("Pale: prior range; blue: 90{SPACE}% of the posterior, grey where it hardly narrowed; tick: median"),
        alt="; ".join(
            say("{path}: contraction {contraction}", path=each["path"], contraction=number(each["contraction"], 2)) for each in learned
        ),
        table=Table(
            say("Prior and posterior"),
            (say("assumption"), say("prior"), say("posterior median"), say("90 % of the posterior"), say("contraction")),
            tuple(
                (
                    each["path"],
                    say("{low} to {high}", low=number(each["low"]), high=number(each["high"])),
                    number(each["posterior_median"]),
                    say("{low} to {high}", low=number(each["posterior_low"]), high=number(each["posterior_high"])),
                    f"{number(each['contraction'], 2)}{'' if each['learned'] else say(' (not learned)')}",
                )
                for each in learned
            ),
        ),
    )


def predictions(found: Found) -> Chart:
    """What the fitted model gives for each target, in fresh worlds, in tolerances."""
    predicted = found["predicted"]
    order = [each["measure"] for each in predicted]
    rows: list[Row] = []
    for each in predicted:
        low, middle, high = ((each[f"predicted_{end}"] - each["value"]) / each["tolerance"] for end in ("low", "median", "high"))
        rows.append({"label": each["measure"], "low": low, "value": middle, "high": high, "colour": REGIME if each["fits"] else WRONG})
    y = alt.Y(
        "label:N", sort=order, scale={"domain": order}, title=None, axis={"labelLimit": LABELS, "minExtent": LABELS - 8, "grid": False}
    )
    layers = [
        drawn([{"from": -1, "to": 1}], "rect", color=PALE, opacity=0.35).encode(x="from:Q", x2="to:Q"),
        drawn(rows, "rule", strokeWidth=2).encode(
            y=y, x=alt.X("low:Q", title=say("tolerances from the published value")), x2="high:Q", color=OWN_COLOUR
        ),
        drawn(rows, "circle", size=80, opacity=1).encode(y=y, x="value:Q", color=OWN_COLOUR),
    ]
    fits = sum(each["fits"] for each in predicted)
    return finished(
        panel(layers, "", WIDTH - LABELS, ROW * len(order)),
        name="predictions",
        title=say("The fitted model meets {fits} of {predicted} targets in fresh worlds", fits=fits, predicted=len(predicted)),
        subtitle=say(
            "Band: the published value within its tolerance; line: 90{SPACE}% of the predictions; dot: median; orange: does not fit"
        ),
        alt="; ".join(
            say(
                "{measure}: {predicted_median}, published {value}",
                measure=each["measure"],
                predicted_median=number(each["predicted_median"]),
                value=number(each["value"]),
            )
            for each in predicted
        ),
        table=Table(
            say("Published and predicted"),
            (say("target"), say("published"), say("predicted median"), say("90 % of predictions"), say("source")),
            tuple(
                (
                    each["measure"] + (say(", a year") if each["yearly"] else ""),
                    f"{number(each['value'])} ± {number(each['tolerance'])}",
                    number(each["predicted_median"]),
                    say("{low} to {high}", low=number(each["predicted_low"]), high=number(each["predicted_high"]))
                    + ("" if each["fits"] else say(" (does not fit)")),
                    each["source"],
                )
                for each in predicted
            ),
        ),
    )


def _share(each: Found, value: float) -> float:
    from underheaven.study.assumptions import Factor

    return 100 * Factor(each["path"], each["value"], each["low"], each["high"], each["unit"]).share(value)

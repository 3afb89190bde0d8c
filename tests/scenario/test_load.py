"""Loading: bases, dates, twins and tables; every mistake with file, line and column."""

import datetime
import re
from pathlib import Path

import pytest

from underheaven.scenario import library
from underheaven.scenario.load import load, load_text
from underheaven.scenario.messages import ScenarioError
from underheaven.scenario.schema import Regime, Scenario

HEAD = "title: A trial\nstatus: stylised\n"
ASSUMED = "{kind: assumption, low: 0, high: 9000, why: no measurement}"
LOCATED = re.compile(r".+:[1-9]\d*:[1-9]\d*: .+")


def text(body: str) -> Scenario:
    return load_text(HEAD + body, "a.yaml")


def refusal(body: str, head: str = HEAD) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(head + body, "a.yaml")
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    assert all(LOCATED.fullmatch(line) for line in lines), lines
    return lines


def test_an_empty_scenario_is_the_model_with_its_defaults() -> None:
    assert text("").regime == Regime()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("regim: off", 'a.yaml:3:1: unknown key "regim". Did you mean regime?'),
        ("source: {kind: derived, formula: x}", 'a.yaml:3:1: unknown key "source". Did you mean sources?'),
        ("title: again", 'a.yaml:3:1: key "title" stands twice in one mapping (first on line 1)'),
        ("regime: {cameras: {coverage: 0.3}}", "a.yaml:3:30: regime.cameras.coverage has no source: write {value: 0.3, source: "),
        (f"regime: {{cameras: {{coverage: 1.5, source: {ASSUMED}}}}}", "a.yaml:3:30: regime.cameras.coverage must be "),
        (f"regime: {{recognition: {{doubles: 2.5, source: {ASSUMED}}}}}", "a.yaml:3:33: regime.recognition.doubles must be a whole number"),
        (f"regime: {{rulebook: {{jaywalking: {{points: -5p, source: {ASSUMED}}}}}}}",
         'a.yaml:3:42: regime.rulebook.jaywalking.points must be a number; got "-5p". Did you mean -5?'),
        (f"regime: {{rulebook: {{jaywalking: {{points: -5.1, source: {ASSUMED}}}}}}}", "a.yaml:3:42: regime.rulebook.jaywalking: points"),
        (f"regime: {{rulebook: {{jaywalking: {{list_days: 9000, source: {ASSUMED}}}}}}}",
         "a.yaml:3:45: regime.rulebook.jaywalking.list_days must be less than or equal to 8191; got 9000"),
        ("regime: {rulebook: {jaywalking: {points: -5}}}", "a.yaml:3:33: regime.rulebook.jaywalking has no source: "),
        ("regime: {exposure: {scope: everyone}}",
         'a.yaml:3:28: regime.exposure.scope must be nobody, pilots or everybody; got "everyone". Did you mean everybody?'),
        ("regime: {sanctions: {relatedness: {finance: [air_travl]}}}", 'got "air_travl". Did you mean air_travel?'),
        ("sources: [{title: a}]", "a.yaml:3:11: sources.0.place is missing"),
        (f"world: {{conduct: {{jaywalking: {{rate: 0.05, source: {ASSUMED}}}}}}}", "a.yaml:3:38: world.conduct.jaywalking: rate of "),
        (f"world: {{conduct: {{charity: {{harm: {{value: 5, source: {ASSUMED}}}}}}}}}", "a.yaml:3:35: world.conduct: harm of charity"),
        (f"world: {{travel: {{air: {{value: 40, source: {ASSUMED}}}}}}}", "a.yaml:3:23: world.travel.air must give at most 0.063 a week"),
        (f"world: {{economy: {{jobs: {{search: {{value: 10, source: {ASSUMED}}}}}}}}}", "a.yaml:3:34: world.economy.jobs.search must give"),
        (f"regime: {{messages: {{false_positive_rate: {{value: 0.001, source: {ASSUMED}}}}}}}",
         "a.yaml:3:42: regime.messages.false_positive_rate must be at most 5e-05"),
        (f"regime: {{grades: {{a: {{value: 500, source: {ASSUMED}}}}}}}", "regime.grades: cut-offs must ascend from c to aaa"),
        (f"regime: {{ledger: {{lowest: 1500, highest: 900, source: {ASSUMED}}}}}", "a.yaml:3:27: regime.ledger.lowest must not exceed"),
        (f"regime: {{recognition: {{halving_years: {{value: 0, source: {ASSUMED}}}}}}}",
         "a.yaml:3:23: regime.recognition: a value here leads to a division by zero"),
        (f"society: {{children: {{value: 0.9, source: {ASSUMED}}}}}", "a.yaml:3:21: society: children and elders together"),
        (f"society: {{children: {{value: 0.79, source: {ASSUMED}}}}}", "society: households of these sizes cannot hold that many children"),
        ("timeline: [{regime: {cameras: off}}]", "a.yaml:3:12: timeline.0.from is missing"),
        ("timeline: [{from: 2020-01-01}]", "a.yaml:3:12: timeline.0.regime is missing"),
        ("timeline: {from: 2020-01-01}", "a.yaml:3:11: timeline must be a list"),
        ("timeline: [5]", "a.yaml:3:12: timeline.0 must be a mapping with from, title or regime; got 5"),
        ("timeline: [{from: 2020-01-01, regime: off}, {from: 2019-06-01, regime: on}]",
         "a.yaml:3:52: the dates of the timeline must rise; 2019-06-01 follows 2020-01-01"),
        ("timeline:\n- from: 2020-01-01\n  regime: {ledger: {memory: {value: 9000, source: {kind: derived, formula: x}}}}",
         "a.yaml:5:29: regime.ledger.memory must be "),
        (f"timeline:\n- from: 2020-01-01\n  regime: {{grades: {{aa: {{value: 500, source: {ASSUMED}}}}}}}",
         "a.yaml:5:20: regime.grades: cut-offs must ascend"),
        ("base: artcle", 'a.yaml:3:7: no shipped scenario is called "artcle". Did you mean article?'),
        ("base: other.yaml", "a.yaml:3:7: only a shipped scenario can be named here"),
        ("twin: documentd", 'a.yaml:3:7: no shipped scenario is called "documentd". Did you mean documented?'),
        ("base: 5", "a.yaml:3:7: base must be text; got 5"),
        ("examples: [{a citizen: {scor: 1}}]", 'a.yaml:3:25: unknown key "scor" in examples.0. Did you mean score?'),
        ("examples: [{a citizen: {domains: [flights]}}]", "must be air_travel, fast_rail"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(body: str, message: str) -> None:
    lines = refusal(body + "\n")
    assert len(lines) == 1
    assert message in lines[0]


def test_title_and_status_are_one_s_own() -> None:
    assert refusal("base: article\n", head="") == ["a.yaml:1:1: status is missing", "a.yaml:1:1: title is missing"]


def test_every_mistake_of_a_file_is_reported_in_its_order() -> None:
    lines = refusal("regime:\n  camras: off\n  exposure: {scope: all}\n  messages: {coverage: 0.3}\nworld:\n  ties: of\n")
    assert [line.split(":")[1] for line in lines] == ["4", "5", "6", "8"]


def write(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(f"title: {name}\nstatus: stylised\n{body}", encoding="utf-8")
    return path


def test_a_base_lies_under_the_file_and_its_sources_stay_with_its_numbers(tmp_path: Path) -> None:
    write(tmp_path, "under.yaml", f"summary: below\nsources: [{{title: one, place: there}}]\nregime:\n  cameras:\n    source: {ASSUMED}\n"
          "    coverage: 0.2\n    cap: 0.7\nexamples:\n  - a citizen who is recorded once for protest: {listed: yes}\n")  # fmt: skip
    over = write(tmp_path, "over.yaml", "base: under.yaml\nsources: [{title: two, place: here}]\nregime:\n  cameras:\n"
                 "    source: {kind: published, place: a leaflet}\n    coverage: 0.3\n")  # fmt: skip
    scenario = load(over)
    cameras = scenario.regime.cameras
    assert (cameras.coverage.value, cameras.coverage.source.kind) == (0.3, "published")
    assert (cameras.cap.value, cameras.cap.source.kind) == (0.7, "assumption")
    assert [reference.title for reference in scenario.sources] == ["one", "two"]
    assert (scenario.title, scenario.summary, scenario.examples) == ("over.yaml", "", ())


def test_a_row_of_the_rulebook_replaces_the_base_s_row_as_a_whole(tmp_path: Path) -> None:
    row = "{points: -7, source: {kind: published, place: here}}"
    over = write(tmp_path, "over.yaml", f"base: article\nregime: {{rulebook: {{late_bill: {row}}}}}\n")
    rule = load(over).regime.rulebook.late_bill
    assert (rule.points, rule.list_days) == (-7, 0)
    assert load("article").regime.rulebook.late_bill.list_days == 90


def test_a_switch_keeps_the_numbers_it_switches(tmp_path: Path) -> None:
    write(tmp_path, "under.yaml", f"regime: {{cameras: {{coverage: 0.2, source: {ASSUMED}}}}}\n")
    write(tmp_path, "middle.yaml", "base: ./under.yaml\nregime: {cameras: off}\n")
    over = write(tmp_path, "over.yaml", "base: middle.yaml\nregime: {cameras: {on: on}}\n")
    assert load(tmp_path / "middle.yaml").regime.cameras.on is False
    cameras = load(over).regime.cameras
    assert (cameras.on, cameras.coverage.value) == (True, 0.2)


def test_a_circle_of_bases_is_refused_with_its_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.yaml", "base: b.yaml\n")
    write(tmp_path, "b.yaml", "base: c.yaml\n")
    write(tmp_path, "c.yaml", "base: b.yaml\n")
    with pytest.raises(ScenarioError, match=r"c\.yaml:3:7: base is circular: b\.yaml → c\.yaml → b\.yaml"):
        load(tmp_path / "a.yaml")
    own = write(tmp_path, "self.yaml", "base: self.yaml\n")
    with pytest.raises(ScenarioError, match=r"self\.yaml:3:7: base is circular: self\.yaml → self\.yaml"):
        load(own)
    monkeypatch.setattr(library, "FOLDER", tmp_path)  # shipped files are kept once read, and take another way
    with pytest.raises(ScenarioError, match=r"base is circular: b\.yaml → c\.yaml → b\.yaml"):
        load("a")


def test_a_mistake_in_a_base_is_said_at_its_own_place_beside_those_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "under.yaml", "regime: {camras: off}\n")
    over = write(tmp_path, "over.yaml", "base: under.yaml\nregime: {mesages: off}\n")
    with pytest.raises(ScenarioError) as caught:
        load(over)
    assert {Path(problem.place.file).name: problem.place.line for problem in caught.value.problems} == {"over.yaml": 4, "under.yaml": 3}
    write(tmp_path, "over.yaml", "base: nowhere.yaml\n")
    with pytest.raises(ScenarioError, match=r"over\.yaml:3:7: .*nowhere\.yaml: no such file"):
        load(over)
    write(tmp_path, "over.yaml", f"base: {tmp_path}/\n")
    with pytest.raises(ScenarioError, match=r"over\.yaml:3:7: .*is a directory"):
        load(over)


def test_names_and_paths(tmp_path: Path) -> None:
    assert load("article").title == "The regime as the article tells it"
    with pytest.raises(ScenarioError, match=r'no shipped scenario is called "artikel"\. Did you mean article\?'):
        load("artikel")
    with pytest.raises(ScenarioError, match="no such file"):
        load(tmp_path / "nowhere.yaml")
    with pytest.raises(ScenarioError, match="is a directory"):
        load(tmp_path)
    with pytest.raises(ScenarioError, match="no such file"):
        load(library.FOLDER / "nowhere.yaml")


DATED = """\
regime:
  cameras: off
  knowledge: {initial: 0.11, source: {kind: published, place: FACTS 2-22}}
timeline:
  - from: 2018-01-01
    title: Cameras
    regime: {cameras: on}
  - from: 2020-01-01
    regime: {knowledge: {initial: 0.5, source: {kind: published, place: a survey}}, messages: off}
"""


def test_the_timeline_is_merged_up_to_a_date() -> None:
    scenario = text(DATED)
    states = []
    for date in ("2014-01-01", "2017-12-31", "2018-01-01", "2019-12-31", "2020-01-01", "2035-01-01"):
        regime = scenario.regime_on(datetime.date.fromisoformat(date))
        states.append((regime.cameras.on, regime.knowledge.initial.value, regime.messages.on))
    first, last = (False, 0.11, True), (True, 0.5, False)
    assert states == [first, first, (True, 0.11, True), (True, 0.11, True), last, last]
    assert scenario.timeline_dates() == (datetime.date(2018, 1, 1), datetime.date(2020, 1, 1))
    assert scenario.timeline[0].title == "Cameras"


def test_segments_begin_where_the_policy_changes() -> None:
    scenario, first, second = text(DATED), datetime.date(2018, 1, 1), datetime.date(2020, 1, 1)
    assert scenario.segments(datetime.date(2014, 1, 1), 7400) == (datetime.date(2014, 1, 1), first, second)
    assert scenario.segments(first, 730) == (first,)
    assert scenario.segments(first, 731) == (first, second)
    assert scenario.segments(datetime.date(2019, 12, 31), 1) == (datetime.date(2019, 12, 31),)


def test_under_off_every_mechanism_is_off() -> None:
    regime = text("regime: off\n").regime_on(datetime.date(2020, 1, 1))
    assert not any(getattr(regime, name).on for name in Regime.model_fields if name != "on")
    assert not regime.safeguards.human_review.on


def test_the_twin_is_the_absence_of_the_regime_unless_the_file_names_another() -> None:
    scenario = load("article")
    twin = scenario.no_regime()
    assert (twin.society, twin.world, twin.timeline) == (scenario.society, scenario.world, ())
    assert not twin.regime.on
    assert not twin.regime_on(datetime.date(2020, 1, 1)).lists.on
    other = text(f"base: article\ntwin: documented\nworld: {{travel: {{air: {{value: 0.5, source: {ASSUMED}}}}}}}\n").no_regime()
    assert other.world.travel.air.value == 0.5
    assert other.timeline_dates() == load("documented").timeline_dates()
    assert other.regime == load("documented").regime


def test_a_scenario_comes_back_from_its_resolved_form_with_its_hash() -> None:
    for scenario in (load("article"), text(f"twin: documented\n{DATED}"), load("rongcheng").no_regime()):
        again = Scenario.model_validate(scenario.resolved())
        assert again.hash == scenario.hash
        assert again.regime_on(datetime.date(2020, 1, 1)) == scenario.regime_on(datetime.date(2020, 1, 1))
    assert re.fullmatch("[0-9a-f]{64}", load("article").hash)
    assert load("article").hash != load("documented").hash


def test_text_without_a_file_loads_like_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "x.yaml", DATED)
    assert load_text(path.read_text(encoding="utf-8"), "x.yaml").hash == load(path).hash

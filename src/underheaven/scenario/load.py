"""From a scenario file to a ``Scenario``: read, resolve, lay over the base, validate. Every mistake is reported where it stands."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from underheaven.scenario import library
from underheaven.scenario.checks import regime_complaints, society_complaints, world_complaints
from underheaven.scenario.contradictions import contradictions
from underheaven.scenario.locate import clean, complained, located, merge_nodes
from underheaven.scenario.messages import Place, Problem, ScenarioError, got, refuse
from underheaven.scenario.positions import Node, compose, nodes, read
from underheaven.scenario.resolve import INVALID, Resolver
from underheaven.scenario.schema import Regime, Scenario, ScenarioFile, World
from underheaven.society.parameters import SocietyParameters

_OWN = ("title", "status", "summary", "examples", "base")
"""What a file never takes from its base."""


def load(name_or_path: str | Path) -> Scenario:
    """The shipped scenario of that name, or the one in that file.

    Example: ``load("article").regime_on(date(2020, 1, 1)).cameras.on``

    Raises:
        ScenarioError: with every mistake found, each with file, line and column.
    """
    path = library.find(name_or_path)
    loading = _Loading()
    if _is_shipped(path):
        return _scenario(loading, _shipped(path, path.stat().st_mtime_ns, ()), path)
    return _scenario(loading, loading.tree(read(path), path, ()), path)


def notes(name_or_path: str | Path) -> list[Problem]:
    """What a file that loads switches on without the ground it stands on: no mistake, but hardly what its author meant."""
    path = library.find(name_or_path)
    tree = _Loading().tree(read(path), path, ())
    return sorted({problem for stage in _stages(tree) for problem in contradictions(stage, str(path))})


def load_text(text: str, name: str = "scenario") -> Scenario:
    """A scenario from text that is in no file; its base and twin can only be shipped scenarios.

    Raises:
        ScenarioError: with every mistake found.
    """
    loading, path = _Loading(), Path(name)
    return _scenario(loading, loading.tree(text.removeprefix("\ufeff"), path, (), on_disk=False), path, on_disk=False)


class _Loading:
    """One call of ``load``: the mistakes so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def tree(self, text: str, path: Path, chain: tuple[Path, ...], on_disk: bool = True) -> Node:
        """The resolved nodes of a file laid over those of its base."""
        raw, problems = compose(text, str(path))
        resolver = Resolver()
        own = resolver.walk(raw, ScenarioFile, "")
        self.problems += problems + resolver.problems
        base = own.value.get("base")
        under = self.other(base, path, (*chain, path), on_disk) if base is not None and isinstance(base.value, str) else None
        under = under or _defaults()
        kept = {key: child for key, child in under.value.items() if key not in _OWN}
        merged = merge_nodes(replace(under, value=kept), own)
        if "sources" in kept and "sources" in own.value and INVALID not in (kept["sources"].value, own.value["sources"].value):
            merged.value["sources"] = replace(own.value["sources"], value=[*kept["sources"].value, *own.value["sources"].value])
        inherited = kept["lineage"].data() if "lineage" in kept else []
        merged.value["lineage"] = nodes([*([path.stem] if _is_shipped(path) else []), *inherited], own.place)
        return merged

    def other(self, mention: Node, path: Path, chain: tuple[Path, ...], on_disk: bool = True) -> Node | None:
        """The nodes of the scenario that ``base:`` or ``twin:`` mentions."""
        name = mention.value
        try:
            if not on_disk and library.is_path(name):
                raise refuse(mention.place, "only a shipped scenario can be named here")
            file = library.find(name, path.parent)
            before = [earlier.resolve() for earlier in chain]
            if file.resolve() in before:
                circle = [*chain[before.index(file.resolve()) :], file]
                raise refuse(mention.place, f"base is circular: {' → '.join(link.name for link in circle)}")
            if _is_shipped(file):
                return _shipped(file, file.stat().st_mtime_ns, tuple(filter(_is_shipped, chain)))
            text = read(file)
        except ScenarioError as error:
            self.problems += [Problem(mention.place, _about(problem, mention)) for problem in error.problems]
            return None
        except (OSError, ValueError, RuntimeError):  # a name that no file can have, or a circle of links
            self.problems.append(Problem(mention.place, f"no file can be called {got(name)}"))
            return None
        try:
            return self.tree(text, file, chain)
        except ScenarioError as error:
            self.problems += error.problems
            return None


@lru_cache(maxsize=1)
def _defaults() -> Node:
    """The defaults of the model: what lies under every scenario. Its place is nowhere."""
    parts: dict[str, BaseModel] = {"society": SocietyParameters(), "world": World(), "regime": Regime()}
    return nodes({name: part.model_dump(mode="json", by_alias=True) for name, part in parts.items()}, Place(""))


def _is_shipped(path: Path) -> bool:
    return path.parent == library.FOLDER and path.stem in library.names()


@lru_cache(maxsize=64)
def _shipped(path: Path, changed: int, chain: tuple[Path, ...]) -> Node:
    """The nodes of a shipped file, kept: most scenarios stand on one. ``changed`` (its time) makes an edited file a new one."""
    loading = _Loading()
    tree = loading.tree(read(path), path, chain)
    if loading.problems:
        raise ScenarioError(loading.problems)
    return tree


def _about(problem: Problem, mention: Node) -> str:
    return problem.message if problem.place in (mention.place, Place(str(mention.value))) else str(problem)


def _scenario(loading: _Loading, root: Node, path: Path, on_disk: bool = True) -> Scenario:
    tree = replace(root, value=dict(root.value))
    twin = tree.value.get("twin")
    if twin is not None and isinstance(twin.value, str):
        other = loading.other(twin, path, (), on_disk)
        policy = {key: other.value[key] for key in ("regime", "timeline") if key in other.value} if other else {}
        tree.value["twin"] = replace(twin, value={"name": twin, **policy} if other else INVALID)
    policies = [policy for policy in (tree, tree.value.get("twin")) if policy is not None and policy.is_mapping]
    problems = loading.problems + [problem for policy in policies for problem in _timeline_problems(policy)]
    _name_examples(tree)
    tree.value.pop("base", None)
    try:
        scenario = Scenario.model_validate(clean(tree))
    except ValidationError as error:
        problems += located(error, tree, whole=not problems)
    if problems:
        raise ScenarioError(problems)
    if problems := [problem for policy in policies for problem in _table_problems(policy, tree, scenario)]:
        raise ScenarioError(problems)
    return scenario


def _stages(policy: Node) -> list[Node]:
    """The regime, and the regime after every dated change."""
    stages = [policy.value["regime"]]
    timeline = policy.value.get("timeline")
    for entry in timeline.value if timeline is not None and isinstance(timeline.value, list) else ():
        if "regime" in entry.value:
            stages.append(merge_nodes(stages[-1], entry.value["regime"]))
    return stages


def _timeline_problems(policy: Node) -> list[Problem]:
    """Mistakes that appear only once the dated changes are laid over the regime."""
    timeline, problems, last = policy.value.get("timeline"), [], ""
    for entry in timeline.value if timeline is not None and isinstance(timeline.value, list) else ():
        start = entry.value.get("from")
        if start is not None and isinstance(start.value, str):
            if start.value <= last:
                problems.append(Problem(start.place, f"the dates of the timeline must rise; {start.value} follows {last}"))
            last = max(last, start.value)
    for stage in _stages(policy)[1:]:
        try:
            Regime.model_validate(clean(stage))
        except ValidationError as error:
            problems += located(error, stage, "regime")
    return problems


def _table_problems(policy: Node, tree: Node, scenario: Scenario) -> list[Problem]:
    """What the tables refuse, each at the place of the value it is about."""
    whole = replace(tree, value=dict(tree.value))
    complaints = [(whole, *complaint) for complaint in (*society_complaints(scenario.society), *world_complaints(scenario.world))]
    for stage in _stages(policy):
        whole = replace(tree, value={**tree.value, "regime": stage})
        found = regime_complaints(Regime.model_validate(clean(stage)), scenario.world)
        complaints += [(whole, *complaint) for complaint in found]
    return [complained(*complaint) for complaint in complaints]


def _name_examples(tree: Node) -> None:
    """From ``- sentence: {…}`` to the fields of an example, with its place."""
    examples = tree.value.get("examples")
    if examples is None or not isinstance(examples.value, list):
        return
    named = []
    for item in examples.value:
        for sentence, outcome in item.value.items():
            place = replace(outcome, value=str(outcome.key))
            named.append(replace(item, value={"sentence": replace(outcome, value=sentence), "expected": outcome, "place": place}))
    tree.value["examples"] = replace(examples, value=named)

"""Expressions of the kernel's Python in C (``to_c``)."""

import ast
import builtins
import inspect
import math
import textwrap
from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.full_model.c_types import Fixed, Integer, Kind, Record, Sized, Tuple

if TYPE_CHECKING:
    from benchmarks.full_model.to_c import Translator

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "({} + {})", ast.Sub: "({} - {})", ast.Mult: "({} * {})", ast.BitAnd: "({} & {})", ast.BitOr: "({} | {})",
    ast.BitXor: "({} ^ {})", ast.LShift: "({} << {})", ast.RShift: "({} >> {})", ast.FloorDiv: "divided({}, {})",
    ast.Mod: "remainder_of({}, {})",
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "(-{})", ast.Invert: "(~{})", ast.Not: "(!{})", ast.UAdd: "{}"}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
NUMBER = Integer()
NOTHING, READS, WRITES = range(3)
"""What evaluating an expression does to memory."""


class UnknownConstructError(Exception):
    """Python that the translator does not know, with its place."""


class Value(NamedTuple):
    """An expression of C."""

    text: str
    kind: Kind
    effect: int = NOTHING
    constant: Any = None
    """Its value in Python, where that is known."""
    truth: bool = False
    """Whether it is surely 0 or 1."""


_FOLDED: dict[Any, str] = {min: "least", max: "most"}
_CALLED: dict[Any, str] = {int: "{}", bool: "({} != 0)", abs: "magnitude({})"}
_EXPRESSIONS = (
    ast.Constant, ast.Name, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.IfExp, ast.Compare, ast.Tuple, ast.Attribute, ast.Subscript, ast.Call,
)  # fmt: skip
_UNRESOLVED = object()


class Expressions:
    """What one function knows: its variables, and what its names mean outside."""

    def __init__(self, translator: "Translator", function: Any, kinds: tuple[Kind, ...]) -> None:
        self.of, self.python = translator, getattr(function, "py_func", function)
        tree = ast.parse(textwrap.dedent(inspect.getsource(self.python))).body[0]
        assert isinstance(tree, ast.FunctionDef)
        self.tree, self.kinds = tree, kinds
        outer = inspect.getclosurevars(self.python)
        self.outer = {**vars(builtins), **self.python.__globals__, **outer.nonlocals}
        self.locals: dict[str, Value] = {}
        self.declared: dict[str, Kind] = {}
        self.lines: list[str] = []
        self.returns: Kind | None = None
        self.effect = NOTHING
        self.temporaries = 0

    def unknown(self, node: ast.AST, what: str) -> UnknownConstructError:
        line = self.python.__code__.co_firstlineno + getattr(node, "lineno", 1) - 1
        return UnknownConstructError(f"{self.python.__code__.co_filename}:{line}: {what}: {ast.unparse(node)}")

    # expressions

    def object(self, node: ast.expr) -> Any:
        """What a name, or an attribute of one, is in Python, if it is no variable of this function."""
        if isinstance(node, ast.Name) and node.id not in self.locals:
            return self.outer.get(node.id, _UNRESOLVED)
        if isinstance(node, ast.Attribute) and (owner := self.object(node.value)) is not _UNRESOLVED:
            return getattr(owner, node.attr, _UNRESOLVED)
        return _UNRESOLVED

    def value(self, node: ast.expr) -> Value:
        """The expression in C."""
        if (known := self.object(node)) is not _UNRESOLVED:
            constant = self.of.constant(known)
            if constant is None:
                raise self.unknown(node, f"a constant of type {type(known).__name__} has no place in C")
            return constant
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if not isinstance(node, _EXPRESSIONS) or method is None:
            raise self.unknown(node, f"unknown expression {type(node).__name__}")
        found: Value = method(node)
        return found

    def number(self, node: ast.expr) -> Value:
        """The same where only a number will do."""
        value = self.value(node)
        if not isinstance(value.kind, Integer):
            raise self.unknown(node, "a number is asked for")
        return value

    def in_order(self, values: Sequence[Value], write: Callable[..., str]) -> tuple[str, int]:
        """What ``write`` makes of several expressions, and its effect; where one writes memory, all are evaluated from left to right."""
        effects = sorted(value.effect for value in values)
        if len(effects) > 1 and effects[-1] == WRITES and effects[-2] > NOTHING:
            kept = [self.kept(value) for value in values]
            return f"({{ {' '.join(line for line, _ in kept)} {write(*(value.text for _, value in kept))}; }})", WRITES
        return write(*(value.text for value in values)), effects[-1] if effects else NOTHING

    def kept(self, value: Value) -> tuple[str, Value]:
        """The value as it is now in a variable: its declaration, and the variable; paths and constants need none."""
        if isinstance(value.kind, Record | Fixed) or value.constant is not None:
            return "", value
        self.temporaries += 1
        name = f"x{self.temporaries}"
        return f"{self.of.type_of(value.kind)} {name} = {value.text};", Value(name, value.kind)

    def _constant(self, node: ast.Constant) -> Value:
        value = self.of.constant(node.value)
        if value is None:
            raise self.unknown(node, "only whole numbers of 63 bits and sign are known")
        return value

    def _name(self, node: ast.Name) -> Value:
        if node.id not in self.locals:
            raise self.unknown(node, "unknown name")
        return self.locals[node.id]

    def _binop(self, node: ast.BinOp) -> Value:
        template = _BINARY.get(type(node.op))
        if template is None:
            raise self.unknown(node, f"unknown operator {type(node.op).__name__}")
        left, right = self.number(node.left), self.number(node.right)
        text, effect = self.in_order([left, right], template.format)
        return Value(text, NUMBER, effect)

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        operand = self.number(node.operand)
        constant = -operand.constant if isinstance(node.op, ast.USub) and operand.constant is not None else None
        return Value(_UNARY[type(node.op)].format(operand.text), NUMBER, operand.effect, constant, isinstance(node.op, ast.Not))

    def _boolop(self, node: ast.BoolOp) -> Value:
        parts = [self.number(part) for part in node.values]
        effect, conjunction = max(part.effect for part in parts), isinstance(node.op, ast.And)
        if all(part.truth for part in parts):
            sign = " && " if conjunction else " || "
            return Value(f"({sign.join(f'({part.text})' for part in parts)})", NUMBER, effect, truth=True)
        text = parts[-1].text  # numbers: the first that decides is the value
        for part in reversed(parts[:-1]):
            line, first = self.kept(part)
            text = f"({{ {line} {first.text} ? {f'{text} : {first.text}' if conjunction else f'{first.text} : {text}'}; }})"
        return Value(text, NUMBER, effect)

    def _ifexp(self, node: ast.IfExp) -> Value:
        test, yes, no = self.number(node.test), self.value(node.body), self.value(node.orelse)
        if yes.kind != no.kind or isinstance(yes.kind, Record | Fixed):
            raise self.unknown(node, "both sides must be values of one type")
        return Value(f"({test.text} ? {yes.text} : {no.text})", yes.kind, max(test.effect, yes.effect, no.effect))

    def _compare(self, node: ast.Compare) -> Value:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            return self.membership(node, node.ops[0], node.comparators[0])
        signs = [_COMPARISON.get(type(operator)) for operator in node.ops]
        if None in signs:
            raise self.unknown(node, "unknown comparison")
        values = [self.number(part) for part in (node.left, *node.comparators)]
        if len(values) > 2 and any(value.effect == WRITES for value in values):
            raise self.unknown(node, "an effect within a chain of comparisons")

        def chain(*texts: str) -> str:
            return " && ".join(f"({left} {sign} {right})" for left, sign, right in zip(texts, signs, texts[1:], strict=False))

        text, effect = self.in_order(values, chain)
        return Value(f"({text})", NUMBER, effect, truth=True)

    def membership(self, node: ast.Compare, operator: ast.cmpop, members: ast.expr) -> Value:
        """Whether a number is one of those written in place."""
        if not isinstance(members, ast.Tuple):
            raise self.unknown(node, "membership is known for a tuple written in place")
        values = [self.number(part) for part in (node.left, *members.elts)]
        if any(value.effect == WRITES for value in values):
            raise self.unknown(node, "an effect within a question of membership")
        one_of = " || ".join(f"{values[0].text} == {member.text}" for member in values[1:])
        return Value(
            f"({one_of})" if isinstance(operator, ast.In) else f"(!({one_of}))", NUMBER, max(value.effect for value in values), truth=True
        )

    def _tuple(self, node: ast.Tuple) -> Value:
        values = [self.value(element) for element in node.elts]
        return self.tuple_of(values)

    def tuple_of(self, values: Sequence[Value], names: tuple[str, ...] = ()) -> Value:
        """A tuple of values."""
        kind = Tuple(tuple(value.kind for value in values), names)
        text, effect = self.in_order(values, lambda *texts: self.of.tuple_text(kind, texts))
        return Value(text, kind, effect)

    def _attribute(self, node: ast.Attribute) -> Value:
        owner = self.value(node.value)
        kind, name = owner.kind, node.attr
        if isinstance(kind, Record) and name in kind.fields:
            field = kind.fields[name]
            return Value(f"{owner.text}.m_{name}", field, READS if isinstance(field, Integer) else NOTHING)
        if isinstance(kind, Tuple) and name in kind.names:
            return self.item(owner, kind.names.index(name))
        if isinstance(kind, Fixed) and name in ("size", "shape"):
            found = self.of.constant(kind.shape if name == "shape" else math.prod(kind.shape))
            assert found is not None
            return found
        if isinstance(kind, Sized) and name == "size":
            return Value(f"({' * '.join(f'{owner.text}.shape[{axis}]' for axis in range(kind.dimensions))})", NUMBER)
        if isinstance(kind, Sized) and name == "shape":
            return self.tuple_of([Value(f"{owner.text}.shape[{axis}]", NUMBER) for axis in range(kind.dimensions)])
        raise self.unknown(node, f"unknown attribute of {type(kind).__name__}")

    def item(self, owner: Value, place: int) -> Value:
        """An item of a tuple."""
        assert isinstance(owner.kind, Tuple)
        place %= len(owner.kind.items)
        member = f"at[{place}]" if owner.kind.is_numbers else f"f{place}"
        return Value(f"{owner.text}.{member}", owner.kind.items[place], owner.effect)

    def _subscript(self, node: ast.Subscript) -> Value:
        owner = self.value(node.value)
        if not isinstance(owner.kind, Tuple):
            return self.element(node)
        index = self.number(node.slice)
        if index.constant is not None and index.constant < len(owner.kind.items):
            return self.item(owner, index.constant)
        if not owner.kind.is_numbers:
            raise self.unknown(node, "an index that is only known later, into a tuple of several types")
        text, effect = self.in_order([owner, index], "{}.at[{}]".format)
        return Value(text, NUMBER, effect)

    def element(self, node: ast.Subscript) -> Value:
        """One element of an array, to be read or written. Indices never count from the end."""
        owner = self.value(node.value)
        indices = [self.number(index) for index in (node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])]
        if any(value.effect == WRITES for value in (owner, *indices)):
            raise self.unknown(node, "an effect within an index")
        if isinstance(owner.kind, Fixed) and len(indices) == len(owner.kind.shape):
            return Value(f"{owner.text}{''.join(f'[{index.text}]' for index in indices)}", NUMBER, READS)
        if isinstance(owner.kind, Sized) and len(indices) == owner.kind.dimensions:
            place = indices[0].text
            for axis, index in enumerate(indices[1:], 1):
                place = f"({place} * {owner.text}.shape[{axis}] + {index.text})"
            return Value(f"{owner.text}.data[{place}]", NUMBER, READS)
        raise self.unknown(node, "an element has as many indices as its array has dimensions")

    def _call(self, node: ast.Call) -> Value:
        called = self.object(node.func)
        if called in _FOLDED and not node.keywords and len(node.args) > 1:
            values = [self.number(argument) for argument in node.args]
            name = _FOLDED[called]
            text, effect = self.in_order(values, lambda *texts: reduce(lambda one, other: f"{name}({one}, {other})", texts))
            return Value(text, NUMBER, effect)
        arguments = [self.value(argument) for argument in node.args]
        if called in _CALLED and not node.keywords and len(arguments) == 1 and isinstance(arguments[0].kind, Integer):
            return arguments[0]._replace(
                text=_CALLED[called].format(arguments[0].text), constant=None, truth=arguments[0].truth or called is bool
            )
        if called is len and isinstance(arguments[0].kind, Tuple | Fixed):
            kind = arguments[0].kind
            number = self.of.constant(len(kind.items) if isinstance(kind, Tuple) else kind.shape[0])
            assert number is not None
            return number
        if isinstance(called, type) and issubclass(called, tuple) and hasattr(called, "_fields") and not node.keywords:
            return self.tuple_of(arguments, called._fields)
        python = getattr(called, "py_func", called)
        if not inspect.isfunction(python):
            raise self.unknown(node, "unknown function")
        return self.call(node, called, python, arguments)

    def call(self, node: ast.Call, called: Any, python: Any, arguments: list[Value]) -> Value:
        """A call of another function of the kernel, translated before for arguments of these types."""
        named = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg is not None}
        bound = inspect.signature(python).bind(*arguments, **named)
        bound.apply_defaults()
        values = [value if isinstance(value, Value) else self.of.constant(value) for value in bound.arguments.values()]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            raise self.unknown(node, "a default value has no place in C")
        function = self.of.function(called, tuple(value.kind for value in known))
        self.effect = max(self.effect, function.effect)
        passed = [value._replace(text=f"&{value.text}") if isinstance(value.kind, Record | Fixed) else value for value in known]
        text, effect = self.in_order(passed, lambda *texts: f"{function.name}({', '.join(texts)})")
        truth = python.__annotations__.get("return") is bool
        return Value(text, function.returns or NUMBER, max(function.effect, effect), truth=truth)

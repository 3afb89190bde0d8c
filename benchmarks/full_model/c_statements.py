"""Statements of the kernel's Python in C: one function on its way (``to_c``)."""

import ast
from collections.abc import Iterable

from benchmarks.full_model.c_expressions import NUMBER, WRITES, Expressions, Value
from benchmarks.full_model.c_types import Fixed, Integer, Record, Sized, Tuple


class Body(Expressions):
    """One function: its statements."""

    def write(self, name: str, always_inline: bool) -> str:
        """The whole function."""
        parameters = []
        taken = self.tree.args
        if taken.vararg or taken.kwarg:
            raise self.unknown(taken, "unknown: any number of arguments")
        for argument, kind in zip([*taken.posonlyargs, *taken.args, *taken.kwonlyargs], self.kinds, strict=True):
            text = f"v_{argument.arg}"
            parameters.append(self.of.parameter(kind, text))
            truth = self.python.__annotations__.get(argument.arg) is bool
            self.locals[argument.arg] = Value(f"(*{text})" if isinstance(kind, Record | Fixed) else text, kind, truth=truth)
        self.statements(self.tree.body)
        head = "inline __attribute__((always_inline)) " if always_inline else ""
        returns = "void" if self.returns is None else self.of.type_of(self.returns)
        declarations = [f"{self.of.type_of(kind)} {text};" for text, kind in self.declared.items()]
        inside = "\n".join(declarations + self.lines)
        return f"static {head}{returns} {name}({', '.join(parameters)}) {{\n{inside}\n}}"

    # statements

    def statements(self, nodes: Iterable[ast.stmt]) -> None:
        for node in nodes:
            method = getattr(self, f"_{type(node).__name__.lower()}", None)
            if method is None:
                raise self.unknown(node, f"unknown statement {type(node).__name__}")
            method(node)

    def block(self, head: str, nodes: Iterable[ast.stmt]) -> None:
        self.lines.append(f"{head} {{")
        self.statements(nodes)
        self.lines.append("}")

    def _pass(self, node: ast.Pass) -> None:
        pass

    def _continue(self, node: ast.Continue) -> None:
        self.lines.append("continue;")

    def _break(self, node: ast.Break) -> None:
        self.lines.append("break;")

    def _expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.lines.append(f"{self.value(node.value).text};")

    def _return(self, node: ast.Return) -> None:
        if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.lines.append("return;")
            return
        value = self.value(node.value)
        if isinstance(value.kind, Record | Fixed) or (self.returns is not None and self.returns != value.kind):
            raise self.unknown(node, "a result of another type than before, or an address")
        self.returns = value.kind
        self.lines.append(f"return {value.text};")

    def _if(self, node: ast.If) -> None:
        self.block(f"if ({self.number(node.test).text})", node.body)
        if node.orelse:
            self.block("else", node.orelse)

    def _while(self, node: ast.While) -> None:
        if node.orelse:
            raise self.unknown(node, "unknown: while with else")
        self.block(f"while ({self.number(node.test).text})", node.body)

    def _for(self, node: ast.For) -> None:
        if node.orelse or not isinstance(node.target, ast.Name):
            raise self.unknown(node, "unknown: for with else or with several variables")
        at, end = self.fresh(), self.fresh()
        if isinstance(node.iter, ast.Call) and self.object(node.iter.func) is range and not node.iter.keywords:
            bounds = [self.number(bound) for bound in node.iter.args]
            if any(bound.effect == WRITES for bound in bounds):
                raise self.unknown(node.iter, "an effect within the bounds of a loop")
            step = bounds[2].constant if len(bounds) == 3 else 1
            if not step:
                raise self.unknown(node.iter, "a step must be a constant other than zero")
            first, last = (Value("0", NUMBER), bounds[0]) if len(bounds) == 1 else bounds[:2]
            self.lines.append("{")
            head = f"for (int64_t {at} = {first.text}, {end} = {last.text}; {at} {'<' if step > 0 else '>'} {end}; {at} += {step}) {{"
            text = at
        elif isinstance(values := self.value(node.iter), Value) and isinstance(values.kind, Tuple) and values.kind.is_numbers:
            self.lines.append(f"{{ const {self.of.type_of(values.kind)} {end} = {values.text};")
            head = f"for (int64_t {at} = 0; {at} < {len(values.kind.items)}; {at}++) {{"
            text = f"{end}.at[{at}]"
        else:
            raise self.unknown(node.iter, "a loop runs over range or a tuple of numbers, not over")
        self.lines.append(head)
        self.assign(node.target, Value(text, NUMBER))
        self.statements(node.body)
        self.lines.append("}}")

    def _annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value))

    def _augassign(self, node: ast.AugAssign) -> None:
        operation = ast.BinOp(node.target, node.op, node.value)
        self.assign(node.target, self.value(ast.copy_location(operation, node)))

    def _assign(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            if len(target.elts) != len(node.value.elts):
                raise self.unknown(node, "as many targets as values are asked for")
            values = [self.keep(self.value(element)) for element in node.value.elts]
            for element, value in zip(target.elts, values, strict=True):
                self.assign(element, value)
            return
        value = self.value(node.value)
        value = value if len(node.targets) == 1 else self.keep(value)
        for one in node.targets:
            self.assign(one, value)

    def fresh(self) -> str:
        self.temporaries += 1
        return f"x{self.temporaries}"

    def keep(self, value: Value) -> Value:
        """The value as it is now, for what is assigned side by side."""
        line, variable = self.kept(value)
        self.lines.append(line)
        return variable

    def assign(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.assign_name(target, value)
        elif isinstance(target, ast.Tuple):
            if not isinstance(value.kind, Tuple) or len(value.kind.items) != len(target.elts):
                raise self.unknown(target, "as many targets as values are asked for")
            kept = self.keep(value)
            for place, one in enumerate(target.elts):
                self.assign(one, self.item(kept, place))
        elif isinstance(target, ast.Subscript):
            if not isinstance(value.kind, Integer):
                raise self.unknown(target, "only numbers are put into arrays, one by one")
            kept = self.keep(value) if value.effect == WRITES else value
            element = self.element(target)
            self.effect = WRITES
            self.lines.append(f"{element.text} = {kept.text};")
        else:
            raise self.unknown(target, "unknown target")

    def assign_name(self, target: ast.Name, value: Value) -> None:
        if target.id == "_":
            if value.effect == WRITES:
                self.lines.append(f"{value.text};")
            return
        before = self.locals.get(target.id)
        if isinstance(value.kind, Record | Fixed | Sized):  # another name for the same place
            if before is not None and before.text != value.text:
                raise self.unknown(target, "a name for a record or an array cannot change what it stands for")
            self.locals[target.id] = value
            return
        if before is not None and before.kind != value.kind:
            raise self.unknown(target, "a variable cannot change its type")
        if before is None:
            self.declared[f"v_{target.id}"] = value.kind
            self.locals[target.id] = Value(f"v_{target.id}", value.kind)
        self.lines.append(f"v_{target.id} = {value.text};")

"""Rules over one Python source: docstring, function length, clock and chance, queues, print, names, sleep."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.sources import Finding

FUNCTION_LINES = 50
CLOCK_ROOM = Path("edge/runtime/clock.py")
CHANCE_AND_TIME = {"time", "uuid", "random", "secrets"}
READS_THE_CLOCK = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "date.today", "datetime.date.today", "os.urandom", "os.getrandom",
}  # fmt: skip
QUEUES = {"Queue", "LifoQueue", "PriorityQueue"}
NAMED_BOUND = re.compile(r"# bounded by [A-Za-z_.]*[A-Z][A-Z_]{2,}")
EMPTY_TITLES = ("Manager", "Service", "Helper", "Helpers", "Utils", "Util")

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def findings(path: Path, text: str) -> Iterator[Finding]:
    """`path` is relative to the root; it decides which rules hold."""
    tree = ast.parse(text, filename=str(path))
    tested = path.parts[0] == "tests"
    if not (ast.get_docstring(tree) or "").strip():
        yield Finding(path, 1, "no module docstring")
    if not tested and path != CLOCK_ROOM:
        yield from clock_and_chance(path, tree)
    if not is_cli(path):
        yield from prints(path, tree)
    if tested:
        yield from sleeps_and_mocks(path, tree)
    yield from long_functions(path, tree)
    yield from unbounded(path, tree, text.splitlines())
    yield from empty_titles(path, tree)


def is_cli(path: Path) -> bool:
    return path.parts[0] == "edge" and len(path.parts) > 1 and path.parts[1].split(".")[0].startswith("cli")


def long_functions(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield Finding(path, node.lineno, f"{node.name} has {lines} lines, more than {FUNCTION_LINES}")


def clock_and_chance(path: Path, tree: ast.Module) -> Iterator[Finding]:
    cure = f"only {CLOCK_ROOM} may; take a Clock or ids from the caller"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func) in READS_THE_CLOCK:
            yield Finding(path, node.lineno, f"{dotted(node.func)}(): {cure}")
        for module, line in imported(node):
            if module.split(".")[0] in CHANCE_AND_TIME:
                yield Finding(path, line, f"imports {module}: {cure}")


def unbounded(path: Path, tree: ast.Module, lines: list[str]) -> Iterator[Finding]:
    """A queue says its maxsize and a deque its maxlen, or the line names what bounds it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func).rsplit(".", 1)[-1]
        if name in QUEUES:
            bounded = has_bound(node, "maxsize", 0)
        elif name == "deque":
            bounded = has_bound(node, "maxlen", 1)
        else:
            bounded = name != "SimpleQueue"
        here = lines[node.lineno - 1 : node.end_lineno]
        if not bounded and not any(NAMED_BOUND.search(line) for line in here):
            yield Finding(path, node.lineno, f"{name} without a bound")


def has_bound(node: ast.Call, keyword: str, position: int) -> bool:
    """A bound is given, and it is not the literal that means none."""
    given = [word.value for word in node.keywords if word.arg == keyword]
    given += node.args[position : position + 1]
    return any(not (isinstance(value, ast.Constant) and value.value in (0, None)) for value in given)


def prints(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "print":
            yield Finding(path, node.lineno, "print outside the command line: log it or return it")


def sleeps_and_mocks(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        for module, line in imported(node):
            if module == "unittest.mock" or module.startswith("unittest.mock."):
                yield Finding(path, line, "mocks: use the fake that ships beside the real thing")
        if isinstance(node, FUNCTIONS) and node.name.startswith("test_"):
            yield from sleeps(path, node)


def imported(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules that an import names, with its line: `from a import b` may mean a or a.b."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def sleeps(path: Path, test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Finding]:
    """`asyncio.sleep(0)` yields to the loop and waits for nothing."""
    for node in ast.walk(test):
        if isinstance(node, ast.Call) and dotted(node.func) in ("time.sleep", "asyncio.sleep"):
            first = node.args[0] if node.args else None
            if not (isinstance(first, ast.Constant) and first.value == 0):
                yield Finding(path, node.lineno, "a test waits for what happens, not for a while")


def empty_titles(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_TITLES):
            yield Finding(path, node.lineno, f"{node.name}: name the thing of the shop that it is")


def dotted(node: ast.expr) -> str:
    """`asyncio.Queue` for a name or a chain of attributes, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return ""

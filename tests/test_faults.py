"""The fault table names tests that exist, and its verdict can be bad."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.faults import FAULTS, covers, main, read, verdicts
from tests.simulation.faulty import FAULTS as PLANTED

HERE = Path(__file__).parent
ROWS = 16
REPORT = """<testsuites><testsuite>
<testcase classname="tests.sync.test_line" name="test_a"/>
<testcase classname="tests.sync.test_line" name="test_b[1]"/>
<testcase classname="tests.sync.test_line" name="test_b[2]"><failure message="no"/></testcase>
</testsuite></testsuites>"""


def functions(file: str) -> set[str]:
    tree = ast.parse((HERE / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_row_has_tests_that_exist() -> None:
    assert len(FAULTS) == ROWS
    for row, tests in FAULTS.items():
        assert tests, row
        for test in tests:
            file, _, name = test.partition("::")
            function, _, parameter = name.removesuffix("]").partition("[")
            assert function in functions(file), test
            assert not parameter or parameter in PLANTED, test


def test_a_report_is_read_and_judged() -> None:
    outcomes = read(REPORT)
    assert outcomes == {
        "sync/test_line.py::test_a": ["passed"],
        "sync/test_line.py::test_b[1]": ["passed"],
        "sync/test_line.py::test_b[2]": ["failure"],
    }
    assert covers("sync/test_line.py::test_b", "sync/test_line.py::test_b[2]")
    assert not covers("sync/test_line.py::test_b[1]", "sync/test_line.py::test_b[2]")
    assert {verdict for _, _, verdict in verdicts(outcomes)} == {"did not run"}
    test = FAULTS["poison event"][0]
    ran = {f"{test}[memory]": ["passed"], f"{test}[x]": ["error"]}
    words = {name: verdict for _, name, verdict in verdicts(ran)}
    assert words[test] == "error"


def test_the_rows_are_named_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    said = capsys.readouterr().out
    assert all(row in said for row in FAULTS)

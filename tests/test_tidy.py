"""The tree keeps the rules of the house, and each rule is shown to bite on a planted fault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tidy import python, screens, tree
from tests.tidy.sources import Finding, files, python_files, screen_files

ROOT = Path(__file__).resolve().parents[1]
DOC = '"""What this is for."""\n'
LONG_PYTHON = "def long() -> None:\n" + "    pass\n" * 50
LONG_SCREEN = "export function Long() {\n" + "  console.info(1);\n" * 50 + "}\n"
TREE_RULES = (
    tree.long_files,
    tree.nameless_files,
    tree.strange_top_level,
    tree.missing_readmes,
    tree.unwanted_words,
)
Rule = Callable[[Path], Iterator[Finding]]


def plant(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def said(findings: Iterator[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings)


@pytest.mark.parametrize("rule", TREE_RULES, ids=lambda rule: rule.__name__)
def test_the_tree_is_tidy(rule: Rule) -> None:
    assert said(rule(ROOT)) == ""


def test_the_python_is_tidy() -> None:
    paths = list(python_files(ROOT))
    assert Path("tests/test_tidy.py") in paths
    found = [said(python.findings(path, (ROOT / path).read_text("utf-8"))) for path in paths]
    assert "\n".join(filter(None, found)) == ""


def test_the_screens_are_tidy() -> None:
    paths = [path for path in screen_files(ROOT) if path.suffix != ".css"]
    assert Path("kiosk_ui/web/vite.config.ts") in paths
    assert said(screens.long_functions(ROOT, paths)) == ""


@pytest.mark.parametrize(
    ("rule", "name", "text", "words"),
    [
        (tree.long_files, "edge/a.py", "\n" * 301, "301 lines"),
        (tree.long_files, "kiosk_ui/web/src/a.tsx", "\n" * 301, "301 lines"),
        (tree.long_files, "kiosk_ui/web/src/a.css", "\n" * 301, "301 lines"),
        (tree.nameless_files, "edge/utils.py", DOC, "says nothing"),
        (tree.nameless_files, "edge/order_helpers.py", DOC, "says nothing"),
        (tree.nameless_files, "kiosk_ui/web/src/common/a.ts", "", "says nothing"),
        (tree.nameless_files, "sync/uplink_part2.py", DOC, "says nothing"),
        (tree.strange_top_level, "notes.txt", "", "no place"),
        (tree.strange_top_level, "scratch/a.py", DOC, "no place"),
        (tree.missing_readmes, "edge/a.py", DOC, "what lives here"),
        (tree.unwanted_words, "edge/a.py", "# TO" + "DO: later", "unfinished"),
        (tree.unwanted_words, "edge/a.py", "# FIX" + "ME", "unfinished"),
        (tree.unwanted_words, "kiosk_ui/web/src/a.ts", "// X" + "XX", "unfinished"),
        (tree.unwanted_words, "README.md", "Ask your assis" + "tant.", "something else"),
        (tree.unwanted_words, "README.md", "Made by an LL" + "M.", "something else"),
        (tree.unwanted_words, "edge/a.py", "ROOT = '/ho" + "me/me/shop'", "one machine"),
        (tree.unwanted_words, "Makefile", "x:\n\tcd /wo" + "rk/main", "one machine"),
    ],
)
def test_a_fault_in_the_tree_is_found(tmp_path: Path, rule: Rule, name: str, text: str, words: str) -> None:
    assert said(rule(tmp_path)) == ""
    plant(tmp_path, name, text)
    assert words in said(rule(tmp_path))


@pytest.mark.parametrize(
    "text",
    ["the store agent opens a session", "size XXXL", "GET /api/home/shelves", "https://example.com/root/"],
)
def test_the_shops_own_words_pass(tmp_path: Path, text: str) -> None:
    plant(tmp_path, "edge/README.md", text)
    assert said(tree.unwanted_words(tmp_path)) == ""


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("edge/domain/a.py", "", "no module docstring"),
        ("edge/domain/a.py", DOC + LONG_PYTHON, "long has 51 lines"),
        ("edge/app/a.py", DOC + "import time\n", "imports time"),
        ("edge/app/a.py", DOC + "from uuid import uuid4\n", "imports uuid"),
        ("sync/a.py", DOC + "import random\n", "imports random"),
        ("sync/a.py", DOC + "def f() -> None:\n    import secrets\n", "imports secrets"),
        ("devices/a.py", DOC + "datetime.now(UTC)\n", "datetime.now()"),
        ("devices/a.py", DOC + "datetime.date.today()\n", "datetime.date.today()"),
        ("devices/a.py", DOC + "os.urandom(8)\n", "os.urandom()"),
        ("edge/runtime/a.py", DOC + "asyncio.Queue()\n", "Queue without a bound"),
        ("edge/runtime/a.py", DOC + "asyncio.Queue[int](maxsize=0)\n", "Queue without a bound"),
        ("edge/runtime/a.py", DOC + "queue.SimpleQueue()\n", "SimpleQueue without a bound"),
        ("edge/runtime/a.py", DOC + "deque()\n", "deque without a bound"),
        ("edge/runtime/a.py", DOC + "deque(rows, maxlen=None)\n", "deque without a bound"),
        ("edge/app/a.py", DOC + "print(1)\n", "print outside"),
        ("tests/a.py", DOC + "print(1)\n", "print outside"),
        ("edge/app/a.py", DOC + "class OrderManager: ...\n", "OrderManager"),
        ("tests/a.py", DOC + "from unittest.mock import patch\n", "mocks"),
        ("tests/a.py", DOC + "from unittest import mock\n", "mocks"),
        ("tests/a.py", DOC + "async def test_a() -> None:\n    await asyncio.sleep(1)\n", "waits for"),
    ],
)
def test_a_fault_in_python_is_found(path: str, code: str, words: str) -> None:
    assert words in said(python.findings(Path(path), code))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("edge/domain/a.py", LONG_PYTHON.removesuffix("    pass\n")),
        ("edge/runtime/clock.py", "import time\nimport uuid\nimport random\n"),
        ("tests/a.py", "import time\n"),
        ("edge/cli.py", "print(1)\n"),
        ("edge/cli/demo.py", "print(1)\n"),
        ("edge/app/a.py", "datetime.fromtimestamp(1, UTC)\n"),
        ("edge/runtime/a.py", "asyncio.Queue(maxsize=LIMIT)\ndeque([], 3)\ndeque(maxlen=LIMIT)\n"),
        ("edge/runtime/a.py", "deque()  # bounded by INBOX_LIMIT\n"),
        ("tests/a.py", "async def test_a() -> None:\n    await asyncio.sleep(0)\n"),
    ],
)
def test_what_is_allowed_passes(path: str, code: str) -> None:
    assert said(python.findings(Path(path), DOC + code)) == ""


def test_a_long_function_of_the_screens_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "a.tsx", LONG_SCREEN)
    plant(
        tmp_path,
        "b.ts",
        LONG_SCREEN.replace("  console.info(1);\n", "", 2),
    )
    assert said(screens.long_functions(tmp_path, [Path("a.tsx"), Path("b.ts")])) == (
        "a.tsx:1: Long has 52 lines, more than 50"
    )


def test_what_git_ignores_is_not_ours(tmp_path: Path) -> None:
    plant(tmp_path, ".gitignore", "# made\n.venv/\n*.db\nkiosk_ui/dist/\n")
    made = [".git/config", ".venv/lib/a.py", "edge/shop.db", "kiosk_ui/dist/a.css"]
    for name in (*made, "edge/dist/a.py", "kiosk_ui/a.py"):
        plant(tmp_path, name, DOC)
    assert [str(path) for path in files(tmp_path)] == [".gitignore", "edge/dist/a.py", "kiosk_ui/a.py"]


def test_generated_files_are_not_counted(tmp_path: Path) -> None:
    for name in ("schema.d.ts", "signs.gen.ts"):
        plant(tmp_path, f"kiosk_ui/web/src/api/{name}", "\n" * 301)
    assert said(tree.long_files(tmp_path)) == ""

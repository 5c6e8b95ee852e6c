"""Rules over the tree: sizes, names, the top level, READMEs, and words that have no place in a source."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.sources import Finding, files, python_files, screen_files, text_files

FILE_LINES = 300
TOP_FOLDERS = {"devices", "docs", "edge", "kiosk_ui", "seeds", "sync", "tests"}
TOP_DOT_FOLDERS = {".ci"}
TOP_FILES = {
    ".gitattributes",
    ".gitignore",
    "Makefile",
    "README.md",
    "hatch_build.py",
    "pyproject.toml",
    "requirements-boot.txt",
    "requirements.txt",
}
NO_NOUN = re.compile(
    r"(^|[_.-])(utils?|helpers?|common|misc|stuff|managers?|services?|part_?\d+)([_.-]|$)",
    re.IGNORECASE,
)
# Written in halves, since this file is read by the same rules.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
FOREIGN = re.compile(
    "|".join((r"assis" + r"tant", r"clau" + r"de", r"anth" + r"ropic", r"\bll" + r"ms?\b", r"chat" + r"gpt"))
    + "|"
    + "|".join((r"copi" + r"lot", r"\bopen" + r"ai\b", r"agent sess" + r"ion")),
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w.*}])(/ho" + r"me/\w|/ro" + r"ot/|/Us" + r"ers/\w|/wo" + r"rk/\w)|\b[A-Z]:\\Us" + r"ers"
)


def long_files(root: Path) -> Iterator[Finding]:
    for path in [*python_files(root), *screen_files(root)]:
        lines = len((root / path).read_text("utf-8").splitlines())
        if lines > FILE_LINES:
            yield Finding(path, lines, f"{lines} lines, more than {FILE_LINES}: split it by noun")


def nameless_files(root: Path) -> Iterator[Finding]:
    for path in files(root):
        if any(NO_NOUN.search(part) for part in path.parts):
            yield Finding(path, 1, "the name says nothing of the shop: name it by its noun")


def strange_top_level(root: Path) -> Iterator[Finding]:
    tops = {(path.parts[0], len(path.parts) > 1) for path in files(root)}
    for name, is_folder in sorted(tops):
        allowed = TOP_FOLDERS | TOP_DOT_FOLDERS if is_folder else TOP_FILES
        if name not in allowed:
            yield Finding(Path(name), 1, "has no place at the top level")


def missing_readmes(root: Path) -> Iterator[Finding]:
    kept = set(files(root))
    folders = {path.parts[0] for path in kept if len(path.parts) > 1} - TOP_DOT_FOLDERS
    for folder in sorted(folders):
        readme = Path(folder, "README.md")
        if readme not in kept or not (root / readme).read_text("utf-8").strip():
            yield Finding(readme, 1, "says what lives here, what may not, and where to add what")


def unwanted_words(root: Path) -> Iterator[Finding]:
    for path in text_files(root):
        for number, line in enumerate((root / path).read_text("utf-8").splitlines(), 1):
            yield from (Finding(path, number, says) for says in words_of(line))


def words_of(line: str) -> Iterator[str]:
    if found := UNFINISHED.search(line):
        yield f"unfinished: {found[0]}"
    if found := FOREIGN.search(line):
        yield f"speaks of something else than the shop: {found[0]}"
    if found := MACHINE_PATH.search(line):
        yield f"names a path of one machine: {found[0]}"

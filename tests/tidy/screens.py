"""Rules over the screens' TypeScript, read by its own compiler (kiosk_ui/web/tools/functions.ts)."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from hatch_build import wheel_folder
from tests.tidy.sources import Finding

FUNCTION_LINES = 50
LINE = re.compile(r"^(.+?):(\d+): (.+)$")
ROOT = Path(__file__).resolve().parents[2]


def long_functions(root: Path, paths: Sequence[Path]) -> Iterator[Finding]:
    """`paths` are relative to `root`; the compiler is the one that builds the screens."""
    if not paths:
        return
    tool = ROOT / "kiosk_ui" / "web" / "tools" / "functions.ts"
    done = subprocess.run(
        [wheel_folder() / "bin" / "node", tool, str(FUNCTION_LINES), *paths],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    found = [match for line in done.stdout.splitlines() if (match := LINE.match(line))]
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(found):
        raise RuntimeError(f"functions.ts did not run: {done.stderr}")
    yield from (
        Finding(Path(match[1]), int(match[2]), f"{match[3]}, more than {FUNCTION_LINES}") for match in found
    )

"""Which event file of this machine is a gun's, by ids that stay: event numbers change with every replug."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from devices.address import HidAddress
from devices.scanner.layouts import ENTER
from edge.errors import DeviceError, Retry

BY_ID = Path("/dev/input/by-id")
_WRITES: int = sum(
    1 << code for code in (*range(2, 12), ENTER)
)  # a gun has other event files, without digits
_WORD_DIGITS = 16  # of a bitmap in sysfs, on a 64-bit machine


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFolders:
    """Where the kernel and udev tell of keyboards."""

    sysfs: Path = Path("/sys/class/input")
    dev: Path = Path("/dev/input")
    by_id: Path = BY_ID


HERE = InputFolders()


def find(address: HidAddress, folders: InputFolders | None = None) -> Path:
    """The event file; `DeviceError` where it is not there, or where more than one could be meant."""
    if address.path:
        path = Path(address.path)
        if not path.exists():
            raise DeviceError(f"The keyboard {path} is missing: plug the gun in, or correct its link.")
        return path
    folders = folders or HERE
    found = [path for path in sorted(folders.sysfs.glob("event*")) if _is(path / "device", address)]
    name = f"{address.vendor:04x}:{address.product:04x}"
    if not found:
        raise DeviceError(f"No keyboard {name} is there: plug the gun in, or correct its link.")
    if len(found) > 1:
        serials = ", ".join(sorted(filter(None, (_said(path / "device" / "uniq") for path in found))))
        cure = f"add its serial number to the link ({serials})" if serials else "name each by its path"
        raise DeviceError(f"{len(found)} keyboards are {name}: {cure}.", retry=Retry.PERMANENT)
    return folders.dev / found[0].name


def there(folders: InputFolders | None = None) -> list[str]:
    """The keyboards by their stable names."""
    return sorted(str(path) for path in (folders or HERE).by_id.glob("*-event-kbd"))


def _is(device: Path, address: HidAddress) -> bool:
    ids = (_said(device / "id" / "vendor"), _said(device / "id" / "product"))
    if ids != (f"{address.vendor:04x}", f"{address.product:04x}"):
        return False
    if address.serial and _said(device / "uniq") != address.serial:
        return False
    words = [word.zfill(_WORD_DIGITS) for word in _said(device / "capabilities" / "key").split()]
    keys: int = int("".join(words) or "0", 16)
    return (keys & _WRITES) == _WRITES


def _said(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""

"""`python -m tests.faults`: each row of the protocol's fault table, its tests, and their verdict.

`--list` only names them. A row stands when every test of it passed and at least one ran.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SIMULATED: Final = (
    "simulation/test_simulation.py::test_whatever_goes_wrong_all_arrives_once_and_both_ends_agree"
)
PLANTED: Final = "simulation/test_simulation.py::test_a_planted_fault_is_found"
KILLED: Final = "process/test_kill.py::test_a_store_killed_while_it_sells_loses_and_doubles_nothing"
MOVES: Final = (
    "sync/test_hub_boxes.py::"
    "test_the_lease_is_given_at_hello_kept_by_renewal_and_moves_when_its_holder_is_silent"
)
RESTORED: Final = "process/test_restore.py::test_a_file_put_back_or_restored_learns_what_it_sold_since"

# Below tests/, as pytest names them. The simulation has every row's fault but the disk's and the power's.
FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "broker SIGKILL, queue overflow": (
        "sync/test_line.py::test_a_broker_that_forgets_everything_costs_nothing",
        "sync/test_line.py::test_lost_acks_are_asked_for_again",
        "sync/test_overflow.py::test_a_full_queue_costs_time_and_nothing_else",
        "sync/test_overflow.py::test_a_mosquitto_whose_queue_is_full_costs_time_and_nothing_else",
        "sync/test_process.py::test_kills_under_load_lose_nothing",
        KILLED,
        SIMULATED,
    ),
    "edge SIGKILL at any instruction": (
        KILLED,
        "scenario/test_storm.py::test_whatever_is_killed_everything_arrives_once",
        SIMULATED,
    ),
    "power cut (writes since the last sync are gone)": (
        "process/test_power_cut.py::test_what_was_answered_is_there_when_the_power_is_back",
        "process/test_power_cut.py::test_a_store_that_does_not_wait_for_its_disk_is_found_out",
    ),
    "hub SIGKILL, two hub workers on one shard": (
        "sync/test_hub_logs.py::test_two_hubs_cannot_both_move_a_cursor",
        "sync/test_hub_logs.py::test_of_two_copies_of_a_file_only_one_is_taken_in",
        "sync/test_process.py::test_two_hubs_on_one_shard_take_in_all_of_it",
        "sync/test_process.py::test_kills_under_load_lose_nothing",
        KILLED,
        SIMULATED,
        f"{PLANTED}[a cursor without its fence]",
        f"{PLANTED}[an acknowledgement before the commit]",
    ),
    "edge restored from backup, behind the ack": (
        RESTORED,
        "app/test_past.py::test_all_that_was_lost_comes_back_once_and_is_not_told_again",
        "app/test_task.py::test_a_file_put_back_to_before_a_parcel_left_does_not_send_it_again",
        "sync/test_early.py::test_an_early_word_whose_file_is_lost_is_told_back_until_another_log_brings_it",
        "sync/test_hub_boxes.py::test_a_box_learns_what_its_other_logs_told",
        SIMULATED,
        f"{PLANTED}[a past that is not pulled back]",
    ),
    "file copied back by hand and used offline": (
        RESTORED,
        "store/test_high_water.py::test_a_file_copied_back_by_hand_begins_a_new_log_and_tells_its_rest_again",
        "sync/test_line.py::test_a_copied_file_goes_on_in_a_new_log_and_learns_what_it_missed",
        SIMULATED,
        f"{PLANTED}[a hello that does not look at the chain]",
    ),
    "box or disk swapped, two boxes in one store": (
        "sync/test_line.py::test_of_two_boxes_one_answers_and_the_other_sells_and_says_so",
        "sync/test_line.py::test_former_logs_drain_too",
        "sync/test_lease.py::test_two_boxes_never_both_believe_whatever_the_delays",
        MOVES,
        SIMULATED,
        f"{PLANTED}[an acknowledgement taken for one's own]",
        f"{PLANTED}[an early word of a lost file]",
    ),
    "hub restored from backup": (
        "sync/test_backup.py::test_a_store_says_again_what_the_restored_centre_lacks",
        "sync/test_line.py::test_an_acknowledged_log_that_the_centre_lost_is_sent_again",
        SIMULATED,
        f"{PLANTED}[pruning past what is safe]",
    ),
    "disk full": (
        "process/test_full.py::test_on_a_full_disk_the_shop_sells_on_and_loses_nothing",
        "runtime/test_chores.py::test_on_a_full_disk_copies_go_first_then_all_that_is_safe",
        "runtime/test_chores.py::test_the_disk_is_looked_at",
    ),
    "clock jump": (
        "app/test_logbook.py::test_a_clock_that_was_wrong_for_a_while_costs_nothing",
        "store/test_database.py::test_a_restored_box_counts_on_under_another_name",
        SIMULATED,
    ),
    "poison event": ("sync/test_hub_logs.py::test_poison_is_buried_alone_and_the_rest_goes_on", SIMULATED),
    "snapshot half applied": (
        "sync/test_down_schedules.py::test_the_store_ends_with_what_the_centre_has",
        "sync/test_hub_feeds.py::test_a_lost_snapshot_is_answered_by_another",
        SIMULATED,
    ),
    "two writers of one stream commit in reverse": (
        "sync/test_hub_feeds.py::test_two_writers_of_one_stream_take_turns",
        SIMULATED,
        f"{PLANTED}[positions outside the lock]",
    ),
    "reconnect storm": (
        "sync/test_pacing.py::test_a_line_comes_back_at_a_moment_of_its_own_within_the_window_it_was_told",
        "sync/test_pacing.py::test_those_who_fell_silent_together_do_not_ask_together_again",
    ),
    "slow hub": ("sync/test_pacing.py::test_a_slow_centre_is_not_sent_the_load_twice", SIMULATED),
    "a member erased": (
        "sync/test_hub_logs.py::test_contacts_are_kept_apart_and_can_be_erased",
        "sync/test_erased.py::test_the_erased_do_not_come_back_with_a_restore",
        "app/test_past.py::test_an_erased_contact_stays_erased",
        "scenario/test_members.py::test_a_file_from_before_an_erasure_forgets_the_person_again_and_tells_nobody",
        SIMULATED,
    ),
}


def verdicts(outcomes: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """(row, test, 'passed' | what else became of it | 'did not run')."""
    for row, tests in FAULTS.items():
        for test in tests:
            ran = [word for name, words in outcomes.items() if covers(test, name) for word in words]
            bad = next((word for word in ran if word != "passed"), "passed")
            yield row, test, bad if ran else "did not run"


def covers(test: str, name: str) -> bool:
    """Whether a test of pytest's is this one, or one of its parameters."""
    return name == test or ("[" not in test and name.partition("[")[0] == test)


def run() -> dict[str, list[str]]:
    """What became of each test, by its name below tests/."""
    wanted = sorted({f"tests/{test}" for tests in FAULTS.values() for test in tests})
    with tempfile.TemporaryDirectory(prefix="store-edge-faults-") as folder:
        report = Path(folder) / "report.xml"
        command = (sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junit-xml={report}", *wanted)
        subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        return read(report.read_text("utf-8")) if report.exists() else {}


def read(report: str) -> dict[str, list[str]]:
    """The outcomes of a JUnit report of ours."""
    found: dict[str, list[str]] = {}
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        file = case.get("classname", "").removeprefix("tests.").replace(".", "/")
        wrong = [child.tag for child in case if child.tag in {"failure", "error", "skipped"}]
        found.setdefault(f"{file}.py::{case.get('name')}", []).append(wrong[0] if wrong else "passed")
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Exit status 0 when every row stands."""
    options = argparse.ArgumentParser(prog="faults", description="The fault table, row by row.")
    options.add_argument("--list", action="store_true", help="only name the tests")
    given = options.parse_args(words)
    outcomes = {} if given.list else run()
    failed: set[str] = set()
    last = ""
    for row, test, verdict in verdicts(outcomes):
        if row != last:
            sys.stdout.write(f"{row}\n")
            last = row
        if given.list:
            sys.stdout.write(f"    {test}\n")
            continue
        sys.stdout.write(f"    {verdict:<12}{test}\n")
        failed |= {row} if verdict != "passed" else set()
    if not given.list:
        sys.stdout.write(f"{len(FAULTS) - len(failed)} of {len(FAULTS)} rows stand\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

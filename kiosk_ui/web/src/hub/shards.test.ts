// Who holds which shard, and what about the workers needs a person.
import { expect, test } from "vitest";
import type { CrewState, LagRow, WorkerRow } from "../api/workers.ts";
import { tookMs } from "./lags.tsx";
import { crewNeeds, holdersOf, marksOf, rangesOf, workerState } from "./shards.ts";

const NOW = 1_700_000_000_000;

function worker(name: string, held: number[], alive = true): WorkerRow {
  return { worker: name, host: "a", pid: 1, alive, held, beat_ms: NOW } as WorkerRow;
}

test("each that lives has a letter, and beyond Z two", () => {
  const many = Array.from({ length: 54 }, (_, n) => worker(`w${n}`, []));
  const marks = [...marksOf([...many, worker("dead", [], false)]).values()];
  expect([marks[0], marks[25], marks[26], marks[27], marks[52], marks.length]).toEqual(["A", "Z", "AA", "AB", "BA", 54]);
});

test("a shard is whose that lives, and free where it is nobody's", () => {
  const holders = holdersOf([worker("w1", [-1, 0, 1]), worker("w2", [2]), worker("dead", [3], false)]);
  expect([...holders]).toEqual([[-1, "w1"], [0, "w1"], [1, "w1"], [2, "w2"]]);
});

test.each([
  [[-1, 0, 1, 2, 5, 9, 8], "0–2, 5, 8–9"],
  [[255], "255"],
  [[-1], ""],
  [[], ""],
])("%j is written %j", (held, words) => {
  expect(rangesOf(held)).toBe(words);
});

function crew(alive: number, silent: string[]): CrewState {
  return { alive, free: 0, silent: silent.map((name) => ({ worker: name, host: "a", pid: 1, beat_ms: NOW - 5_000 })) };
}

test("no worker is an alarm, a silent one a lesser, and all at work is none", () => {
  expect(crewNeeds(crew(2, []), NOW)).toEqual([]);
  expect(crewNeeds(crew(0, ["w1"]), NOW).map((need) => [need.key, need.tone, need.past_ms])).toEqual([
    ["need_no_worker", "red", 0],
    ["need_silent_worker", "amber", 5_000],
  ]);
});

test("one that died is silent unless another stands in for it", () => {
  expect(workerState(worker("w1", []), crew(1, []))).toBe("alive");
  expect(workerState(worker("w1", [], false), crew(1, ["w1"]))).toBe("dead");
  expect(workerState(worker("w1", [], false), crew(1, []))).toBe("replaced");
});

test("an entry of a clock that runs ahead was no time on its way", () => {
  expect(tookMs({ newest_ms: NOW, taken_ms: NOW + 300 } as LagRow)).toBe(300);
  expect(tookMs({ newest_ms: NOW + 300, taken_ms: NOW } as LagRow)).toBe(0);
});

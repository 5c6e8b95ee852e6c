// The order of work at the pick list.
import { expect, test } from "vitest";
import type { TaskLine, TaskView } from "../api/tasks.ts";
import { answerIn, next, pickedOf, stepOf } from "./picking.ts";

function task(id: string, state: TaskView["state"], fields: Partial<TaskView> = {}): TaskView {
  return { task_id: id, state, complete: false, deadline_ms: 120_000, lines: [], ...fields } as unknown as TaskView;
}

test.each<[TaskView["state"], boolean, string]>([
  ["asked", false, "answer"],
  ["accepted", false, "pick"],
  ["picking", false, "pick"],
  ["picking", true, "pack"],
  ["packed", true, "carrier"],
  ["ready", true, "pickup"],
])("a task that is %s (complete: %s) comes to %s", (state, complete, step) => {
  expect(stepOf(task("t", state, { complete }))).toBe(step);
});

test("what is being picked goes on, else the longest waiting comes first", () => {
  const all = [task("a", "asked"), task("b", "picking")];
  expect(next(all, "")).toBe("b");
  expect(next(all, "a")).toBe("a");
  expect(next([task("a", "asked"), task("c", "ready")], "gone")).toBe("a");
  expect(next([], "a")).toBe("");
});

test("pieces are counted by their step, minutes are rounded up", () => {
  const lines = [{ picked: 2, quantity: 3, step: 1 }, { picked: 500, quantity: 1_000, step: 500 }] as TaskLine[];
  expect(pickedOf(task("t", "picking", { lines }))).toEqual({ n: 3, all: 5 });
  expect(answerIn(task("t", "asked"), 59_999)).toBe(2);
  expect(answerIn(task("t", "asked"), 130_000)).toBe(0);
});

// The path of an order: what happened in its order, then what it waits for.
import { expect, test } from "vitest";
import type { OrderFile } from "../api/hub.ts";
import { pathOf } from "./path.ts";

type Order = OrderFile["order"];

function file(state: Order["state"], steps: [string, string][], ways: [Order["lines"][0]["way"], string][] = []): OrderFile {
  const fulfilments = ways.map(([way, at]) => ({ fulfilment_id: way, way, state: at, contact_id: "" }));
  return {
    store: "s001",
    payments: [],
    order: { state, opened_ms: 1, lines: [{ way: "take" }], fulfilments } as unknown as Order,
    steps: steps.map(([step, detail], n) => ({ step, detail, version: n, at_ms: 10 + n })),
  };
}

test("a parked order waits for its money", () => {
  expect(pathOf(file("parked", [["parked", ""]])).map((step) => step.key)).toEqual([
    "step_opened",
    "step_parked",
    "step_next_pay",
  ]);
});

test("a paid order waits for what is not out of the shop", () => {
  const both = file("paid", [["paid", ""], ["handed_over", "take"]], [["take", "done"], ["ship", "waiting"]]);
  expect(pathOf(both).map((step) => [step.key, step.tone])).toEqual([
    ["step_opened", "done"],
    ["step_paid", "done"],
    ["step_handed_take", "done"],
    ["step_next_ship", "next"],
  ]);
  expect(pathOf(file("paid", [["paid", ""]])).at(-1)?.key).toBe("step_next_take");
});

test("a refund ends the path, with its reason", () => {
  const last = pathOf(file("refunded", [["paid", ""], ["handed_over", "ship"], ["refunded", "faulty"]])).at(-1);
  expect(last).toEqual({ key: "step_refunded", at_ms: 12, reason: "faulty", tone: "bad" });
});

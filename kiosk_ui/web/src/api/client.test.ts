// Calls: one key an act, kept over repeats; every refusal a Problem.
import { afterEach, expect, test, vi } from "vitest";
import { getJson, newKey, postJson, Problem, problemOf, SENDS_MAX } from "./client.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function answering(...answers: (Response | "lost")[]) {
  const sent: RequestInit[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push(init);
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer === "lost" || answer === undefined) throw new TypeError("network");
    return answer.clone();
  });
  return sent;
}

const keyOf = (init: RequestInit | undefined): string =>
  (init?.headers as Record<string, string> | undefined)?.["Idempotency-Key"] ?? "";

test("keys are UUIDs of version 4, each its own", () => {
  const keys = Array.from({ length: 50 }, newKey);
  expect(new Set(keys).size).toBe(50);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a lost answer is asked again with the same key", async () => {
  vi.useFakeTimers();
  const sent = answering("lost", "lost", Response.json({}));
  const done = postJson("/api/kiosk/pay");
  await vi.runAllTimersAsync();
  await done;
  expect(sent.length).toBe(3);
  expect(new Set(sent.map(keyOf)).size).toBe(1);
});

test("after the last repeat it says that there is no connection", async () => {
  vi.useFakeTimers();
  const sent = answering("lost");
  const done = expect(postJson("/api/kiosk/pay")).rejects.toMatchObject({ code: "no_connection" });
  await vi.runAllTimersAsync();
  await done;
  expect(sent.length).toBe(SENDS_MAX);
});

test("a refusal is not repeated and keeps its code and values", async () => {
  const sent = answering(Response.json({ code: "wait", detail: { wait_s: 30 } }, { status: 429 }));
  await expect(postJson("/api/staff/sign-in", {})).rejects.toMatchObject({ code: "wait", detail: { wait_s: 30 } });
  expect(sent.length).toBe(1);
});

test("reading has no key", async () => {
  const sent = answering(Response.json([1]));
  expect(await getJson("/api/staff")).toEqual([1]);
  expect(keyOf(sent[0])).toBe("");
});

test.each([
  [401, "sign_in"],
  [403, "not_allowed"],
  [404, "not_found"],
  [502, "server_trouble"],
  [418, "refused"],
])("status %i without words is %s", (status, code) => {
  const problem = problemOf(status, "<html>");
  expect(problem).toBeInstanceOf(Problem);
  expect(problem.code).toBe(code);
});

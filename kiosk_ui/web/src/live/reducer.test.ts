// A live page through good and bad lines.
import { expect, test } from "vitest";
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, backoffMs, next, readFrame, start, type Live, type LiveEvent } from "./reducer.ts";

const after = (...events: LiveEvent<string>[]): Live<string> => events.reduce(next, start<string>());
const frame = (rev: number, view: string): LiveEvent<string> => ({ kind: "frame", rev, view });

test("the first frame makes it live", () => {
  expect(after({ kind: "opened" }, frame(7, "a"))).toEqual({ link: "live", rev: 7, view: "a", failures: 0 });
});

test("an older or repeated frame is dropped", () => {
  expect(after({ kind: "opened" }, frame(7, "a"), frame(7, "b"), frame(6, "c")).view).toBe("a");
});

test("a server that was started again counts from the beginning", () => {
  const live = after({ kind: "opened" }, frame(900, "a"), { kind: "closed", code: 1006 }, { kind: "opened" }, frame(1, "b"));
  expect(live.view).toBe("b");
  expect(live.link).toBe("live");
});

test("a cut line keeps the last view, and is late only after the wait", () => {
  const cut = after({ kind: "opened" }, frame(1, "a"), { kind: "closed", code: 1006 });
  expect(cut).toMatchObject({ link: "opening", view: "a", failures: 1 });
  const late = next(cut, { kind: "waited" });
  expect(late.link).toBe("late");
  expect(next(late, { kind: "closed", code: 1006 })).toMatchObject({ link: "late", failures: 2 });
});

test("a wait that ends after the line is back changes nothing", () => {
  const live = after({ kind: "opened" }, frame(1, "a"));
  expect(next(live, { kind: "waited" })).toBe(live);
});

test("the server's own words for sign in and not allowed are heard", () => {
  expect(after({ kind: "closed", code: 4401 }).link).toBe("sign_in");
  expect(after({ kind: "closed", code: 4403 }).link).toBe("forbidden");
  expect(after({ kind: "closed", code: 4408 }).link).toBe("opening");
});

test("the wait grows, is jittered, and has an end", () => {
  expect(backoffMs(0, 1)).toBe(BACKOFF_FIRST_MS);
  expect(backoffMs(1, 1)).toBe(2 * BACKOFF_FIRST_MS);
  expect(backoffMs(500, 1)).toBe(BACKOFF_MAX_MS);
  expect(backoffMs(3, 0)).toBeLessThan(backoffMs(3, 0.9));
  expect(backoffMs(0, 0)).toBeGreaterThan(0);
});

test.each(["", "null", "[]", "{}", '{"rev":"1","view":{}}', '{"rev":1}', "{"])("%j is no frame", (text) => {
  expect(readFrame(text)).toBeNull();
});

test("a frame is read", () => {
  expect(readFrame<{ place: string }>('{"rev":3,"view":{"place":"kiosk-1"}}')).toEqual({ rev: 3, view: { place: "kiosk-1" } });
});

// The socket's conduct on a line that opens, drops and comes back, with a clock of the test's own.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LATE_MS, type Live } from "./reducer.ts";
import { watch, type Watch } from "./socket.ts";

class Line {
  static all: Line[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  closed = false;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    Line.all.push(this);
  }

  close(): void {
    this.closed = true;
  }

  says(rev: number, view: string): void {
    this.onopen?.();
    this.onmessage?.({ data: JSON.stringify({ rev, view }) });
  }
}

let told: Live<string>[] = [];
let held: Watch | null = null;
const newest = (): Live<string> | undefined => told[told.length - 1];
const line = (): Line => Line.all[Line.all.length - 1] as Line;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
  Line.all = [];
  told = [];
  held = watch<string>("/api/live/kiosk", (live) => told.push(live));
});

afterEach(() => {
  held?.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("it asks by WebSocket and tells each revision", () => {
  expect(line().url).toMatch(/^ws:\/\/.*\/api\/live\/kiosk$/);
  line().says(1, "a");
  expect(newest()).toMatchObject({ link: "live", view: "a" });
});

test("it opens again after a drop, and says late only when that takes long", () => {
  line().says(1, "a");
  line().onclose?.({ code: 1006 });
  expect(newest()?.link).toBe("opening");
  vi.advanceTimersByTime(1_000);
  expect(Line.all.length).toBe(2);
  vi.advanceTimersByTime(LATE_MS);
  expect(newest()).toMatchObject({ link: "late", view: "a" });
  line().says(1, "b");
  expect(newest()).toMatchObject({ link: "live", view: "b", failures: 0 });
});

test("it does not knock at a door that asks for a sign-in, until told to", () => {
  line().onclose?.({ code: 4401 });
  vi.advanceTimersByTime(60_000);
  expect(Line.all.length).toBe(1);
  expect(newest()?.link).toBe("sign_in");
  held?.again();
  expect(Line.all.length).toBe(2);
  line().says(1, "a");
  expect(newest()?.link).toBe("live");
});

test("a line that was given up says nothing more", () => {
  const old = line();
  held?.again();
  old.onmessage?.({ data: '{"rev":9,"view":"old"}' });
  old.onclose?.({ code: 1006 });
  expect(old.closed).toBe(true);
  expect(newest()).toMatchObject({ view: null, failures: 0 });
});

test("stopped, it never opens again", () => {
  line().onclose?.({ code: 1006 });
  held?.stop();
  vi.advanceTimersByTime(60_000);
  expect(Line.all.length).toBe(1);
});

// What a live page knows of its connection: pure, so that every turn of it is a row in a test.
export type Link = "opening" | "live" | "late" | "sign_in" | "forbidden";

export interface Live<V> {
  link: Link;
  rev: number;
  view: V | null;
  failures: number;
}

export type LiveEvent<V> =
  | { kind: "opened" }
  | { kind: "frame"; rev: number; view: V }
  | { kind: "closed"; code: number }
  | { kind: "waited" };

export const LATE_MS = 2_000;
export const BACKOFF_FIRST_MS = 250;
export const BACKOFF_MAX_MS = 8_000;
export const CLOSE_SIGN_IN = 4401;
export const CLOSE_FORBIDDEN = 4403;

export function start<V>(): Live<V> {
  return { link: "opening", rev: -1, view: null, failures: 0 };
}

export function next<V>(live: Live<V>, event: LiveEvent<V>): Live<V> {
  switch (event.kind) {
    case "opened": // a server that was started again counts from the beginning
      return { ...live, rev: -1 };
    case "frame":
      if (event.rev <= live.rev) return live;
      return { link: "live", rev: event.rev, view: event.view, failures: 0 };
    case "closed":
      return { ...live, link: linkAfter(event.code, live.link), failures: live.failures + 1 };
    case "waited":
      return live.link === "opening" ? { ...live, link: "late" } : live;
  }
}

function linkAfter(code: number, before: Link): Link {
  if (code === CLOSE_SIGN_IN) return "sign_in";
  if (code === CLOSE_FORBIDDEN) return "forbidden";
  return before === "late" ? "late" : "opening";
}

// Full jitter: anywhere between nothing and the doubled step; `chance` in [0, 1).
export function backoffMs(failures: number, chance: number): number {
  const step = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(step * (0.25 + 0.75 * chance));
}

// Text that is no frame is dropped; the next one holds the whole view anyway.
export function readFrame<V>(text: string): { rev: number; view: V } | null {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== "object" || frame === null) return null;
    if (!("rev" in frame) || typeof frame.rev !== "number" || !("view" in frame)) return null;
    return { rev: frame.rev, view: frame.view as V };
  } catch {
    return null;
  }
}

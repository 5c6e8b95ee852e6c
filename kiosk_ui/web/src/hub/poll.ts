// Asks the centre again every other second while somebody looks; an answer that is the same is not sent twice.
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { getFresh, Problem, type Detail } from "../api/client.ts";

const EVERY_MS = 2_000;
const LATER_MS = 5_000; // after a failure
const LOST = ["no_connection", "centre_down", "server_trouble"]; // it is asked again, and may be answered then

// What one question gets instead of an answer.
export interface Trouble {
  code: string;
  detail: Detail;
  heard_ms: number; // of what is still shown of it, by the centre's clock; 0: nothing is
  again: () => void;
}

export interface Line {
  heard: (at_ms: number) => void; // the centre's clock
  trouble: (path: string, trouble: Trouble | null) => void;
  signedOut: () => void;
}

export const LineContext = createContext<Line>({
  heard: () => undefined,
  trouble: () => undefined,
  signedOut: () => undefined,
});

// By path, of the questions that somebody looks at.
export const TroublesContext = createContext<ReadonlyMap<string, Trouble>>(new Map());

export interface Polled<T> {
  body: T | null;
  code: string; // of a refusal or a trouble, "" while all is well
  again: () => void;
}

interface Told<T> {
  path: string;
  body: T | null;
  code: string;
}

interface Asking<T> {
  every_ms: number;
  line: Line;
  path: string;
  tell: (body: T | null) => void; // null: as before
  refused: (code: string) => void;
}

interface Asker {
  again: () => void;
  stop: () => void;
}

// Asks until it is stopped; one question at a time, none while the page is hidden.
function ask<T>({ every_ms, line, path, tell, refused }: Asking<T>): Asker {
  let [tag, heard_ms, stopped, busy] = ["", 0, false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const once = async (): Promise<number> => {
    try {
      const fresh = await getFresh<T>(path, tag);
      if (stopped) return every_ms;
      tag = fresh.tag;
      heard_ms = fresh.at_ms;
      line.heard(fresh.at_ms);
      line.trouble(path, null);
      tell(fresh.body);
      return every_ms;
    } catch (error) {
      if (!stopped) failed(error instanceof Problem ? error : new Problem("fallback"));
      return LATER_MS;
    }
  };
  const failed = ({ code, detail }: Problem): void => {
    if (code === "sign_in") return line.signedOut();
    line.trouble(path, LOST.includes(code) ? { code, detail, heard_ms, again: () => void again() } : null);
    refused(code);
  };
  const again = async (): Promise<void> => {
    if (busy || stopped) return;
    busy = true;
    clearTimeout(timer);
    const wait_ms = await once();
    busy = false;
    if (!stopped && !document.hidden) timer = setTimeout(() => void again(), wait_ms);
  };
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
    line.trouble(path, null);
  };
  return { again: () => void again(), stop };
}

// The page's whole knowledge of `path`; what another path told is not shown for it. `every_ms` is longer for what
// the centre has to work out anew.
export function usePoll<T>(path: string, every_ms = EVERY_MS): Polled<T> {
  const line = useContext(LineContext);
  const [told, tell] = useState<Told<T>>({ path, body: null, code: "" });
  const asker = useRef<Asker | null>(null);
  useEffect(() => {
    const asking = ask<T>({
      every_ms,
      line,
      path,
      tell: (body) => tell((before) => answered(before, path, body)),
      refused: (code) => tell((before) => ({ path, body: before.path === path ? before.body : null, code })),
    });
    const seen = (): void => {
      if (!document.hidden) asking.again();
    };
    asker.current = asking;
    document.addEventListener("visibilitychange", seen);
    asking.again();
    return () => {
      asking.stop();
      document.removeEventListener("visibilitychange", seen);
    };
  }, [path, line, every_ms]);
  const again = useCallback(() => asker.current?.again(), []);
  const mine = told.path === path;
  return { body: mine ? told.body : null, code: mine ? told.code : "", again };
}

// The same object where nothing is new, so that nothing is drawn again.
function answered<T>(before: Told<T>, path: string, body: T | null): Told<T> {
  if (body !== null) return { path, body, code: "" };
  return before.code === "" ? before : { ...before, code: "" };
}

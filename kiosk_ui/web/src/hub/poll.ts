// Asks the centre again every other second while somebody looks; an answer that is the same is not sent twice.
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { getFresh, Problem } from "../api/client.ts";

const EVERY_MS = 2_000;
const LATER_MS = 5_000; // after a failure

export interface Line {
  heard: (at_ms: number) => void; // the centre's clock
  lost: () => void;
  signedOut: () => void;
}

export const LineContext = createContext<Line>({
  heard: () => undefined,
  lost: () => undefined,
  signedOut: () => undefined,
});

export interface Polled<T> {
  body: T | null;
  code: string; // of a refusal, "" while all is well
  again: () => void;
}

interface Told<T> {
  path: string;
  body: T | null;
  code: string;
}

// The page's whole knowledge of `path`; what another path told is not shown for it.
export function usePoll<T>(path: string): Polled<T> {
  const line = useContext(LineContext);
  const [told, tell] = useState<Told<T>>({ path, body: null, code: "" });
  const look = useRef<() => void>(() => undefined);
  useEffect(() => {
    let [tag, stopped, busy] = ["", false, false];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (ms: number): void => {
      clearTimeout(timer);
      if (!stopped && !document.hidden) timer = setTimeout(() => void ask(), ms);
    };
    const ask = async (): Promise<void> => {
      if (busy || stopped) return;
      busy = true;
      const wait_ms = await once();
      busy = false;
      later(wait_ms);
    };
    const once = async (): Promise<number> => {
      try {
        const fresh = await getFresh<T>(path, tag);
        if (stopped) return EVERY_MS;
        tag = fresh.tag;
        line.heard(fresh.at_ms);
        if (fresh.body !== null) tell({ path, body: fresh.body, code: "" });
        return EVERY_MS;
      } catch (error) {
        if (!stopped) failed(error);
        return LATER_MS;
      }
    };
    const failed = (error: unknown): void => {
      const code = error instanceof Problem ? error.code : "fallback";
      if (code === "sign_in") line.signedOut();
      else if (code === "no_connection" || code === "centre_down" || code === "server_trouble") line.lost();
      else tell((before) => ({ ...before, path, code }));
    };
    const seen = (): void => {
      if (!document.hidden) void ask();
    };
    look.current = () => void ask();
    document.addEventListener("visibilitychange", seen);
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [path, line]);
  const again = useCallback(() => look.current(), []);
  const mine = told.path === path;
  return { body: mine ? told.body : null, code: mine ? told.code : "", again };
}

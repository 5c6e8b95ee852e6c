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

interface Asking<T> {
  every_ms: number;
  line: Line;
  path: string;
  tell: (body: T) => void;
  refused: (code: string) => void;
}

interface Asker {
  again: () => void;
  stop: () => void;
}

// Asks until it is stopped; one question at a time, none while the page is hidden.
function ask<T>({ every_ms, line, path, tell, refused }: Asking<T>): Asker {
  let [tag, stopped, busy] = ["", false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const once = async (): Promise<number> => {
    try {
      const fresh = await getFresh<T>(path, tag);
      if (stopped) return every_ms;
      tag = fresh.tag;
      line.heard(fresh.at_ms);
      if (fresh.body !== null) tell(fresh.body);
      return every_ms;
    } catch (error) {
      if (!stopped) failed(error instanceof Problem ? error.code : "fallback", line, refused);
      return LATER_MS;
    }
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
  };
  return { again: () => void again(), stop };
}

function failed(code: string, line: Line, refused: (code: string) => void): void {
  if (code === "sign_in") line.signedOut();
  else if (code === "no_connection" || code === "centre_down" || code === "server_trouble") line.lost();
  else refused(code);
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
      tell: (body) => tell({ path, body, code: "" }),
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

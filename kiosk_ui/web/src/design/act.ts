// Acts and their refusals: `run` does one at a time, against the second tap; `read` is for what may not be dropped
// and harms nobody twice. Either turns a refusal into words.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../api/client.ts";
import { useProblem } from "../words/language.tsx";
import type { Values } from "../words/fill.ts";

const SHOWN_MS = 6_000;

export interface Refusal {
  code: string;
  detail: Values;
}

export interface Acts {
  busy: boolean;
  problem: string;
  code: string;
  run: (act: () => Promise<unknown>) => Promise<boolean>;
  read: (act: () => Promise<unknown>) => Promise<boolean>;
  forget: () => void;
}

export function useAct(): Acts {
  const sentence = useProblem();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const running = useRef(false);
  useEffect(() => {
    if (refusal === null) return undefined;
    const timer = setTimeout(() => setRefusal(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [refusal]);
  const read = useCallback(async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      setRefusal(refusalOf(error));
      return false;
    }
  }, []);
  const run = useCallback(async (act: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      return await read(act);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const forget = useCallback(() => setRefusal(null), []);
  const problem = refusal === null ? "" : sentence(refusal.code, refusal.detail);
  return { busy, problem, code: refusal?.code ?? "", run, read, forget };
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof Problem) return { code: error.code, detail: error.detail };
  return { code: "fallback", detail: {} };
}

// The hub app's root: who is it, then the shell and the sight its address names.
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { hubApi, type Session } from "../api/hub.ts";
import { Problem } from "../api/client.ts";
import { Toast } from "../design/toast.tsx";
import { Speaking, useProblem } from "../words/language.tsx";
import { Enter } from "./enter.tsx";
import { LineContext, TroublesContext, type Line, type Trouble } from "./poll.ts";
import { Shell } from "./shell.tsx";
import { OWN, useSay } from "./words.ts";

const AGAIN_MS = 3_000;
const STEADY_MS = 1_500; // what an answer may be late without moving the clock

export function App() {
  return (
    <Speaking own={OWN}>
      <Gate />
    </Speaking>
  );
}

function Gate() {
  const say = useSay();
  const sentence = useProblem();
  const { session, code, look, leave } = useSession();
  const { ahead_ms, troubles, line } = useLine(leave);
  useEffect(() => {
    document.title = say("title");
  }, [say("title")]);
  if (session !== null) {
    return (
      <LineContext.Provider value={line}>
        <TroublesContext.Provider value={troubles}>
          <Shell session={session} ahead_ms={ahead_ms} onOut={leave} />
        </TroublesContext.Provider>
      </LineContext.Provider>
    );
  }
  if (code === "sign_in") return <Enter onIn={look} />;
  return <main class="gate">{code !== "" && <Toast tone="amber">{sentence(code)}</Toast>}</main>;
}

// Who is signed in by this browser's cookie; `code` says why nobody is.
function useSession() {
  const [session, setSession] = useState<Session | null>(null);
  const [code, setCode] = useState("");
  const look = useCallback((): void => {
    hubApi.session().then(
      (found) => {
        setSession(found);
        setCode("");
      },
      (error: unknown) => setCode(error instanceof Problem ? error.code : "fallback"),
    );
  }, []);
  const leave = useCallback((): void => {
    setSession(null);
    setCode("sign_in");
  }, []);
  useEffect(look, []);
  useEffect(() => {
    if (session !== null || code === "" || code === "sign_in") return undefined;
    const timer = setTimeout(look, AGAIN_MS);
    return () => clearTimeout(timer);
  });
  return { session, code, look, leave };
}

// How far this machine's clock is before the centre's, and which questions get no answer.
function useLine(signedOut: () => void) {
  const [ahead_ms, setAhead] = useState(0);
  const [troubles, setTroubles] = useState<ReadonlyMap<string, Trouble>>(new Map());
  const line = useMemo<Line>(
    () => ({
      heard: (at_ms) =>
        setAhead((before) => {
          const ahead = Date.now() - at_ms;
          return Math.abs(ahead - before) < STEADY_MS ? before : ahead;
        }),
      trouble: (path, trouble) => setTroubles((before) => changed(before, path, trouble)),
      signedOut,
    }),
    [signedOut],
  );
  return { ahead_ms, troubles, line };
}

function changed(before: ReadonlyMap<string, Trouble>, path: string, trouble: Trouble | null): ReadonlyMap<string, Trouble> {
  if (trouble === null && !before.has(path)) return before;
  const after = new Map(before);
  if (trouble === null) after.delete(path);
  else after.set(path, trouble);
  return after;
}

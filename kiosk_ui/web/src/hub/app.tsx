// The hub app's root: who is it, then the shell and the sight its address names.
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { hubApi, type Session } from "../api/hub.ts";
import { Problem } from "../api/client.ts";
import { Toast } from "../design/toast.tsx";
import { Speaking, useProblem } from "../words/language.tsx";
import { Enter } from "./enter.tsx";
import { LineContext, type Line } from "./poll.ts";
import { Shell, type Clock } from "./shell.tsx";
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
  const { clock, line } = useLine(leave);
  useEffect(() => {
    document.title = say("title");
  }, [say("title")]);
  if (session !== null) {
    return (
      <LineContext.Provider value={line}>
        <Shell session={session} clock={clock} onOut={leave} />
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

// How far this machine's clock is from the centre's, and since when the centre is silent.
function useLine(signedOut: () => void): { clock: Clock; line: Line } {
  const [clock, setClock] = useState<Clock>({ ahead_ms: 0, heard_ms: 0, late: false });
  const line = useMemo<Line>(
    () => ({
      heard: (at_ms) =>
        setClock((before) => {
          const ahead_ms = Date.now() - at_ms;
          const steady = Math.abs(ahead_ms - before.ahead_ms) < STEADY_MS ? before.ahead_ms : ahead_ms;
          return { ahead_ms: steady, heard_ms: at_ms, late: false };
        }),
      lost: () => setClock((before) => ({ ...before, late: true })),
      signedOut,
    }),
    [signedOut],
  );
  return { clock, line };
}

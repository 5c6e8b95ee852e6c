// What a side of the till does and says: one act at a time, and a word about the last one.
import { useEffect, useState } from "preact/hooks";
import { useAct, type Acts } from "../design/act.ts";
import { Toast, type Tone } from "../design/toast.tsx";

const SAID_MS = 6_000;

export interface Work {
  acts: Acts;
  said: { sentence: string; tone: Tone };
  tell: (sentence: string, tone?: Tone) => void;
  does: (sentence: string, act: () => Promise<unknown>) => Promise<boolean>;
}

export function useWork(): Work {
  const acts = useAct();
  const [said, set] = useState<Work["said"]>({ sentence: "", tone: "green" });
  useEffect(() => {
    if (said.sentence === "") return undefined;
    const timer = setTimeout(() => set({ sentence: "", tone: "green" }), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const tell = (sentence: string, tone: Tone = "green"): void => set({ sentence, tone });
  const does = async (sentence: string, act: () => Promise<unknown>): Promise<boolean> => {
    const done = await acts.run(act);
    if (done) tell(sentence);
    return done;
  };
  return { acts, said, tell, does };
}

export function Said({ work: { acts, said } }: { work: Work }) {
  return (
    <div class="task-said" role="status">
      {acts.problem !== "" ? (
        <Toast tone="red">{acts.problem}</Toast>
      ) : (
        said.sentence !== "" && <Toast tone={said.tone}>{said.sentence}</Toast>
      )}
    </div>
  );
}

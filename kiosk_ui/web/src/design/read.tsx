// What a page reads of its own accord: the answer, or why there is none, said where the answer would stand.
import { useEffect, useState } from "preact/hooks";
import { useProblem, useShared } from "../words/language.tsx";
import { refusalOf, type Refusal } from "./act.ts";
import { Empty } from "./toast.tsx";

export interface Read<T> {
  body: T | null; // null while it is asked for, and where it was refused
  refusal: Refusal | null;
  again: () => void;
}

interface Told<T> {
  key: string;
  body: T | null;
  refusal: Refusal | null;
}

// Read once for each `key` ("": nothing to read) and again with every `rev`; after a refusal, with every `chance` as
// well. What is here already stays while it is read again, and where that is refused.
export function useRead<T>(key: string, read: () => Promise<T>, rev: unknown = "", chance: unknown = ""): Read<T> {
  const [told, tell] = useState<Told<T>>({ key: "", body: null, refusal: null });
  const [turn, next] = useState(0);
  const again = (): void => next((before) => before + 1);
  useEffect(() => {
    if (key === "") return undefined;
    let wanted = true;
    const kept = (before: Told<T>): T | null => (before.key === key ? before.body : null);
    read().then(
      (body) => wanted && tell({ key, body, refusal: null }),
      (error: unknown) => wanted && tell((before) => ({ key, body: kept(before), refusal: refusalOf(error) })),
    );
    return () => {
      wanted = false;
    };
  }, [key, rev, turn]);
  const mine = key !== "" && told.key === key;
  const { body, refusal } = mine ? told : { body: null, refusal: null };
  useEffect(() => {
    if (refusal !== null) again();
  }, [chance]);
  return { body, refusal, again };
}

// In the place of what is read: why it is not there, and a button that asks again.
export function Unread({ read }: { read: Read<unknown> }) {
  const say = useShared();
  const sentence = useProblem();
  if (read.refusal === null) return <Empty icon="clock" title={say("loading")} />;
  return (
    <Empty alert icon="warn" title={sentence(read.refusal.code, read.refusal.detail)}>
      <button type="button" class="button" onClick={read.again}>
        {say("try_again")}
      </button>
    </Empty>
  );
}

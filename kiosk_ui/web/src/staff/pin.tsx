// The PIN, by pad or by keyboard; it is never shown.
import { useLayoutEffect, useState } from "preact/hooks";
import { staffApi } from "../api/staff.ts";
import type { StaffTile } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { NumberPad, PinDots } from "../design/numberpad.tsx";
import { Note } from "../design/toast.tsx";
import { useSay } from "./words.ts";

export const PIN_MIN = 4;
export const PIN_MAX = 12;

interface PinProps {
  person: StaffTile;
  onIn: () => void;
  onOther: () => void;
}

export function Pin({ person, onIn, onOther }: PinProps) {
  const say = useSay();
  const acts = useAct();
  const [pin, setPin] = useState("");
  const put = (digit: string): void => {
    acts.forget();
    setPin((held) => (held + digit).slice(0, PIN_MAX));
  };
  const erase = (): void => setPin((held) => held.slice(0, -1));
  const go = async (): Promise<void> => {
    if (pin.length < PIN_MIN) return;
    const right = await acts.run(() => staffApi.signIn(person.staff_id, pin));
    setPin("");
    if (right) onIn();
  };
  useKeys({ put, erase, go: () => void go(), leave: onOther });
  return (
    <section class="door-card" aria-label={say("pin")}>
      <h2>{say("pin_for", { name: person.name })}</h2>
      <PinDots length={pin.length} of={PIN_MIN} />
      <p class="heard" role="status">
        {say("pin_dots", { n: pin.length })}
      </p>
      {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
      <NumberPad onDigit={put} onErase={erase} />
      <button
        type="button"
        class="button primary wide"
        disabled={pin.length < PIN_MIN || acts.busy}
        onClick={() => void go()}
      >
        {say("go_in")}
      </button>
      <button type="button" class="button quiet wide" onClick={onOther}>
        {say("other_person")}
      </button>
    </section>
  );
}

interface Keys {
  put: (digit: string) => void;
  erase: () => void;
  go: () => void;
  leave: () => void;
}

// Heard anew after every render, before the next key can come: a fast hand must not reach an old PIN.
function useKeys({ put, erase, go, leave }: Keys): void {
  useLayoutEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      if (/^\d$/.test(event.key)) put(event.key);
      else if (event.key === "Backspace") erase();
      else if (event.key === "Escape") leave();
      else if (event.key === "Enter") {
        event.preventDefault();
        go();
      }
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  });
}

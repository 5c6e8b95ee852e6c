// The very first manager, made with the one-time code that the store printed when it started.
import { useState } from "preact/hooks";
import { staffApi } from "../api/staff.ts";
import { useAct } from "../design/act.ts";
import { Note } from "../design/toast.tsx";
import { PIN_MAX, PIN_MIN } from "./pin.tsx";
import { useSay } from "./words.ts";

export function First({ onIn, onBack }: { onIn: () => void; onBack: (() => void) | null }) {
  const say = useSay();
  const acts = useAct();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const ready = code.trim() !== "" && name.trim() !== "" && pin.length >= PIN_MIN;
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await acts.run(() => staffApi.first(code.trim(), name.trim(), pin))) onIn();
  };
  const field = (label: string, value: string, put: (text: string) => void, secret = false) => (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        {...(secret ? ({ type: "password" } as const) : ({ type: "text" } as const))}
        inputMode={secret ? "numeric" : "text"}
        autoComplete="off"
        maxLength={secret ? PIN_MAX : 40}
        onInput={(event) => put(event.currentTarget.value)}
      />
    </label>
  );
  return (
    <form class="door-card" onSubmit={(event) => void go(event)}>
      <h2>{say("first_title")}</h2>
      <p class="muted">{say("first_line")}</p>
      {field(say("first_code"), code, setCode)}
      {field(say("first_name"), name, setName)}
      {field(say("first_pin"), pin, (text) => setPin(text.replace(/\D/g, "")), true)}
      {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
      <button type="submit" class="button primary wide" disabled={!ready || acts.busy}>
        {say("first_go")}
      </button>
      {onBack !== null && (
        <button type="button" class="button quiet wide" onClick={onBack}>
          {say("first_back")}
        </button>
      )}
    </form>
  );
}

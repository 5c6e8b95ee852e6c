// Where it is shipped to. Real fields, so any keyboard or input method works; keys on glass for the rest.
import { useEffect, useRef, useState } from "preact/hooks";
import { Keyboard } from "../design/keyboard.tsx";
import { NumberPad } from "../design/numberpad.tsx";
import { Head } from "./head.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export type Field = "name" | "phone" | "address";
type Filled = Record<Field, string>;

const FIELDS: Field[] = ["name", "phone", "address"];
const BLANK: Filled = { name: "", phone: "", address: "" };
export const FIELD_MAX: Record<Field, number> = { name: 40, phone: 20, address: 200 };
const CODE_FIELD: Record<string, Field> = {
  contact_name: "name",
  contact_phone: "phone",
  contact_address: "address",
};

export function Contact() {
  const { api, acts, back } = useShop();
  const say = useSay();
  const [filled, fill] = useState<Filled>(BLANK);
  const [at, setAt] = useState<Field>("name");
  const inputs = useRef<Partial<Record<Field, HTMLInputElement | null>>>({});
  const put = (field: Field, text: string): void => fill((held) => ({ ...held, [field]: tidy(field, text) }));
  const focus = (field: Field): void => {
    setAt(field);
    inputs.current[field]?.focus();
  };
  const go = async (): Promise<void> => {
    const empty = FIELDS.find((field) => filled[field].trim() === "");
    if (empty !== undefined) return focus(empty);
    if (await acts.run(() => api.contact(filled.name.trim(), filled.phone, filled.address.trim()))) back();
  };
  useEffect(() => inputs.current.name?.focus(), []);
  const wrong = CODE_FIELD[acts.code];
  const ready = FIELDS.every((field) => filled[field].trim() !== "");
  const erase = (): void => put(at, filled[at].slice(0, -1));
  return (
    <main class="contact">
      <Head title={say("contact_title")} />
      <form class="scroll" onSubmit={(event) => (event.preventDefault(), void go())}>
        <p class="muted">{say("contact_line")}</p>
        {FIELDS.map((field) => (
          <FieldOf
            key={field}
            field={field}
            value={filled[field]}
            wrong={wrong === field ? acts.problem : ""}
            held={(input) => (inputs.current[field] = input)}
            onFocus={() => setAt(field)}
            onText={(text) => put(field, text)}
          />
        ))}
        <button type="submit" class={`button wide ${ready ? "primary" : ""}`} disabled={acts.busy || !ready}>
          {say("contact_save")}
        </button>
      </form>
      {at === "phone" ? (
        <div class="keyboard">
          <NumberPad onDigit={(digit) => put("phone", filled.phone + digit)} onErase={erase} />
        </div>
      ) : (
        <Keyboard goes={say(ready ? "done" : "contact_next")} onType={(letter) => put(at, filled[at] + letter)} onErase={erase} onGo={() => void go()} />
      )}
    </main>
  );
}

export function tidy(field: Field, text: string): string {
  return (field === "phone" ? text.replace(/\D/g, "") : text.trimStart()).slice(0, FIELD_MAX[field]);
}

interface FieldProps {
  field: Field;
  value: string;
  wrong: string;
  held: (input: HTMLInputElement | null) => void;
  onFocus: () => void;
  onText: (text: string) => void;
}

function FieldOf({ field, value, wrong, held, onFocus, onText }: FieldProps) {
  const say = useSay();
  return (
    <label class="field">
      <span>{say(`contact_${field}`)}</span>
      <input
        ref={held}
        name={field}
        value={value}
        placeholder={say(`contact_${field}_hint`)}
        inputMode={field === "phone" ? "none" : "text"}
        autoComplete="off"
        maxLength={FIELD_MAX[field]}
        aria-invalid={wrong !== ""}
        onFocus={onFocus}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {wrong !== "" && <span class="wrong">{wrong}</span>}
    </label>
  );
}

// Signing in: a name for the record, and the admin's password, which is never kept by the page.
import { useEffect, useRef, useState } from "preact/hooks";
import { hubApi } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Note } from "../design/toast.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import { useLang } from "../words/language.tsx";
import { useSay } from "./words.ts";

const NAME_MAX = 60;
const PASSWORD_MAX = 200;

export function Enter({ onIn }: { onIn: () => void }) {
  const say = useSay();
  const acts = useAct();
  const { lang, setLang } = useLang();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    const right = await acts.run(() => hubApi.enter(name.trim(), password));
    setPassword("");
    if (right) onIn();
  };
  return (
    <main class="enter">
      <form class="enter-card" onSubmit={(event) => void go(event)}>
        <p class="brand">
          <Icon name="basket" />
          <b>Store Edge</b>
        </p>
        <h1>{say("enter_title")}</h1>
        <p class="muted">{say("enter_line")}</p>
        <EnterFields name={name} password={password} onName={setName} onPassword={setPassword} />
        {acts.problem !== "" && (
          <div role="alert">
            <Note tone="red">{acts.problem}</Note>
          </div>
        )}
        <button type="submit" class="button primary wide" disabled={acts.busy || name.trim() === "" || password === ""}>
          {say("enter_go")}
        </button>
      </form>
      <LanguageButton
        label={say("language_label")}
        say={say("language")}
        onClick={() => setLang(lang === "zh" ? "en" : "zh")}
      />
    </main>
  );
}

interface EnterFieldsProps {
  name: string;
  password: string;
  onName: (name: string) => void;
  onPassword: (password: string) => void;
}

function EnterFields({ name, password, onName, onPassword }: EnterFieldsProps) {
  const say = useSay();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <label class="field">
        <span>{say("enter_name")}</span>
        <input
          ref={first}
          name="name"
          autoComplete="username"
          required
          maxLength={NAME_MAX}
          value={name}
          onInput={(event) => onName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{say("enter_password")}</span>
        <input
          type="password"
          name="password"
          autoComplete="current-password"
          required
          maxLength={PASSWORD_MAX}
          value={password}
          onInput={(event) => onPassword(event.currentTarget.value)}
        />
      </label>
    </>
  );
}

// The door of a staff page: who is it, then their PIN; with no staff yet, the one-time code.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { staffApi } from "../api/staff.ts";
import type { StaffTile } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Note, Toast } from "../design/toast.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import type { Link } from "../live/reducer.ts";
import { useLang } from "../words/language.tsx";
import { First } from "./first.tsx";
import { Pin } from "./pin.tsx";
import { useSay } from "./words.ts";
import "./door.css";

interface DoorProps {
  title: string;
  link: Link;
  again: () => void;
  children: ComponentChildren;
}

export function Door({ title, link, again, children }: DoorProps) {
  const say = useSay();
  const { lang, setLang } = useLang();
  if (link !== "sign_in" && link !== "forbidden") return <>{children}</>;
  const other = async (): Promise<void> => {
    await staffApi.signOut().catch(() => undefined); // nobody was signed in; the tiles come either way
    again();
  };
  return (
    <main class="door">
      <header>
        <h1>{title}</h1>
        <LanguageButton
          label={say("language_label")}
          say={say("language")}
          onClick={() => setLang(lang === "zh" ? "en" : "zh")}
        />
      </header>
      {link === "forbidden" ? (
        <section class="door-card">
          <Note tone="amber">{say("forbidden")}</Note>
          <button type="button" class="button wide" onClick={() => void other()}>
            {say("other_person")}
          </button>
        </section>
      ) : (
        <SignIn onIn={again} />
      )}
    </main>
  );
}

function SignIn({ onIn }: { onIn: () => void }) {
  const acts = useAct();
  const say = useSay();
  const [tiles, setTiles] = useState<StaffTile[] | null>(null);
  const [person, choose] = useState<StaffTile | null>(null);
  const [first, setFirst] = useState(false);
  useEffect(() => {
    void acts.run(async () => {
      const all = await staffApi.tiles();
      setTiles(all);
      setFirst(all.length === 0);
    });
  }, []);
  if (tiles === null) return acts.problem === "" ? null : <Toast tone="amber">{acts.problem}</Toast>;
  if (first) return <First onIn={onIn} onBack={tiles.length > 0 ? () => setFirst(false) : null} />;
  if (person !== null) return <Pin person={person} onIn={onIn} onOther={() => choose(null)} />;
  return (
    <section class="door-card wide">
      <h2>{say("who")}</h2>
      <ul class="tiles">
        {tiles.map((tile) => (
          <li key={tile.staff_id}>
            <button type="button" class="tile pressable" onClick={() => choose(tile)}>
              <i aria-hidden="true">{tile.name.slice(0, 1)}</i>
              <b class="clamp-1">{tile.name}</b>
              <small>{say(`role_${tile.role}`)}</small>
            </button>
          </li>
        ))}
      </ul>
      {tiles.every((tile) => tile.role !== "manager") && (
        <button type="button" class="button quiet" onClick={() => setFirst(true)}>
          <Icon name="person" />
          {say("first_only")}
        </button>
      )}
    </section>
  );
}

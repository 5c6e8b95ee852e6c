// Any product of the catalogue, found and scanned at a touch.
import { useEffect, useState } from "preact/hooks";
import { labApi } from "../api/lab.ts";
import type { LabCode } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { useName } from "../words/language.tsx";
import { printed, useBench } from "./bench.ts";
import { useScan } from "./scanners.tsx";
import { useSay } from "./words.ts";

const PAUSE_MS = 150;

export function Finder() {
  const say = useSay();
  const [query, ask] = useState("");
  const found = useCatalog(query.trim());
  return (
    <section class="instrument finder">
      <h2>{say("finder")}</h2>
      <label class="field">
        <span class="heard">{say("finder_hint")}</span>
        <input
          value={query}
          placeholder={say("finder_hint")}
          autoComplete="off"
          onInput={(event) => ask(event.currentTarget.value)}
        />
      </label>
      <ul>
        {found?.map((code) => (
          <Row key={code.sku} code={code} />
        ))}
      </ul>
      {found?.length === 0 && <p class="muted">{say("finder_none")}</p>}
    </section>
  );
}

function useCatalog(query: string): LabCode[] | null {
  const { acts } = useBench();
  const [found, setFound] = useState<LabCode[] | null>(null);
  useEffect(() => {
    let mine = true;
    const timer = setTimeout(() => {
      void acts.read(async () => {
        const codes = await labApi.catalog(query);
        if (mine) setFound(codes);
      });
    }, PAUSE_MS);
    return () => {
      mine = false;
      clearTimeout(timer);
    };
  }, [query]);
  return found;
}

function Row({ code }: { code: LabCode }) {
  const { scanner, acts } = useBench();
  const say = useSay();
  const name = useName();
  const scan = useScan();
  const variant = [name(code.color_zh, code.color_en), code.size].filter((part) => part !== "").join(" · ");
  return (
    <li>
      <img class="picture" src={code.picture} alt="" loading="lazy" />
      <div>
        <b class="clamp-1">{name(code.name_zh, code.name_en)}</b>
        <small class="muted clamp-1">{variant}</small>
        <code>{printed(code.gtin)}</code>
      </div>
      <button
        type="button"
        class="button"
        disabled={scanner === "" || acts.busy}
        aria-label={`${say("scan")} ${printed(code.gtin)}`}
        onClick={() => void scan(printed(code.gtin))}
      >
        <Icon name="scan" />
        {say("scan")}
      </button>
    </li>
  );
}

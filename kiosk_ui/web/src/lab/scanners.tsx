// Which scanner is in hand, and a code typed by hand for it.
import { useState } from "preact/hooks";
import { labApi } from "../api/lab.ts";
import { ofKind, useBench } from "./bench.ts";
import { useSay } from "./words.ts";

export const CODE_MAX = 600; // longer than any code a store takes, so that the refusal can be seen

// Has the scanner in hand read a text, and says so.
export function useScan(): (text: string) => Promise<boolean> {
  const { acts, scanner, say } = useBench();
  const speak = useSay();
  return async (text) => {
    const went = await acts.run(() => labApi.scan(scanner, text));
    if (went) say(speak("scanned", { device: scanner, text }));
    return went;
  };
}

export function Scanners() {
  const { view, scanner, hold, acts } = useBench();
  const say = useSay();
  const scan = useScan();
  const [typed, type] = useState("");
  const go = (event: Event): void => {
    event.preventDefault();
    if (typed !== "") void scan(typed);
  };
  const scanners = ofKind(view, "scanner");
  return (
    <section class="instrument">
      <h2>{say("scanner")}</h2>
      {scanners.length === 0 && <p class="muted">{say("no_scanner")}</p>}
      <div class="chips" role="radiogroup" aria-label={say("scanner")}>
        {scanners.map((device) => (
          <button
            key={device.device}
            type="button"
            class="chip"
            role="radio"
            aria-checked={device.device === scanner}
            onClick={() => hold(device.device)}
          >
            <i class={`lamp ${device.plugged ? "on" : ""}`} aria-hidden="true" />
            <span>
              {device.device}
              <small class="muted"> {device.place}</small>
            </span>
          </button>
        ))}
      </div>
      <form class="typed" onSubmit={go}>
        <label class="field">
          <span>{say("typed")}</span>
          <input
            value={typed}
            maxLength={CODE_MAX}
            placeholder={say("typed_hint")}
            autoComplete="off"
            onInput={(event) => type(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button ink" disabled={typed === "" || scanner === "" || acts.busy}>
          {say("typed_go")}
        </button>
      </form>
    </section>
  );
}

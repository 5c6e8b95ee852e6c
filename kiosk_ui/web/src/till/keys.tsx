// Every act has a key, and the keys are written at the foot of the page.
import { useLayoutEffect } from "preact/hooks";
import { FIND_FIELD, focusField, useDesk, type Desk } from "./desk.ts";
import { HINTS, KEYS, rows, tabOf } from "./duties.ts";
import { useSay } from "./words.ts";

export function useKeys(desk: Desk): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (desk.asked !== null) return; // the sheet has its own keys
      const act = KEYS[event.key];
      if (act !== undefined) {
        event.preventDefault();
        desk.act(act);
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        move(event, desk);
      } else if (/^[0-9A-Za-z]$/.test(event.key) && isFree(event)) {
        focusField(FIND_FIELD); // a scanner that types, or a hand that does, lands in the field
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}

function isFree(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !(event.target instanceof HTMLInputElement);
}

function move(event: KeyboardEvent, desk: Desk): void {
  if (event.target instanceof HTMLInputElement && event.target.id !== FIND_FIELD) return;
  const tab = tabOf(desk.view, desk.order?.order_id ?? "");
  const list = tab === null ? rows(desk.view) : desk.view[tab];
  const now = list.findIndex((row) => row.order_id === desk.order?.order_id);
  const next = list[Math.max(0, Math.min(list.length - 1, now + (event.key === "ArrowDown" ? 1 : -1)))];
  if (next === undefined) return;
  event.preventDefault();
  desk.pick(next.order_id);
}

export function KeyHints() {
  const { can, act } = useDesk();
  const say = useSay();
  return (
    <footer class="hints">
      {HINTS.map(([key, wanted]) => (
        <button key={key} type="button" class="hint" disabled={!can.has(wanted)} onClick={() => act(wanted)}>
          <kbd>{key}</kbd>
          {say(`keys_${wanted}`)}
        </button>
      ))}
      <span class="hint">
        <kbd>↑↓</kbd>
        {say("keys_move")}
      </span>
    </footer>
  );
}

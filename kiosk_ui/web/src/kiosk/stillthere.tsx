// The question before the wipe, with all the time one asks for.
import { Ring } from "../design/ring.tsx";
import { pieces, type Shown } from "./session.ts";
import { useShop } from "./shop.ts";
import { ASK_S, useStill } from "./still.ts";
import { useSay } from "./words.ts";

// Never while money is under way; the number's screen closes by itself.
const WATCHED = new Set<Shown["at"]>(["home", "search", "shelf", "product", "basket", "contact", "member"]);

export function StillThere({ screen, onGone }: { screen: Shown; onGone: () => void }) {
  const { view, leave } = useShop();
  const say = useSay();
  const gone = (): void => {
    onGone();
    leave();
  };
  const [left, stay] = useStill(WATCHED.has(screen.at), view.scanned_ms, gone);
  if (left === null) return null;
  const line = pieces(view.order) > 0 ? "still_line" : "still_line_empty";
  return (
    <div class="veil middle still" onClick={(event) => event.target === event.currentTarget && stay()}>
      <div class="sheet" role="alertdialog" aria-modal="true" aria-label={say("still_title")}>
        <Ring left={left} of={ASK_S} size={200} label={say("seconds_left", { n: left })}>
          <b>{left}</b>
        </Ring>
        <h2>{say("still_title")}</h2>
        <p class="muted">{say(line, { n: left })}</p>
        <button type="button" class="button primary wide" onClick={stay}>
          {say("still_stay")}
        </button>
        <button type="button" class="button wide" onClick={gone}>
          {say("still_leave")}
        </button>
      </div>
    </div>
  );
}

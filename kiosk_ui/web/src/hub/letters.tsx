// Dead letters: the list beside the one that is looked at; on a phone one after the other.
import { paths, ROWS_MAX, type DeadLetter, type DeadLetters } from "../api/hub.ts";
import { Icon } from "../design/icon.tsx";
import { Empty } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { LetterSheet } from "./letter.tsx";
import { Most } from "./most.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

const KINDS = [
  ...(["OrderParked", "OrderPaid", "OrderHandedOver", "OrderCancelled", "OrderRefunded"] as const),
  ...(["PaymentChanged", "StockMoved", "CommandAnswered"] as const),
];

interface LettersProps {
  origin: string; // "" while none is picked
  seq: number;
  decided: boolean;
}

export function Letters({ origin, seq, decided }: LettersProps) {
  const say = useSay();
  const letters = usePoll<DeadLetters>(paths.letters(decided));
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("letters_title")}</h1>
          <p class="muted">{say("letters_line")}</p>
        </div>
      </header>
      {letters.body === null ? (
        <Pending code={letters.code} />
      ) : (
        <div class={`letters ${origin === "" ? "" : "picked"}`}>
          <List body={letters.body} origin={origin} seq={seq} decided={decided} />
          {origin === "" ? (
            <section class="panel pick">
              <Empty icon="search" title={say("letters_pick")} />
            </section>
          ) : (
            <LetterSheet key={`${origin}/${seq}`} origin={origin} seq={seq} onDecided={letters.again} />
          )}
        </div>
      )}
    </div>
  );
}

function List({ body, origin, seq, decided }: LettersProps & { body: DeadLetters }) {
  const say = useSay();
  const shown = body.dead_letters;
  const query = decided ? { decided: "1" } : {};
  return (
    <section class="panel list">
      <nav class="tabs" aria-label={say("state")}>
        <a class="chip" href={to("letters")} aria-current={decided ? undefined : "true"}>
          {say("letters_tab_waiting")} {body.waiting}
        </a>
        <a class="chip" href={to("letters", [], { decided: "1" })} aria-current={decided ? "true" : undefined}>
          {say("letters_tab_decided")} {body.decided}
        </a>
      </nav>
      {shown.length === 0 && <Empty icon="check" title={say(decided ? "letters_none_decided" : "letters_none")} />}
      <ul>
        {shown.map((row) => (
          <li key={`${row.origin}/${row.seq}`}>
            <LetterRow row={row} here={row.origin === origin && row.seq === seq} href={to("letters", [row.origin, row.seq], query)} />
          </li>
        ))}
      </ul>
      <Most rows={shown.length} limit={ROWS_MAX} />
    </section>
  );
}

function LetterRow({ row, here, href }: { row: DeadLetter; here: boolean; href: string }) {
  const say = useSay();
  const name = useStoreName();
  const { lang } = useLang();
  const { zone } = useChain();
  return (
    <a class="letter-row" href={href} aria-current={here ? "true" : undefined}>
      <Icon name={row.state === "waiting" ? "warn" : "check"} />
      <span>
        <b>{kindWords(row.kind, say)}</b>
        <small class="muted">
          {say("letter_of", { store: name(row.store), seq: row.seq })} · {momentIn(row.at_ms, zone, lang)}
        </small>
        <small class="clamp-1">{row.reason}</small>
      </span>
      {row.state !== "waiting" && <span class="badge">{say(`letter_${row.state}`)}</span>}
    </a>
  );
}

export function kindWords(kind: string, say: SayHub): string {
  const known = KINDS.find((one) => one === kind);
  return known === undefined ? say("kind_other", { kind }) : say(`kind_${known}`);
}

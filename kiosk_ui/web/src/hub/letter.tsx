// One dead letter: why it could not be read, what it holds, and the two things a person can decide.
import { useState } from "preact/hooks";
import { hubApi, paths, type DeadLetter, type Letter } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { momentIn, timeIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { TextField } from "./fields.tsx";
import { kindWords } from "./letters.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { useSay } from "./words.ts";

interface LetterSheetProps {
  origin: string;
  seq: number;
  onDecided: () => void;
}

export function LetterSheet({ origin, seq, onDecided }: LetterSheetProps) {
  const say = useSay();
  const { body, code, again } = usePoll<Letter>(paths.letter(origin, seq));
  if (body === null) {
    return (
      <section class="panel letter">
        <Pending code={code} />
      </section>
    );
  }
  const decided = (): void => {
    again();
    onDecided();
  };
  return (
    <section class="panel letter">
      <a class="back only-phone" href={to("letters")}>
        <Icon name="back" />
        {say("letters_title")}
      </a>
      <LetterFacts letter={body.letter} />
      {body.letter.state === "waiting" && <Decide letter={body.letter} onDecided={decided} />}
      <Body text={body.body} />
    </section>
  );
}

function LetterFacts({ letter }: { letter: DeadLetter }) {
  const say = useSay();
  const name = useStoreName();
  const { zone } = useChain();
  const { lang } = useLang();
  const moment = (at_ms: number): string => `${momentIn(at_ms, zone, lang)}`;
  return (
    <>
      <header>
        <h2>{kindWords(letter.kind, say)}</h2>
        <span class={`badge ${letter.state === "waiting" ? "amber" : letter.state === "applied" ? "green" : ""}`}>
          {say(`letter_${letter.state}`)}
        </span>
      </header>
      <p class="muted">{say("letter_of", { store: name(letter.store), seq: letter.seq })}</p>
      <Note tone={letter.state === "waiting" ? "amber" : "blue"}>
        <b>{say("letter_why")}</b>
        <br />
        {letter.reason}
      </Note>
      <dl class="pairs">
        <dt>{say("letter_when")}</dt>
        <dd>
          {moment(letter.at_ms)} ({timeIn(letter.at_ms, zone)})
        </dd>
        <dt>{say("letter_event")}</dt>
        <dd>
          <code>{letter.event_id}</code>
        </dd>
      </dl>
      {letter.tries > 0 && (
        <p class="muted">{say("letter_tries", { n: letter.tries, time: moment(letter.decided_ms), by: letter.decided_by })}</p>
      )}
      {letter.state === "dropped" && (
        <Note tone="blue">
          <b>{say("because", { reason: letter.why })}</b>
          <br />
          {say("letter_by", { by: letter.decided_by, time: moment(letter.decided_ms) })}
        </Note>
      )}
    </>
  );
}

function Decide({ letter, onDecided }: { letter: DeadLetter; onDecided: () => void }) {
  const say = useSay();
  const [asked, ask] = useState<"retry" | "drop" | null>(null);
  const close = (): void => ask(null);
  return (
    <div class="decide">
      <button type="button" class="button ink" onClick={() => ask("retry")}>
        <Icon name="undo" />
        {say("letter_retry")}
      </button>
      <button type="button" class="button danger" onClick={() => ask("drop")}>
        <Icon name="trash" />
        {say("letter_drop")}
      </button>
      {asked === "retry" && <Retry letter={letter} onClose={close} onDecided={onDecided} />}
      {asked === "drop" && <Drop letter={letter} onClose={close} onDecided={onDecided} />}
    </div>
  );
}

interface DecisionProps {
  letter: DeadLetter;
  onClose: () => void;
  onDecided: () => void;
}

function Retry({ letter, onClose, onDecided }: DecisionProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const go = async (): Promise<void> => {
    const done = await acts.run(async () => {
      const after = await hubApi.retry(letter.origin, letter.seq);
      if (after.state === "applied") chain.say(say("letter_retry_done"));
      else chain.say(say("letter_retry_again", { reason: after.reason }), "amber");
    });
    if (!done) return;
    onClose();
    onDecided();
  };
  return (
    <Sheet title={say("letter_retry_title")} middle onClose={onClose}>
      <p>{say("letter_retry_line")}</p>
      {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
      <button type="button" class="button primary wide" disabled={acts.busy} onClick={() => void go()}>
        {say("letter_retry_go")}
      </button>
    </Sheet>
  );
}

function Drop({ letter, onClose, onDecided }: DecisionProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const [why, setWhy] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (why.trim() === "" || !(await acts.run(() => hubApi.drop(letter.origin, letter.seq, why.trim())))) return;
    chain.say(say("letter_drop_done"));
    onClose();
    onDecided();
  };
  return (
    <Sheet title={say("letter_drop_title")} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <p>{say("letter_drop_line")}</p>
        <TextField first label={say("letter_drop_reason")} text={why} wrong="" onText={setWhy} />
        {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
        <button type="submit" class="button primary wide" disabled={acts.busy || why.trim() === ""}>
          {say("letter_drop_go")}
        </button>
      </form>
    </Sheet>
  );
}

function Body({ text }: { text: string }) {
  const say = useSay();
  const chain = useChain();
  const pretty = prettyJson(text);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    chain.say(say("letter_copied"));
  };
  return (
    <>
      <header class="body-head">
        <h3>{say(pretty === null ? "letter_body_text" : "letter_body")}</h3>
        {"clipboard" in navigator && (
          <button type="button" class="button quiet" onClick={() => void copy()}>
            {say("letter_copy")}
          </button>
        )}
      </header>
      <pre class="body" tabIndex={0} aria-label={say("letter_body")}>
        {pretty ?? text}
      </pre>
    </>
  );
}

// Indented, or null for what is no JSON.
export function prettyJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

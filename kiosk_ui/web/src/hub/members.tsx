// Members: found by what they say or show; whom the centre has erased; who has spent too many points.
import { useState } from "preact/hooks";
import {
  ID_MAX,
  memberApi,
  memberPaths,
  ROWS_MAX,
  type Erasures,
  type ErasureRow,
  type MemberRow,
  type MembersBody,
} from "../api/members.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Empty, Note } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { progressOf } from "./erasure.ts";
import { Most } from "./most.tsx";
import { Panel, Pending } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

export function Members() {
  const say = useSay();
  const [found, tell] = useState<MemberRow[] | null>(null);
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("member_title")}</h1>
          <p class="muted">{say("member_line")}</p>
        </div>
      </header>
      <Find onFound={tell} />
      {found !== null && <Found rows={found} />}
      <div class="member-lists">
        <Erased />
        <Owing />
      </div>
    </div>
  );
}

// Asked when it is whole: what is half typed is nobody's, and is sent to nobody.
function Find({ onFound }: { onFound: (rows: MemberRow[] | null) => void }) {
  const say = useSay();
  const acts = useAct();
  const [text, type] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text.trim() === "") return;
    onFound(null);
    await acts.run(async () => {
      const { members } = await memberApi.search(text.trim());
      const [only] = members;
      if (members.length === 1 && only !== undefined) location.hash = to("members", [only.member_id]);
      else onFound(members);
    });
  };
  return (
    <form class="member-find" role="search" onSubmit={(event) => void go(event)}>
      <span class="search-field large">
        <Icon name="search" />
        <input
          type="search"
          aria-label={say("member_find")}
          placeholder={say("member_find_hint")}
          maxLength={ID_MAX}
          autoComplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
        />
      </span>
      <button type="submit" class="button ink" disabled={acts.busy || text.trim() === ""}>
        {say("member_find_go")}
      </button>
      <p class="muted">{say("member_find_kept")}</p>
      {acts.problem !== "" && (
        <div role="alert">
          <Note tone="amber">{acts.problem}</Note>
        </div>
      )}
    </form>
  );
}

function Found({ rows }: { rows: MemberRow[] }) {
  const say = useSay();
  if (rows.length === 0) {
    return (
      <section class="panel" role="status">
        <Empty icon="search" title={say("member_none")}>
          <p>{say("member_none_line")}</p>
        </Empty>
      </section>
    );
  }
  return (
    <section class="panel found-members">
      <div class="muted" role="status">
        {rows.length < ROWS_MAX && say("member_found", { n: rows.length })}
        <Most rows={rows.length} limit={ROWS_MAX} words="most_first" />
      </div>
      <MemberList rows={rows} />
    </section>
  );
}

function MemberList({ rows }: { rows: MemberRow[] }) {
  const say = useSay();
  return (
    <ul class="member-list">
      {rows.map((row) => (
        <li key={row.member_id}>
          <a class="member-row" href={to("members", [row.member_id])}>
            <Icon name="person" />
            <span>
              <b>{nameWords(row, say)}</b>
              <small class="muted">{row.phone || row.member_id}</small>
            </span>
            {row.overdrawn ? (
              <span class="badge red">{say("member_overdrawn", { n: -row.points })}</span>
            ) : (
              <span class={`badge ${row.verified ? "green" : ""}`}>
                {say(row.erased ? "member_gone" : row.verified ? "member_verified" : "member_typed")}
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function nameWords(row: MemberRow, say: SayHub): string {
  if (row.erased) return say("member_erased_name");
  return row.name === "" ? say("member_nameless") : row.name;
}

function Erased() {
  const say = useSay();
  const { body, code } = usePoll<Erasures>(memberPaths.erasures);
  return (
    <Panel title={say("member_erasures")}>
      {body === null ? (
        <Pending code={code} />
      ) : body.erasures.length === 0 ? (
        <p class="muted">{say("member_erasures_none")}</p>
      ) : (
        <ul class="member-list">
          {body.erasures.map((row) => (
            <li key={row.member_id}>
              <ErasedRow row={row} />
            </li>
          ))}
        </ul>
      )}
      <Most rows={body?.erasures.length ?? 0} limit={ROWS_MAX} words="member_most" />
    </Panel>
  );
}

function ErasedRow({ row }: { row: ErasureRow }) {
  const say = useSay();
  const { lang } = useLang();
  const { zone } = useChain();
  const { waiting } = progressOf(row.reach);
  return (
    <a class="member-row" href={to("members", [row.member_id])}>
      <Icon name="erase" />
      <span>
        <b>{say(`member_code_${row.erasing.code}`)}</b>
        <small class="muted">
          {row.erasing.by} · {momentIn(row.erasing.at_ms, zone, lang)} · {row.member_id.slice(0, 8)}…
        </small>
      </span>
      <span class={`badge ${waiting === 0 ? "green" : "blue"}`}>
        {say(waiting === 0 ? "member_erasure_closed" : "member_erasure_open", { n: waiting })}
      </span>
    </a>
  );
}

function Owing() {
  const say = useSay();
  const { body, code } = usePoll<MembersBody>(memberPaths.overdrawn);
  return (
    <Panel title={say("member_owing")}>
      {body === null ? (
        <Pending code={code} />
      ) : body.members.length === 0 ? (
        <p class="muted">{say("member_owing_none")}</p>
      ) : (
        <MemberList rows={body.members} />
      )}
      <Most rows={body?.members.length ?? 0} limit={ROWS_MAX} words="member_most" />
    </Panel>
  );
}

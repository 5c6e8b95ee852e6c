// One member: who it is as far as may be seen, the ledgers, where they were, and the way out.
import { useState } from "preact/hooks";
import type { Orders as OrdersBody } from "../api/hub.ts";
import { memberPaths, ROWS_MAX, type MemberRow, type MemberSheet } from "../api/members.ts";
import { Icon } from "../design/icon.tsx";
import { Note } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { Coupons } from "./coupon.tsx";
import { Erase } from "./erase.tsx";
import { Give } from "./give.tsx";
import { nameWords } from "./members.tsx";
import { OrdersTable } from "./orders.tsx";
import { Most } from "./most.tsx";
import { Head, Panel, Pending, useStoreName } from "./panel.tsx";
import { Points } from "./points.tsx";
import { usePoll } from "./poll.ts";
import { Reached } from "./reached.tsx";
import { to } from "./route.ts";
import { useSay } from "./words.ts";

export function Member({ id }: { id: string }) {
  const say = useSay();
  const [skip, turn] = useState(0);
  const [shown, show] = useState<MemberSheet | null>(null);
  const { body, code, again } = usePoll<MemberSheet>(memberPaths.sheet(id, skip));
  if (body !== null && body !== shown) show(body);
  const sheet = body ?? shown; // another page of the ledger keeps the sheet until it is here
  if (sheet === null) return <Pending code={code} />;
  const { member } = sheet;
  return (
    <div class="sight member-sheet">
      <Head back={[to("members"), say("member_title")]} title={nameWords(member, say)}>
        <Facts member={member} />
      </Head>
      {member.overdrawn && (
        <Note tone="red">
          <b>{say("member_overdrawn", { n: -member.points })}</b>
          <br />
          {say("member_overdrawn_line")}
        </Note>
      )}
      {member.erased && <Reached sheet={sheet} />}
      <div class="member-parts">
        <Points sheet={sheet} skip={skip} onSkip={turn} />
        <div class="column">
          <Coupons rows={sheet.coupons}>{!member.erased && <Give memberId={member.member_id} onGiven={again} />}</Coupons>
          {!member.erased && <Seen sheet={sheet} />}
        </div>
      </div>
      <Bought id={id} />
      {!member.erased && <Erase member={member} onErased={again} />}
    </div>
  );
}

function Facts({ member }: { member: MemberRow }) {
  const say = useSay();
  return (
    <>
      <p class="facts">
        {member.erased ? (
          <span class="badge">{say("member_gone")}</span>
        ) : (
          <>
            <b class="masked">{member.phone}</b>
            <span class={`badge ${member.verified ? "green" : "amber"}`}>
              <Icon name={member.verified ? "check" : "warn"} />
              {say(member.verified ? "member_verified" : "member_typed")}
            </span>
            <span class="badge">{say(`member_level_${member.level}`)}</span>
            <span class="muted">{say(member.consent ? "member_consent_yes" : "member_consent_no")}</span>
          </>
        )}
        <span class="muted">
          {say("member_id")} <code>{member.member_id}</code>
        </span>
      </p>
      {member.aliases.length > 0 && (
        <p class="facts muted aliases">
          {say("member_aliases", { n: member.aliases.length })}
          {member.aliases.map((alias) => (
            <code key={alias}>{alias}</code>
          ))}
        </p>
      )}
    </>
  );
}

function Seen({ sheet }: { sheet: MemberSheet }) {
  const say = useSay();
  const name = useStoreName();
  const { lang } = useLang();
  const { zone } = useChain();
  const latest = [...sheet.seen].sort((a, b) => b.seen_ms - a.seen_ms);
  return (
    <Panel title={say("member_seen")}>
      {latest.length === 0 && <p class="muted">{say("member_seen_none")}</p>}
      <ul class="lines">
        {latest.map((one) => (
          <li key={one.store}>
            <a href={to("stores", [one.store])}>
              <b>{name(one.store)}</b>
              <small class="muted">{say("member_seen_at", { time: momentIn(one.seen_ms, zone, lang) })}</small>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Bought({ id }: { id: string }) {
  const say = useSay();
  const { body, code } = usePoll<OrdersBody>(memberPaths.orders(id));
  return (
    <Panel title={say("member_orders")}>
      {body === null ? (
        <Pending code={code} />
      ) : body.orders.length === 0 ? (
        <p class="muted">{say("member_orders_none")}</p>
      ) : (
        <OrdersTable rows={body.orders} file="member-orders.csv" />
      )}
      <Most rows={body?.orders.length ?? 0} limit={ROWS_MAX} />
    </Panel>
  );
}

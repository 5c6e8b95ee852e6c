// The member at the till: found by phone or code, added to the order on the desk, signed up, erased by a manager.
import { useState } from "preact/hooks";
import { tillApi } from "../api/staff.ts";
import type { MemberView, OrderView } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Note } from "../design/toast.tsx";
import { Toggle } from "../design/toggle.tsx";
import { useDesk } from "./desk.ts";
import { useSay } from "./words.ts";

const EARNS = new Set<OrderView["state"]>(["open", "parked", "paying"]);
const TEXT_MAX = 200;

export function MemberPanel() {
  const { view } = useDesk();
  const say = useSay();
  return (
    <section class="member">
      <h3>{say("member")}</h3>
      {view.member === null ? <Find /> : <Found member={view.member} />}
    </section>
  );
}

function Find() {
  const say = useSay();
  const desk = useDesk();
  const acts = useAct();
  const [text, type] = useState("");
  const [consent, agree] = useState(false);
  const unknown = acts.code === "no_member";
  const [offered, offer] = useState(false);
  const find = async (event: Event): Promise<void> => {
    event.preventDefault();
    const went = await acts.run(() => tillApi.findMember(text));
    offer(!went && /^[\d\s+-]{7,}$/.test(text));
    if (went) type("");
  };
  const join = async (): Promise<void> => {
    if (await acts.run(() => tillApi.signUp(text, "", consent))) desk.say(say("member_joined"));
  };
  return (
    <>
      <form onSubmit={(event) => void find(event)}>
        <input
          value={text}
          aria-label={say("member_find")}
          placeholder={say("member_find")}
          autoComplete="off"
          maxLength={TEXT_MAX}
          onInput={(event) => (type(event.currentTarget.value), offer(false))}
        />
        <button type="submit" class="button" disabled={text === "" || acts.busy}>
          {say("member_go")}
        </button>
      </form>
      {acts.problem !== "" && <Note tone={unknown ? "blue" : "amber"}>{acts.problem}</Note>}
      {offered && (
        <>
          <Toggle on={consent} onChange={agree}>
            {say("member_consent")}
          </Toggle>
          <button type="button" class="button wide" disabled={acts.busy} onClick={() => void join()}>
            {say("member_sign_up")}
          </button>
        </>
      )}
    </>
  );
}

function Sure({ onYes }: { onYes: () => void }) {
  const say = useSay();
  return (
    <>
      <Note tone="amber">{say("member_erase_sure")}</Note>
      <button type="button" class="button" onClick={onYes}>
        {say("member_erase_yes")}
      </button>
    </>
  );
}

function Who({ member }: { member: MemberView }) {
  const say = useSay();
  return (
    <>
      <p class="who">
        <Icon name="person" />
        <b>{member.name === "" ? member.phone : member.name}</b>
        <span class="badge">{say(`level_${member.level}`)}</span>
      </p>
      <p class="muted">
        {member.name !== "" && `${member.phone} · `}
        {say(member.verified ? "member_verified" : "member_unverified")}
        {member.proven && member.known && ` · ${say("member_points", { n: member.points })}`}
      </p>
    </>
  );
}

function Found({ member }: { member: MemberView }) {
  const { view, order, say: tell } = useDesk();
  const say = useSay();
  const acts = useAct();
  const [sure, ask] = useState(false);
  const earns = order !== null && EARNS.has(order.state);
  const attach = async (): Promise<void> => {
    if (order !== null && (await acts.run(() => tillApi.attach(order.order_id)))) tell(say("member_attached"));
  };
  const erase = async (): Promise<void> => {
    ask(false);
    if (await acts.run(() => tillApi.eraseMember(member.member_id))) tell(say("member_erased"));
  };
  return (
    <>
      <Who member={member} />
      {acts.problem !== "" && <Note tone="amber">{acts.problem}</Note>}
      {order?.member === true && <p class="badge green">{say("member_on")}</p>}
      <div class="row">
        {earns && order?.member !== true && (
          <button type="button" class="button" disabled={acts.busy} onClick={() => void attach()}>
            {say("member_attach")}
          </button>
        )}
        <button type="button" class="button quiet" disabled={acts.busy} onClick={() => void acts.run(tillApi.dropMember)}>
          {say("member_drop")}
        </button>
        {view.role === "manager" && !sure && (
          <button type="button" class="button quiet" onClick={() => ask(true)}>
            <Icon name="trash" />
            {say("member_erase")}
          </button>
        )}
      </div>
      {sure && <Sure onYes={() => void erase()} />}
    </>
  );
}

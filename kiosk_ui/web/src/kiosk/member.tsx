// Who is shopping: by the code on their phone, by a typed number, or as a new member. Gone with the next shopper.
import { useEffect, useState } from "preact/hooks";
import type { MemberView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { NumberPad } from "../design/numberpad.tsx";
import { Note } from "../design/toast.tsx";
import { Toggle } from "../design/toggle.tsx";
import { Head } from "./head.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export const PHONE_DIGITS = 11;
export const CODE_DIGITS = 6;

export function Member() {
  const { view } = useShop();
  const say = useSay();
  return (
    <main class="member">
      <Head title={say("member_title")} />
      {view.member === null ? <Ask /> : <Known member={view.member} />}
    </main>
  );
}

function Ask() {
  const { api, acts, view } = useShop();
  const say = useSay();
  const [phone, type] = useState("");
  const [consent, agree] = useState(false);
  const [joining, join] = useState(false);
  const ready = phone.length === PHONE_DIGITS;
  useEffect(() => {
    if (acts.code === "no_member") join(true);
  }, [acts.code]);
  const put = (text: string): void => {
    type(text.replace(/\D/g, "").slice(0, PHONE_DIGITS));
    join(false);
  };
  const go = async (): Promise<void> => {
    if (joining) await acts.run(() => api.signUp(phone, "", consent));
    else await acts.run(() => api.memberPhone(phone));
  };
  return (
    <>
      <div class="scroll">
        {view.scanner_ok && <Hold />}
        <label class="field">
          <span>{say("member_phone")}</span>
          <input
            name="member-phone"
            value={phone}
            inputMode="none"
            autoComplete="off"
            placeholder={say("contact_phone_hint")}
            onInput={(event) => put(event.currentTarget.value)}
          />
          <small class="muted">{say("member_phone_line")}</small>
        </label>
        {joining && (
          <>
            <Note tone="blue">{say("member_new")}</Note>
            <Consent on={consent} onChange={agree} />
          </>
        )}
      </div>
      <button type="button" class="button primary wide" disabled={!ready || acts.busy} onClick={() => void go()}>
        {say(joining ? "member_sign_up" : "member_earn")}
      </button>
      <div class="keyboard">
        <NumberPad onDigit={(digit) => put(phone + digit)} onErase={() => put(phone.slice(0, -1))} />
      </div>
    </>
  );
}

function Consent({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const say = useSay();
  return (
    <Toggle on={on} onChange={onChange}>
      <b>{say("member_consent")}</b>
      <small class="muted">{say("member_consent_line")}</small>
    </Toggle>
  );
}

function Hold() {
  const say = useSay();
  return (
    <section class="hold">
      <Icon name="scan" />
      <span>
        <b>{say("member_scan")}</b>
        <small class="muted">{say("member_scan_line")}</small>
      </span>
    </section>
  );
}

function Known({ member }: { member: MemberView }) {
  const { api, acts, back } = useShop();
  const say = useSay();
  return (
    <>
      <div class="scroll">
        <section class="card-of">
          <p class="name">{member.name === "" ? say("member_hello") : say("member_hello_name", { name: member.name })}</p>
          {member.phone !== "" && <p class="muted digits">{member.phone}</p>}
          {member.proven && member.known && <Balance member={member} />}
          {member.proven && !member.known && <p class="muted">{say("member_coming")}</p>}
          {!member.proven && <p class="muted">{say("member_typed_line")}</p>}
        </section>
        {!member.proven && member.texts && <Prove phone={member.phone} />}
      </div>
      <button type="button" class="button primary wide" onClick={back}>
        {say("member_go_on")}
      </button>
      <button type="button" class="button quiet wide" disabled={acts.busy} onClick={() => void acts.run(api.dropMember)}>
        {say("member_not_me")}
      </button>
    </>
  );
}

function Balance({ member }: { member: MemberView }) {
  const { view } = useShop();
  const say = useSay();
  const minutes = Math.max(0, Math.round((view.now_ms - member.heard_ms) / 60_000));
  return (
    <>
      <p class="badge">{say(`level_${member.level}`)}</p>
      <p class="balance">
        <b class="digits">{member.points}</b>
        <span>{say("member_points_word")}</span>
      </p>
      <p class="muted">
        {say(member.fresh ? "member_as_of" : "member_as_of_old", { n: minutes })}
      </p>
    </>
  );
}

function Prove({ phone }: { phone: string }) {
  const { api, acts } = useShop();
  const say = useSay();
  const [sent, send] = useState(false);
  const [code, type] = useState("");
  const put = (text: string): void => {
    const digits = text.replace(/\D/g, "").slice(0, CODE_DIGITS);
    type(digits);
    if (digits.length === CODE_DIGITS) void acts.run(() => api.verify(digits)).then((went) => !went && type(""));
  };
  const ask = async (): Promise<void> => {
    if (await acts.run(api.sendCode)) send(true);
  };
  return (
    <section class="prove">
      <button type="button" class="button wide" disabled={acts.busy} onClick={() => void ask()}>
        <Icon name="phone" />
        {say(sent ? "member_send_again" : "member_send", { phone })}
      </button>
      {sent && (
        <>
          <label class="field">
            <span>{say("member_code")}</span>
            <input
              name="member-code"
              value={code}
              inputMode="none"
              autoComplete="off"
              onInput={(event) => put(event.currentTarget.value)}
            />
          </label>
          <NumberPad onDigit={(digit) => put(code + digit)} onErase={() => put(code.slice(0, -1))} />
        </>
      )}
    </section>
  );
}

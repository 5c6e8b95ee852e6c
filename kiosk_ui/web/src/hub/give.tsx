// Giving a member a coupon: what it is called, what it takes off from which sum, and for how long.
import { useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import { memberApi } from "../api/members.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { money } from "../design/money.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { useChain } from "./chain.ts";
import { BLANK, offer, TITLE_MAX, type Draft } from "./coupons.ts";
import { TextField } from "./fields.tsx";
import { useSay } from "./words.ts";

interface GiveProps {
  memberId: string;
  onGiven: () => void;
}

export function Give({ memberId, onGiven }: GiveProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {say("member_give")}
      </button>
      {open && <GiveSheet memberId={memberId} onGiven={onGiven} onClose={() => setOpen(false)} />}
    </>
  );
}

function GiveSheet({ memberId, onGiven, onClose }: GiveProps & { onClose: () => void }) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const [draft, setDraft] = useState(BLANK);
  const [id] = useState(newKey); // pressed twice it is one coupon
  const [tried, setTried] = useState(false);
  const wish = offer(draft).wish;
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (wish === null || !(await acts.run(() => memberApi.give(memberId, { coupon_id: id, ...wish })))) return;
    chain.say(say("member_give_done"));
    onClose();
    onGiven();
  };
  return (
    <Sheet title={say("member_give")} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <GiveFields draft={draft} tried={tried} onDraft={(change) => setDraft((before) => ({ ...before, ...change }))} />
        {wish !== null && (
          <Note tone="blue">
            {say("member_give_says", { off: money(wish.off_fen), least: money(wish.least_fen), n: wish.days })}
          </Note>
        )}
        {acts.problem !== "" && (
          <div role="alert">
            <Note tone="red">{acts.problem}</Note>
          </div>
        )}
        <button type="submit" class="button primary wide" disabled={acts.busy}>
          {say("member_give_go")}
        </button>
      </form>
    </Sheet>
  );
}

interface GiveFieldsProps {
  draft: Draft;
  tried: boolean; // complaints wait until then
  onDraft: (change: Partial<Draft>) => void;
}

function GiveFields({ draft, tried, onDraft }: GiveFieldsProps) {
  const say = useSay();
  const faults = offer(draft).faults;
  const wrong = (name: keyof Draft): string => {
    const fault = faults[name];
    return tried && fault !== undefined ? say(fault) : "";
  };
  return (
    <>
      <div class="pair">
        <TextField first label={say("member_give_zh")} text={draft.zh} wrong={wrong("zh")} maxLength={TITLE_MAX} onText={(zh) => onDraft({ zh })} />
        <TextField label={say("member_give_en")} text={draft.en} wrong={wrong("en")} maxLength={TITLE_MAX} onText={(en) => onDraft({ en })} />
      </div>
      <div class="pair">
        <TextField label={say("member_give_off")} text={draft.off} wrong={wrong("off")} inputMode="decimal" maxLength={10} onText={(off) => onDraft({ off })} />
        <TextField label={say("member_give_least")} text={draft.least} wrong={wrong("least")} inputMode="decimal" maxLength={10} onText={(least) => onDraft({ least })} />
      </div>
      <TextField label={say("member_give_days")} text={draft.days} wrong={wrong("days")} inputMode="numeric" maxLength={4} onText={(days) => onDraft({ days })} />
    </>
  );
}

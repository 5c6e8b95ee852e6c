// Erasing a person: a reason that does not name them, and the end of their number typed, so that it is nobody else.
import { useState } from "preact/hooks";
import { memberApi, type EraseCode, type MemberRow } from "../api/members.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { useChain } from "./chain.ts";
import { CODES, confirmOf } from "./erasure.ts";
import { Select, TextField } from "./fields.tsx";
import { useSay } from "./words.ts";

interface EraseProps {
  member: MemberRow;
  onErased: () => void;
}

export function Erase({ member, onErased }: EraseProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <p class="way-out">
        <button type="button" class="button danger" onClick={() => setOpen(true)}>
          <Icon name="trash" />
          {say("member_erase")}
        </button>
      </p>
      {open && <EraseSheet member={member} onErased={onErased} onClose={() => setOpen(false)} />}
    </>
  );
}

function EraseSheet({ member, onErased, onClose }: EraseProps & { onClose: () => void }) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const confirm = confirmOf(member);
  const [code, pick] = useState<EraseCode>("asked");
  const [why, setWhy] = useState("");
  const [typed, type] = useState("");
  const wordless = code === "other" && why.trim() === "";
  const right = typed.trim().toLowerCase() === confirm.word && !wordless;
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!right || !(await acts.run(() => memberApi.erase(member.member_id, code, why.trim())))) return;
    chain.say(say("member_erase_done"));
    onClose();
    onErased();
  };
  return (
    <Sheet title={say("member_erase_title")} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <p>{say("member_erase_line")}</p>
        <Select
          label={say("member_erase_why")}
          value={code}
          options={CODES.map((one): [string, string] => [one, say(`member_code_${one}`)])}
          onPick={(picked) => pick(CODES.find((one) => one === picked) ?? "other")}
        />
        <TextField
          label={say("member_erase_words")}
          hint={say("member_erase_hint")}
          text={why}
          wrong={wordless && typed !== "" ? say("member_erase_needed") : ""}
          onText={setWhy}
        />
        <Note tone="blue">{say("member_erase_personal")}</Note>
        <TextField label={say(confirm.key, { word: confirm.word })} text={typed} wrong="" maxLength={8} onText={type} />
        {acts.problem !== "" && (
          <div role="alert">
            <Note tone="red">{acts.problem}</Note>
          </div>
        )}
        <button type="submit" class="button primary wide" disabled={acts.busy || !right}>
          {say("member_erase_go")}
        </button>
      </form>
    </Sheet>
  );
}

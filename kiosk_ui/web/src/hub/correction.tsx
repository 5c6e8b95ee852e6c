// Asking a store to correct its stock: pieces and a reason, said once more before it is sent.
import { useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import { hubApi } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { useChain } from "./chain.ts";
import { Select, TextField } from "./fields.tsx";
import { useStoreName } from "./panel.tsx";
import { readPieces, signed } from "./sentences.ts";
import { useSay } from "./words.ts";

interface CorrectionProps {
  sku: string;
  store: string;
  onClose: () => void;
}

export function Correction({ sku, store, onClose }: CorrectionProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const name = useStoreName();
  const [fields, setFields] = useState<Fields>({ store, sku, pieces: "", reason: "" });
  const [id] = useState(newKey); // pressed twice it is one correction
  const [tried, setTried] = useState(false);
  const put = (change: Partial<Fields>): void => setFields((before) => ({ ...before, ...change }));
  const quantity = readPieces(fields.pieces);
  const right = quantity !== null && fields.reason.trim() !== "" && fields.sku.trim() !== "" && fields.store !== "";
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!right || quantity === null) return;
    const wish = { command_id: id, store: fields.store, sku: fields.sku.trim(), quantity, reason: fields.reason.trim() };
    if (await acts.run(() => hubApi.correct(wish))) {
      chain.say(say("correct_done", { store: name(fields.store) }));
      onClose();
    }
  };
  return (
    <Sheet title={say("correct_title")} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <p class="muted">{say("correct_line")}</p>
        <CorrectionFields fields={fields} put={put} named={sku !== ""} tried={tried} />
        {right && (
          <Note tone="blue">
            {say("correct_says", { store: name(fields.store), sku: fields.sku.trim(), quantity: signed(quantity) })}
          </Note>
        )}
        {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
        <button type="submit" class="button primary wide" disabled={acts.busy}>
          {say("correct_go")}
        </button>
      </form>
    </Sheet>
  );
}

interface Fields {
  store: string;
  sku: string;
  pieces: string;
  reason: string;
}

interface CorrectionFieldsProps {
  fields: Fields;
  put: (change: Partial<Fields>) => void;
  named: boolean; // the SKU is known, so the pieces come first
  tried: boolean;
}

function CorrectionFields({ fields, put, named, tried }: CorrectionFieldsProps) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  return (
    <>
      <Select
        label={say("store")}
        value={fields.store}
        options={chain.stores.map((row): [string, string] => [row.store, name(row.store)])}
        onPick={(store) => put({ store })}
      />
      <TextField first={!named} label={say("sku")} text={fields.sku} wrong="" maxLength={64} onText={(sku) => put({ sku })} />
      <TextField
        first={named}
        label={say("correct_quantity")}
        hint={say("correct_quantity_hint")}
        text={fields.pieces}
        wrong={tried && readPieces(fields.pieces) === null ? say("correct_quantity_wrong") : ""}
        maxLength={8}
        onText={(pieces) => put({ pieces })}
      />
      <TextField
        label={say("correct_reason")}
        hint={say("correct_reason_hint")}
        text={fields.reason}
        wrong={tried && fields.reason.trim() === "" ? say("correct_reason_needed") : ""}
        onText={(reason) => put({ reason })}
      />
    </>
  );
}

// Whom a parcel goes to, large enough to be written down, and on paper alone when it is printed.
import type { LabelView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Unread, useRead } from "../design/read.tsx";
import { Sheet } from "../design/sheet.tsx";
import { useSay } from "./words.ts";
import "./label.css";

interface LabelProps {
  of: string; // which parcel
  read: () => Promise<LabelView>;
  onClose: () => void;
}

// Read when it is opened, and forgotten when it is closed.
export function Label({ of, read, onClose }: LabelProps) {
  const say = useSay();
  const label = useRead(of, read);
  return (
    <Sheet middle title={say("label")} onClose={onClose}>
      {label.body === null ? (
        <Unread read={label} />
      ) : (
        <>
          <Parcel label={label.body} />
          <button type="button" class="button primary wide" onClick={() => print()}>
            <Icon name="printer" />
            {say("label_print")}
          </button>
        </>
      )}
    </Sheet>
  );
}

function Parcel({ label }: { label: LabelView }) {
  const say = useSay();
  return (
    <dl class="parcel">
      <div>
        <dt>{say("label_to")}</dt>
        <dd>{label.name}</dd>
      </div>
      <div>
        <dt>{say("label_phone")}</dt>
        <dd class="digits">{label.phone}</dd>
      </div>
      <div>
        <dt>{say("label_address")}</dt>
        <dd>{label.address}</dd>
      </div>
      <div>
        <dt>{say("label_number")}</dt>
        <dd class="digits">{label.number}</dd>
      </div>
    </dl>
  );
}

// Help: three steps, who to ask, and the modes that make the page easier to use.
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { Toggle } from "../design/toggle.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const STEPS = ["help_one", "help_two", "help_three"] as const;

export function Help({ onClose }: { onClose: () => void }) {
  const { view, modes, setModes, leave } = useShop();
  const say = useSay();
  const wipe = (): void => {
    onClose();
    leave();
  };
  const open = view.order === null || view.order.state === "open";
  return (
    <Sheet title={say("help_title")} onClose={onClose}>
      <ol class="steps">
        {STEPS.map((step, i) => (
          <li key={step}>
            <b>{i + 1}</b>
            <span>{say(step)}</span>
          </li>
        ))}
      </ol>
      <p class="note">
        <Icon name="person" />
        <span>{say("help_staff")}</span>
      </p>
      <div class="modes">
        <Toggle icon="low" on={modes.low} onChange={(low) => setModes({ ...modes, low })}>
          <b>{say("help_low")}</b>
          <small>{say("help_low_line")}</small>
        </Toggle>
        <Toggle icon="contrast" on={modes.contrast} onChange={(contrast) => setModes({ ...modes, contrast })}>
          <b>{say("help_contrast")}</b>
          <small>{say("help_contrast_line")}</small>
        </Toggle>
      </div>
      {open && (
        <button type="button" class="button wide danger" onClick={wipe}>
          <Icon name="trash" />
          {say("help_wipe")}
        </button>
      )}
    </Sheet>
  );
}

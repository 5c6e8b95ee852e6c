// A quantity with a key on either side.
import { useShared } from "../words/language.tsx";
import { Icon } from "./icon.tsx";

interface StepperProps {
  value: number;
  min?: number;
  max?: number;
  onChange: (value: number) => void;
}

export const QUANTITY_MAX = 999;

export function Stepper({ value, min = 0, max = QUANTITY_MAX, onChange }: StepperProps) {
  const say = useShared();
  const step = (by: number, name: "minus" | "plus", stopped: boolean) => (
    <button
      type="button"
      class="button round"
      aria-label={say(name === "plus" ? "plus_one" : "minus_one")}
      disabled={stopped}
      onClick={() => onChange(value + by)}
    >
      <Icon name={name} />
    </button>
  );
  return (
    <div class="stepper" role="group">
      {step(-1, "minus", value <= min)}
      <output aria-label={say("quantity", { n: value })}>{value}</output>
      {step(1, "plus", value >= max)}
    </div>
  );
}

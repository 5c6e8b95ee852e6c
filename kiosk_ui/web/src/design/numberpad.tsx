// Digits on glass. What they mean is the caller's business.
import { useShared } from "../words/language.tsx";
import { Icon } from "./icon.tsx";

interface NumberPadProps {
  onDigit: (digit: string) => void;
  onErase: () => void;
  extra?: string;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function NumberPad({ onDigit, onErase, extra = "" }: NumberPadProps) {
  const say = useShared();
  const key = (digit: string) => (
    <button type="button" class="key" key={digit} onClick={() => onDigit(digit)}>
      {digit}
    </button>
  );
  return (
    <div class="pad">
      {DIGITS.map(key)}
      {extra === "" ? <span /> : key(extra)}
      {key("0")}
      <button type="button" class="key soft" aria-label={say("erase")} onClick={onErase}>
        <Icon name="erase" />
      </button>
    </div>
  );
}

export function PinDots({ length, of }: { length: number; of: number }) {
  return (
    <div class="dots" aria-hidden="true">
      {Array.from({ length: Math.max(of, length) }, (_, i) => (
        <i key={i} class={i < length ? "full" : ""} />
      ))}
    </div>
  );
}

// The kiosk's own keyboard: it has none of steel. Keys go to whoever holds the text.
import { useState } from "preact/hooks";
import { useShared } from "../words/language.tsx";
import { Icon } from "./icon.tsx";

interface KeyboardProps {
  goes: string;
  onType: (letter: string) => void;
  onErase: () => void;
  onGo: () => void;
}

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

export function Keyboard({ goes, onType, onErase, onGo }: KeyboardProps) {
  const say = useShared();
  const [capital, setCapital] = useState(false);
  const key = (letter: string) => {
    const typed = capital ? letter.toUpperCase() : letter;
    return (
      <button type="button" class="key" key={letter} onClick={() => onType(typed)}>
        {typed}
      </button>
    );
  };
  const keep = (event: Event): void => event.preventDefault(); // the field keeps its focus and caret
  return (
    <div class="keyboard" role="group" aria-label={say("keyboard")} onPointerDown={keep} onMouseDown={keep}>
      {ROWS.map((row, i) => (
        <div class="row" key={row}>
          {i === ROWS.length - 1 && (
            <button
              type="button"
              class="key long"
              aria-label={say("shift")}
              aria-pressed={capital}
              onClick={() => setCapital(!capital)}
            >
              ⇧
            </button>
          )}
          {[...row].map(key)}
          {i === ROWS.length - 1 && (
            <button type="button" class="key long" aria-label={say("erase")} onClick={onErase}>
              <Icon name="erase" />
            </button>
          )}
        </div>
      ))}
      <div class="row">
        {["-", "."].map(key)}
        <button type="button" class="key space" onClick={() => onType(" ")}>
          {say("space")}
        </button>
        <button type="button" class="key go" onClick={onGo}>
          {goes}
        </button>
      </div>
    </div>
  );
}

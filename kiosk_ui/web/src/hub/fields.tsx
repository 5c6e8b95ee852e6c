// Fields of the page: a search that asks once the hand rests, a choice, a line of text with its complaint.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../design/icon.tsx";

const REST_MS = 220;

interface SearchFieldProps {
  label: string;
  hint: string;
  text: string;
  large?: boolean;
  onText: (text: string) => void;
}

export function SearchField({ label, hint, text, large = false, onText }: SearchFieldProps) {
  const [typed, type] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement !== field.current) type(text);
  }, [text]);
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => onText(typed.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <form
      class={`search-field ${large ? "large" : ""}`}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onText(typed.trim());
      }}
    >
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={hint}
        maxLength={64}
        autoComplete="off"
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
      />
    </form>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: [value: string, words: string][];
  onPick: (value: string) => void;
}

export function Select({ label, value, options, onPick }: SelectProps) {
  return (
    <label class="field select">
      <span>{label}</span>
      <span class="choice">
        <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
          {options.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </label>
  );
}

interface TextFieldProps {
  label: string;
  hint?: string;
  text: string;
  wrong: string;
  type?: "text" | "datetime-local";
  inputMode?: "decimal" | "numeric" | "text";
  named?: string; // said instead of the label where many fields have the same
  maxLength?: number;
  first?: boolean;
  onText: (text: string) => void;
}

export function TextField(props: TextFieldProps) {
  const { label, hint = "", text, wrong, type = "text", inputMode = "text", maxLength = 200, named, first = false, onText } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (first) field.current?.focus();
  }, []);
  const shared = {
    ref: field,
    placeholder: hint,
    id,
    "aria-label": named,
    "aria-invalid": wrong !== "",
    "aria-describedby": wrong === "" ? undefined : `${id}-wrong`,
    value: text,
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement }) => onText(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === "text" ? (
        <input type="text" inputMode={inputMode} maxLength={maxLength} autoComplete="off" {...shared} />
      ) : (
        <input type="datetime-local" {...shared} />
      )}
      {wrong !== "" && (
        <span class="wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

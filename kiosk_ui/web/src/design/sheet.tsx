// A sheet over the page: from below on the kiosk, in the middle elsewhere. Escape and the veil close it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useShared } from "../words/language.tsx";
import { Icon } from "./icon.tsx";

interface SheetProps {
  title: string;
  middle?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

export function Sheet({ title, middle = false, onClose, children }: SheetProps) {
  const say = useShared();
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement).current;
  useEffect(() => {
    if (!box.current?.contains(document.activeElement)) box.current?.focus(); // a field may have it already
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  const keys = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    }
    if (event.key === "Tab") keepInside(event, box.current);
  };
  // A button that is disabled while its act runs drops the focus to the page itself, whose keys are the sheet's still.
  useEffect(() => {
    const lost = (event: KeyboardEvent): void => {
      if (document.activeElement === document.body) keys(event);
    };
    document.addEventListener("keydown", lost);
    return () => document.removeEventListener("keydown", lost);
  });
  return (
    <div
      class={`veil ${middle ? "middle" : ""}`}
      onKeyDown={keys}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div class="sheet" role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} ref={box}>
        <header>
          <h2>{title}</h2>
          <button type="button" class="button round quiet" aria-label={say("close")} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </div>
  );
}

function keepInside(event: KeyboardEvent, box: HTMLElement | null): void {
  const all = box?.querySelectorAll<HTMLElement>("button:not(:disabled), input, select, a[href]");
  const first = all?.[0];
  const last = all?.[all.length - 1];
  const edge = event.shiftKey ? first : last;
  const inside = box?.contains(document.activeElement) === true && document.activeElement !== box;
  if (inside && document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

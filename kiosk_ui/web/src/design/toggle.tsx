// A switch with its words; its state is a shape and is said, not only coloured.
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface ToggleProps {
  on: boolean;
  icon?: IconName;
  onChange: (on: boolean) => void;
  children: ComponentChildren;
}

export function Toggle({ on, icon, onChange, children }: ToggleProps) {
  return (
    <button type="button" class="toggle" role="switch" aria-checked={on} onClick={() => onChange(!on)}>
      {icon !== undefined && <Icon name={icon} />}
      <span class="words">{children}</span>
      <span class="track" />
    </button>
  );
}

export function LanguageButton({ label, say, onClick }: { label: string; say: string; onClick: () => void }) {
  return (
    <button type="button" class="button quiet language" aria-label={`${say}: ${label}`} onClick={onClick}>
      <Icon name="globe" />
      <span>{say}</span>
    </button>
  );
}

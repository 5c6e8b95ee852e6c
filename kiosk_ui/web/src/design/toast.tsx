// Short answers: a toast, the line's state, an empty place.
import type { ComponentChildren } from "preact";
import type { Link } from "../live/reducer.ts";
import { useShared } from "../words/language.tsx";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "red" | "amber" | "green" | "blue";

const TONE_ICON: Record<Tone, IconName> = { red: "warn", amber: "warn", green: "check", blue: "help" };

export function Toast({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <div class={`toast ${tone}`} role={tone === "green" ? "status" : "alert"}>
      <Icon name={TONE_ICON[tone]} />
      <span>{children}</span>
    </div>
  );
}

export function Note({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <p class={`note ${tone}`}>
      <Icon name={icon ?? TONE_ICON[tone]} />
      <span>{children}</span>
    </p>
  );
}

export function Connecting({ link }: { link: Link }) {
  const say = useShared();
  if (link !== "late") return null;
  return (
    <div class="connecting">
      <Toast tone="amber">{say("connecting")}</Toast>
    </div>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  alert?: boolean; // not empty, but not to be had
  children?: ComponentChildren;
}

export function Empty({ icon, title, alert = false, children }: EmptyProps) {
  return (
    <div class="empty" role={alert ? "alert" : undefined}>
      <Icon name={icon} />
      <h3>{title}</h3>
      {children}
    </div>
  );
}

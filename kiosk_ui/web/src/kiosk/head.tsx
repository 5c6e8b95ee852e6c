// The way back and the name of where one is.
import type { ComponentChildren } from "preact";
import { Icon } from "../design/icon.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function Head({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="head">
      <BackButton />
      <h1 class="clamp-1">{title}</h1>
      {children}
    </header>
  );
}

export function BackButton() {
  const { back } = useShop();
  const say = useSay();
  return (
    <button type="button" class="button round" aria-label={say("back")} onClick={back}>
      <Icon name="back" />
    </button>
  );
}

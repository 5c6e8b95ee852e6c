// A price: the sign small, yuan large, fen small.
import { priceParts } from "./money.ts";

interface PriceProps {
  fen: number;
  exact?: boolean;
  plain?: boolean;
  class?: string;
}

export function Price({ fen, exact = false, plain = false, class: more = "" }: PriceProps) {
  const parts = priceParts(fen, exact);
  return (
    <span class={`price ${plain ? "plain" : ""} ${more}`}>
      <span class="sign">{parts.minus ? "-¥" : "¥"}</span>
      <span class="yuan">{parts.yuan}</span>
      {parts.fen !== "" && <span class="fen">{parts.fen}</span>}
    </span>
  );
}

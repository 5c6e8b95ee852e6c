// One line under a list that is cut: how many of how many are shown, and how to see the others.
import { useSay } from "./words.ts";

interface MostProps {
  rows: number;
  limit: number;
  words?: "most_latest" | "most_first" | "most_narrow" | "goods_most" | "goods_proposals_most" | "member_most";
}

export function Most({ rows, limit, words = "most_latest" }: MostProps) {
  const say = useSay();
  if (rows < limit) return null;
  return <p class="muted">{say(words, { n: limit })}</p>;
}

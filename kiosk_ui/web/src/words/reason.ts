// Why money or goods turned round: kept as a code, said in the reader's language; what somebody wrote stays as it is.
import { en } from "./en/reasons.ts";
import { words } from "./language.tsx";
import { zh } from "./zh/reasons.ts";

export const REASONS = {
  refund: ["size", "dislike", "quality", "wrong"],
  cancel: ["left", "double", "wrong"],
} as const;
type Code = (typeof REASONS)["refund" | "cancel"][number];
const CODES: readonly Code[] = [...REASONS.refund, ...REASONS.cancel];
const useSay = words(zh, en);

export function useReason(): (reason: string) => string {
  const say = useSay();
  return (reason) => {
    const code = CODES.find((one) => one === reason);
    return code === undefined ? reason : say(`because_${code}`);
  };
}

// What the pay screen shows of a payment: which step, whether the clock runs, how long is left. Pure.
import type { PaymentView } from "../api/views.ts";

export const ASK_MS = 120_000;

export type Step = "wait" | "scan" | "unknown" | "reversing" | "down" | "expired";

export interface Paying {
  step: Step;
  running: boolean;
  left_ms: number;
}

export function paying(payment: PaymentView | null, wallet_ok: boolean, online: boolean, now_ms: number): Paying {
  const left_ms = Math.max(0, (payment?.expires_ms ?? 0) - now_ms);
  const step = stepOf(payment, wallet_ok, left_ms);
  return { step, running: step === "scan" && online && wallet_ok, left_ms };
}

function stepOf(payment: PaymentView | null, wallet_ok: boolean, left_ms: number): Step {
  if (payment === null) return "wait";
  if (payment.state === "unknown") return "unknown";
  if (payment.state === "reversing" || payment.state === "reversed") return "reversing";
  if (!wallet_ok) return "down";
  if (payment.state === "paid" || payment.qr === "") return "wait";
  return payment.expires_ms > 0 && left_ms === 0 ? "expired" : "scan";
}

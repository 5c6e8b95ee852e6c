// What can be asked of an order follows its state and its money.
import { expect, test } from "vitest";
import type { OrderFile } from "../api/hub.ts";
import { mayAsk } from "./asks.ts";

interface Money {
  tender: string;
  direction: string;
  state: string;
}

const file = (state: string, ...payments: Money[]): OrderFile => ({ order: { state }, payments }) as unknown as OrderFile;
const wallet: Money = { tender: "wallet", direction: "charge", state: "paid" };
const cash: Money = { ...wallet, tender: "cash" };

test.each(["open", "paying", "parked"])("an order that is %s may be cancelled", (state) => {
  expect(mayAsk(file(state))).toBe("cancel");
});

test.each(["paid", "done"])("an order that is %s may be refunded, unless a person has to hand out notes", (state) => {
  expect(mayAsk(file(state, wallet))).toBe("refund");
  expect(mayAsk(file(state, cash))).toBe("cash");
  expect(mayAsk(file(state, { ...cash, state: "declined" }, wallet))).toBe("refund");
});

test("money that is on its way back is not asked for again, and what was declined may be", () => {
  const back: Money = { tender: "wallet", direction: "refund", state: "asked" };
  expect(mayAsk(file("paid", wallet, back))).toBe("none");
  expect(mayAsk(file("paid", wallet, { ...back, state: "declined" }))).toBe("refund");
});

test.each(["cancelled", "refunded"])("nothing is asked of an order that is %s", (state) => {
  expect(mayAsk(file(state, wallet))).toBe("none");
});

// What may be given, and what is said of what may not.
import { expect, test } from "vitest";
import { BLANK, offer, type Draft } from "./coupons.ts";

const RIGHT: Draft = { zh: "秋天见", en: "See you in autumn", off: "20", least: "200.00", days: "30" };

test("a whole draft is a wish in fen", () => {
  expect(offer(RIGHT)).toEqual({
    wish: { title_zh: "秋天见", title_en: "See you in autumn", off_fen: 2_000, least_fen: 20_000, days: 30 },
    faults: {},
  });
});

test.each<[keyof Draft, string, string]>([
  ["zh", " ", "member_give_untitled"],
  ["en", "", "member_give_untitled"],
  ["off", "0", "member_give_off_wrong"],
  ["off", "-3", "member_give_off_wrong"],
  ["off", "10000.01", "member_give_off_wrong"],
  ["least", "19.99", "member_give_least_wrong"],
  ["least", "", "member_give_least_wrong"],
  ["days", "0", "member_give_days_wrong"],
  ["days", "1.5", "member_give_days_wrong"],
  ["days", "3651", "member_give_days_wrong"],
])("%s of %j is refused", (name, text, fault) => {
  const { wish, faults } = offer({ ...RIGHT, [name]: text });
  expect(wish).toBeNull();
  expect(faults[name]).toBe(fault);
});

test("a coupon may take all of the least sum, and a blank draft is good for ninety days", () => {
  expect(offer({ ...RIGHT, off: "200" }).wish?.off_fen).toBe(20_000);
  expect(BLANK.days).toBe("90");
});

// The phone's side of one bill: show it, confirm it once, show what became of it.
"use strict";

const WORDS = {
  zh: {
    brand: "随手付", for: "商品", with: "付款方式", balance: "零钱", number: "交易单号", time: "付款时间",
    simulated: "模拟钱包 · 不会动用真实资金", other: "English",
    waiting: "付款给", paid: "付款成功", declined: "付款未成功", closed: "这笔付款已结束", reversed: "款项已退回",
    no_bill: "找不到这笔付款", confirm: "确认付款", confirming: "正在付款…",
    insufficient_funds: "零钱不足，请到收银台付款", left: (s) => `请在 ${s} 内付款`,
    offline: "网络不通，正在重试", back: "可以回到店里的屏幕了", again: "请在店里的屏幕上重新付款",
    returned: "原路退回，请留意零钱",
  },
  en: {
    brand: "Handy Pay", for: "For", with: "Pay with", balance: "Balance", number: "Reference", time: "Paid at",
    simulated: "Simulated wallet · no real money moves", other: "中文",
    waiting: "Pay", paid: "Paid", declined: "Not paid", closed: "This payment is over", reversed: "Money returned",
    no_bill: "No such payment", confirm: "Confirm", confirming: "Paying…",
    insufficient_funds: "Not enough balance. Please pay at the till", left: (s) => `Pay within ${s}`,
    offline: "No connection, trying again", back: "You can go back to the screen in the shop",
    again: "Please pay again from the screen in the shop", returned: "It went back to your balance",
  },
};
const POLL_MS = 2000;
const here = location.pathname.replace(/\/$/, "");
const at = (id) => document.getElementById(id);
const state = { bill: null, until: 0, language: navigator.language.startsWith("zh") ? "zh" : "en", busy: false, offline: false };

function hintOf(bill, words) {
  if (state.offline) return words.offline;
  if (bill.state === "paid") return words.back;
  if (bill.state === "declined") return words[bill.reason] ?? words.again;
  if (bill.state === "reversed") return words.returned;
  return bill.state === "waiting" ? "" : words.again;
}

function leftOf(bill, words) {
  if (bill.state !== "waiting") return "";
  const seconds = Math.max(0, Math.round((state.until - performance.now()) / 1000));
  return words.left(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
}

function showMoney(fen) {
  const yuan = Math.floor(fen / 100).toLocaleString("en-US");
  at("yuan").textContent = yuan;
  at("fen").textContent = `.${String(fen % 100).padStart(2, "0")}`;
  document.querySelector(".amount").classList.toggle("long", yuan.length > 5);
}

function show() {
  const words = WORDS[state.language];
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = words.brand;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  at("language").textContent = words.other;
  at("language").lang = state.language === "zh" ? "en" : "zh-CN";
  at("hint").textContent = state.offline ? words.offline : "";
  if (!state.bill) return;
  const bill = state.bill;
  document.querySelector("main").dataset.state = bill.state;
  at("headline").textContent = words[bill.state];
  at("hint").textContent = hintOf(bill, words);
  at("confirm").hidden = bill.state !== "waiting";
  at("confirm").disabled = state.busy;
  at("confirm").textContent = state.busy ? words.confirming : words.confirm;
  if (bill.state === "no_bill") return;
  at("merchant").textContent = state.language === "zh" ? bill.merchant_zh : bill.merchant_en;
  at("subject").textContent = bill.subject;
  at("reference").textContent = bill.reference;
  at("time").textContent = new Date(bill.settled_ms).toLocaleTimeString(document.documentElement.lang);
  at("left").textContent = leftOf(bill, words);
  showMoney(bill.amount_fen);
}

async function ask(path, options) {
  try {
    const answer = await fetch(here + path, options);
    state.bill = answer.status === 404 ? { state: "no_bill" } : await answer.json();
    state.until = performance.now() + (state.bill.left_ms ?? 0);
    state.offline = false;
  } catch {
    state.offline = true;
  }
  show();
}

async function confirm() {
  if (state.busy) return;
  state.busy = true;
  show();
  await ask("/confirm", { method: "POST", headers: { "X-Wallet-Pressed": "1" } });
  state.busy = false;
  show();
}

async function poll() {
  if (!state.busy) await ask("/bill");
  setTimeout(poll, POLL_MS);
}

at("confirm").addEventListener("click", confirm);
at("language").addEventListener("click", () => {
  state.language = state.language === "zh" ? "en" : "zh";
  show();
});
setInterval(show, 1000);
show();
poll();

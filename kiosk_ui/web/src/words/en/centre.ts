// What the centre itself answers: what happened, and the cure.
import type { zh } from "../zh/centre.ts";

export const en: Record<keyof typeof zh, string> = {
  no_connection: "The centre is out of reach; check the network and try again in a moment",
  server_trouble: "The centre's server stumbled; please try again",
  centre_down: "The centre's database does not answer; have its machine looked at: {says}",
  sign_in: "Your session has ended; please sign in again",
  wrong_password: "Wrong password; try once more",
  foreign_page: "Please do this from the centre's own page",
  body: "One of the fields is not right; correct it and try again: {says}",
  query: "That is too long to search for; try fewer words",
  limit: "That is too much at once; {most} rows at most",
  no_store: "There is no store {store}; check its id",
  foreign_log: "This log belongs to another store; check the configuration of {store}",
  no_item: "The catalogue has no {sku}; check the SKU",
  no_order: "There is no such order; check the number",
  no_letter: "This entry is gone; go back to the list",
  letter_state: "Somebody has decided about this one already",
  key_needed: "This order came without a key; the program has to send an Idempotency-Key",
  receiver_needed: "An order to be shipped needs a receiver and an address",
  store_needed: "An order to be picked up needs a store",
  state: "There is no such state; choose another",
  coupon: "This coupon cannot be used; check its number and the member",
  no_chain_key: "The centre has no key for member codes yet; have it set up and try again",
  reason: "Please say why, in {most} letters at most",
  price: "That price cannot be: it must be above zero, the crossed-out one above it",
  correction: "That cannot be corrected: the pieces must not be zero, and a reason is needed",
};

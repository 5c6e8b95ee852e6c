// Members at the centre: what its page may ask for. Whom one looks for stands in a body, never in an address.
import type { components } from "./centre.schema.d.ts";
import { postOnce } from "./client.ts";

type Schemas = components["schemas"];

export type CouponRow = Schemas["CouponRow"];
export type ErasureRow = Schemas["ErasureRow"];
export type Erasures = Schemas["Erasures"];
export type EraseCode = Schemas["Erase"]["code"];
export type Grant = Schemas["Grant"];
export type MemberRow = Schemas["MemberRow"];
export type MembersBody = Schemas["Members"];
export type MemberSheet = Schemas["MemberSheet"];
export type MoveRow = Schemas["MoveRow"];
export type Reach = Schemas["Reach"];

export const ID_MAX = 200; // a member code is the longest of what finds somebody

export const ROWS_MAX = 50; // of a list; as many as the centre finds
const one = encodeURIComponent;

export const memberPaths = {
  sheet: (memberId: string, skip: number) => `/api/members/${one(memberId)}${skip === 0 ? "" : `?skip=${skip}`}`,
  orders: (memberId: string) => `/api/members/${one(memberId)}/orders?limit=${ROWS_MAX}`,
  overdrawn: `/api/overdrawn?limit=${ROWS_MAX}`,
  erasures: `/api/erasures?limit=${ROWS_MAX}`,
};

export const memberApi = {
  search: (text: string) => postOnce<MembersBody>("/api/members/search", { text }),
  erase: (memberId: string, code: EraseCode, why: string) => postOnce(`/api/members/${one(memberId)}/erase`, { code, why }),
  give: (memberId: string, coupon: Grant) => postOnce(`/api/members/${one(memberId)}/coupons`, coupon),
};

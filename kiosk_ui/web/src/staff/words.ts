// The words of signing in.
import { en } from "../words/en/staff.ts";
import { zh } from "../words/zh/staff.ts";
import { words } from "../words/language.tsx";

export const useSay = words(zh, en);

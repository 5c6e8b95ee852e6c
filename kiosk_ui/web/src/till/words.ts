// The till's words, and those of signing in.
import { en as staffEn } from "../words/en/staff.ts";
import { en } from "../words/en/till.ts";
import { words } from "../words/language.tsx";
import { zh as staffZh } from "../words/zh/staff.ts";
import { zh } from "../words/zh/till.ts";

export const useSay = words({ ...staffZh, ...zh }, { ...staffEn, ...en });

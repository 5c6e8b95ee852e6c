// The words of the centre's page.
import { en as centreEn } from "../words/en/centre.ts";
import { en } from "../words/en/hub.ts";
import { words } from "../words/language.tsx";
import { zh as centreZh } from "../words/zh/centre.ts";
import { zh } from "../words/zh/hub.ts";

export const useSay = words(zh, en);
export type SayHub = ReturnType<typeof useSay>;
export const OWN = { zh: centreZh, en: centreEn };

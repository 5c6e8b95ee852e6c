// The words of the centre's page.
import { en as centreEn } from "../words/en/centre.ts";
import { en } from "../words/en/hub.ts";
import { en as placedEn } from "../words/en/placed.ts";
import { en as tasksEn } from "../words/en/tasks.ts";
import { words } from "../words/language.tsx";
import { zh as centreZh } from "../words/zh/centre.ts";
import { zh } from "../words/zh/hub.ts";
import { zh as placedZh } from "../words/zh/placed.ts";
import { zh as tasksZh } from "../words/zh/tasks.ts";

export const useSay = words({ ...tasksZh, ...zh, ...placedZh }, { ...tasksEn, ...en, ...placedEn });
export type SayHub = ReturnType<typeof useSay>;
export const OWN = { zh: centreZh, en: centreEn };

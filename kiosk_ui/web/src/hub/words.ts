// The words of the centre's page.
import { en as askingEn } from "../words/en/asking.ts";
import { en as centreEn } from "../words/en/centre.ts";
import { en as goodsEn } from "../words/en/goods.ts";
import { en } from "../words/en/hub.ts";
import { en as membersEn } from "../words/en/members.ts";
import { en as placedEn } from "../words/en/placed.ts";
import { en as tasksEn } from "../words/en/tasks.ts";
import { en as workersEn } from "../words/en/workers.ts";
import { words } from "../words/language.tsx";
import { zh as askingZh } from "../words/zh/asking.ts";
import { zh as centreZh } from "../words/zh/centre.ts";
import { zh as goodsZh } from "../words/zh/goods.ts";
import { zh } from "../words/zh/hub.ts";
import { zh as membersZh } from "../words/zh/members.ts";
import { zh as placedZh } from "../words/zh/placed.ts";
import { zh as tasksZh } from "../words/zh/tasks.ts";
import { zh as workersZh } from "../words/zh/workers.ts";

export const useSay = words(
  { ...tasksZh, ...zh, ...placedZh, ...goodsZh, ...askingZh, ...membersZh, ...workersZh },
  { ...tasksEn, ...en, ...placedEn, ...goodsEn, ...askingEn, ...membersEn, ...workersEn },
);
export type SayHub = ReturnType<typeof useSay>;
export const OWN = { zh: centreZh, en: centreEn };

// The lab's words.
import { en } from "../words/en/lab.ts";
import { words } from "../words/language.tsx";
import { zh } from "../words/zh/lab.ts";

export const useSay = words(zh, en);

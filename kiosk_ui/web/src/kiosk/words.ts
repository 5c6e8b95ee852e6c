// The kiosk's words.
import { en } from "../words/en/kiosk.ts";
import { zh } from "../words/zh/kiosk.ts";
import { words } from "../words/language.tsx";

export const useSay = words(zh, en);

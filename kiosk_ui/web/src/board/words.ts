// The board's words, and those of signing in.
import { en } from "../words/en/board.ts";
import { words } from "../words/language.tsx";
import { zh } from "../words/zh/board.ts";

export const useSay = words(zh, en);

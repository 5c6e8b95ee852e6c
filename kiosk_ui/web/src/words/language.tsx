// The language a page speaks: Chinese until a person says otherwise, remembered on this machine.
import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { fill, type Values } from "./fill.ts";
import { en as problemsEn } from "./en/problems.ts";
import { en as sharedEn } from "./en/shared.ts";
import { zh as problemsZh } from "./zh/problems.ts";
import { zh as sharedZh } from "./zh/shared.ts";

export type Lang = "zh" | "en";
export type Say<K extends string> = (key: K, values?: Values) => string;
type Book = Record<string, string>;
interface Language {
  lang: Lang;
  setLang: (lang: Lang) => void;
  own: Record<Lang, Book>;
}

const KEPT = "store-edge.lang";
const Spoken = createContext<Language>({ lang: "zh", setLang: () => undefined, own: { zh: {}, en: {} } });
const NONE = { zh: {}, en: {} };

export function readLang(search: string, kept: string | null): Lang {
  const asked = new URLSearchParams(search).get("lang") ?? kept;
  return asked === "en" ? "en" : "zh";
}

interface SpeakingProps {
  own?: Record<Lang, Book>; // sentences for refusals that this page says in its own way
  children: ComponentChildren;
}

export function Speaking({ own = NONE, children }: SpeakingProps) {
  const [lang, setLang] = useState<Lang>(() => readLang(location.search, localStorage.getItem(KEPT)));
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    localStorage.setItem(KEPT, lang);
  }, [lang]);
  return <Spoken.Provider value={{ lang, setLang, own }}>{children}</Spoken.Provider>;
}

export function useLang(): Language {
  return useContext(Spoken);
}

// A hook that speaks one page's words besides the shared ones.
export function words<W extends Record<string, string>>(zh: W, en: Record<keyof W, string>) {
  type Key = (keyof W & string) | keyof typeof sharedZh;
  const books: Record<Lang, Record<string, string>> = {
    zh: { ...sharedZh, ...zh },
    en: { ...sharedEn, ...en },
  };
  return function useSay(): Say<Key> {
    const { lang } = useLang();
    return (key, values) => fill(books[lang][key] ?? key, values);
  };
}

export const useShared = words({}, {});

// The one of two fields in the reader's language; the other where it is empty.
export function inLang(lang: Lang, zh: string, en: string): string {
  return lang === "zh" ? zh || en : en || zh;
}

export function useName(): (zh: string, en: string) => string {
  const { lang } = useLang();
  return (zh, en) => inLang(lang, zh, en);
}

// Whether a text is a code that has its own sentence.
export function isCode(text: string): boolean {
  return Object.hasOwn(problemsZh, text);
}

// The sentence of a refusal, the page's own before the one all pages share.
export function useProblem(): (code: string, values?: Values) => string {
  const { lang, own } = useLang();
  return (code, values = {}) => {
    const mine = own[lang][code];
    return mine === undefined ? problemText(lang, code, values) : fill(mine, { ...values, code });
  };
}

// A refusal or a notice as a sentence with its cure; an unknown code still gets one.
export function problemText(lang: Lang, code: string, values: Values = {}): string {
  const book: Record<string, string> = lang === "zh" ? problemsZh : problemsEn;
  return fill(book[code] ?? book["fallback"] ?? code, { ...values, code });
}

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
interface Language {
  lang: Lang;
  setLang: (lang: Lang) => void;
}

const KEPT = "store-edge.lang";
const Spoken = createContext<Language>({ lang: "zh", setLang: () => undefined });

export function readLang(search: string, kept: string | null): Lang {
  const asked = new URLSearchParams(search).get("lang") ?? kept;
  return asked === "en" ? "en" : "zh";
}

export function Speaking({ children }: { children: ComponentChildren }) {
  const [lang, setLang] = useState<Lang>(() => readLang(location.search, localStorage.getItem(KEPT)));
  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    localStorage.setItem(KEPT, lang);
  }, [lang]);
  return <Spoken.Provider value={{ lang, setLang }}>{children}</Spoken.Provider>;
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

// A refusal or a notice as a sentence with its cure; an unknown code still gets one.
export function problemText(lang: Lang, code: string, values: Values = {}): string {
  const book: Record<string, string> = lang === "zh" ? problemsZh : problemsEn;
  return fill(book[code] ?? book["fallback"] ?? code, { ...values, code });
}

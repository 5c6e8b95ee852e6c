// A refused scan or act in kind words, near the hand; gone with the next scan or after a while.
import { useEffect, useState } from "preact/hooks";
import { Toast } from "../design/toast.tsx";
import { problemText, useLang } from "../words/language.tsx";
import { useShop } from "./shop.ts";

const SHOWN_MS = 8_000;
const FIELDS = /^(contact_(name|phone|address)|no_member)$/; // said beside the field itself

export function Words() {
  const { view, acts } = useShop();
  const { lang } = useLang();
  const fresh = useFresh(view.notice?.at_ms ?? 0, view.scanned_ms);
  const notice = fresh ? view.notice : null;
  const problem = FIELDS.test(acts.code) ? "" : acts.problem;
  if (problem === "" && notice === null) return null;
  return (
    <div class="words-above" onClick={acts.forget}>
      <Toast tone="amber">
        {problem !== "" ? problem : problemText(lang, notice?.code ?? "", { text: notice?.text ?? "" })}
      </Toast>
    </div>
  );
}

// Whether a notice of `at_ms` is new to this page; the one that stood there when the page opened is not.
function useFresh(at_ms: number, scanned_ms: number): boolean {
  const [first] = useState(at_ms);
  const [hidden, hide] = useState(0);
  useEffect(() => {
    if (at_ms === 0) return undefined;
    const timer = setTimeout(() => hide(at_ms), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [at_ms]);
  return at_ms !== 0 && at_ms !== first && at_ms !== hidden && at_ms >= scanned_ms;
}

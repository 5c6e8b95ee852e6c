// A reason is said in the reader's language where it is a code, and as it was written where somebody wrote it.
import { render } from "preact";
import { act as settled } from "preact/test-utils";
import { expect, test } from "vitest";
import { Speaking } from "./language.tsx";
import { useReason } from "./reason.ts";

function Reasons() {
  const reason = useReason();
  return <p>{["quality", "left", "尺码不合适", "constructor", "torn box"].map(reason).join("|")}</p>;
}

test.each([
  ["zh", "东西有毛病|顾客走了|尺码不合适|constructor|torn box"],
  ["en", "Faulty|Shopper left|尺码不合适|constructor|torn box"],
])("in %s", (lang, words) => {
  history.replaceState(null, "", `?lang=${lang}`);
  document.body.innerHTML = '<div id="app"></div>';
  const root = document.getElementById("app") as HTMLElement;
  void settled(() =>
    render(
      <Speaking>
        <Reasons />
      </Speaking>,
      root,
    ),
  );
  expect(root.textContent).toBe(words);
  render(null, root);
});

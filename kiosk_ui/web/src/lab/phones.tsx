// The phones of members: their codes before the scanner in hand, and the messages that reached them.
import { labApi } from "../api/lab.ts";
import { useBench } from "./bench.ts";
import { useSay } from "./words.ts";

export function Phones() {
  const { view, acts, scanner, say } = useBench();
  const speak = useSay();
  const show = async (name: string, member_id: string): Promise<void> => {
    if (await acts.run(() => labApi.member(scanner, member_id))) say(speak("phones_shown", { name, device: scanner }));
  };
  return (
    <section class="instrument phones">
      <h2>{speak("phones")}</h2>
      <p class="muted">{speak(view.members.length === 0 ? "phones_none" : "phones_line")}</p>
      <div class="chips">
        {view.members.map((member) => (
          <button
            key={member.member_id}
            type="button"
            class="chip"
            disabled={scanner === "" || acts.busy}
            aria-label={`${member.name} ${member.phone}: ${speak("phones_show", { name: member.name })}`}
            onClick={() => void show(member.name, member.member_id)}
          >
            <span>
              {member.name}
              <small class="muted"> {member.phone}</small>
            </span>
          </button>
        ))}
      </div>
      <h3>{speak("messages")}</h3>
      {view.messages.length === 0 && <p class="muted">{speak("messages_none")}</p>}
      <ul class="messages">
        {[...view.messages].reverse().map((message) => (
          <li key={`${message.at_ms} ${message.text}`}>
            <small class="muted">{message.phone}</small> {message.text}
          </li>
        ))}
      </ul>
    </section>
  );
}

// The till's root: the door, then the desk: queue, order, what comes next, and the keys.
import { useEffect, useState } from "preact/hooks";
import { placed } from "../api/place.ts";
import { staffApi, tillApi } from "../api/staff.ts";
import type { OrderView, TillView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { InStore } from "../design/instore.tsx";
import { Connecting } from "../design/toast.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import { useLive, type LivePage } from "../live/use.ts";
import { Door } from "../staff/door.tsx";
import { Speaking, useLang } from "../words/language.tsx";
import { ours } from "./counting.ts";
import { DeskContext, useDesk, type Asked, type Desk as DeskState } from "./desk.ts";
import { KeyHints, useKeys } from "./keys.tsx";
import { Label } from "./label.tsx";
import { Next } from "./next.tsx";
import { OrderSheet } from "./order.tsx";
import { Queue } from "./queue.tsx";
import { Reason } from "./reason.tsx";
import { Returns, useReturnSay } from "./returns.tsx";
import { Tasks, useTaskSay } from "./tasks.tsx";
import { Transfers, useTransferSay } from "./transfers.tsx";
import { useDeskOf, useNumbers } from "./usedesk.ts";
import { useSay } from "./words.ts";

export function App() {
  return (
    <Speaking>
      <Till />
    </Speaking>
  );
}

function Till() {
  const live = useLive<TillView>(placed("/api/live/till"));
  const say = useSay();
  useEffect(() => {
    document.title = say("title");
  }, [say("title")]);
  return (
    <Door title={say("title")} link={live.link} again={live.again}>
      {live.view !== null && (
        <InStore zone={live.view.zone}>
          <Desk live={live} view={live.view} />
        </InStore>
      )}
      <Connecting link={live.link} />
    </Door>
  );
}

function Desk({ live, view }: { live: LivePage<TillView>; view: TillView }) {
  const desk = useDeskOf(view, live.rev);
  const [sight, see] = useSight();
  const open = (orderId: string): void => {
    desk.pick(orderId);
    see("orders");
  };
  return (
    <DeskContext.Provider value={desk}>
      <div class="till">
        <Top onOut={live.again} sight={sight} onSee={see} />
        {sight === "tasks" && <Tasks view={view} />}
        {sight === "transfers" && <Transfers view={view} />}
        {sight === "returns" && <Returns view={view} onOpen={open} />}
        {sight === "orders" && <Orders />}
      </div>
      {desk.asked !== null && desk.order !== null && <Asking desk={desk} order={desk.order} asked={desk.asked} />}
    </DeskContext.Provider>
  );
}

// What lies over the page for the order on the desk.
function Asking({ desk, order, asked }: { desk: DeskState; order: OrderView; asked: NonNullable<Asked> }) {
  if (asked !== "label") return <Reason key={asked} asked={asked} />;
  return <Label of={order.order_id} read={() => tillApi.label(order.order_id)} onClose={() => desk.ask(null)} />;
}

const SIGHTS = ["orders", "tasks", "transfers", "returns"] as const;
type SightName = (typeof SIGHTS)[number];

// Which side of the till is up, kept in the address so that a reload stays on it.
function useSight(): [SightName, (sight: SightName) => void] {
  const [sight, set] = useState<SightName>(SIGHTS.find((one) => location.hash === `#${one}`) ?? "orders");
  const see = (to: SightName): void => {
    history.replaceState(null, "", to !== "orders" ? `#${to}` : location.pathname + location.search);
    set(to);
  };
  return [sight, see];
}

function Orders() {
  const desk = useDesk();
  useKeys(desk);
  useNumbers(desk);
  return (
    <>
      <Queue />
      <OrderSheet />
      <Next />
      <KeyHints />
    </>
  );
}

interface SightsProps {
  sight: SightName;
  onSee: (sight: SightName) => void;
}

function Sights({ sight, onSee }: SightsProps) {
  const { view } = useDesk();
  const say = useTaskSay();
  const sayTransfer = useTransferSay();
  const sayReturn = useReturnSay();
  const open = { orders: 0, tasks: view.tasks.length, transfers: view.transfers.filter(ours).length, returns: 0 };
  const named = {
    ...{ orders: say("orders"), tasks: say("tasks") },
    ...{ transfers: sayTransfer("transfers"), returns: sayReturn("returns") },
  };
  return (
    <nav class="sights" aria-label={say("sights")}>
      {SIGHTS.map((one) => (
        <button key={one} type="button" class="chip" aria-pressed={sight === one} onClick={() => onSee(one)}>
          {named[one]}
          {open[one] > 0 && <b class="count">{open[one]}</b>}
        </button>
      ))}
    </nav>
  );
}

function Top({ onOut, sight, onSee }: SightsProps & { onOut: () => void }) {
  const { view, acts } = useDesk();
  const say = useSay();
  const { lang, setLang } = useLang();
  const out = async (): Promise<void> => {
    if (await acts.run(staffApi.signOut)) onOut();
  };
  return (
    <header class="top">
      <h1>{say("title")}</h1>
      <Sights sight={sight} onSee={onSee} />
      <span class="badge">{view.place}</span>
      {!view.printer_ok && (
        <span class="badge amber">
          <Icon name="printer" />
          {say("printer_off")}
        </span>
      )}
      <span class="gap" />
      <span class="who">
        <Icon name="person" />
        <b>{view.staff_name}</b>
        <small class="muted">{say(`role_${view.role}`)}</small>
      </span>
      <LanguageButton
        label={say("language_label")}
        say={say("language")}
        onClick={() => setLang(lang === "zh" ? "en" : "zh")}
      />
      <button type="button" class="button quiet" onClick={() => void out()}>
        {say("sign_out")}
      </button>
    </header>
  );
}

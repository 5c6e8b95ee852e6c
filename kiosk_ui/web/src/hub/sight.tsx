// Which sight an address names.
import { Empty } from "../design/toast.tsx";
import { Corrections } from "./corrections.tsx";
import { Item } from "./item.tsx";
import { Items } from "./items.tsx";
import { Letters } from "./letters.tsx";
import { Limits } from "./limits.tsx";
import { NewTransfer } from "./newtransfer.tsx";
import { Member } from "./member.tsx";
import { Members } from "./members.tsx";
import { Order } from "./order.tsx";
import { Orders } from "./orders.tsx";
import { Overview } from "./overview.tsx";
import type { Route } from "./route.ts";
import { Demand, Placed } from "./placed.tsx";
import { Replenishment } from "./replenishment.tsx";
import { Store } from "./store.tsx";
import { Transfer } from "./transfer.tsx";
import { Transfers } from "./transfers.tsx";
import { Workers } from "./workers.tsx";
import { useSay } from "./words.ts";

export function Sight({ route }: { route: Route }) {
  const say = useSay();
  const [first = "", second = ""] = route.parts;
  switch (route.area) {
    case "overview":
      return <Overview />;
    case "stores":
      return <Store key={first} id={first} />;
    case "items":
      return first === "" ? <Items text={route.query.get("q") ?? ""} /> : <Item key={first} sku={first} />;
    case "orders":
      return first === "" ? <Orders query={route.query} /> : <Order key={first} id={first} />;
    case "placed":
      return first === "" ? <Placed query={route.query} /> : <Demand key={first} id={first} />;
    case "letters":
      return <Letters origin={first} seq={Number(second)} decided={route.query.get("decided") === "1"} />;
    case "corrections":
      return <Corrections />;
    case "transfers":
      if (first === "" && route.query.has("new")) return <NewTransfer query={route.query} />;
      return first === "" ? <Transfers query={route.query} /> : <Transfer key={first} id={first} />;
    case "replenishment":
      return <Replenishment query={route.query} />;
    case "limits":
      return <Limits query={route.query} />;
    case "members":
      return first === "" ? <Members /> : <Member key={first} id={first} />;
    case "workers":
      return <Workers />;
    default:
      return (
        <Empty icon="search" title={say("lost")}>
          <p>{say("lost_line")}</p>
        </Empty>
      );
  }
}

// One screen at a time, the dock below it, and what may lie above: help, a notice, the question whether someone is there.
import { useState } from "preact/hooks";
import { Basket } from "./basket.tsx";
import { Contact } from "./contact.tsx";
import { Dock } from "./dock.tsx";
import { Help } from "./help.tsx";
import { Member } from "./member.tsx";
import { Home } from "./home.tsx";
import { Idle } from "./idle.tsx";
import { Words } from "./notice.tsx";
import { OrderNumber } from "./number.tsx";
import { Pay } from "./pay.tsx";
import { Product } from "./product.tsx";
import { Search } from "./search.tsx";
import { openLines, shown, type Shown } from "./session.ts";
import { ShelfPage } from "./shelf.tsx";
import { useShop } from "./shop.ts";
import { StillThere } from "./stillthere.tsx";

export function Frame() {
  const { view, session, modes } = useShop();
  const [help, setHelp] = useState(false);
  const screen = shown(session, view.order);
  if (screen.at === "idle") {
    return (
      <>
        <Idle />
        <Words />
      </>
    );
  }
  return (
    <>
      {modes.low && <Upper screen={screen} />}
      <div class="screen" key={keyOf(screen)}>
        <ScreenOf screen={screen} />
      </div>
      <Dock screen={screen} onHelp={() => setHelp(true)} />
      <Words />
      {help && <Help onClose={() => setHelp(false)} />}
      <StillThere screen={screen} onGone={() => setHelp(false)} />
    </>
  );
}

// In the low-reach mode everything to touch stands in the lower half; above it, something to look at.
function Upper({ screen }: { screen: Shown }) {
  const { view } = useShop();
  const variant =
    screen.at === "product"
      ? (view.shown?.variants.find((one) => one.sku === (screen.sku || view.shown_sku)) ?? view.shown?.variants[0])
      : undefined;
  const picture = variant?.picture ?? openLines(view.order)[0]?.picture ?? "/media/idle/1.svg";
  return <img class="upper" src={picture} alt="" />;
}

function keyOf(screen: Shown): string {
  if (screen.at === "product") return `product ${screen.product_id}`;
  return screen.at === "shelf" ? `shelf ${screen.shelf}` : screen.at;
}

function ScreenOf({ screen }: { screen: Shown }) {
  switch (screen.at) {
    case "idle":
    case "home":
      return <Home />;
    case "search":
      return <Search />;
    case "shelf":
      return <ShelfPage shelf={screen.shelf} />;
    case "product":
      return <Product product_id={screen.product_id} sku={screen.sku} />;
    case "basket":
      return <Basket />;
    case "contact":
      return <Contact />;
    case "member":
      return <Member />;
    case "pay":
      return <Pay />;
    case "number":
      return <OrderNumber />;
  }
}

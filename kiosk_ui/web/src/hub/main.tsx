// The hub page: mounts its app into the document.
import { render } from "preact";
import { mountPoint } from "../shell/mount.ts";
import "../design/base.css";
import "../design/table.css";
import "./shell.css";
import "./overview.css";
import "./parts.css";
import "./goods.css";
import "./order.css";
import "./letters.css";
import "./transfers.css";
import "./replenishment.css";
import "./members.css";
import "./workers.css";
import { App } from "./app.tsx";

document.documentElement.dataset["app"] = "hub";
render(<App />, mountPoint());

// The kiosk page: mounts its app into the document.
import { render } from "preact";
import { mountPoint } from "../shell/mount.ts";
import "../design/base.css";
import "./stage.css";
import "./idle.css";
import "./home.css";
import "./cards.css";
import "./product.css";
import "./basket.css";
import "./member.css";
import "./pay.css";
import { App } from "./app.tsx";

document.documentElement.dataset["app"] = "kiosk";
render(<App />, mountPoint());

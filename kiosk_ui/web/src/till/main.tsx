// The till page: mounts its app into the document.
import { render } from "preact";
import { mountPoint } from "../shell/mount.ts";
import "../design/base.css";
import "./till.css";
import "./member.css";
import "./order.css";
import { App } from "./app.tsx";

document.documentElement.dataset["app"] = "till";
render(<App />, mountPoint());

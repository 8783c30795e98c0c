// The page starts here.
import { render } from "preact";
import { createPage } from "./page/page.ts";
import { App } from "./view/App.tsx";

render(<App page={createPage()} />, document.getElementById("page") as HTMLElement);

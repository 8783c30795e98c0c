// The page starts here.
import { render } from "preact";
import { createPage } from "./page/create_page.ts";
import { keepForNextTime } from "./offline/register.ts";
import { App } from "./view/App.tsx";

const place = document.getElementById("page") as HTMLElement;
place.replaceChildren(); // what stood there while this was on its way
render(<App page={createPage()} />, place);
if (import.meta.env.PROD) void keepForNextTime();

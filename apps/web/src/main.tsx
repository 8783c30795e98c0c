// The page starts here.
import { render } from "preact";

render(<h1>camlucida</h1>, document.getElementById("page") as HTMLElement);

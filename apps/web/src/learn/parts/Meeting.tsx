// A number that a figure reckoned itself, beside the one that the engine computed.
import { plain } from "./numbers.ts";

interface MeetingProps {
  readonly words: { readonly own: string; readonly engine: string; readonly difference: string };
  readonly own: number;
  readonly engine: number;
}

export function Meeting({ words, own, engine }: MeetingProps) {
  const difference = Math.abs(own - engine);
  return (
    <dl class="facts-list meeting">
      <div><dt>{words.own}</dt><dd><data class="own" value={own}>{plain(own, 6)}</data></dd></div>
      <div><dt>{words.engine}</dt><dd><data class="engine" value={engine}>{plain(engine, 6)}</data></dd></div>
      <div><dt>{words.difference}</dt><dd>{difference === 0 ? "0" : difference.toExponential(1).replaceAll("-", "−")}</dd></div>
    </dl>
  );
}

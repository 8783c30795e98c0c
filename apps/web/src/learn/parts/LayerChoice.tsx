// One of the network's layers, or of those of them that a figure can show; and one of a layer's channels.
import type { InsideLayer } from "../../engine/protocol.ts";
import { Choice } from "../../view/controls.tsx";

interface LayerChoiceProps {
  readonly label: string;
  readonly layers: readonly InsideLayer[];
  readonly value: string; // a layer's name
  choose(name: string): void;
}

export function LayerChoice({ label, layers, value, choose }: LayerChoiceProps) {
  const stages = new Map(layers.map(({ name, stage }) => [name, stage]));
  return <Choice label={label} value={value} choices={layers.map(({ name, shape }) => [name, `${name} [${shape.slice(1).join(", ")}]`])} headingOf={(name) => stages.get(name) ?? ""} choose={choose} />;
}

// One of a network's classes, the highest logit first.
import { unnamedClass } from "@camlucida/cam";
import { useMemo } from "preact/hooks";
import { Choice } from "../../view/controls.tsx";
import type { Material } from "../material.ts";
import { fixed } from "./numbers.ts";

interface ClassChoiceProps {
  readonly label: string;
  readonly material: Pick<Material, "model" | "photo">;
  readonly value: number; // a class's index
  choose(classIndex: number): void;
}

export function ClassChoice({ label, material, value, choose }: ClassChoiceProps) {
  const { logits } = material.photo.prediction;
  const choices = useMemo(() => [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0))
    .map((index) => [String(index), `${classNamed(material, index)} (${fixed(logits[index] ?? NaN, 2)})`] as const), [material]);
  return <Choice label={label} value={String(value)} choices={choices} choose={(index) => choose(Number(index))} />;
}

export const classNamed = ({ model }: Pick<Material, "model">, classIndex: number): string => model.labels[classIndex] ?? unnamedClass(classIndex);

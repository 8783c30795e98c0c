// Can a map be believed? Two tests: without what it marks the class must go, and without what was learnt the map must change.
import type { FigureProps } from "../figure.ts";
import { Forgotten } from "./trust/Forgotten.tsx";
import { Taken } from "./trust/Taken.tsx";
import "./trust.css";
import { words } from "./trust.words.ts";

export default function TrustFigure({ page, material }: FigureProps) {
  const own = words[page.language.value];
  const classIndex = material.photo.prediction.ranking[0] ?? 0;
  return (
    <>
      <Taken page={page} material={material} words={own} classIndex={classIndex} />
      <Forgotten page={page} material={material} words={own} classIndex={classIndex} />
    </>
  );
}

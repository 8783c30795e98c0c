// The gradient of a logit at one cell of a block: what comes back through the shortcut, and what through the convolutions.
import type { Page } from "../../../page/page.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import type { OutputCell } from "../../arithmetic/convolution.ts";
import type { ResidualBlock } from "../../arithmetic/shortcut.ts";
import { useLoaded } from "../../loaded.ts";
import type { Material } from "../../material.ts";
import { plain } from "../../parts/numbers.ts";
import type { words as texts } from "../shortcut.words.ts";

interface WayBackProps {
  readonly page: Page;
  readonly material: Material;
  readonly words: (typeof texts)["en"];
  readonly block: ResidualBlock;
  readonly cell: OutputCell;
}

/** ∂logit/∂sum and ∂logit/∂x, or why there are none. */
type Gradients = { readonly ofSum: Float32Array; readonly ofInput: Float32Array } | { readonly why: string };

async function gradientsOf({ engine }: Material, { sum, input }: ResidualBlock, classIndex: number): Promise<Gradients> {
  try {
    const [ofSum, ofInput] = await engine.insideGradient(classIndex, [sum.name, input]);
    return ofSum && ofInput ? { ofSum, ofInput } : { why: "" };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }; // an op without a derivative, in a file of the reader's own
  }
}

export function WayBack({ page, material, words, block, cell }: WayBackProps) {
  const classIndex = material.photo.prediction.ranking[0] ?? 0;
  const gradients = useLoaded(page, () => gradientsOf(material, block, classIndex), [material, block, classIndex]);
  const [, , width = 1, channels = 1] = block.sum.shape;
  const at = (cell.y * width + cell.x) * channels + cell.channel;
  const title = words.gradient(material.model.labels[classIndex] ?? String(classIndex));
  return (
    <section class="term way-back" aria-label={title}>
      <h3>{title} <SourceMark page={page} path="packages/tensor/src/graph/adjoint.ts" name="adjoint" /></h3>
      {!gradients && <p class="note">{page.text.value.working}</p>}
      {gradients && "why" in gradients && <p class="note">{words.noGradient} {gradients.why}</p>}
      {gradients && "ofSum" in gradients && <Parts words={words} canSplit={block.isIdentity && block.readElsewhere === 0} ofSum={gradients.ofSum[at] ?? NaN} ofInput={gradients.ofInput[at] ?? NaN} />}
    </section>
  );
}

interface PartsProps {
  readonly words: WayBackProps["words"];
  readonly canSplit: boolean;
  readonly ofSum: number;
  readonly ofInput: number;
}

function Parts({ words, canSplit, ofSum, ofInput }: PartsProps) {
  if (!canSplit) return <><p class="equation"><span>{words.ofSum} <strong>{plain(ofSum)}</strong></span></p><p class="note">{words.noSplit}</p></>;
  return (
    <>
      <ol class="chain way">
        <li><span>{words.throughShortcut}</span> {plain(ofSum)}</li>
        <li><span>{words.throughConvolutions}</span> {plain(ofInput - ofSum)}</li>
        <li><span>{words.ofInput}</span> <strong>{plain(ofInput)}</strong></li>
      </ol>
      <p class="note">{words.gradientNote}</p>
    </>
  );
}

// A pixel of the network's input: which pixels of the photograph it is made of, with which weights, and the number that its level becomes.
import { type Image, type Normalisation, type Region } from "@camlucida/cam";
import { useMemo, useState } from "preact/hooks";
import type { InputFrame } from "../../engine/protocol.ts";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { Choice } from "../../view/controls.tsx";
import { colourOf, levelBehind, levelsOf, normalisedLevel, resizedLevel, sourcesOf } from "../arithmetic/resampling.ts";
import type { FigureProps } from "../figure.ts";
import { useLoaded } from "../loaded.ts";
import type { GridCell } from "../parts/grid_keys.ts";
import { MapPicture } from "../parts/MapPicture.tsx";
import { Meeting } from "../parts/Meeting.tsx";
import { plain } from "../parts/numbers.ts";
import { ResizedTable } from "./pixel/ResizedTable.tsx";
import { words as texts } from "./pixel.words.ts";
import "./numbers.css";

interface Input {
  readonly values: Float32Array; // [height, width, channels]
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export default function Pixel({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const found = useLoaded(page, async () => ({ input: await inputOf(material), way: await material.engine.insideFrame() }), [material]);
  const [chosen, choose] = useState<GridCell | undefined>(undefined);
  const [channel, chooseChannel] = useState(0);
  const picture = useMemo(() => found && pictureOf(found.input, found.way.preprocessing.normalisation), [found]);
  if (!found || !picture) return <p class="note figure-place">{page.text.value.working}</p>;
  const { input, way } = found;
  const cell = chosen ?? { y: input.height >> 1, x: Math.floor(input.width / 3) };
  const { photo: { width, height, preview } } = material;
  const sources = sourcesOf(way, cell.y, cell.x);
  const [photograph, given] = [words.photo(width, height), words.input(input.width, input.height)];
  return (
    <div class="numbers-figure">
      <div class="maps">
        <figure><MapPicture label={photograph} image={preview} height={preview.height} width={preview.width} window={scaledTo(preview, width, height, sources.part)} /><figcaption>{photograph}</figcaption></figure>
        <span class="between" aria-hidden="true">→</span>
        <figure><MapPicture label={given} image={picture} height={input.height} width={input.width} chosen={cell} choose={(y, x) => choose({ y, x })} /><figcaption>{given}<br /><strong>{words.hint}</strong></figcaption></figure>
      </div>
      <div class="choices">
        <ColourChoice words={words} way={way} channel={channel} choose={chooseChannel} />
        <p class="note">{words.at(cell.y + 1, cell.x + 1)}</p>
      </div>
      <OneNumber page={page} material={material} way={way} input={input} cell={cell} channel={channel} />
    </div>
  );
}

async function inputOf({ engine }: FigureProps["material"]): Promise<Input> {
  const { values, shape: [, height = 1, width = 1, channels = 1] } = await engine.insideInput();
  return { values, height, width, channels };
}

/** The network's input as levels again. */
function pictureOf({ values, height, width, channels }: Input, normalisation: Normalisation): Image {
  const data = new Uint8Array(height * width * 4).fill(255);
  for (let at = 0; at < height * width; at++) {
    for (let channel = 0; channel < channels; channel++) {
      const level = levelBehind(normalisation, channel, values[at * channels + channel] as number);
      const colour = colourOf(normalisation, channel);
      if (colour === undefined) data.fill(level, 4 * at, 4 * at + 3);
      else data[4 * at + colour] = level;
    }
  }
  return { width, height, data };
}

/** A part of the photograph on its preview. */
function scaledTo(preview: Image, width: number, height: number, part: Region): Region {
  const [across, down] = [preview.width / width, preview.height / height];
  return { x: part.x * across, y: part.y * down, width: part.width * across, height: part.height * down };
}

type Words = (typeof texts)["en"];

interface ColourChoiceProps {
  readonly words: Words;
  readonly way: InputFrame;
  readonly channel: number;
  choose(channel: number): void;
}

function ColourChoice({ words, way: { preprocessing: { normalisation } }, channel, choose }: ColourChoiceProps) {
  if (normalisation.order === "L") return null;
  return <Choice label={words.colour} value={String(channel)} choices={normalisation.mean.map((_, at) => [String(at), colourNamed(words, normalisation, at)])} choose={(to) => choose(Number(to))} />;
}

function colourNamed(words: Words, normalisation: Normalisation, channel: number): string {
  const colour = colourOf(normalisation, channel);
  return (colour === undefined ? undefined : words.colours[colour]) ?? words.grey;
}

interface OneNumberProps extends FigureProps {
  readonly way: InputFrame;
  readonly input: Input;
  readonly cell: GridCell;
  readonly channel: number;
}

function OneNumber({ page, material: { engine }, way, input, cell, channel }: OneNumberProps) {
  const words = texts[page.language.value];
  const { preprocessing: { normalisation } } = way;
  const sources = useMemo(() => sourcesOf(way, cell.y, cell.x), [way, cell.y, cell.x]);
  const [last, setLast] = useState<{ readonly pixels: Image; readonly sources: typeof sources } | undefined>(undefined);
  useLoaded(page, async () => { const pixels = await engine.insidePhoto(sources.part); setLast({ pixels, sources }); }, [engine, sources]);
  if (!last) return <p class="note figure-place">{page.text.value.working}</p>;
  const levels = levelsOf(last.pixels.data, colourOf(normalisation, channel));
  const resized = resizedLevel(last.sources, levels);
  const { share, mean, centred, std, value } = normalisedLevel(normalisation, channel, resized.level);
  return (
    <>
      <section class="term" aria-label={words.resizing(colourNamed(words, normalisation, channel))}>
        <h3>{words.resizing(colourNamed(words, normalisation, channel))} <SourceMark page={page} path="packages/cam/src/preprocess/resample/pillow_axis.ts" name="pillowAxis" /></h3>
        <ResizedTable words={words} sources={last.sources} levels={levels} resized={resized} />
      </section>
      <section class="term" aria-label={words.normalising}>
        <h3>{words.normalising} <SourceMark page={page} path="packages/cam/src/preprocess/normalisation.ts" name="normalisationTable" /></h3>
        <ol class="chain">
          <li><span>{words.level}</span> <div>{resized.level} / {normalisation.scale} = <strong>{plain(share)}</strong></div></li>
          <li><span>{words.less}</span> <div>{plain(share)} − {mean} = <strong>{plain(centred)}</strong></div></li>
          <li><span>{words.over}</span> <div>{plain(centred)} / {std} = <strong>{plain(value)}</strong></div></li>
        </ol>
        {last.sources === sources && <Meeting words={words.meeting} own={value} engine={input.values[(cell.y * input.width + cell.x) * input.channels + channel] ?? NaN} />}
      </section>
    </>
  );
}

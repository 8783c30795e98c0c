// The strongest channels of a cell: where each is active, and what it gives.
import { featureMapOf, type ChannelContribution, type RawMap } from "@camlucida/cam";
import { useMemo } from "preact/hooks";
import { draw } from "../drawing/draw.ts";
import { smaller } from "../drawing/smaller.ts";
import type { Page } from "../page/page.ts";
import { signedShort } from "../text/numbers.ts";
import { Picture } from "./Picture.tsx";

const STRONGEST = 4; // channels
const WIDEST = 256; // CSS pixels in which a channel's picture is shown

interface ChannelsProps {
  readonly page: Page;
  readonly map: RawMap; // with its sum
  readonly channels: readonly ChannelContribution[]; // strongest first
  readonly whole: string; // that they are parts of
}

export function Channels({ page, map: { method, sum, width, height }, channels, whole }: ChannelsProps) {
  const words = page.text.value.cell;
  const shown = page.photo.value;
  const part = useMemo(() => shown && smaller({ image: shown.preview, region: shown.region }, WIDEST * Math.min(2, devicePixelRatio)), [shown]);
  if (!sum || !part) return null;
  return (
    <>
      <h3>{words.channels(whole)}</h3>
      <ul class="channels">
        {channels.slice(0, STRONGEST).map(({ channel, contribution }) => {
          const values = featureMapOf({ features: sum.features, mapWidth: width, mapHeight: height }, channel);
          const label = `${words.channel(channel)}: ${signedShort(contribution)}`;
          return (
            <li key={channel}>
              <Picture image={draw({ method, values, width, height }, part.image, part.region, { view: "positive", colours: "warm", opacity: 1, cells: false, lines: "none" }).overlay} label={label} />
              <span>{label}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

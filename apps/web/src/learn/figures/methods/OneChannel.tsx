// One channel: its features, its gradient, and the weights that follow from both, reckoned here and by the engine.
import { useMemo } from "preact/hooks";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import { channelOf } from "../../arithmetic/batch_norm.ts";
import { channelWeights, type ChannelWeights } from "../../arithmetic/method_weights.ts";
import type { FigureProps } from "../../figure.ts";
import { MapPicture } from "../../parts/MapPicture.tsx";
import { Meeting } from "../../parts/Meeting.tsx";
import { rangeOf } from "../../parts/colours.ts";
import type { MethodsWords } from "../methods.words.ts";
import type { MethodWeights } from "./WeightTable.tsx";
import type { Weighed } from "./weighed.ts";

const sources: Readonly<Record<keyof ChannelWeights, readonly [path: string, name: string]>> = {
  "grad-cam": ["packages/cam/src/methods/grad_cam.ts", "gradCam"],
  "grad-cam++": ["packages/cam/src/methods/grad_cam_plus_plus.ts", "gradCamPlusPlusWith"],
  "xgrad-cam": ["packages/cam/src/methods/x_grad_cam.ts", "xGradCamWith"],
};

interface OneChannelProps extends Pick<FigureProps, "page"> {
  readonly words: MethodsWords;
  readonly weighed: Weighed;
  readonly methods: readonly MethodWeights[];
  readonly channel: number;
}

export function OneChannel({ page, words, weighed: { maps, features, gradient }, methods, channel }: OneChannelProps) {
  const { width = 1, height = 1 } = maps.get("hirescam") ?? {};
  const channels = features.length / (width * height);
  const own = useMemo(() => channelWeights(features, gradient, channels, channel), [features, gradient, channel]);
  const [a, g] = useMemo(() => [channelOf(features, channels, channel), channelOf(gradient, channels, channel)] as const, [features, gradient, channel]);
  const positive = useMemo(() => g.map((value) => Math.max(value, 0)), [g]);
  const range = useMemo(() => rangeOf(g, "signed"), [g]);
  return (
    <section class="one-channel">
      <div class="channel-maps">
        <figure><MapPicture label={words.features(channel)} values={a} height={height} width={width} /><figcaption>{words.features(channel)}</figcaption></figure>
        <figure><MapPicture label={words.gradient} values={g} height={height} width={width} colours="signed" range={range} /><figcaption>{words.gradient}</figcaption></figure>
        <figure><MapPicture label={words.positive} values={positive} height={height} width={width} colours="signed" range={range} /><figcaption>{words.positive}</figcaption></figure>
      </div>
      <div class="reckoned">
        {methods.filter((method): method is MethodWeights & { readonly name: keyof ChannelWeights } => method.name in own).map(({ name, title, weights }) => (
          <div key={name} data-method={name}>
            <h4>{title} <small>{words.formula[name]}</small> <SourceMark page={page} path={sources[name][0]} name={sources[name][1]} /></h4>
            <Meeting words={words.meeting} own={own[name]} engine={weights[channel] as number} />
          </div>
        ))}
      </div>
    </section>
  );
}

// One element's work: photograph and network → what is seen → a map → a picture, each kept until what it is made of changes.
import type { DrawOptions, ImageSource, LookOptions, Pixels, Seen, SeenClass, SeenMap } from "camlucida";
import { inTurn } from "./in_turn.ts";
import { kept, sameThings } from "./kept.ts";
import { shareNetwork, thingsOf, type NetworkShare, type NetworkWish, type OpenNetwork } from "./shared_networks.ts";

/** All that an element is asked for. */
export interface ExplainWish extends NetworkWish, Pick<LookOptions, "framing"> {
  readonly source: ImageSource;
  /** Another one is another photograph: an element whose picture has changed. */
  readonly version: unknown;
  /** A label or an index, as written; the most probable class, if undefined. */
  readonly of: string | undefined;
  readonly method: string | undefined;
  readonly layer: string | undefined;
  readonly style: Pick<DrawOptions, "view" | "colours" | "alpha" | "scale" | "lines">;
}

/** Bytes of a model, or passes of a method; `total` is 0 where nobody knows it. */
export interface MapProgress {
  readonly phase: "model" | "map";
  readonly task: string; // the model's name, or the method's
  readonly done: number;
  readonly total: number;
}

/** What came of it. */
export interface ShownMap {
  /** The most probable classes. */
  readonly top: readonly SeenClass[];
  /** Raw: signed and unnormalised. */
  readonly map: SeenMap;
  /** In words, where the map says nothing about where. */
  readonly statement: string | undefined;
  /** The photograph with the map over it, of the photograph's size. [H, W, 4] RGBA */
  readonly picture: Pixels;
}

export interface Tell {
  readonly progress: (progress: MapProgress) => void;
  /** As soon as it is there: the network may take longer. */
  readonly photo: (photo: Pixels) => void;
}

/** What camlucida gives. */
export interface ExplainerMeans {
  readonly open: OpenNetwork;
  readonly decode: (source: ImageSource, signal: AbortSignal) => Promise<Pixels>;
}

export interface Explainer {
  /** @throws what camlucida throws; the signal's reason where another wish came in between */
  explain(wish: ExplainWish, signal: AbortSignal, tell: Tell): Promise<ShownMap>;
  /** Gives up what is under way, and lets go of everything. */
  dispose(): void;
}

export function explainer({ open, decode }: ExplainerMeans): Explainer {
  const results = kept<ShownMap>();
  const maps = kept<SeenMap>(undefined, [results]);
  const looks = kept<Seen>((seen) => void inTurn(() => seen.dispose()), [maps]);
  const photos = kept<Pixels>(undefined, [looks]);
  const shares = kept<NetworkShare>((share) => share.release(), [looks]);

  async function explainOnce(wish: ExplainWish, signal: AbortSignal, tell: Tell): Promise<ShownMap> {
    const { source, version, framing, method, layer, style } = wish;
    const share = shares.of(thingsOf(wish), (stop) => shareNetwork(open, networkOf(wish), stop, ({ task, received, total }) =>
      tell.progress({ phase: "model", task, done: received, total })));
    const photo = photos.of([source, version], (stop) => decode(source, stop));
    const shown = photo.then((pixels) => {
      signal.throwIfAborted();
      tell.photo(pixels);
      return pixels;
    });
    const [{ network, giveUp }, pixels] = await Promise.all([share, shown]);
    signal.throwIfAborted();
    try {
      const seen = await looks.of([network, pixels, framing], (stop) => inTurn(async () => {
        const looked = await network.look(pixels, { signal: stop, ...given({ framing }) });
        if (stop.aborted) looked.dispose();
        stop.throwIfAborted();
        return looked;
      }, stop));
      signal.throwIfAborted();
      const wanted = classOf(wish.of, network.labels);
      const map = await maps.of([seen, wanted, method, layer], (stop) => inTurn(() => seen.map({
        ...given({ class: wanted, method, layer }), signal: stop,
        onProgress: (done, total) => stop.aborted || tell.progress({ phase: "map", task: method ?? "cam", done, total }),
      }), stop));
      signal.throwIfAborted();
      return await results.of([map, ...Object.entries(style).flat()], (stop) => inTurn(async () => {
        const { statement, ...picture } = await seen.picture({ ...style, map });
        return { top: seen.top, map, statement, picture };
      }, stop));
    } catch (error) {
      if (isLost(error)) giveUp();
      throw error;
    }
  }

  const dispose = (): void => {
    photos.drop();
    shares.drop();
  };
  let last: ExplainWish | undefined;
  /** What is under way for another wish is given up at once, not when this one comes so far. */
  const giveUpFor = (wish: ExplainWish): void => {
    const differs = (things: (wish: ExplainWish) => readonly unknown[]): boolean => last !== undefined && !sameThings(things(last), things(wish));
    if (differs(thingsOf)) shares.drop();
    if (differs(({ source, version }) => [source, version])) photos.drop();
    if (differs(({ framing }) => [framing])) looks.drop();
    if (differs(({ of, method, layer }) => [of, method, layer])) maps.drop();
    last = wish;
  };
  return {
    async explain(wish, signal, tell) {
      giveUpFor(wish);
      try {
        return await explainOnce(wish, signal, tell);
      } catch (error) {
        if (!isLost(error) || signal.aborted) throw error;
        shares.drop(); // a GPU that is lost is opened once more
        return explainOnce(wish, signal, tell);
      }
    },
    dispose,
  };
}

const networkOf = ({ model, device, ...more }: NetworkWish): NetworkWish => {
  const { models, sha256, labels, input, preprocess, output } = more;
  return { model, device, ...given({ models, sha256, labels, input, preprocess, output }) };
};

const isLost = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "device-lost";

/** A label, or digits that are none: an index. */
export function classOf(written: string | undefined, labels: readonly string[]): string | number | undefined {
  if (written === undefined || !/^\d+$/.test(written) || labels.includes(written)) return written;
  return Number(written);
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without what is undefined. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}

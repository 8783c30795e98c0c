// One contender in its process or worker: does what it is asked (contender.ts), and holds the clock.
import type { Answers, Ask, Assignment, Contender, GuestAnswer, Open, ReadyNetwork } from "./contender.ts";
import { entries } from "./contenders/index.ts";

/** What a process knows of itself, and a worker does not. */
interface Meter {
  readonly cpuTime?: () => number; // ms of all cores since it began
  readonly peak?: () => number | undefined; // bytes, since `forgetPeak`
  readonly forgetPeak?: () => void;
}

interface Ready {
  run(): Promise<Float32Array>;
  dispose(): void;
}

export function host(meter: Meter): (ask: Ask) => Promise<GuestAnswer> {
  let open: Open<Ready>;
  let ready: Ready;
  const toFirstResult = async (): Promise<{ opening: number; output: Float32Array }> => {
    const begun = performance.now();
    ready = await open();
    const output = await ready.run();
    return { opening: performance.now() - begun, output };
  };
  const answers = {
    start: async (job: Assignment): Promise<Answers["start"]> => {
      const begun = performance.now();
      const contender = await load(job);
      const importing = performance.now() - begun;
      open = await preparing(contender, job);
      meter.forgetPeak?.();
      return { importing, ...(await toFirstResult()) };
    },
    run: async (): Promise<Answers["run"]> => {
      const [begun, cpuBegun] = [performance.now(), meter.cpuTime?.()];
      await ready.run();
      const [time, cpuEnded, peak] = [performance.now() - begun, meter.cpuTime?.(), meter.peak?.()];
      return { time, ...(cpuBegun !== undefined && cpuEnded !== undefined && { cpuTime: cpuEnded - cpuBegun }), ...(peak !== undefined && { peak }) };
    },
    reopen: async (): Promise<Answers["reopen"]> => {
      ready.dispose();
      return { opening: (await toFirstResult()).opening };
    },
  };
  return async (ask) => {
    try {
      return await (ask.ask === "start" ? answers.start(ask.job) : answers[ask.ask]());
    } catch (error) {
      return { failure: String(error).split("\n")[0] ?? "" };
    }
  };
}

async function load(job: Assignment): Promise<Contender> {
  const entry = entries.find(({ id }) => id === job.contender);
  if (!entry?.load) throw new Error(`"${job.contender}" is none that runs in JavaScript.`);
  return entry.load();
}

/** Makes what everybody is given, which is not measured. It loads our own engine: so only now. */
async function preparing(contender: Contender, { model, batch, task }: Assignment): Promise<Open<Ready>> {
  const [{ networkOf, imageOf, photo }, { prepareMaps }, { planes }] = await Promise.all([import("./network.ts"), import("./photo_to_map.ts"), import("./contender.ts")]);
  const network = networkOf(model, batch);
  if (task === "map") {
    const [picture, open] = [photo(), prepareMaps(contender, network)];
    return async () => {
      const { run, dispose } = await open();
      return { run: () => run(picture), dispose };
    };
  }
  if (task === "open") {
    if (!contender.prepareFile) throw new Error("It reads no .onnx files.");
    const { onnxFile } = await import("./onnx_file.ts");
    const open = contender.prepareFile(onnxFile(network, [network.logits]), network);
    return async () => opener(open, contender.layout === "NCHW" ? planes(imageOf(1), network.image.shape) : imageOf(1));
  }
  const image = contender.layout === "NCHW" ? planes(imageOf(batch), network.image.shape) : imageOf(batch);
  const open = contender.prepare(network, [network.logits]);
  return async () => {
    const { run, dispose } = await open();
    return { run: async () => (await run(image))[0] as Float32Array, dispose };
  };
}

/** Each run opens the network anew, up to its first logits: whatever an engine leaves for later is then done. */
function opener(open: Open<ReadyNetwork>, image: Float32Array): Ready {
  return {
    run: async () => {
      const { run, dispose } = await open();
      const [output] = await run(image);
      dispose();
      return output as Float32Array;
    },
    dispose: () => undefined,
  };
}

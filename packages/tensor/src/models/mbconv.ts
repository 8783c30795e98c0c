// The mobile inverted bottleneck and squeeze-and-excitation, as torchvision names their layers.
// Sources  Hu et al. 2018, arXiv:1709.01507, figures 1 to 3; Tan et al. 2019, arXiv:1807.11626, figure 7.
import type { Layers } from "./layers.ts";

type Pointwise<V> = (name: string, input: V) => V;

/** What the channels' means pass through: between the two layers, and behind them. */
export interface Excitation<V> {
  readonly activate: Pointwise<V>;
  readonly gate: Pointwise<V>;
}

/** Every channel [N, H, W, C] by a factor [N, C] that two layers make of all channels' means. */
export function squeezeExcitation<V>({ averagePool, pooledConv, multiply }: Layers<V>, name: string, input: V, { activate, gate }: Excitation<V>): V {
  const squeezed = activate(`${name}.activation`, pooledConv(`${name}.fc1`, averagePool(`${name}.avgpool`, input))); // [N, C / r]
  const factors = gate(`${name}.scale_activation`, pooledConv(`${name}.fc2`, squeezed)); //                             [N, C]
  return multiply(name, input, factors);
}

/** Of a block; whether it has an expansion and squeeze-and-excitation is told by its tensors. */
export interface MbconvOptions<V> {
  readonly kernel: number;
  readonly stride: number;
  readonly activate: Pointwise<V>;
  readonly excitation: Excitation<V>;
}

/** 1×1 up, K×K in each channel by itself, squeeze-and-excitation, 1×1 down without an activation; the input added where it fits. */
export function mbconv<V>(layers: Layers<V>, name: string, input: V, { kernel, stride, activate, excitation }: MbconvOptions<V>): V {
  const { conv, groupedConv, batchNorm, add, has, channels } = layers;
  const first = channels(`${name}.block.0.0`);
  const expands = first.into > 1;
  const own = (at: number): string => `${name}.block.${at + Number(expands)}`;
  const wide = expands ? activate(`${name}.block.0`, batchNorm(`${name}.block.0.1`, conv(`${name}.block.0.0`, input, { kernel: 1 }))) : input;
  const filtered = activate(own(0), batchNorm(`${own(0)}.1`, groupedConv(`${own(0)}.0`, wide, { kernel, stride, padding: kernel >> 1 })));
  const excites = has(`${own(1)}.fc1.weight`);
  const scaled = excites ? squeezeExcitation(layers, own(1), filtered, excitation) : filtered;
  const down = own(excites ? 2 : 1);
  const narrow = batchNorm(`${down}.1`, conv(`${down}.0`, scaled, { kernel: 1 }));
  const fits = stride === 1 && (expands ? first.into : first.out) === channels(`${down}.0`).out;
  return fits ? add(name, narrow, input) : narrow;
}

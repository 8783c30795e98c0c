// A ResNet-18 of 4, 8, 12 and 16 channels and 3 classes: whole in every part, and small enough to write to a file in a test.
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";

export const tinyClasses = 3;

/** Its tensors, under torchvision's names: pseudo-random weights, batch-norm statistics that do something. */
export function tinyResnet(): Map<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  let state = 12345;
  const random = (): number => { // Park & Miller's minimal standard generator, −1 … 1
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  };
  const tensor = (name: string, shape: number[], value: () => number): void => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    tensors.set(name, { shape, data: Float32Array.from({ length }, value) });
  };
  const conv = (name: string, cout: number, cin: number, kernel: number): void =>
    tensor(`${name}.weight`, [cout, cin, kernel, kernel], () => random() * Math.sqrt(3 / (cin * kernel * kernel)));
  const norm = (name: string, channels: number): void => {
    tensor(`${name}.weight`, [channels], () => 1 + random() / 2);
    tensor(`${name}.bias`, [channels], () => random() / 4);
    tensor(`${name}.running_mean`, [channels], () => random() / 4);
    tensor(`${name}.running_var`, [channels], () => 1 + random() / 2);
  };
  conv("conv1", 4, 3, 7);
  norm("bn1", 4);
  let cin = 4;
  [4, 8, 12, 16].forEach((width, stage) => {
    for (const block of [0, 1]) {
      const name = `layer${stage + 1}.${block}`;
      conv(`${name}.conv1`, width, cin, 3);
      norm(`${name}.bn1`, width);
      conv(`${name}.conv2`, width, width, 3);
      norm(`${name}.bn2`, width);
      if (cin !== width) {
        conv(`${name}.downsample.0`, width, cin, 1);
        norm(`${name}.downsample.1`, width);
      }
      cin = width;
    }
  });
  tensor("fc.weight", [tinyClasses, 16], random);
  tensor("fc.bias", [tinyClasses], random);
  return tensors;
}

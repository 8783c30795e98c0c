// What the manifest says of a model's photographs is written into its file, and is what its network then asks of them.
import { preprocessingFor } from "@camlucida/cam";
import { metadataKeys } from "@camlucida/tensor";
import { shippedManifest } from "@camlucida/weights";
import { expect, test } from "vitest";

test.each([...shippedManifest().models])("photographs for %s are prepared as published", (_, { preprocessing }) => {
  const { size: [height, width] = [224, 224], resize: [least, across] = [256, 256], interpolation = "bilinear", ...normalisation } = preprocessing;
  const checkpoint = { tensors: new Map(), metadata: { [metadataKeys.preprocessing]: JSON.stringify(preprocessing) }, skipped: [] };
  expect(preprocessingFor(checkpoint, {}, { name: "any", input: { channels: 3 } })).toMatchObject({
    size: { height, width }, resize: { height: least, width: across }, interpolation, normalisation,
  });
});

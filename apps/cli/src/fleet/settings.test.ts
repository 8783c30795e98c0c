import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseArguments } from "../arguments/arguments.ts";
import type { SubmitOptions } from "../arguments/read_fleet.ts";
import { inFolder } from "../testing/files.ts";
import { packSettings, unpackSettings } from "./settings.ts";

const code = (name: string): unknown => expect.objectContaining({ code: name });

function submitted(...words: string[]): SubmitOptions {
  const command = parseArguments(["submit", ...words, "--queue=redis://localhost", "x.png"], { colormaps: ["warm"] });
  if (command.kind !== "submit") throw new Error(command.kind);
  return command.options;
}

test("what is packed here is unpacked there: files by their paths below the root, and their hashes", async () => {
  await inFolder(["m.pth"], async (folder) => {
    await writeFile(join(folder, "labels.txt"), "cat\ndog\n");
    const { settings, explained } = submitted(`--labels=${join(folder, "labels.txt")}`, `--model=${join(folder, "m.pth")}`, "--class=cat", "--class=dog", "--out=maps/{stem}.{class}.png", "--preprocess=clip");
    const packed = await packSettings(settings, explained, folder);
    expect(packed.settings).toEqual(["--class=cat", "--class=dog", "--labels=labels.txt", "--model=m.pth", "--out=maps/{stem}.{class}.png", "--preprocess=clip"]);
    expect(packed.files).toEqual({ "labels.txt": "f641fdcd8af73b2f6334ab63c13d2eb857cd16f2aa4ea0ba20ba0eb9627918b5" }); // sha256sum
    const options = await unpackSettings(packed, folder);
    expect(options).toMatchObject({ what: { ...explained.what, inputs: ["picture"], model: "m.pth", labels: "labels.txt" }, how: explained.how, style: explained.style, outputs: explained.outputs });
    await writeFile(join(folder, "labels.txt"), "dog\ncat\n");
    await expect(unpackSettings(packed, folder)).rejects.toThrow(code("fleet-file-differs"));
  });
});

test.each([
  [["--force"], /usage|force/],
  [["--out=-"], /standard output/],
  [["--out=../{stem}.png"], /not touched/],
  [["--raw=/tmp/{stem}.npy"], /not touched/],
  [["--labels=/etc/passwd"], /not touched/],
])("not submitted: %s", async (words, message) => {
  await inFolder([], async (folder) => {
    await expect((async () => {
      const { settings, explained } = submitted(...words);
      await packSettings(settings, explained, folder);
    })()).rejects.toThrow(message);
  });
});

test.each([
  ["an option that no job has", ["--device=gpu"], "fleet-job-malformed"],
  ["a list of names", ["--files-from=/etc/passwd", "--shard=1/2"], "fleet-job-malformed"],
  ["no option at all", ["../x.png", "--bogus"], "fleet-job-malformed"],
  ["another command", ["--help"], "fleet-job-malformed"],
  ["a file elsewhere", ["--labels=/etc/passwd"], "fleet-outside-root"],
  ["a model elsewhere", ["--model=../m.pth"], "fleet-outside-root"],
  ["a model on a server", ["--model=https://example.org/m.pth"], "fleet-not-a-file"],
  ["results elsewhere", ["--out={dir}/../../{stem}.png"], "fleet-outside-root"],
  ["a file that is not there", ["--labels=labels.txt"], "usage-bad-value"],
])("a worker does not do what asks for %s", async (_, settings, expected) => {
  await inFolder([], async (folder) => {
    await expect(unpackSettings({ settings, files: {} }, folder)).rejects.toThrow(code(expected));
  });
});

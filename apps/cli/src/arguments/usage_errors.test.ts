// What is typed wrongly: each error says what was wrong, and what to type.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../errors/errors.ts";
import { type Command, parseArguments } from "./arguments.ts";

const vocabulary = { colormaps: ["signed", "jet", "turbo", "viridis"] };
const parse = (line: string): Command => parseArguments(line.split(" ").filter((word) => word !== ""), vocabulary);

describe("usage errors say what was wrong and what to do", () => {
  test.each([
    ["", "usage-no-input", /No picture was given.*samples\/chelsea\.png/],
    ["--modle x a.png", "usage-unknown-option", /no option --modle\. Did you mean --model\?/],
    ["-x a.png", "usage-unknown-option", /no option -x\. All options/],
    ["-o x.png a.png", "usage-unknown-option", /no option -o\. --out TEMPLATE names the picture/],
    ["--output x.png a.png", "usage-bad-value", /--out TEMPLATE names the picture/],
    ["-r photos", "usage-unknown-option", /no option -r\. A pattern reaches any depth/],
    ["--jobs 4 a.png", "usage-unknown-option", /no option --jobs\. Every core is at work by itself/],
    ["--target-layer layer4 a.png", "usage-unknown-option", /no option --target-layer\. --layer NAME/],
    ["--zzz a.png", "usage-unknown-option", /no option --zzz\. All options/],
    ["--list-devices a.png", "usage-contradiction", /"a\.png" is one word too many/],
    ["--list-devices --method cam", "usage-contradiction", /--list-devices takes --json, not --method/],
    ["--input 0 a.png", "usage-bad-value", /--input: "0" is neither a side in pixels, such as 320, nor height times width, such as 480x320/],
    ["--input 480x a.png", "usage-bad-value", /--input: "480x"/],
    ["--stem stride=1 a.png", "usage-bad-value", /--stem: the stem is said to be "stride=1"; expected .* such as stride=1,pool=none/],
    ["--class tabby,,lynx a.png", "usage-bad-value", /empty place between its commas/],
    ["--view postive a.png", "usage-bad-value", /"postive" is not one of signed, positive, minmax\. Did you mean positive\?/],
    ["--colormap viridis a.png", "usage-contradiction", /viridis has no neutral colour for zero, which --view signed \(the default\) needs: add --view positive or --view minmax\./],
    ["--colormap signed --view positive a.png", "usage-contradiction", /the neutral colour of --colormap signed is not where --view positive has no evidence: add --view signed\./],
    ["--scale 40 --view minmax a.png", "usage-contradiction", /--view minmax sets its own scale/],
    ["--scale 0 a.png", "usage-bad-value", /"0" is neither a number above 0, such as 40, nor common/],
    ["--scale many a.png", "usage-bad-value", /"many" is neither a number above 0/],
    ["--legend --no-legend a.png", "usage-contradiction", /exclude each other/],
    ["--compat torch-cam --legend a.png", "usage-contradiction", /--legend cannot be chosen/],
    ["--colormap virdis a.png", "usage-bad-value", /Did you mean viridis\?/],
    ["--device tpu a.png", "usage-bad-value", /auto, gpu, cpu/],
    ["--compat keras a.png", "usage-bad-value", /is not one of article, pytorch-grad-cam, torch-cam/],
    ["--method gradcam a.png", "usage-bad-value", /"gradcam" is not one of cam, .*, all\. Did you mean grad-cam\?/],
    ["--method cam,,grad-cam a.png", "usage-bad-value", /empty place/],
    ["--method score-cam --compat torch-cam a.png", "usage-contradiction", /torch-cam has no Score-CAM\. It has cam, grad-cam, xgrad-cam, layer-cam\./],
    ["--method cam --compat pytorch-grad-cam a.png", "usage-contradiction", /pytorch-grad-cam has no CAM\. It has grad-cam/],
    ["--method grad-cam --compat article a.png", "usage-contradiction", /article has no Grad-CAM\. It has cam\./],
    ["--layer layer5 a.png", "usage-bad-value", /"layer5" is not one of stem, .*nor a block such as layer3\.0\. Did you mean layer1\?/],
    ["--layer layer3.00 a.png", "usage-bad-value", /"layer3\.00"/],
    ["--layer layer3 a.png", "usage-contradiction", /CAM is made of what lies behind the last layer, and so fits that only, not layer3\. Use --method grad-cam/],
    ["--method cam,grad-cam --layer layer2,layer3 a.png", "usage-contradiction", /add --layer last/],
    ["--layer layer3,layer4 a.png", "usage-contradiction", /--layer layer3 is used by none of cam/],
    ["--method input-gradient --layer layer4 a.png", "usage-contradiction", /--layer layer4 is used by none of input-gradient/],
    ["--method input-gradient --layer layer3 a.png", "usage-contradiction", /--layer layer3 is used by none of input-gradient/],
    ["--layers-as mode a.png", "usage-bad-value", /separate, mean, max, product/],
    ["--layers-as mean a.png", "usage-contradiction", /several layers, and last is one/],
    ["--target logits a.png", "usage-bad-value", /Did you mean logit\?/],
    ["--smooth eigen a.png", "usage-bad-value", /augment, component/],
    ["--contrast 1 a.png", "usage-bad-value", /not of the form A:B or A:B:alpha/],
    ["--contrast a:b:1:2 a.png", "usage-bad-value", /not of the form/],
    ["--contrast a:b:zero a.png", "usage-bad-value", /strength "zero" is not a number above 0/],
    ["--contrast 1:2:0 a.png", "usage-bad-value", /strength "0"/],
    ["--contrast 1:2 --class 3 a.png", "usage-contradiction", /--class cannot be chosen with it/],
    ["--contrast 1:2 --target probability a.png", "usage-contradiction", /--target cannot be chosen with it/],
    ["--compat torch-cam --view positive a.png", "usage-contradiction", /--view cannot be chosen/],
    ["--compat article --smooth component a.png", "usage-contradiction", /--smooth cannot be chosen/],
    ["--compat torch-cam --smooth augment a.png", "usage-contradiction", /--smooth cannot be chosen/],
    ["--compat pytorch-grad-cam --layer layer3,layer4 --layers-as mean a.png", "usage-contradiction", /--layers-as cannot be chosen/],
    ["--compat article --sheet s.png a.png", "usage-contradiction", /--sheet cannot be chosen/],
    ["--compat article --box a.png", "usage-contradiction", /--box cannot be chosen/],
    ["--threshold 0.2 a.png", "usage-contradiction", /add --box or --mask/],
    ["--box --threshold 2 a.png", "usage-bad-value", /--threshold: "2" is not a number from 0 \(the whole of what is positive\) to 1/],
    ["--mask - a.png", "usage-contradiction", /--mask cannot go to standard output; give it a name such as '\{dir\}\/\{stem\}\.mask\.png'/],
    ["--mask m.jpg a.png", "usage-bad-value", /must end in \.png/],
    ["--mask {stem}.mask.png --class top2 a.png", "usage-contradiction", /put \{class\} into --mask/],
    ["--mask x.png --out x.png a.png", "usage-contradiction", /--mask names the same file as another option: "x\.png"/],
    ["--sheet x.png --out x.png a.png", "usage-contradiction", /--sheet names the same file/],
    ["--boxes b.json a.png", "usage-contradiction", /--boxes belongs to the metrics.*add --metrics/],
    ["--curves c.svg a.png", "usage-contradiction", /--curves belongs to the metrics/],
    ["--metrics --contrast 1:2 a.png", "usage-contradiction", /--contrast cannot be chosen with it/],
    ["--metrics --curves c.png a.png", "usage-bad-value", /must end in \.svg/],
    ["--metrics --curves {method}.svg a.png", "usage-bad-value", /\{method\} is not known/],
    ["--metrics --curves c.svg --class top2 --out {class}.png a.png", "usage-contradiction", /put \{class\} into --curves/],
    ["--metrics --curves - a.png", "usage-contradiction", /--curves cannot go to standard output/],
    ["--sheet - a.png", "usage-contradiction", /--sheet cannot go to standard output/],
    ["--sheet {class}.png a.png", "usage-bad-value", /\{class\} is not known; there are \{dir\}, \{stem\}, \{ext\}\./],
    ["--sheet s.npy a.png", "usage-bad-value", /must end in \.png, \.jpg or \.jpeg/],
    ["--compat article --contrast 1:2 a.png", "usage-contradiction", /--contrast cannot be chosen/],
    ["--alpha 1.5 a.png", "usage-bad-value", /"1\.5" is not a number from 0/],
    ["--alpha=-0.1 a.png", "usage-bad-value", /"-0\.1"/],
    ["--alpha half a.png", "usage-bad-value", /"half"/],
    ["--class top0 a.png", "usage-bad-value", /top1 to top1000/],
    ["--out {stem} a.png", "usage-bad-value", /must end in \.png, \.jpg or \.jpeg/],
    ["--raw {stem}.png a.png", "usage-bad-value", /must end in \.npy/],
    ["--json=yes a.png", "usage-bad-value", /--json takes no value; "yes"/],
    ["a.png --out", "usage-missing-value", /--out needs a value: --out TEMPLATE/],
    ["a.png --model --json", "usage-missing-value", /--model needs a value/],
    ["a.png --class=", "usage-missing-value", /--class needs a value/],
    ["--compat article --view signed a.png", "usage-contradiction", /--view cannot be chosen/],
    ["--compat article --crop a.png", "usage-contradiction", /--crop/],
    ["--compat article --colormap jet a.png", "usage-contradiction", /--colormap/],
    ["--compat article --alpha 1 a.png", "usage-contradiction", /--alpha/],
    ["--force --skip-existing a.png", "usage-contradiction", /--force replaces what exists and --skip-existing leaves it/],
    ["--metrics --skip-existing a.png", "usage-contradiction", /--metrics judges all photographs, so --skip-existing cannot/],
    ["--out - --skip-existing a.png", "usage-contradiction", /--skip-existing looks for files, and --out - writes none/],
    ["-q -v a.png", "usage-contradiction", /exclude each other/],
    ["--out - --json a.png", "usage-contradiction", /both want standard output/],
    ["--out - a.png b.png", "usage-contradiction", /holds one picture, and 2 were given/],
    ["--raw - a.png", "usage-contradiction", /--raw cannot go to standard output/],
    ["--class top2 --out x.png a.png", "usage-contradiction", /put \{class\} into --out "x\.png"/],
    ["--class top2 --out - a.png", "usage-contradiction", /several classes/],
    ["--class top2 --raw {stem}.npy a.png", "usage-contradiction", /into --raw/],
    ["--method all --out - a.png", "usage-contradiction", /several methods need several names: put \{method\} into --out/],
    ["--method grad-cam --layer layer2,layer3 --raw {stem}.npy a.png", "usage-contradiction", /several layers need several names: put \{layer\} into --raw/],
  ])("%s", (line, code, message) => {
    expect(() => parse(line)).toThrow(message);
    expect(() => parse(line)).toThrow(expect.objectContaining({ code, name: "UsageError" }));
  });

  test("whatever is typed: a command or a UsageError", () => {
    const known = ["--out", "--class", "--alpha", "--json", "--method", "--layer", "--contrast", "all", "1:2", "tune", "-", "--", "-qv", "--no-json", "--__proto__", "--toString=1", "a.png"];
    const word = fc.oneof(fc.string(), fc.constantFrom(...known));
    fc.assert(fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
      try {
        expect(["help", "version", "list-devices", "tune", "explain"]).toContain(parseArguments(argv, vocabulary).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }), { seed: 3, numRuns: 500 });
  });
});

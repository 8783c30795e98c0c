// English, and with it the list of everything the page says.
import type { Method } from "@camlucida/cam";
import type { ViewChoice } from "../drawing/draw.ts";
import type { EngineProgress } from "../engine/protocol.ts";
import { adviceOn } from "./error_advice.ts";
import { duration, megabytes } from "./language.ts";

export const english = {
  tagline: "See what a neural network sees in a photograph, and where.",
  privacy: "Your pictures never leave this device: everything is computed in this page.",
  language: "Language",
  theme: "Theme",
  themes: { system: "system", light: "light", dark: "dark" },
  modes: { photo: "Photograph", live: "Live video", inside: "Look inside", learn: "Learn" },
  sections: { photo: "Photograph", model: "Network", classes: "What it sees", view: "How it is drawn", cell: "Why here", whatIf: "What if", keep: "Keep it" },
  photo: {
    choose: "Choose a picture", camera: "Take a photo", drop: "Drop a picture anywhere, paste one, or try a sample.",
    pictureOf: (name: string, subject: string, way: string) => `${name}, ${subject}: ${way}`,
    sample: (title: string) => `Sample: ${title}`,
    snap: "Take it", cancel: "Cancel", viewfinder: "What the camera sees",
    unseen: "Choose a picture to begin.",
    gone: (name: string) => `${name} was your own picture: no address holds it. Choose it again to go on with it.`,
  },
  precomputed: (model: string) => `Computed beforehand with ${model}. Load the network to see your own pictures.`,
  computedHere: (model: string) => `Computed on this device with ${model}: what you show it stays here.`,
  model: {
    none: "No network is loaded yet.",
    load: (bytes: number) => `Load the network (${megabytes(bytes)} MB, once)`,
    loadHalf: (bytes: number) => `Half precision (${megabytes(bytes)} MB)`,
    halfNote: "Half the download. Over 68 pictures: the same best class in all, the same five in 67, maps within 0.4 %.",
    other: "Another network, another device",
    networks: "The network", offered: (name: string, half: boolean, bytes: number) => `${name}, ${half ? "half" : "full"} precision (${megabytes(bytes)} MB)`, ownFile: (name: string) => `${name}, your own file`,
    own: "Your own network (.onnx, .pth, .safetensors)", ownFolder: "A folder",
    ownNote: "Or drop it anywhere, with its labels, the data file of an .onnx and a photograph, if you like. Any convolutional network as ONNX; as PyTorch's weights the families of torchvision, by its names or those of timm and transformers. It is read here; nothing is uploaded.",
    facts: (name: string, architecture: string, classes: number) => `${name} · ${architecture} · ${classes} ${classes === 1 ? "class" : "classes"}`,
    half: "half precision",
    input: (width: number, height: number, said: readonly string[]) => `It looks at ${width}×${height} pixels${said.length > 0 ? `, prepared as ${said.join(" and ")} says` : ""}.`,
    on: (kind: "gpu" | "cpu", name: string) => `${kind === "gpu" ? "On the GPU" : "On the CPU"}: ${name}.`,
    deviceName: (name: string) => name,
    reasons: {
      chosen: "As you chose.",
      "hardware-gpu": "A GPU, faster than the CPU.",
      "no-webgpu": "This browser has no WebGPU, so the network runs on the CPU. A current Chrome, Edge or Safari is several times faster where there is a GPU.",
      "insecure-page": "Browsers offer WebGPU only to pages that come over https, which this one does not: the network runs on the CPU.",
      "no-adapter": "This browser has WebGPU, but no GPU for it on this computer: there is none, its driver is not trusted, or hardware acceleration is switched off in the browser's settings. The network runs on the CPU.",
      "software-gpu-is-slower": "The only GPU here is imitated by software, which is slower than the CPU.",
      "gpu-failed": "The GPU could not be used, so the CPU does the work.",
    },
    software: "This GPU is imitated by software: expect it to be slow.",
    tune: "Measure this GPU", tuneNote: "Every layer by every algorithm, a minute or two, once: everything is faster from then on.",
    tuned: (layers: number) => `Measured: ${layers} kinds of layer now run by what is fastest here.`,
    device: "Compute on",
    devices: { auto: "whatever is faster", gpu: "GPU", cpu: "CPU" },
    recovering: "The GPU was lost. Starting again …",
    recovered: (name: string) => `Recovered. Now on ${name}.`,
    cancel: "Cancel",
  },
  progress: (progress: EngineProgress): string => {
    switch (progress.phase) {
      case "looking": return "Looking for the network on this device …";
      case "downloading": return `Downloading ${megabytes(progress.loaded)} of ${megabytes(progress.total)} MB`;
      case "verifying": return "Verifying every byte (SHA-256) …";
      case "reading": return "Reading the weights …";
      case "preparing": return "Preparing the network …";
      case "tuning": return `Measuring: ${progress.done} of ${progress.total} kinds of layer`;
      case "passes": return `${progress.method}: ${progress.done} of ${progress.total} passes, about ${duration(progress.left, "s", "min")} left`;
    }
  },
  working: "Looking …",
  seen: (label: string, percent: string) => `It sees: ${label}, ${percent}.`,
  passes: (count: number, ms: number) => `${count} forward ${count === 1 ? "pass" : "passes"}, the last in ${ms.toFixed(0)} ms`,
  classes: {
    top: "Most probable", search: "Search all classes", found: (count: number) => `${count} found`,
    logit: "logit", pin: (label: string) => `Pin ${label}`, unpin: (label: string) => `Unpin ${label}`,
    pinned: "Compare", compareHint: "Pin two classes to see them side by side.",
    drawnAs: (view: string, colours: string) => `Both drawn as “${view}” in the colours “${colours}”.`,
    oneScale: "One scale for both: the same colour means the same value.",
    ownScales: "Each on a scale of its own: the same colour means other values, so compare the numbers.",
    slowPair: (method: string) => `${method} takes many passes for each of the two.`, computePair: "Compute both",
    ofNone: "Whatever the class", sameForAll: (method: string) => `${method} knows no class: its map is the same for all of them.`,
    sigmoid: "One logit: the percentage is its sigmoid.",
    contrast: (a: string, b: string) => `For ${a} rather than ${b}`, contrastShare: "How much of the second is taken away",
  },
  view: {
    view: "View",
    views: { signed: "signed", positive: "positive", minmax: "min–max", article: "the article's" },
    viewNotes: {
      signed: "Orange and yellow speak for the class, blue against it; where nothing speaks there is no colour.",
      positive: "Only what speaks for the class.",
      minmax: "From the lowest value to the highest: always a hot spot, even where there is none.",
      article: "The picture of the classic PyTorch and OpenCV tutorial, bit for bit.",
    },
    viewNotesOfNone: {
      signed: "Orange and yellow: more of what the layer sees most of than on average; blue: less.",
      positive: "Only where there is more of what the layer sees most of than on average.",
    } as Partial<Record<ViewChoice, string>>,
    lineNote: "Lines at ¼, ½ and ¾ of the scale, dashed below zero.",
    colours: "Colours", opacity: "Opacity", cells: "Raw cells", oneScale: "One scale for all classes (CAM)", method: "Method", layer: "Layer", framing: "What it is shown",
    framings: { squash: "the whole picture, squashed", crop: "the centre" },
    methodUse: ({ use }: Pick<Method, "name" | "use">) => use,
    notHere: "not for this network", usual: (method: string) => `${method} is what explains this network unless you choose another method.`,
    whyNot: (methods: readonly string[], code: string) => `Not defined here: ${methods.join(" and ")}, as ${whyNot[code] ?? adviceOn(code, "en")}.`,
    cost: { "nothing": "costs nothing", "backward": "one backward pass", "passes": "many forward passes" },
    empty: {
      "not-finite": "This map is not usable: some of its values are not finite.",
      "zero": "No evidence for or against this class: the map is zero everywhere.",
      "never-positive": "No positive evidence for this class.",
      "flat": "The evidence for this class is the same everywhere: no place stands out.",
    },
    emptyOfNone: {
      "not-finite": "This map is not usable: some of its values are not finite.",
      "zero": "The map is zero everywhere.",
      "never-positive": "The map is positive nowhere.",
      "flat": "The map is the same everywhere: no place stands out.",
    },
    units: { logits: "logits", score: "units of the score", features: "units of the features" }, lines: (values: string) => `Lines at ${values}.`, pixels: "pixels", noLoad: "Load the network to use other methods.",
  },
  cell: {
    hint: "Move over the picture, or use the arrow keys on it, to ask about a cell.",
    here: (value: string, unit: string) => `The map is ${value} ${unit} here.`,
    adds: (share: string, cells: number, to: string) => `Divided by its ${cells} cells, this cell adds ${share} to ${to}.`,
    logitOf: (label: string) => `the logit of ${label}`,
    difference: (a: string, alpha: string, b: string) => `the logit of ${a} less ${alpha} × that of ${b}`,
    parts: (a: string, first: string, alpha: string, b: string, second: string) => `That is ${first} for ${a}, less ${alpha} × ${second} for ${b}.`,
    apart: (a: string, first: string, b: string, second: string) => `Alone, ${a} has ${first} here and ${b} has ${second}. This method's map of a difference is not the difference of the maps.`,
    noParts: "Both parts of the difference come when both maps have been computed.",
    where: (row: number, column: number, rows: number, columns: number) => `row ${row} of ${rows}, column ${column} of ${columns}`,
    means: (method: string) => meanings[method] ?? "",
    atLast: "At the last layer this is what the cell adds to the logit.",
    noChannels: {
      "a pattern": "A principal component is one pattern over all channels: no channel has a share of its own to name.",
      "pixels": "A map of pixels is behind all layers: there are no channels to name.",
    },
    channels: (whole: string) => `Its strongest channels, as parts of ${whole}`, channel: (channel: number) => `channel ${channel}`,
    proof: (mean: string, bias: string, sum: string, logit: string) => `Mean of all cells ${mean} + bias ${bias} = ${sum}; the network's logit is ${logit}.`,
    proofOf: (label: string, proof: string) => `${label}: ${proof}`,
    residual: (residual: string) => `Difference: ${residual}`,
    noFeatures: "Load the network to see the channels.",
    grid: "Cells of the map. Arrow keys move from cell to cell, with Shift further.",
  },
  whatIf: {
    canvas: "The picture under the brush. Arrow keys move the brush, with Shift further; the space bar paints.",
    start: "Brush something away", stop: "Stop brushing", size: "Brush", undo: "Bring it back",
    hint: "Paint over what the network shall not see, then let go. Or erase the selected cell with the Delete key.",
    change: (label: string, before: string, after: string, difference: string) => `${label}: logit ${before} → ${after} (${difference})`,
    eraseCell: "Erase the selected cell",
  },
  keep: { png: "Picture (.png)", npy: "Map (.npy)", json: "Everything (.json)", link: "Copy a link to these settings", copied: "Copied.", copiedOwn: "Copied. Your own picture is not in the link: it opens with these settings on a sample." },
  live: {
    camera: "Start the camera", file: "Play a video file", stop: "Stop", pause: "Pause and inspect", rate: (fps: string, ms: string) => `${fps} frames a second, ${ms} ms each`,
    naming: "Name what it sees (a small readback twice a second)",
    video: "Live video with the evidence map over it", needsModel: "Load the network first.",
    gradCam: "This network has no class maps, so every frame is shown with Grad-CAM at the last layer: a backward pass more, in the same go.",
  },
  inside: {
    intro: "The network as its paper draws it or its file says it, nothing folded: boxes are as high as their maps and as wide as they have channels. Choose a stage, then a layer.",
    whole: "The whole network", openAll: "Open all", closeAll: "Close all", smaller: "Smaller", larger: "Larger",
    count: (layers: number) => `${layers} layers`, reads: (names: string) => `reads ${names}`, readBy: (names: string) => `read by ${names}`,
    walk: "With the keyboard: arrows go along the lines and to what stands beside, Home and End to the first and last, Enter opens.",
    needs: "Load the network and choose a photograph first.", network: "The network", layers: (stage: string) => `Layers of ${stage}`, choose: "Choose a layer to see what it made of the photograph, and the shader that computed it.",
    shape: "Shape", parameters: "Parameters", operations: "Operations", bytes: "Least traffic", time: "Time here", rate: "Rate", none: "none",
    maps: (shown: number, all: number) => `Feature maps: ${shown} of ${all}`, more: "Show more", source: "The shader (WGSL)", measure: "Measure every layer", measuring: "Measuring …",
    onCpu: "On the CPU the same step is computed in WebAssembly or TypeScript; this is what a GPU would run.",
    timesNote: (sum: string) => `${sum} in all: the network as it is drawn here, every step computed by itself. A photograph is seen by the same network with these steps fused, which takes less.`,
    numbers: "Values",
  },
  sources: {
    mark: (name: string, file: string) => `Code: ${name} in ${file}`, text: (path: string) => `Source: ${path}`,
    code: "Code:",
    marks: {
      probability: "probability", logit: "logit", ranking: "order", map: "map", scale: "scale", enlarge: "enlargement", tint: "colours", lines: "lines", legend: "legend", picture: "picture",
      value: "value", share: "share", channels: "channels", features: "feature maps", proof: "proof", framing: "framing", normalisation: "normalisation", erased: "what is taken away", pass: "forward pass",
      screen: "screen", rate: "rate", recognised: "which network", device: "which device", preprocessing: "preprocessing", obtained: "download, verified", tuned: "measuring",
      step: "step", shader: "shader", reference: "reference", gradient: "gradient", work: "operations", time: "time", network: "the network", fused: "fusing", drawing: "drawing",
    },
    line: (line: number) => `line ${line}`, names: (count: number) => `Defined in this file: ${count}`, loading: "Fetching the source …", close: "Close",
  },
  learn: {
    contents: "Contents", opening: "Opening …", turning: "Chapters before and after", previous: "Before", next: "Next",
    overTiny: "Live over the tiny network that comes with this page. Use another network or photograph", overOpen: (name: string) => `Live over ${name}. Use another network or photograph`,
  },
  error: { title: "That did not work", close: "Close", detail: "In detail:", advice: (code: string): string => adviceOn(code, "en") },
};

/** Why a method is not defined for a network. */
const whyNot: Readonly<Record<string, string>> = {
  "no-class-maps": "more than pooling, normalisation and one linear layer lies behind the last layer",
  "no-guided-gradient": "they are for ReLU and its like only, and this network has other activations",
};

/** What a method's value at one place is. CAM's is said in full beside it. */
const meanings: Readonly<Record<string, string>> = {
  "cam": "",
  "grad-cam": "The layer's activations here, each channel weighed by its mean gradient.",
  "grad-cam++": "The layer's activations here, each channel weighed by its positive gradients, every place with some counting alike.",
  "hirescam": "The layer's activations here times the gradient at this very place: to first order, what the place contributes to the score.",
  "xgrad-cam": "The layer's activations here, each channel weighed by its gradient where it is active.",
  "layer-cam": "The layer's activations here times the gradient at this very place where that is positive: never below zero.",
  "eigen-cam": "How much of the layer's main pattern is here, more or less than on average: no evidence for or against any class.",
  "eigengrad-cam": "How much of the main pattern of activations times gradients is here, more or less than on average.",
  "ablation-cam": "The layer's activations here, each channel weighed by the share of the score that is lost without it.",
  "score-cam": "The layer's activations here, each channel weighed by the probability that is left when only its region is seen.",
  "input-gradient": "By how much the score would change with this pixel, in the colour channel where it would change most.",
  "guided-backpropagation": "The gradient of this pixel, passed back along positive ways only: what the network uses, no rate of change.",
  "guided-grad-cam": "Guided backpropagation of this pixel times Grad-CAM, where that is positive.",
};

export type Text = typeof english;

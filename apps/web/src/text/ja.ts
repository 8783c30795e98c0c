// 日本語。
import type { Text } from "./en.ts";
import { adviceOn } from "./error_advice.ts";
import { duration, megabytes } from "./language.ts";

const deviceName = (name: string): string => name.replace(/, (one|\d+) threads?$/, (_, count: string) => `、${count === "one" ? 1 : count} スレッド`);

export const japanese: Text = {
  tagline: "ニューラルネットワークが写真の何を、どこに見ているのか。",
  privacy: "画像がこの端末の外に出ることはありません。計算はすべてこのページの中で行われます。",
  language: "言語",
  theme: "テーマ",
  themes: { system: "システム", light: "ライト", dark: "ダーク" },
  modes: { photo: "写真", live: "ライブ映像", inside: "内部を見る", learn: "学ぶ" },
  sections: { photo: "写真", model: "ネットワーク", classes: "見えているもの", view: "描き方", cell: "なぜここか", whatIf: "もしも", keep: "保存" },
  photo: {
    choose: "画像を選ぶ", camera: "カメラで撮る", drop: "画像をドロップするか貼り付けてください。サンプルも試せます。",
    pictureOf: (name, subject, way) => `${name}、${subject}：${way}`,
    sample: (title) => `サンプル：${title}`,
    snap: "撮影", cancel: "やめる", viewfinder: "カメラの映像",
    unseen: "まず画像を選んでください。",
    gone: (name) => `${name} は手元の画像なので、アドレスには含まれません。続けるにはもう一度選んでください。`,
  },
  precomputed: (model) => `${model} であらかじめ計算した結果です。手元の画像を見るにはネットワークを読み込んでください。`,
  computedHere: (model) => `この端末で ${model} により計算した結果です。画像は外に出ません。`,
  model: {
    none: "ネットワークはまだ読み込まれていません。",
    load: (bytes) => `ネットワークを読み込む（${megabytes(bytes)} MB、初回のみ）`,
    loadHalf: (bytes) => `半精度（${megabytes(bytes)} MB）`,
    halfNote: "ダウンロード量は半分。68 枚で測定：1 位はすべて同じ、上位 5 件は 67 枚で同じ、マップの差は 0.4 % 以内。",
    other: "別のネットワーク、別の計算方法",
    networks: "使うネットワーク", offered: (name, half, bytes) => `${name}、${half ? "半精度" : "全精度"}（${megabytes(bytes)} MB）`, ownFile: (name) => `${name}（自分のファイル）`,
    own: "自分のネットワーク（.onnx、.pth、.safetensors）", ownFolder: "フォルダーごと",
    ownNote: "ページのどこにでもドロップできます。ラベル、.onnx のデータファイル、写真を一緒に置いてもかまいません。ONNX なら畳み込みネットワーク全般、PyTorch の重みなら torchvision にある種類を、torchvision、timm、transformers のどの名前でも読みます。このページで読み込むだけで、送信はしません。",
    facts: (name, architecture, classes) => `${name} · ${architecture} · ${classes} クラス`,
    half: "半精度",
    input: (width, height, said) => `入力は ${width}×${height} 画素${said.length > 0 ? `（前処理は ${said.join("、")} のとおり）` : ""}。`,
    on: (kind, name) => `${kind === "gpu" ? "GPU" : "CPU"} で計算：${deviceName(name)}。`,
    deviceName,
    reasons: {
      chosen: "選択どおりです。",
      "hardware-gpu": "CPU より速い GPU です。",
      "no-webgpu": "このブラウザーには WebGPU がないため CPU で計算します。GPU があれば、最新の Chrome、Edge、Safari では数倍速くなります。",
      "insecure-page": "WebGPU は https で開いたページだけで使えます。このページはそうではないため、CPU で計算します。",
      "no-adapter": "このブラウザーには WebGPU がありますが、この端末で使える GPU がありません（GPU がない、ドライバーが信頼されていない、またはブラウザーの設定でハードウェア アクセラレーションが無効）。CPU で計算します。",
      "software-gpu-is-slower": "ソフトウェアで模した GPU しかなく、CPU のほうが速いため CPU を使います。",
      "gpu-failed": "GPU を使えなかったため CPU で計算します。",
    },
    software: "この GPU はソフトウェアで模したものです。時間がかかります。",
    tune: "この GPU を計測", tuneNote: "各層を全アルゴリズムで一度だけ計測します（1～2 分）。以後はすべて速くなります。",
    tuned: (layers) => `計測しました。${layers} 種類の層を最速の方法で計算します。`,
    device: "計算する場所",
    devices: { auto: "速いほう", gpu: "GPU", cpu: "CPU" },
    recovering: "GPU が失われました。やり直しています…",
    recovered: (name) => `復旧しました。現在は ${name}。`,
    cancel: "やめる",
  },
  progress: (progress) => {
    switch (progress.phase) {
      case "looking": return "この端末にネットワークがあるか確かめています…";
      case "downloading": return `ダウンロード中 ${megabytes(progress.loaded)} / ${megabytes(progress.total)} MB`;
      case "verifying": return "全バイトを検証しています（SHA-256）…";
      case "reading": return "重みを読んでいます…";
      case "preparing": return "ネットワークを準備しています…";
      case "tuning": return `計測中：${progress.total} 種類の層のうち ${progress.done}`;
      case "passes": return `${progress.method}：${progress.done} / ${progress.total} 回、あと約 ${duration(progress.left, "秒", "分")}`;
    }
  },
  working: "見ています…",
  seen: (label, percent) => `見えているもの：${label}、${percent}。`,
  passes: (count, ms) => `順伝播 ${count} 回、直近は ${ms.toFixed(0)} ms`,
  classes: {
    top: "確率の高い順", search: "すべてのクラスから探す", found: (count) => `${count} 件`,
    logit: "ロジット", pin: (label) => `${label} を留める`, unpin: (label) => `${label} を外す`,
    pinned: "比べる", compareHint: "二つのクラスを留めると、並べて表示します。",
    drawnAs: (view, colours) => `どちらも表示は「${view}」、配色は「${colours}」。`,
    oneScale: "尺度は共通です。同じ色は同じ値を表します。",
    ownScales: "尺度はそれぞれ別です。同じ色でも値は異なるので、数値で比べてください。",
    slowPair: (method) => `${method} は、二つのどちらにも順伝播が多数回必要です。`, computePair: "両方を計算",
    ofNone: "クラスによらない", sameForAll: (method) => `${method} はクラスを区別しません。マップはどのクラスでも同じです。`,
    sigmoid: "ロジットは一つだけです。割合はそのシグモイドです。",
    contrast: (a, b) => `${b} ではなく ${a} である根拠`, contrastShare: "二つ目をどれだけ差し引くか",
  },
  view: {
    view: "表示",
    views: { signed: "符号つき", positive: "正のみ", minmax: "最小–最大", article: "記事の図" },
    viewNotes: {
      signed: "橙から黄はそのクラスを支持し、青は否定します。根拠のない場所に色はありません。",
      positive: "そのクラスを支持するものだけ。",
      minmax: "最小値から最大値まで。根拠がなくても必ずどこかが強調されます。",
      article: "PyTorch と OpenCV による定番チュートリアルの図をビット単位で再現。",
    },
    viewNotesOfNone: {
      signed: "橙から黄は層が主に捉えているものが平均より多い場所、青は少ない場所です。",
      positive: "層が主に捉えているものが平均より多い場所だけ。",
    },
    lineNote: "線は尺度の 1/4、1/2、3/4（0 より下は破線）。",
    colours: "配色", opacity: "不透明度", cells: "生のセル", oneScale: "全クラスを同じ尺度で（CAM）", method: "手法", layer: "層", framing: "見せる範囲",
    framings: { squash: "全体を正方形に縮める", crop: "中央" },
    methodUse: ({ name, use }) => methodUses[name] ?? use,
    notHere: "このネットワークでは不可", usual: (method) => `このネットワークでは、ほかの手法を選ばないかぎり ${method} を使います。`,
    whyNot: (methods, code) => `${methods.join("と")}は定義されません（${whyNot[code] ?? adviceOn(code, "ja")}）。`,
    cost: { "nothing": "追加の計算なし", "backward": "逆伝播 1 回", "passes": "順伝播を多数回" },
    empty: {
      "not-finite": "有限でない値があるため、このマップは使えません。",
      "zero": "このクラスを支持する根拠も否定する根拠もありません（すべて 0）。",
      "never-positive": "このクラスを支持する根拠はありません。",
      "flat": "根拠はどこも同じで、際立つ場所はありません。",
    },
    emptyOfNone: {
      "not-finite": "有限でない値があるため、このマップは使えません。",
      "zero": "マップはどこも 0 です。",
      "never-positive": "マップに正の値はありません。",
      "flat": "マップはどこも同じで、際立つ場所はありません。",
    },
    units: { logits: "ロジット", score: "スコアの単位", features: "特徴の単位" }, lines: (values) => `線は ${values}。`, pixels: "画素", noLoad: "ほかの手法を使うにはネットワークを読み込んでください。",
  },
  cell: {
    hint: "画像の上を動かすか、矢印キーでセルを選んでください。",
    here: (value, unit) => `ここのマップの値は ${value}（${unit}）。`,
    adds: (share, cells, to) => `全 ${cells} セルで割った ${share} が、このセルが${to}に加える分です。`,
    logitOf: (label) => `「${label}」のロジット`,
    difference: (a, alpha, b) => `「${a}」のロジットから「${b}」のロジットの ${alpha} 倍を引いた値`,
    parts: (a, first, alpha, b, second) => `内訳：「${a}」の ${first} から、「${b}」の ${second} の ${alpha} 倍を引いたもの。`,
    apart: (a, first, b, second) => `単独では「${a}」が ${first}、「${b}」が ${second}。この手法では、差のマップはマップの差になりません。`,
    noParts: "両方のマップを計算し終えると、差の内訳を表示します。",
    where: (row, column, rows, columns) => `${rows} 行中 ${row} 行目、${columns} 列中 ${column} 列目`,
    means: (method) => meanings[method] ?? "",
    atLast: "最終層では、これがそのままセルがロジットに加える分です。",
    noChannels: {
      "a pattern": "主成分は全チャネルにわたる一つのパターンなので、チャネルごとの分け前はありません。",
      "pixels": "画素のマップはすべての層を遡ったものなので、示すべきチャネルはありません。",
    },
    channels: (whole) => `寄与の大きいチャネル（${whole} の内訳）`, channel: (channel) => `チャネル ${channel}`,
    proof: (mean, bias, sum, logit) => `全セルの平均 ${mean} + バイアス ${bias} = ${sum}。ネットワークのロジットは ${logit}。`,
    proofOf: (label, proof) => `「${label}」：${proof}`,
    residual: (residual) => `差：${residual}`,
    noFeatures: "チャネルを見るにはネットワークを読み込んでください。",
    grid: "マップのセル。矢印キーで移動します。Shift を押すと大きく動きます。",
  },
  whatIf: {
    canvas: "ブラシの下の画像。矢印キーでブラシを動かし（Shift で大きく）、スペースキーで塗ります。",
    start: "ブラシで消す", stop: "ブラシを終える", size: "ブラシの太さ", undo: "元に戻す",
    hint: "ネットワークに見せたくない部分を塗って離してください。選んだセルは Delete キーでも消せます。",
    change: (label, before, after, difference) => `${label}：ロジット ${before} → ${after}（${difference}）`,
    eraseCell: "選んだセルを消す",
  },
  keep: { png: "画像 (.png)", npy: "マップ (.npy)", json: "すべて (.json)", link: "この設定へのリンクをコピー", copied: "コピーしました。", copiedOwn: "コピーしました。自分の画像はリンクに含まれません。開くと、この設定でサンプルが表示されます。" },
  live: {
    camera: "カメラを始める", file: "動画ファイルを再生", stop: "止める", pause: "止めて調べる", rate: (fps, ms) => `毎秒 ${fps} フレーム、1 フレーム ${ms} ms`,
    naming: "見えているものを表示する（毎秒 2 回だけ小さな読み出し）",
    video: "根拠マップを重ねたライブ映像", needsModel: "先にネットワークを読み込んでください。",
    gradCam: "このネットワークにはクラスマップがないため、各フレームを最終層の Grad-CAM で表示します（同じ処理の中で逆伝播が 1 回加わります）。",
  },
  inside: {
    intro: "論文の図、またはファイルの記述のとおり、層をまとめずに描いたネットワーク。箱の高さはマップの大きさ、幅はチャネル数です。段を選び、次に層を選んでください。",
    whole: "ネットワーク全体", openAll: "すべて開く", closeAll: "すべて閉じる", smaller: "縮小", larger: "拡大",
    count: (layers) => `${layers} 層`, reads: (names) => `入力は ${names}`, readBy: (names) => `出力先は ${names}`,
    walk: "キーボードでは、矢印キーで線に沿って、または隣へ移動し、Home と End で最初と最後へ、Enter で開きます。",
    needs: "先にネットワークを読み込み、写真を選んでください。", network: "ネットワークの図", layers: (stage) => `${stage} の層`, choose: "層を選ぶと、写真がどう変換されたかと、それを計算したシェーダーが見られます。",
    shape: "形", parameters: "パラメーター", operations: "演算数", bytes: "最小の転送量", time: "ここでの時間", rate: "速度", none: "なし",
    maps: (shown, all) => `特徴マップ：${all} 枚中 ${shown} 枚`, more: "もっと見る", source: "シェーダー（WGSL）", measure: "全層を計測", measuring: "計測中…",
    onCpu: "CPU では同じ処理を WebAssembly か TypeScript で計算します。これは GPU が実行するものです。",
    timesNote: (sum) => `合計 ${sum}。ここに描いたとおり、一つの処理ずつ計算したときの時間です。写真を見るときは同じ処理をまとめて計算するため、これより短くなります。`,
    numbers: "値",
  },
  sources: {
    mark: (name, file) => `コード：${file} の ${name}`, text: (path) => `ソース：${path}`,
    code: "コード：",
    marks: {
      probability: "確率", logit: "ロジット", ranking: "順位", map: "マップ", scale: "目盛り", enlarge: "拡大", tint: "着色", lines: "等高線", legend: "凡例", picture: "画像",
      value: "値", share: "寄与", channels: "チャネル", features: "特徴マップ", proof: "証明", framing: "切り出し", normalisation: "正規化", erased: "消した部分", pass: "順伝播",
      screen: "画面", rate: "速度", recognised: "ネットワークの判別", device: "デバイスの選択", preprocessing: "前処理", obtained: "ダウンロードと検証", tuned: "計測",
      step: "ステップ", shader: "シェーダー", reference: "リファレンス", gradient: "勾配", work: "演算数", time: "時間", network: "ネットワーク", fused: "融合", drawing: "図",
    },
    line: (line) => `${line} 行目`, names: (count) => `このファイルの定義：${count} 個`, loading: "ソースを読み込み中…", close: "閉じる",
  },
  learn: {
    contents: "目次", opening: "準備しています…", turning: "前後の章", previous: "前の章", next: "次の章",
    overTiny: "このページに付属する小さなネットワークで動いています。別のネットワークや写真を使う", overOpen: (name) => `${name} で動いています。別のネットワークや写真を使う`,
  },
  error: { title: "うまくいきませんでした", close: "閉じる", detail: "詳細（英語）：", advice: (code) => adviceOn(code, "ja") },
};

/** ある手法がこのネットワークに定義されないのはなぜか。 */
const whyNot: Readonly<Record<string, string>> = {
  "no-class-maps": "最終層の後に、プーリング、正規化、線形層一つのほかにも層があるため",
  "no-guided-gradient": "ReLU とその仲間のための手法で、このネットワークの活性化関数は別のものであるため",
};

/** どの手法をいつ使うか。 */
const methodUses: Readonly<Record<string, string>> = {
  "cam": "まずはこれ。最終層では厳密で、足し合わせるとロジットになります。",
  "grad-cam": "最終層より前の層の標準。粗いが安定しています。",
  "grad-cam++": "同じクラスの物が複数あるとき、すべてをより均等に示します。",
  "hirescam": "中間の層に忠実。勾配そのものが指す場所だけを示します。",
  "xgrad-cam": "Grad-CAM に似て、マップの合計がスコアに近くなる重みを使います。",
  "layer-cam": "浅い層で、クラスを支持する細部を示します。",
  "eigen-cam": "クラスによらず、画像の主な物の場所を示します。",
  "eigengrad-cam": "クラスごとの Eigen-CAM。Grad-CAM が乱れるときも滑らかです。",
  "ablation-cam": "勾配を使わず、各チャネルを除いたときにスコアが失うものを測ります。最終層以外では遅い。",
  "score-cam": "勾配を使わず、各チャネルの領域だけでクラスがどれだけ残るかを測ります。最も遅い。",
  "input-gradient": "画素ごとに、スコアを最も変えるものを示します。ノイズが多い。",
  "guided-backpropagation": "クラスによらず、ネットワークが使う輪郭や質感を鮮明に示します。",
  "guided-grad-cam": "Grad-CAM がクラスを見つけた場所だけの細部。",
};

/** ある場所での手法の値が何か。CAM については別に述べる。 */
const meanings: Readonly<Record<string, string>> = {
  "cam": "",
  "grad-cam": "この場所での層の活性を、チャネルごとの勾配の平均で重みづけした値。",
  "grad-cam++": "この場所での層の活性を、チャネルごとの正の勾配で、どの場所も均等に数えて重みづけした値。",
  "hirescam": "この場所での層の活性と、まさにこの場所の勾配との積。一次の近似で、この場所のスコアへの寄与。",
  "xgrad-cam": "この場所での層の活性を、チャネルが活性を持つ場所の勾配で重みづけした値。",
  "layer-cam": "この場所での層の活性と、まさにこの場所の正の勾配との積。負にはなりません。",
  "eigen-cam": "層の主なパターンがここに、平均と比べてどれだけあるか。どのクラスの根拠でもありません。",
  "eigengrad-cam": "活性と勾配の積の主なパターンがここに、平均と比べてどれだけあるか。",
  "ablation-cam": "この場所での層の活性を、各チャネルを除いたときに失われるスコアの割合で重みづけした値。",
  "score-cam": "この場所での層の活性を、各チャネルの領域だけを見せたときに残る確率で重みづけした値。",
  "input-gradient": "この画素によってスコアがどれだけ変わるか。最も変わる色チャネルでの値。",
  "guided-backpropagation": "正の経路だけを遡った、この画素の勾配。ネットワークが使うものを示し、変化率ではありません。",
  "guided-grad-cam": "この画素の guided backpropagation と、正の部分の Grad-CAM との積。",
};

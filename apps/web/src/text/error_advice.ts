// What went wrong and what to do next, by an error's code or by the first word of it, in every language of the page.
// The error's own message follows as a detail: it is in English, names values, and may come from any part of the engine.
import type { Language } from "./language.ts";

type Advice = Readonly<Record<Language, string>>;

const unforeseen: Advice = {
  en: "Something happened that this page did not foresee. Reload it and try again.",
  ja: "予期しない問題が起きました。ページを読み込み直して、もう一度お試しください。",
};

const incomplete: Advice = {
  en: "This site lacks some of its files, or they are damaged. Try again; if it stays so, tell whoever publishes it.",
  ja: "このサイトのファイルが足りないか壊れています。もう一度試しても変わらなければ、サイトの公開者にお知らせください。",
};

const notWhole: Advice = {
  en: "This picture is damaged, or was not copied to its end. Copy or download it again.",
  ja: "この画像は壊れているか、途中までしかコピーされていません。もう一度コピーするかダウンロードしてください。",
};

const byCode: Readonly<Record<string, Advice>> = {
  "source-unknown": {
    en: "This page has no source of that name: the link is of a newer or an older version.",
    ja: "このページにその名前のソースはありません。リンクが別の版のものです。",
  },
  "source-unreachable": {
    en: "The source could not be fetched. Connect to a network and open it again; from then on it is kept on this device.",
    ja: "ソースを取得できませんでした。ネットワークにつないでもう一度開いてください。以後はこの端末に保存されます。",
  },
  "image-unreadable": {
    en: "This picture cannot be read. Choose a JPEG, PNG, WebP, AVIF, GIF or BMP picture; HEIC and TIFF are read by Safari alone.",
    ja: "この画像は読み込めません。JPEG、PNG、WebP、AVIF、GIF、BMP の画像を選んでください。HEIC と TIFF を読めるのは Safari だけです。",
  },
  "image-truncated": notWhole,
  "image-corrupt": notWhole,
  "image-unsupported": {
    en: "This is a JPEG of a rare kind. Convert it to PNG.",
    ja: "特殊な種類の JPEG です。PNG に変換してください。",
  },
  "image-too-large": {
    en: "This picture is too large. Scale it down and try again.",
    ja: "画像が大きすぎます。縮小してからもう一度お試しください。",
  },
  "image": {
    en: "This picture cannot be used. Choose another.",
    ja: "この画像は使えません。別の画像を選んでください。",
  },
  "checkpoint": {
    en: "This checkpoint cannot be used. Choose one of torchvision's families, by its names or those of timm and transformers, as .pth or .safetensors, or any convolutional network as .onnx. The network that was open is still there.",
    ja: "このチェックポイントは使えません。torchvision にある種類の .pth か .safetensors（名前は torchvision、timm、transformers のもの）、または畳み込みネットワークの .onnx ファイルを選んでください。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-left-over": {
    en: "This checkpoint has parts that its kind of network has not, so that it would be explained wrongly. What is left over, and why, stands below. The network that was open is still there.",
    ja: "このチェックポイントにはこの種類のネットワークにない部分があり、そのままでは誤った説明になります。余ったテンソルと考えられる理由は下にあります。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-missing-tensor": {
    en: "This checkpoint lacks tensors that its kind of network needs. Which, and why, stands below. The network that was open is still there.",
    ja: "このチェックポイントにはこの種類のネットワークに必要なテンソルがありません。足りないものと考えられる理由は下にあります。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-several-networks": {
    en: "This file holds several networks. Save the one that you mean by itself, as below. The network that was open is still there.",
    ja: "このファイルには複数のネットワークが入っています。下のようにして、使いたいものだけを保存してください。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-stem": {
    en: "This file does not say how the network's first layers stride. Write it into a .safetensors file, as camlucida.stem in its metadata; the choices stand below. The network that was open is still there.",
    ja: "このネットワークの最初の層のストライドは、ファイルからは分かりません。.safetensors のメタデータに camlucida.stem として書いてください。選択肢は下にあります。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-output": {
    en: "This ONNX file has several outputs, and more than one could hold a number for each class; they stand below. Export it with the logits alone. The network that was open is still there.",
    ja: "この ONNX ファイルには出力が複数あり、クラスごとの数値がどれか決められません（一覧は下にあります）。ロジットだけを出力するように書き出してください。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-padding": {
    en: "This file does not say how the network pads. Write it into a .safetensors file, as camlucida.padding in its metadata; the choices stand below. The network that was open is still there.",
    ja: "このネットワークの余白の付け方は、ファイルからは分かりません。.safetensors のメタデータに camlucida.padding として書いてください。選択肢は下にあります。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-input-channels": {
    en: "This network looks at other channels than a photograph has, in colours or grey. What can be done stands below. The network that was open is still there.",
    ja: "このネットワークは写真のカラーやグレーとは異なるチャンネルを見ます。できることは下にあります。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-input-size": {
    en: "This network takes no image of that size. Which it takes stands below. The network that was open is still there.",
    ja: "このネットワークはその大きさの画像を受け取れません。受け取れる大きさは下にあります。それまでのネットワークはそのまま使えます。",
  },
  "checkpoint-missing-data": {
    en: "This ONNX file keeps its numbers in another file, which is named below. Drop that one now, or both together, or their folder.",
    ja: "この ONNX ファイルの数値は別のファイルにあります（名前は下にあります）。そのファイルを続けてドロップするか、両方一緒に、またはフォルダーごとドロップしてください。",
  },
  "brought-nothing": {
    en: "There is neither a picture nor a network among these files. Choose a picture, or an .onnx, .safetensors or .pth file.",
    ja: "これらのファイルの中に画像もネットワークもありません。画像か、.onnx、.safetensors、.pth のファイルを選んでください。",
  },
  "graph": {
    en: "This checkpoint's tensors do not fit together as a network. Choose another. The network that was open is still there.",
    ja: "このチェックポイントのテンソルは、ネットワークとして組み合わさりません。別のファイルを選んでください。それまでのネットワークはそのまま使えます。",
  },
  "logits": {
    en: "This network's answers are NaN or infinite: its weights are damaged, or were never trained. Choose another checkpoint.",
    ja: "このネットワークの出力は有効な数値ではありません。重みが壊れているか、学習されていません。別のチェックポイントを選んでください。",
  },
  "preprocessing": {
    en: "What this checkpoint says about its preprocessing is not in order. Choose a file that was written anew.",
    ja: "このチェックポイントの前処理の指定が正しくありません。作り直したファイルを選んでください。",
  },
  "preprocessing-unsupported": {
    en: "The files beside this network ask for a way of resizing that is not computed. Choose the network's file alone. The network that was open is still there.",
    ja: "このネットワークの設定ファイルは、計算できない縮小方法を指定しています。ネットワークのファイルだけを選んでください。それまでのネットワークはそのまま使えます。",
  },
  "labels": {
    en: "These labels cannot be used. Give UTF-8 text with one class name per line, or JSON, as many as there are classes.",
    ja: "ラベルを使えません。1 行に 1 クラス名の UTF-8 テキスト、または JSON を、クラスと同じ数だけ用意してください。",
  },
  "labels-alone": {
    en: "Labels name the classes of a checkpoint of your own. Open that first, or both together.",
    ja: "ラベルは自分のチェックポイントのためのものです。先にチェックポイントを開くか、両方を一緒に開いてください。",
  },
  "model-unreachable": {
    en: "The network could not be downloaded. Check the connection and press again: it goes on where it stopped.",
    ja: "ネットワークをダウンロードできませんでした。接続を確かめてもう一度押すと、続きから始まります。",
  },
  "model": incomplete,
  "catalogue-unreachable": {
    en: "The list of networks cannot be fetched. Check the connection and reload the page.",
    ja: "ネットワークの一覧を取得できません。接続を確かめて、ページを読み込み直してください。",
  },
  "catalogue": incomplete,
  "gallery-unreachable": {
    en: "The samples cannot be fetched. Check the connection and reload the page.",
    ja: "サンプルを取得できません。接続を確かめて、ページを読み込み直してください。",
  },
  "gallery": incomplete,
  "camera-denied": {
    en: "The camera may not be used. Allow it in the address bar and try again.",
    ja: "カメラの使用が許可されていません。アドレスバーで許可してからもう一度お試しください。",
  },
  "camera-missing": {
    en: "There is no camera. Connect one, or choose a picture or a video file.",
    ja: "カメラがありません。接続するか、画像か動画ファイルを選んでください。",
  },
  "camera-busy": {
    en: "Another program uses the camera. Close that and try again.",
    ja: "ほかのプログラムがカメラを使っています。閉じてからもう一度お試しください。",
  },
  "camera": {
    en: "The camera cannot be used. Choose a picture or a video file instead.",
    ja: "カメラを使えません。画像か動画ファイルを選んでください。",
  },
  "video": {
    en: "This video cannot be played. Choose a WebM or MP4 that this browser plays.",
    ja: "この動画は再生できません。ブラウザーが再生できる WebM か MP4 を選んでください。",
  },
  "device": {
    en: "The GPU was lost, or offers too little. Try again, or compute on the CPU.",
    ja: "GPU が失われたか、性能が足りません。もう一度試すか、計算する場所に CPU を選んでください。",
  },
  "shader": {
    en: "This GPU's driver refuses a shader. Compute on the CPU.",
    ja: "この GPU のドライバーがシェーダーを受けつけません。計算する場所に CPU を選んでください。",
  },
  "out-of-memory": {
    en: "There is not enough memory. Close other tabs, or choose a smaller network or the CPU.",
    ja: "メモリーが足りません。ほかのタブを閉じるか、小さなネットワークか CPU を選んでください。",
  },
  "no-adapter": {
    en: "This browser has no GPU to offer. Compute on the CPU, or on whatever is faster.",
    ja: "このブラウザーでは GPU を使えません。計算する場所に CPU か「速いほう」を選んでください。",
  },
  "no-gpu": {
    en: "There is no GPU at work that could be measured. Choose the GPU first.",
    ja: "計測できる GPU がありません。先に計算する場所で GPU を選んでください。",
  },
  "no-model": { en: "Load the network first.", ja: "先にネットワークを読み込んでください。" },
  "no-photo": { en: "Choose a picture first.", ja: "先に画像を選んでください。" },
  "unknown-layer": {
    en: "This network has no such layer. Choose one of its list.",
    ja: "このネットワークにその層はありません。一覧から選んでください。",
  },
  "last-layer-only": {
    en: "CAM is made at the last layer only. Choose that, or Grad-CAM.",
    ja: "CAM は最終層だけのものです。最終層か Grad-CAM を選んでください。",
  },
  "checkpoint-no-classes": {
    en: "The file holds a backbone without a class head, and this page explains classes. Save it with the linear layer that was trained on it.",
    ja: "このファイルにはクラスを答える層がありません（特徴抽出部だけです）。このページはクラスを説明します。学習した線形層と一緒に保存してください。",
  },
  "no-classes": {
    en: "The network is a backbone without a class head, and no class can be explained. Choose Eigen-CAM.",
    ja: "このネットワークにはクラスを答える層がなく、クラスは説明できません。Eigen-CAM を選んでください。",
  },
  "no-class-maps": {
    en: "CAM is not defined for this network: more than pooling, normalisation and one linear layer lies behind its last layer. Choose Grad-CAM.",
    ja: "このネットワークには CAM が定義されません（最終層の後に、プーリング、正規化、線形層一つのほかにも層があります）。Grad-CAM を選んでください。",
  },
  "no-guided-gradient": {
    en: "Guided backpropagation is defined for ReLU and its like only, and this network has another activation. Choose input-gradient.",
    ja: "ガイド付き逆伝播は ReLU の類だけに定義されます。このネットワークの活性化関数は別のものです。入力の勾配を選んでください。",
  },
  "clipboard-refused": {
    en: "This browser lets the page copy nothing. Copy the address from the address bar instead: it leads here.",
    ja: "このブラウザーではページからコピーできません。アドレスバーのアドレスをコピーしてください。同じ表示が開きます。",
  },
  "worker-crashed": {
    en: "The computation ended unexpectedly and was started again. Load the network once more.",
    ja: "計算の途中で終了しました。再開しましたので、ネットワークをもう一度読み込んでください。",
  },
};

export const adviceOn = (code: string, language: Language): string => (byCode[code] ?? byCode[code.split("-")[0] ?? ""] ?? unforeseen)[language];

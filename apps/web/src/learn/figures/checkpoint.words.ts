// The words of the figure about reading a checkpoint.
import type { Language } from "../../text/language.ts";

interface CheckpointWords {
  readonly file: string;
  readonly files: { readonly tiny: string; readonly hostile: string };
  readonly opening: string;
  readonly entries: string;
  readonly entry: (name: string, place: number, bytes: number) => string;
  readonly bytes: (count: number) => string;
  readonly opcode: string;
  readonly play: string;
  readonly at: (step: number, count: number, name: string) => string;
  readonly begin: string;
  readonly argument: string;
  readonly before: string;
  readonly after: string;
  readonly empty: string;
  readonly refused: string;
  readonly nothing: string;
  readonly read: (name: string) => string;
  readonly storage: string;
  /** What each opcode does, by its name. */
  readonly does: Readonly<Record<string, string>>;
}

export const words: Readonly<Record<Language, CheckpointWords>> = {
  en: {
    file: "File", files: { tiny: "tiny.pth: weights, as torch.save wrote them", hostile: "hostile.pth: asks for a command while it is loaded" },
    opening: "Opening the file …",
    entries: "The zip archive", entry: (name, place, bytes) => `${name}: ${bytes} bytes, from byte ${place} on`,
    bytes: (count) => `The pickle, data.pkl: ${count} bytes`,
    opcode: "Opcode", play: "Play", at: (step, count, name) => `${step} of ${count}: ${name}`, begin: "nothing has been read yet",
    argument: "its bytes", before: "Stack before", after: "Stack behind", empty: "(empty)",
    refused: "Refused", nothing: "Nothing was run, and nothing of the file is used. Python would have called it at the next REDUCE.",
    read: (name) => `What has been read: ${name}`, storage: "The numbers lie in data/0, four bytes each, the last byte first:",
    does: {
      PROTO: "Says in which protocol the pickle is written. Nothing is pushed.",
      EMPTY_DICT: "Pushes a new, empty dict: the state dict that is to come.",
      BINPUT: "Remembers what is on top under a number, in case it is needed again. The stack stays as it is.",
      BINUNICODE: "Reads a text from the file and pushes it.",
      BININT1: "Reads one byte as a number and pushes it.",
      GLOBAL: "Reads the name of a Python class or function. Python would import it here; this reader looks it up in a list and pushes the name alone.",
      MARK: "Puts a mark on the stack: here begins a tuple, or the entries of a dict.",
      TUPLE: "Takes everything above the last mark and pushes it as one tuple.",
      TUPLE1: "Takes one value and pushes it as a tuple.",
      TUPLE2: "Takes two values and pushes them as a tuple.",
      BINPERSID: "Takes a tuple and pushes a mention of something outside the pickle: a storage, whose numbers lie elsewhere in the archive.",
      NEWFALSE: "Pushes False: the tensor needs no gradient.",
      EMPTY_TUPLE: "Pushes an empty tuple: no arguments.",
      REDUCE: "Takes a function and its arguments. Python would call it now. This reader writes the call down, and goes on.",
      SETITEM: "Takes a key and a value and sets them on the dict below.",
      SETITEMS: "Takes keys and values down to the mark and sets them on the dict below.",
      STOP: "The end: what is on top is what the pickle held.",
    },
  },
  ja: {
    file: "ファイル", files: { tiny: "tiny.pth：torch.save が書いた重み", hostile: "hostile.pth：読み込むとコマンドを求めるファイル" },
    opening: "ファイルを開いています…",
    entries: "zip アーカイブ", entry: (name, place, bytes) => `${name}：${place} バイト目から ${bytes} バイト`,
    bytes: (count) => `ピックル（data.pkl）：${count} バイト`,
    opcode: "オペコード", play: "再生", at: (step, count, name) => `${count} 個中 ${step}：${name}`, begin: "まだ何も読んでいません",
    argument: "そのバイト", before: "実行前のスタック", after: "実行後のスタック", empty: "（空）",
    refused: "拒否", nothing: "何も実行されず、このファイルからは何も使われません。Python なら次の REDUCE で呼び出していました。",
    read: (name) => `読み取った結果：${name}`, storage: "数は data/0 に、4 バイトずつ、下位のバイトから順に並んでいます。",
    does: {
      PROTO: "ピックルのプロトコルの版を示します。スタックには何も積みません。",
      EMPTY_DICT: "空の辞書を積みます。これから state dict になるものです。",
      BINPUT: "いちばん上の値に番号を付けて覚えます。あとで再び使うためで、スタックは変わりません。",
      BINUNICODE: "ファイルから文字列を読み、積みます。",
      BININT1: "1 バイトを数として読み、積みます。",
      GLOBAL: "Python のクラスか関数の名前を読みます。Python ならここで import しますが、この読み取り器は名前を許可リストと照らし合わせ、名前だけを積みます。",
      MARK: "スタックに印を付けます。ここからタプル、または辞書の中身が始まります。",
      TUPLE: "最後の印より上をすべて取り、一つのタプルにして積みます。",
      TUPLE1: "値を一つ取り、タプルにして積みます。",
      TUPLE2: "値を二つ取り、タプルにして積みます。",
      BINPERSID: "タプルを取り、ピックルの外にあるものへの言及として積みます。ここでは、数がアーカイブの別の場所にあるストレージです。",
      NEWFALSE: "False を積みます。テンソルは勾配を必要としない、という意味です。",
      EMPTY_TUPLE: "空のタプルを積みます。引数なし、という意味です。",
      REDUCE: "関数と引数を取ります。Python ならここで呼び出します。この読み取り器は、呼び出しを書き留めるだけで先へ進みます。",
      SETITEM: "キーと値を取り、その下の辞書に入れます。",
      SETITEMS: "印までのキーと値をすべて取り、その下の辞書に入れます。",
      STOP: "終わりです。いちばん上の値が、ピックルの中身です。",
    },
  },
};

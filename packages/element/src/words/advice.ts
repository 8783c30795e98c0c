// What a page's author or its visitor can do about an error, where its own message does not say so already.

/** By code, or by the first word of it. */
const advice: Readonly<Record<string, string>> = {
  "catalogue": "Models that have names lie in models/ beside the page: the attribute models names another folder, and model takes the address of a file as well.",
  "model-unknown": "",
  "model-unreachable": "Check the connection and try again.",
  "class-unknown": "Where class is there for style sheets, the attribute label names the class instead.",
  "device": "Try again, or compute on the CPU: device=\"cpu\".",
  "no-adapter": "device=\"auto\" takes the CPU where there is no GPU.",
  "out-of-memory": "Close other tabs, or choose a smaller network.",
};

export const adviceOn = (code: string): string => advice[code] ?? advice[code.split("-")[0] ?? ""] ?? "";

/** What may be otherwise the next time, without anybody changing an attribute. */
export const mayPass = (code: string): boolean => /-(unreachable|refused|truncated|lost)$|^out-of-memory$|^image-source$/.test(code);

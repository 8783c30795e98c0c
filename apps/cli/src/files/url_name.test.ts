import { expect, test } from "vitest";
import { isAddress, serversOf, shownAddress, shownWords } from "../../bin/addresses.mjs";
import { fileNameOf } from "./url_name.ts";

test.each([
  ["https://a.example/photos/cat.jpg?size=2#top", "cat.jpg"],
  ["https://a.example/My%20Cat%20%E7%8C%AB.JPG", "My Cat 猫.JPG"],
  ["https://a.example/..%2F..%2Fetc%2Fpasswd", ".._.._etc_pass"], // where a file's ending is cut, as long as none is
  ["https://a.example/a%5C..%5Cb.png", "a_.._b.png"],
  ["https://a.example/c%00d%0A.png", "c_d_.png"],
  ["https://a.example/100%.png", "100%.png"],
  ["https://a.example/a:b*c.png", "a_b_c.png"],
  ["https://a.example/photos/", "photos"],
  ["https://a.example/", "a-example"],
  ["https://a.example/%2e%2e", "a-example"], // as every reader of addresses takes it
  [`https://a.example/${"x".repeat(300)}.png`, `${"x".repeat(60)}.png`],
])("%s is called %s", (url, name) => expect(fileNameOf(url)).toBe(name));

test("words that are addresses", () => {
  expect(["http://a/b", "HTTPS://a/b", "s3://a/b", "a.png", "C:\\a.png", "c://a.png", "./http://a", "-"].map(isAddress)).toEqual([true, true, true, false, false, false, false, false]);
});

test("no user is shown", () => {
  const secret = ["https://ann:pw@a.example/x.png", "https://ann:p@w@a.example/x.png", "https:////ann:pw@a.example/x.png", "https://pw@a.example/x.png", "ssh://ann:pw@a.example/x.png", "https://ann:pw@[::/x.png", "https:////ann:pw@[::/x.png"];
  for (const word of secret) expect(shownAddress(word)).not.toMatch(/ann|pw/);
  expect(shownWords(["--queue=redis://ann:p@w@a.example", "--queue", "redis://ann:pw@a.example:1"]).join(" ")).toMatch(/^--queue=redis:\/\/a\.example\/? --queue redis:\/\/a\.example:1\/?$/);
  expect(shownWords(["photo@home.png", "https://ann:pw@a.example/x.png", "https://a.example/A B@c.png"])).toEqual(["photo@home.png", "https://a.example/x.png", "https://a.example/A B@c.png"]);
});

test("the servers that an address needs", () => {
  expect(serversOf("https://ann:pw@A.example/x.png")).toEqual(["a.example:443"]);
  expect(serversOf("http://a.example/x.png")).toEqual(["a.example:80", "a.example:443"]); // which most redirect to
  expect(serversOf("http://[::1]:8080/")).toEqual(["[::1]:8080"]);
  expect(serversOf("http://a,b.example/")).toEqual([]); // a comma would divide what is granted
  for (const word of ["ftp://a.example/", "file:///etc/passwd", "http://[", "photo.png"]) expect(serversOf(word)).toEqual([]);
});

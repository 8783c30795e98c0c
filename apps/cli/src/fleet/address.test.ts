import { expect, test } from "vitest";
import { addressOf, redacted, shownQueue } from "./address.ts";

test("an address in parts", () => {
  expect(addressOf({ url: "redis://localhost" })).toEqual({ host: "localhost", port: 6379, username: undefined, password: undefined, db: 0, tls: false });
  expect(addressOf({ url: "rediss://cam:p%40ss%2Fword@queue.example:6380/3" })).toEqual({ host: "queue.example", port: 6380, username: "cam", password: "p@ss/word", db: 3, tls: true });
  expect(addressOf({ url: "redis://:secret@[::1]:7000" })).toMatchObject({ host: "::1", port: 7000, username: undefined, password: "secret" });
});

test("what is told of a queue holds nobody's password, however it is written", () => {
  const queue = { url: "rediss://cam:p%40ss@queue.example:6380/3", name: "q" };
  expect(shownQueue(queue)).toBe("q at rediss://queue.example:6380/3");
  expect(shownQueue({ url: "redis://:x@[::1]", name: "q" })).toBe("q at redis://[::1]:6379");
  expect(redacted("rediss://cam:p%40ss@queue.example:6380/3: AUTH cam p@ss failed, p%40ss", queue)).toBe("…: AUTH cam … failed, …");
  expect(redacted("a text", { url: "redis://localhost" })).toBe("a text");
});

// What docs/fleet.md and docs/fleet/ tell people to run: files that parse, whose parts fit each other, and whose commands this program takes.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

const root = resolve(import.meta.dirname, "../..");
const textOf = (path: string): Promise<string> => readFile(join(root, path), "utf8");
const { version, devDependencies } = JSON.parse(await textOf("apps/cli/package.json")) as { version: string; devDependencies: { deno: string } };
const options = (JSON.parse(await textOf("apps/cli/bin/options.json")) as { name: string; commands?: string[] }[]).map(({ name, commands = ["explain"] }) => ({ name, commands }));

/** Of YAML, as far as it is looked at here. */
type Tree = { readonly [key: string]: Tree } & readonly Tree[];

async function documentsIn(name: string): Promise<Tree[]> {
  return parseAllDocuments(await textOf(`docs/fleet/${name}`), { uniqueKeys: true, strict: true }).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS() as Tree;
  });
}

/** Every option that a command line has is one of its command's. */
function expectTaken(words: readonly string[]): void {
  const command = ["submit", "work", "status", "collect", "merge"].find((name) => name === words[0]) ?? "explain";
  const unknown = words.filter((word) => word.startsWith("--")).map((word) => word.slice(2)).filter((word) => !options.some(({ name, commands }) => name === word && commands.includes(command)));
  expect(unknown, words.join(" ")).toEqual([]);
}

/** Command lines in comments and shell scripts: "camlucida submit photos --recursive". */
const commandsIn = (text: string): string[][] => [...text.matchAll(/(?:camlucida|run --rm worker) ((?:submit|status|work|merge|photos)\b[^|`\n]*)/g)].map(([, line = ""]) => line.trim().split(/\s+/));

test("every command in these files is one that this program takes", async () => {
  for (const name of ["compose.yaml", "kubernetes.yaml", "kubernetes-shards.yaml", "Dockerfile"]) {
    const commands = commandsIn(await textOf(`docs/fleet/${name}`));
    commands.forEach(expectTaken);
    expect(commands.length, name).toBeGreaterThanOrEqual(name === "Dockerfile" ? 0 : 1);
  }
});

test("the image has this version, and starts a worker", async () => {
  const text = await textOf("docs/fleet/Dockerfile");
  expect(/^ARG CAMLUCIDA=(.*)$/m.exec(text)?.[1]).toBe(version);
  expect(`^${/^ARG DENO=(.*)$/m.exec(text)?.[1] ?? ""}`).toBe(devDependencies.deno);
  expectTaken(JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? "") as string[]);
  expect(text).toMatch(/^USER node$/m);
});

test("compose.yaml: services that are depended on, volumes that are named", async () => {
  const [compose] = await documentsIn("compose.yaml") as [Tree];
  const services = compose["services"] as Tree;
  expectTaken((services["worker"]?.["command"] ?? []) as unknown as string[]);
  expect(Object.keys(services["worker"]?.["depends_on"] as Tree)).toEqual(["queue"]);
  expect(services["queue"]?.["healthcheck"]).toBeDefined();
  const mounted = Object.values(services).flatMap((service) => (service["volumes"] ?? []) as unknown as string[]).map((mount) => mount.split(":")[0] as string);
  expect(mounted.filter((name) => /^\w+$/.test(name)).toSorted()).toEqual(Object.keys(compose["volumes"] as Tree).toSorted());
});

test.each(["kubernetes.yaml", "kubernetes-shards.yaml"])("%s: kinds with their versions, selectors that select, volumes that are there, this version's image", async (name) => {
  const versions: Readonly<Record<string, string>> = { Service: "v1", StatefulSet: "apps/v1", Deployment: "apps/v1", NetworkPolicy: "networking.k8s.io/v1", Job: "batch/v1" };
  for (const each of await documentsIn(name)) {
    const kind = each["kind"] as unknown as string;
    expect(each["apiVersion"], kind).toBe(versions[kind]);
    expect(each["metadata"]?.["name"]).toMatch(/^[a-z0-9-]+$/);
    const template = each["spec"]?.["template"];
    if (template === undefined) continue;
    const selected = each["spec"]?.["selector"]?.["matchLabels"];
    if (kind !== "Job") expect(template["metadata"]?.["labels"]).toEqual(selected);
    const spec = template["spec"] as Tree;
    const volumes = [...(spec["volumes"] ?? []), ...(each["spec"]?.["volumeClaimTemplates"] ?? []).map((claim) => claim["metadata"] as Tree)].map((volume) => volume["name"]);
    for (const container of spec["containers"] as readonly Tree[]) {
      for (const mount of container["volumeMounts"] as readonly Tree[]) expect(volumes).toContain(mount["name"]);
      const image = container["image"] as unknown as string;
      if (image.startsWith("camlucida")) expect(image).toBe(`camlucida:${version}`);
      if (container["name"] as unknown === "worker") expectTaken(container["args"] as unknown as string[]);
    }
  }
});

declare module "virtual:examples" {
  export const examples: readonly {
    readonly of: string;
    readonly place: string;
    readonly givenBy: readonly string[];
    readonly run: () => Promise<unknown>;
  }[];
}

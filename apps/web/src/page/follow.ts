// Goes where an address says: everything at once, then the picture, if it is another.
import type { Cell } from "@camlucida/cam";
import type { Signal } from "@preact/signals";
import type { Follow } from "./history.ts";
import type { Page } from "./page.ts";
import type { State } from "./state.ts";

/** @param waiting the cell of an address, until its map is there */
export function follower({ settings, mode, stage, inside, cell, gallery, own }: State, waiting: Signal<Cell | undefined>, { set, showSample, showOwn }: Pick<Page, "set" | "showSample" | "showOwn">): Follow {
  return (to, photo) => {
    [mode.value, stage.value, inside.value] = [to.mode, to.stage, to.inside];
    [waiting.value, cell.value] = [to.cell, undefined];
    const { sample: before, framing } = settings.value;
    const sample = gallery.value?.samples.find(({ name }) => name === to.settings.sample);
    const other = photo ? photo.file !== own.value?.file : sample !== undefined && sample.name !== before;
    if (!other) return set({ ...to.settings, sample: before });
    set({ ...to.settings, framing }); // the framing as it was: the picture is seen once, below
    [settings.value, own.value] = [{ ...settings.value, framing: to.settings.framing }, photo];
    if (photo) void showOwn(photo);
    else if (sample) void showSample(sample);
  };
}

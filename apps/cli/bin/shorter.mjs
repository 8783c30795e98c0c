// Many paths → few that cover them, since the words of a command are bounded: of a folder that holds many of them the folder itself, the
// fullest first; what lies in a folder by itself, and what lies at the root, is widened last.

import { dirname, join, resolve } from "node:path";

/**
 * Each path once; where they are too many, folders around them.
 * @param fits whether they are few enough
 */
export function shortened(paths, fits) {
  const distinct = new Set(paths);
  while (!fits([...distinct])) {
    const groups = groupsOf(distinct);
    const most = groups.reduce((largest, [, members]) => Math.max(largest, members.length), 0);
    if (most === 0) break;
    for (const [folder, members] of groups.filter(([, { length }]) => 2 * length >= most)) {
      for (const member of members) distinct.delete(member);
      distinct.add(folder);
    }
  }
  return [...distinct];
}

/** The folders around paths, each with those in it; the root only where nothing lies elsewhere. */
function groupsOf(paths) {
  const groups = new Map();
  for (const path of paths) {
    const folder = folderAround(path);
    if (folder === path) continue;
    const members = groups.get(folder);
    if (members) members.push(path);
    else groups.set(folder, [path]);
  }
  const all = [...groups];
  const below = all.filter(([folder]) => dirname(resolve(folder)) !== resolve(folder));
  return below.length > 0 ? below : all;
}

const folderAround = (path) => (/^(?:\.\.?[\\/]?)+$/.test(path) ? join(path, "..") : dirname(path));

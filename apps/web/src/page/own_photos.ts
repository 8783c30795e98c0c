// The visitor's own photographs of this visit, by names that the browser's history can keep.

export interface OwnPhoto {
  readonly file: Blob;
  readonly name: string; // "IMG_1.jpg"
}

/** What stands in for one in the history. */
export interface OwnPhotoKey {
  readonly id: string;
  readonly name: string;
}

export interface OwnPhotos {
  /** The same key for the same file. The oldest of many are forgotten. */
  keep(photo: OwnPhoto): OwnPhotoKey;
  find(key: OwnPhotoKey): OwnPhoto | undefined;
}

const KEPT = 12;

/** @param visit another for every visit: a key outlives its photograph */
export function createOwnPhotos(visit: string): OwnPhotos {
  const photos = new Map<string, OwnPhoto>();
  let count = 0;
  return {
    keep: (photo) => {
      const known = [...photos].find(([, { file }]) => file === photo.file)?.[0];
      const id = known ?? `${visit} ${count++}`;
      photos.set(id, photo);
      if (photos.size > KEPT) photos.delete([...photos.keys()][0] as string);
      return { id, name: photo.name };
    },
    find: ({ id }) => photos.get(id),
  };
}

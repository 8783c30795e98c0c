// How few maps are too few.

/** Maps of a class: of fewer nothing is said about what they have in common. */
export const fewestMaps = 20;

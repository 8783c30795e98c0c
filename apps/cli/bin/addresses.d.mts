/** Whether a word is an address, and no name of a file. */
export function isAddress(word: string): boolean;
/** An address as it may be shown: without the name and the password of a user. */
export function shownAddress(address: string): string;
/** The words of a command as they may be shown. */
export function shownWords(words: readonly string[]): string[];
/** The servers that an address needs, "host:port"; none for what is no address of http or https. */
export function serversOf(address: string): string[];

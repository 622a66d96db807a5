// A key with its meaning, as the hint line and the list of all keys print it.

/** `J/K` and `next point`. */
export interface Hint {
  key: string;
  words: string;
}

/** A word as a POSIX shell takes it for itself, whatever is in it: names and labels are chosen by others. */
export const shellWord = (word: string): string =>
  /^[\w%+,./:=@^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/**
 * Reads the arguments of `az group create` as the parser of az does: what begins with a hyphen is an option, unless `=` joins it to one.
 * Source: https://docs.python.org/3/library/argparse.html#arguments-containing
 */
export function parsed(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    const [, option = word, value] = /^(--[a-z]+)=(.*)$/s.exec(word) ?? [];
    if (option.startsWith('-') && !['--name', '--tags'].includes(option))
      throw new Error(`az has no option ${option}, and expected a value`);
    return value === undefined ? [option] : [option, value];
  });
}

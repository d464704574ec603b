/** What becomes of the answers of the public API from one version to the next. */

/** Returns what answers may be now that they never were: another type, `null`, or an object instead of a value. Another word is none of these. */
export function widerAnswers(recorded: readonly string[], now: readonly string[]): readonly string[] {
  const known = new Set(recorded);
  const functions = new Set(recorded.filter((line) => / a function /.test(line)).map(pathOf));
  const values = new Set(recorded.filter((line) => /: (?!a (?:promise|function))/.test(line)).map(pathOf));
  return now.filter((line) => {
    const path = pathOf(line);
    const [taken] = /^\w+\([^()]+/.exec(path) ?? [];
    if (known.has(line) || (taken !== undefined && !functions.has(taken))) return false;
    const isAnotherType = values.has(path) && !line.slice(path.length).startsWith(': "');
    const ends = [...path.matchAll(/[.[{(]/g)].map(({ index }) => path.slice(0, index));
    return isAnotherType || ends.some((end) => values.has(end)) || recorded.some((one) => isBelow(path, pathOf(one)));
  });
}

/** Where a value stands, without what it is. */
function pathOf(line: string): string {
  return line.split(': ')[0] ?? '';
}

function isBelow(path: string, other: string): boolean {
  return other.startsWith(path) && /^[.[{]/.test(other.slice(path.length));
}

/** Where a pasted text goes on with another line of a log, whose values and errors are not those of the line before. */

/** Stands where another line of a log begins; no pattern goes beyond it. */
export const parting = '\u001e';

/** Who writes, in front of each line: `[pod/web-1/main]` of kubectl, `web-1 | ` of others. */
const prefix = /^\s*(\[pod\/[^\]\s]{1,300}\]|[\w.-]{1,120}(?:\/[\w.-]{1,120}){0,2} \|)\s?/;

/** How a line of a log begins: with a time, a level, a beginning of JSON that is no answer of a service, or another kind of text. */
const beginnings: readonly RegExp[] = [
  /^[[<(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d/,
  /^\[?\d\d:\d\d:\d\d[.,\] ]/,
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /,
  /^\d{1,3}(?:\.\d{1,3}){3} - /,
  /^[DIWEF]\d{4} \d\d:\d\d/,
  /^(?:time|ts|level|lvl)=/,
  /^\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b(?! CODE)[\]: \t|-]/,
  /^\[(?:Informational|Verbose|Warning|Error|Critical)\] /,
  /^(?:trce|dbug|info|warn|fail|crit): [\w.]{1,200}\[\d/,
  /^\{"(?!error|code|message|innererror|odata|trace_id|correlation_id)/i,
  /^\{"message":.{0,2000}"(?:level|severity|@timestamp)":/,
  /^(?:panic: |Traceback \(|goroutine \d)/,
  /^[A-Z][A-Z0-9_]{3,60}=/,
  /^(?:\S{1,10}\s{2,})?(?:Normal|Warning)\s{2,}[A-Z]\w{2,40}\s/,
];

/** Returns true for a line that begins something new after the line before it. */
export function isApart(line: string, before: string): boolean {
  return (
    line.trim() !== '' &&
    !isOfCommand(line, before) &&
    (isBeginning(line) || isOfOther(line, before) || isClosed(before))
  );
}

/** What the command line answers belongs to the command above. */
function isOfCommand(line: string, before: string): boolean {
  return /^(?:ERROR|WARNING): /.test(line) && /^\s*(?:[$+>#] ?)?az login\s/.test(before);
}

function isBeginning(line: string): boolean {
  const text = line.replace(prefix, '').trimStart();
  return beginnings.some((pattern) => pattern.test(text));
}

/** Another one writes than in the line before. */
function isOfOther(line: string, before: string): boolean {
  const [mine, others] = [line, before].map((each) => prefix.exec(each)?.[1]);
  return mine !== others;
}

/** A line of a log in JSON is whole. */
function isClosed(line: string): boolean {
  return line.trimEnd().endsWith('}') && line.trimStart().startsWith('{') && isBeginning(line);
}

/** Other ways to say whose line it is: a pod and a container in front of the time, and the object of an event. */
const owners: readonly RegExp[] = [
  /^\s*([a-z0-9]+(?:-[a-z0-9]+){1,10} [a-z0-9][a-z0-9-]{0,62}) (?=\d{4}-\d\d-\d\d)/,
  /^\s*(?:\S{1,10} )?(?:Normal|Warning) [A-Z]\w{2,40} ([a-z.]{2,40}\/[\w.-]{1,253}) /,
];

/** Returns who writes a line, or which object it is about; empty if it does not say so. */
export function writerOf(line: string): string {
  return [prefix, ...owners].map((pattern) => pattern.exec(line)?.[1]).find((name) => name !== undefined) ?? '';
}

/** Numbers those who write the lines of a text, in the order of the lines. */
export function writersOf(parts: readonly string[]): readonly number[] {
  const known = new Map<string, number>();
  return parts.map((part) => {
    const name = writerOf(part);
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    return number;
  });
}

/** Tells by a place in a text which of its parts it is in, in time that hardly grows with the text. */
export function partsOf(text: string): (at: number) => number {
  const ends = [...text.matchAll(new RegExp(parting, 'g'))].map(({ index }) => index);
  return (at) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The pods that the lines of a log name: in words, in what collectors of logs add to a line, or in front of it. */
import { fieldOf } from './field.ts';
import type { PlacedField } from './looseFields.ts';
import { parting } from './records.ts';

const namespace = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const name = '[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?';
/** Names of one word without a digit or a hyphen are words of a sentence. */
const told = '(?=[a-z.]{0,60}[0-9-])';
const ends = '(?![\\w/-]|\\.\\w)';

/** `pod=shop/cart-1`, `"pod": "shop/cart-1"`, `for pod shop/cart-1`. */
export const podInWords = new RegExp(
  `\\bpod(?:["' ]{0,2}[:=]["' ]{0,2}|[ "']{1,3}(?=${namespace}\\/${told}))(${namespace}\\/${name})${ends}`,
  'i',
);
const everyInWords = new RegExp(podInWords, 'gi');

/** `pod=cart-1`, `"pod_name":"cart-1"`, `k8s.pod.name=cart-1`, `"pod":{"name":"cart-1"`. */
const short = new RegExp(
  `(?<![a-z])pod(?:[._]?name)?["']?(?:=["']?|:["']|: "|:(?=${told})|: ?\\{ ?"name": ?")(${name})${ends}`,
  'gi',
);

/** The namespace beside it. */
const beside = new RegExp(
  `(?<![a-z])namespace(?:[._]?name)?["']?(?:=["']?|:["']?|: "|: ?\\{ ?"name": ?")(${namespace})${ends}`,
  'i',
);
/** So close are the two. */
const near = 200;

/** What kubectl writes in front of a line: the pod and its container. */
const inFront = new RegExp(`^\\s*\\[pod\\/((?:${namespace}\\/)?${name})\\/[\\w.-]{1,63}\\]`, 'i');

/** Returns the pods that each line names, by the clearest way in which it does. */
export function podsNamed(text: string): readonly PlacedField[] {
  if (!/pod/i.test(text)) return [];
  return text.split(parting).flatMap((line, part) =>
    podsOfLine(line).flatMap((value) => {
      const field = fieldOf('pod', value);
      return field === undefined ? [] : [{ field, part }];
    }),
  );
}

function podsOfLine(line: string): readonly string[] {
  const inWords = [...line.matchAll(everyInWords)].flatMap(([, pod = '']) => pod);
  if (inWords.length > 0) return inWords;
  const added = [...line.matchAll(short)].flatMap(({ index, 0: found, 1: pod = '' }) => {
    const around = line.slice(Math.max(0, index - near), index + found.length + near);
    const of = beside.exec(around)?.[1];
    if (of !== undefined) return `${of}/${pod}`;
    return /[\d-]/.test(pod) ? pod : [];
  });
  if (added.length > 0) return added;
  const writer = inFront.exec(line)?.[1];
  return writer === undefined ? [] : [writer];
}

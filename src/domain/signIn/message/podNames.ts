/** The pods that a text names: in words, in what collectors of logs add to a line, in front of it, or as what it describes. */
import { eachInSteps, type Stepwise } from '../../../shape/steps.ts';
import { componentsIn, productsNamed } from './components.ts';
import { fieldOf, type FieldName } from './field.ts';
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

/** `instance=cart-7d8f9c6b5-x2x7k`, `"hostname":"cart-7d8f9c6b5-x2x7k"`: hosts have other names, but for those that a Deployment gives its pods. */
const asHost =
  /(?<![a-z])(?:instance|host(?:[._]?name)?)["']?(?:=["']?|: ?["'])([a-z0-9][a-z0-9-]{0,200}-(?=[a-z]*\d)[a-z0-9]{8,10}-[a-z0-9]{5})(?![\w.:-])/gi;

/** The namespace beside it. */
const beside = new RegExp(
  `(?<![a-z])namespace(?:[._]?name)?["']?(?:=["']?|:["']?|: "|: ?\\{ ?"name": ?")(${namespace})${ends}`,
  'i',
);
/** So close are the two. */
const near = 200;

/** What kubectl writes in front of a line: the pod and its container. */
const inFront = new RegExp(`^\\s*\\[pod\\/((?:${namespace}\\/)?${name})\\/[\\w.-]{1,63}\\]`, 'i');

/** How `kubectl describe` and `kubectl get -o yaml` begin: with the name and the namespace. */
const heads = [
  new RegExp(`(?<![\\w.])Name: (?<name>${name}) Namespace: (?<namespace>${namespace})(?= (?<rest>.{0,900}))`),
  new RegExp(
    `\\bkind: Pod metadata: (?:(?!kind: Pod ).){0,4000}? name: (?<name>${name}) namespace: (?<namespace>${namespace})(?= (?<rest>.{0,9000}))`,
  ),
];
/** What only pods have behind their name, and what only other objects have. */
const ofPod = /^(?:Priority|Service Account|Node|Start Time|Status|IP|Controlled By|serviceAccountName|nodeName): /;
const ofOther = /^(?:API Version|Kind|CreationTimestamp|Selector|Replicas|Image pull secrets|Type|Data): /;
/** Pods of owners have names that Kubernetes makes. */
const madeName = /-(?:[a-z0-9]{5}|\d{1,4})$/;
const ofAccount = new RegExp(`(?:^| )(?:Service Account|serviceAccountName): (${name})(?= |$)`);
/** An event, which `kubectl describe` lists with the object that it is about. */
const event = /^\s*(?:Normal|Warning) /;

/** A pod that a text is headed by, and its service account if it is shown. */
interface Described {
  readonly pod: string;
  readonly subject?: string;
}

function describedIn(line: string): Described | undefined {
  const found = heads.map((head) => head.exec(line)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return undefined;
  const { name: pod = '', namespace: of = '', rest = '' } = found;
  const words = rest.split(/ (?=[A-Za-z]+(?: [A-Z][a-z]+)?: )/);
  const telling = words.find((each) => ofPod.test(each) || ofOther.test(each));
  if (telling === undefined ? !madeName.test(pod) : ofOther.test(telling)) return undefined;
  const account = ofAccount.exec(rest)?.[1];
  return {
    pod: `${of}/${pod}`,
    ...(account === undefined ? {} : { subject: `system:serviceaccount:${of}:${account}` }),
  };
}

/** Returns the pods that each line names, by the clearest way in which it does; a described pod goes for the lines below. */
export function* podsNamed(text: string): Stepwise<readonly PlacedField[]> {
  // Every form above has one of these words; most texts have none.
  if (!/pod|Name: |instance|host/i.test(text)) return [];
  let described: Described | undefined;
  const fields = yield* eachInSteps(text.split(parting), (line, part) => {
    described = describedIn(line) ?? described;
    const place = (name: FieldName, value: string | undefined): readonly PlacedField[] => {
      const field = value === undefined ? undefined : fieldOf(name, value);
      return field === undefined ? [] : [{ field, part }];
    };
    const own = podsOfLine(line);
    if (own.length > 0 || described === undefined) return own.flatMap((value) => place('pod', value));
    const isOfAnother = !event.test(line) && productsNamed({ components: new Set(componentsIn(line)) }).length > 0;
    return isOfAnother ? [] : [...place('pod', described.pod), ...place('subject', described.subject)];
  });
  return fields.flat();
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
  return writer === undefined ? [...line.matchAll(asHost)].flatMap(([, pod = '']) => pod) : [writer];
}

/** Errors of a text that are over: the same program, or the same image, got further after them. */
import { forms } from './forms/forms.ts';
import { productsNamed } from './message/components.ts';
import type { FieldName } from './message/field.ts';
import { isLater } from './message/order.ts';
import { messageAround, type Hit, type ReadMessage } from './message/readMessage.ts';
import { weightOf } from './situation/form.ts';

const weights = new Map(forms.map(({ name, weight }) => [name, weight]));
const weightOfHit = ({ sign }: Hit): number => weights.get(sign) ?? 0;
const namesOf = (test: (weight: number) => boolean): readonly string[] =>
  forms.flatMap(({ name, weight }) => (test(weight) ? [name] : []));

/** What a chain of credentials says of those before the one that got a token. */
const ofChain = new Set([
  ...namesOf((weight) => weight >= weightOf.metadata && weight <= weightOf.pod),
  'personSignIn',
  'otherEntraCode',
]);
/** Errors on the way to a token. */
const ofSignIn = new Set([
  ...namesOf((weight) => (weight >= weightOf.metadata && weight <= weightOf.pod + 1) || weight >= weightOf.entra - 3),
  'otherEntraCode',
]);
/** What only someone hears who has signed in. */
const answers = new Set(forms.flatMap(({ name, provesSignIn }) => (provesSignIn === true ? [name] : [])));
/** Errors of pulls. */
const ofPull = new Set(['registryRefuses', 'registryUnreachable', 'registryFirewall', 'registryRefusesOthers']);

/** Who asks with one of them has not signed in. */
const keys = ['sharedKey', 'sharedSignature'] as const;

/** Leaves out what is over; a pull that worked is nothing to answer about unless it was refused before. */
export function withoutSettled(message: ReadMessage): ReadMessage {
  const { hits } = message;
  const chains = hits.filter(({ sign }) => sign === 'chainSucceeded');
  const isOver = (hit: Hit): boolean =>
    answersAfter(hit, message).some((answer) => isOfSame(hit, answer, message)) ||
    (ofPull.has(hit.sign) && hits.some((each) => each.sign === 'imagePulled' && isPullOf(hit, each, message)));
  const isOfChain = ({ sign, last, writer }: Hit): boolean =>
    ofChain.has(sign) && chains.some((each) => each.writer === writer && each.last > last);
  const over = hits.filter(isOver);
  const hasPull = over.some(({ sign }) => ofPull.has(sign));
  const rest = hits.filter((hit) => !over.includes(hit) && !isOfChain(hit) && (hit.sign !== 'imagePulled' || hasPull));
  if (rest.length === hits.length) return message;
  return { ...message, hits: rest, ...(over.length > 0 ? { hadOthers: true } : {}) };
}

/** Returns what the same program heard after an error of a sign-in, which only someone hears who has signed in. */
export function answersAfter(hit: Hit, message: ReadMessage): readonly Hit[] {
  return answersBeside(hit, message).filter((each) => isLater(each, hit));
}

/** Returns what it heard later, or at a time that nothing tells: what is newest can be pasted first. */
export function answersBeside(hit: Hit, message: ReadMessage): readonly Hit[] {
  return message.hits.filter(
    (each) =>
      ofSignIn.has(hit.sign) &&
      answers.has(each.sign) &&
      each.writer === hit.writer &&
      (isLater(each, hit) || (each.time === undefined && hit.time === undefined)) &&
      weightOfHit(each) < weightOfHit(hit) &&
      !each.fields.some(({ name, value }) => name === 'clientId' && value.includes('@')) &&
      !keys.some((key) => messageAround(each, message).components.has(key)),
  );
}

/** An operator asks as many; a program that names other IDs, or another pod, is another one. */
function isOfSame(hit: Hit, answer: Hit, message: ReadMessage): boolean {
  const isOfOperator = [hit, answer].some((each) => {
    const around = messageAround(each, message);
    return productsNamed(around).length > 0 || around.mayBeOfProduct === true;
  });
  const differs = (name: FieldName): boolean => {
    const [own, others] = [valuesOf(name, hit, message), valuesOf(name, answer, message)];
    return own.length > 0 && others.length > 0 && !own.some((value) => others.includes(value));
  };
  return !isOfOperator && !(['clientId', 'objectId', 'pod', 'namespace'] as const).some(differs);
}

/** The same image was pulled later, for the same pod if that is told. */
function isPullOf(hit: Hit, pulled: Hit, message: ReadMessage): boolean {
  const [own, others] = [hit, pulled].map((each) => valuesOf('image', each, message));
  const isSame = own?.some((value) => others?.includes(value)) === true;
  const pods = [hit, pulled].map((each) => valuesOf('pod', each, message).join());
  return isSame && pulled.writer === hit.writer && isLater(pulled, hit) && pods[0] === pods[1];
}

/** What a hit, or its line of the log, has of a name. */
function valuesOf(name: FieldName, { fields, part }: Hit, { shared }: ReadMessage): readonly string[] {
  const own = fields.flatMap((each) => (each.name === name ? [each.value] : []));
  if (own.length > 0) return own;
  return shared.flatMap(({ field, part: of }) => (of === part && field.name === name ? [field.value] : []));
}

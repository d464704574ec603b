/** Why something in a cluster gets no token or is not let in: from a pasted message and what is known around it. */
import { distinctWords, say, type Words } from '../../sentences/words.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { inOneGo, type Stepwise } from '../../shape/steps.ts';
import type { ArmId } from '../arm/resourceId.ts';
import { eachOnce, type Unknown } from '../arm/unknown.ts';
import type { ClusterObjects } from '../askers/model.ts';
import type { Facts } from '../cluster/facts.ts';
import type { MessageField } from './message/field.ts';
import { messageAround, readMessage, type Hit, type ReadMessage } from './message/readMessage.ts';
import type { SecretKind } from './message/secretShapes.ts';
import { forms } from './forms/forms.ts';
import { withoutFormerIdentity } from './situation/annotatedOtherwise.ts';
import { answersAfter, answersBeside, withoutSettled } from './settled.ts';
import { isRefusedTogether } from './judges/resources/refusedTogether.ts';
import { clustersInQuestion } from './situation/azureHalf.ts';
import { ofOtherCluster, withOtherCluster } from './situation/otherCluster.ts';
import { podNotRead } from './situation/clusterHalf.ts';
import { causes, type CauseCode } from './situation/causes.ts';
import { weightOf, type MessageForm } from './situation/form.ts';
import {
  advice,
  inCluster,
  inMessage,
  open,
  type AskedBy,
  type Certainty,
  type JudgedEvidence,
  type Fix,
  type Judgement,
} from './situation/judgement.ts';
import type { Situation } from './situation/situation.ts';
import { watched } from './situation/watched.ts';

/** The answer; it holds nothing of the message but the fields that were recognised. */
export interface Why {
  readonly fields: readonly MessageField[];
  readonly asker: AskedBy;
  readonly cause: CauseCode;
  readonly certainty: Certainty;
  /** The cause in one sentence, with names. */
  readonly text: Words;
  /** Other causes that fit, the likeliest first. */
  readonly possible: readonly CauseCode[];
  readonly evidence: readonly JudgedEvidence[];
  readonly fixes: readonly Fix[];
  readonly next: readonly Words[];
  readonly unknown: readonly Unknown[];
  /** The forms that were found in the message, the deciding one first. */
  readonly signs: readonly string[];
  /** Several clusters that fit, if naming one would help. */
  readonly clusters: readonly ArmId[];
  /** Kinds of secrets that the message contained. */
  readonly secrets: readonly SecretKind[];
}

/** What is looked at besides the message. */
export interface WhyContext {
  readonly clusterId?: ArmId;
  readonly identityId?: ArmId;
  readonly objects?: ClusterObjects;
  /** The account that is taken for the one that signs in where the error names none. */
  readonly supposed?: MessageField;
}

/** Reads a message; what it returns holds no part of it but fields and signs. */
export function readSignIn(text: string): ReadMessage {
  return inOneGo(readingSignIn(text));
}

/** The same step by step, for where other work has to go on meanwhile. */
export function* readingSignIn(text: string): Stepwise<ReadMessage> {
  return withoutSettled(yield* readMessage(text, forms));
}

/** Returns why the sign-in of a message fails. Asks the facts for no more than the deciding sign needs. */
export function whyOf(message: ReadMessage, context: WhyContext, facts: Facts): Why {
  const situation: Situation = { ...context, message, facts };
  const [deciding, ...others] = ranked(message);
  const first = deciding === undefined ? sure(nothingFound(message), []) : judgedBy(deciding, situation);
  const judged = deciding === undefined ? first : besides(first, otherErrors(deciding, situation));
  const { certainty } = judged;
  const unknown = eachOnce(judged.unknown ?? []);
  return {
    fields: message.fields,
    asker: judged.asker ?? {},
    cause: judged.cause,
    certainty,
    text: judged.text ?? causes[judged.cause].says,
    possible: [...new Set(judged.possible ?? [])].filter((code) => code !== judged.cause),
    evidence: distinctBy(
      [...(judged.evidence ?? []), ...notAllRead(message, deciding)],
      (each) => `${each.from} ${JSON.stringify(each.text)}`,
    ),
    fixes: judged.fixes ?? [],
    next: distinctWords(toDo(judged)),
    unknown,
    signs: [deciding, ...others.filter(({ form }) => form.name !== 'otherEntraCode')].flatMap((each) =>
      each === undefined ? [] : [each.form.name],
    ),
    clusters: deciding === undefined || certainty === 'certain' ? [] : fittingClusters(deciding, situation),
    secrets: [...message.secrets.keys()],
  };
}

/** An answer never ends without something to do. */
function toDo({ cause, fixes = [], next = [] }: Judgement): readonly Words[] {
  return fixes.length === 0 && next.length === 0 ? [causes[cause].fix] : next;
}

/** Says what of a long message was not read. */
function notAllRead(
  { isCut, moreOf, hadOthers }: ReadMessage,
  deciding: Ranked | undefined,
): readonly JudgedEvidence[] {
  return [
    ...(hadOthers === true ? [inMessage(say`The message has earlier errors, which later lines show to be over.`)] : []),
    ...(isCut ? [inMessage(say`The message is so long that only its end was read.`)] : []),
    ...(deciding !== undefined && moreOf.has(deciding.form.name)
      ? [inMessage(say`The message has many errors of this form, and only the last ones were read.`)]
      : []),
  ];
}

function fittingClusters({ form, hit }: Ranked, situation: Situation): readonly ArmId[] {
  if (form.needsCluster !== true || situation.clusterId !== undefined) return [];
  const { value = [] } = clustersInQuestion(hit, situation);
  return value.length > 1 ? value.map(({ id }) => id) : [];
}

interface Ranked {
  readonly form: MessageForm;
  readonly hit: Hit;
}

/** The forms in the message, each with the hit that has the most fields, the deciding one first. */
function ranked({ hits }: ReadMessage): readonly Ranked[] {
  const found = forms.flatMap((form): readonly Ranked[] => {
    const own = hits.filter(({ sign }) => sign === form.name);
    const [best] = own.toSorted((a, b) => b.fields.length - a.fields.length || b.at - a.at);
    return best === undefined ? [] : [{ form, hit: best }];
  });
  return found.toSorted((a, b) => b.form.weight - a.form.weight);
}

function nothingFound({ isEmpty }: ReadMessage): Judgement {
  return open([], {
    text: isEmpty ? say`There is no message.` : say`The message has none of the known forms.`,
    next: [
      say`Paste the whole error, with the lines around it: from kubectl describe, from kubectl logs, or from the status of the operator's object.`,
    ],
  });
}

function judgedBy({ form, hit }: Ranked, given: Situation): Judgement {
  const all = { ...given, message: messageAround(hit, given.message) };
  const other = ofOtherCluster(hit, all);
  const around = other?.rest ?? all;
  const { situation, unread } = watched(around);
  const own = withoutFormerIdentity(form.judge(hit, situation), hit, around);
  const judged = stillOpen(other === undefined ? own : withOtherCluster(own, other.text), hit, given.message);
  const away = podNotRead(hit, around);
  return sure(away === undefined ? judged : withoutPod(judged, away), unread());
}

/** Nothing is planned for an identity that got in after the error, through a program that asks as several, or perhaps after it. */
function stillOpen(judged: Judgement, hit: Hit, message: ReadMessage): Judgement {
  const ids = [judged.asker?.clientId, judged.asker?.objectId];
  const idsIn = (answers: readonly Hit[]): readonly MessageField[] =>
    answers.flatMap(({ fields }) => fields.filter(({ value }) => ids.includes(value)));
  const [first] = idsIn(answersBeside(hit, message));
  if (first === undefined) return judged;
  const { fixes = [], next = [], cause, possible = [] } = judged;
  const check = say`Check whether the sign-in still fails: a service answered ${first.value}, which has signed in.`;
  if (idsIn(answersAfter(hit, message)).length === 0)
    return {
      ...judged,
      ...open([cause, ...possible].filter((code) => code !== 'UNKNOWN')),
      text: say`The sign-in failed, and a service answered ${first.value}, which has signed in: the text does not show which was later.`,
      fixes: [],
      next: [check],
    };
  return {
    ...judged,
    certainty: judged.certainty === 'certain' ? 'likely' : judged.certainty,
    fixes: fixes.map((fix) => (fix.kind === 'change' ? advice(fix.text) : fix)),
    next: [check, ...next],
  };
}

/** Says that the pod which the message names was not seen, so that nobody takes the answer for one about it. */
function withoutPod(judged: Judgement, pod: string): Judgement {
  const away = say`${pod}, which the message names, is not among the pods that were read.`;
  return {
    ...judged,
    ...(judged.cause === 'UNKNOWN' && judged.text === undefined ? { text: away } : {}),
    evidence: [...(judged.evidence ?? []), inCluster(away)],
  };
}

/**
 * Nothing is certain that rests on masked values or values from elsewhere, or while something that was looked at could
 * not be read; and nothing is filled in with a value that may belong to something else.
 */
function sure(given: Judgement, unread: readonly Unknown[]): Judgement {
  const strays = (given.restsOn ?? []).filter((field) => field?.isFromElsewhere === true);
  const judged = strays.length === 0 ? given : withoutPlans(given, strays as readonly MessageField[]);
  if (judged.certainty !== 'certain') return judged;
  const unknown = [...(judged.unknown ?? []), ...unread];
  const isShaky = strays.length > 0 || judged.restsOn?.some((field) => field?.isMasked === true) === true;
  return { ...judged, unknown, certainty: unknown.length > 0 || isShaky ? 'likely' : 'certain' };
}

function withoutPlans(judged: Judgement, strays: readonly MessageField[]): Judgement {
  const { fixes = [] } = judged;
  if (!fixes.some(({ kind }) => kind === 'change')) return judged;
  return {
    ...judged,
    fixes: fixes.map((fix) => (fix.kind === 'change' ? advice(fix.text) : fix)),
    next: [
      ...strays.map(({ value }) => say`Check that ${value} belongs to the error: it is in another place of the text.`),
      ...(judged.next ?? []),
    ],
  };
}

/** So many other errors of a message are judged, for each takes requests. */
const mostOthers = 2;

/** Judges the answers of services to others than the one that the deciding hit is about. */
function otherErrors(deciding: Ranked, situation: Situation): readonly Judgement[] {
  const rest = forms
    .flatMap((form) => situation.message.hits.flatMap((hit) => (hit.sign === form.name ? [{ form, hit }] : [])))
    .filter(({ form, hit }) => isTold(form.weight, messageAround(hit, situation.message)))
    .filter(({ hit }) => hit !== deciding.hit && isOther(hit, deciding.hit));
  return rest.slice(0, mostOthers).map((one) => {
    const judged = judgedBy(one, situation);
    // What an open answer says is no error: it can be that nothing is wrong.
    return judged.cause === 'UNKNOWN' ? { ...judged, text: one.form.means } : judged;
  });
}

/** In a chain of credentials those that are not used fail, too, so that only the answers of services count. */
function isTold(weight: number, { components }: ReadMessage): boolean {
  if (components.has('chain')) return weight >= weightOf.resource - 2;
  return weight >= weightOf.pod || (weight >= weightOf.kubernetes && weight < weightOf.metadata);
}

/** So close to each other are the parts of one error. */
const oneError = 600;

/** True if the hits say different things of the same kind, or have nothing in common; an error without values is one with what is said beside it. */
function isOther(hit: Hit, deciding: Hit): boolean {
  const isBeside = hit.part === deciding.part && Math.abs(hit.at - deciding.at) <= oneError;
  if ((deciding.fields.length === 0 && isBeside) || isRefusedTogether(hit, deciding)) return false;
  const shared = hit.fields.flatMap(({ name, value }) =>
    deciding.fields.flatMap((one) => (one.name === name ? [one.value === value] : [])),
  );
  return shared.includes(false) || (shared.length === 0 && hit.fields.length > 0 && hit.sign !== deciding.sign);
}

/** Several errors are several: the first one is the answer, and the others are told. */
function besides(judged: Judgement, others: readonly Judgement[]): Judgement {
  const sentenceOf = ({ cause, text }: Judgement): string => JSON.stringify(text ?? causes[cause].says);
  const different = others.filter(
    (other) => (other.cause !== judged.cause || other.cause !== 'UNKNOWN') && sentenceOf(other) !== sentenceOf(judged),
  );
  if (different.length === 0) return judged;
  return {
    ...judged,
    certainty: judged.certainty === 'certain' ? 'likely' : judged.certainty,
    possible: [...different.map(({ cause }) => cause).filter((code) => code !== 'UNKNOWN'), ...(judged.possible ?? [])],
    evidence: [
      ...(judged.evidence ?? []),
      ...different.map(({ cause, text }) =>
        inMessage(say`The message has another error, too: ${text ?? causes[cause].says}`),
      ),
    ],
    next: [say`The message has several errors. Paste the one of the program that is meant.`, ...(judged.next ?? [])],
  };
}

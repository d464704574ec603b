/** The guided run: questions that read, then, if whoever runs it agrees, those that need a resource group of their own. */
import type { TokenCredential } from '@azure/core-auth';
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { version } from '../../src/domain/report/version.ts';
import { earlierGroups, groupPath, makeGroup, messageOf, newGroup, type OwnGroup, type Workplace } from './ownGroup.ts';
import type { Answer, Made, Place, Question } from './question.ts';
import { questions } from './questions.ts';
import { sharable } from './sharable.ts';
import { callerOf, codeOf, everyValue, expected, rawAzure, type Raw } from './rawAzure.ts';
import { byHand, remove } from './removal.ts';
import { truthRows } from './truthRows.ts';

/** Where it asks, and with whom it talks. */
export interface GuidedRun {
  readonly endpoint: string;
  readonly subscriptionId: string;
  /** Where the resource group is made. */
  readonly location: string;
  readonly credential: TokenCredential;
  readonly say: (line: string) => void;
  readonly isAgreed: (question: string) => Promise<boolean>;
  /** Keeps the answers so far as JSON without IDs and people; called before the first question and after each. */
  readonly keep: (content: string) => Promise<void>;
  readonly wait: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** Ends it early, also while a question waits; what was made is deleted all the same. */
  readonly signal: AbortSignal;
}

/** What came of a question: an answer, or why there is none. */
type Outcome = Answer | { readonly noAnswer: string };
/** An answer with its question. */
type Told = Pick<Question, 'about' | 'asks'> & Pick<Answer, 'says'> & Partial<Answer>;

/** Says why nothing comes for a while. */
function tellsPauses({ say }: GuidedRun): (why: string, seconds: number) => void {
  return (why, seconds) => say(`  No answer yet (${why}); asking again in ${seconds} s.`);
}

/** Asks everything that may be asked, deletes what was made, and keeps the answers; throws where it is not known to be deleted. */
export async function guidedRun(run: GuidedRun): Promise<void> {
  const { endpoint, subscriptionId, location, say, signal } = run;
  const wait = (seconds: number): Promise<void> => run.wait(seconds, signal);
  const azure = rawAzure(endpoint, run.credential, { wait, signal, tells: tellsPauses(run) });
  const { name, ...caller } = await callerOf(run.credential, endpoint, signal);
  const place: Place = {
    ask: async (statuses, ...request) => expected(await azure.send(...request), statuses),
    subscriptionId,
    location,
    ...caller,
    wait,
  };
  const path = `/subscriptions/${subscriptionId}?api-version=${apiVersions.subscription}`;
  const { displayName } = seenSubscription(await azure.send('GET', path), subscriptionId);
  const asWhom = name === undefined ? '' : ` as ${name}${caller.tenantId ? `, directory ${caller.tenantId}` : ''}`;
  say(`AKS Identity ${version} asks ${endpoint} about ${displayName ?? subscriptionId}${asWhom}.`);
  for (const group of await earlierGroups(place)) {
    say(`Another run has made ${group.name}. Unless it is under way, delete that: ${byHand(place, group)}`);
  }
  const answers = keptAnswers(run);
  await answers.keepRest('the run ended before');
  try {
    await askEverything(run, place, answers);
  } finally {
    const missing = answers.withoutAnswer();
    if (missing > 0 && !signal.aborted) {
      say(`\nQuestions without an answer: ${missing} of ${questions.length}. The file says why for each.`);
    }
  }
}

function seenSubscription(answer: Raw, subscriptionId: string): { readonly displayName?: string } {
  const ofAnother = codeOf(answer) === 'InvalidAuthenticationTokenTenant';
  const hint = ofAnother ? ' as it belongs to another directory, which --tenant names' : '';
  return expected(answer, [200], `The subscription ${subscriptionId} can't be read${hint}`).body as object;
}

async function askEverything(run: GuidedRun, place: Place, answers: KeptAnswers): Promise<void> {
  const reading = questions.filter(({ writes }) => !writes);
  const writing = questions.filter(({ writes }) => writes);
  run.say(`${reading.length} questions only read.`);
  await askAll(run, place, reading, answers);
  const group = newGroup();
  const offer = `\n${writing.length} more need a resource group, ${group.name} in ${run.location}, with one identity, a role assignment (Reader of that group) and up to five federated credentials. It costs nothing, and is deleted afterwards. You need the right to do so; for the role assignment that is Owner or User Access Administrator. Make it?`;
  if (run.signal.aborted) return;
  const locks = await locksAt(place);
  if (locks > 0) {
    run.say('\nThe subscription has a lock, so what would be made could not be deleted: nothing is made.');
    await answers.keepRest('the subscription has a lock, so nothing could be deleted again');
  } else if (!run.signal.aborted && (await run.isAgreed(offer))) {
    await askWriting(run, place, { which: writing, group, answers });
  } else {
    await answers.keepRest(run.signal.aborted ? 'the run was stopped' : 'nothing was to be made');
  }
}

/** How many locks the subscription itself has, which hold below it, too; 0 where they can't be read. */
async function locksAt({ ask, subscriptionId }: Place): Promise<number> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/locks?api-version=2016-09-01&$filter=atScope()`;
  return everyValue(ask, path).then(
    ({ length }) => length,
    () => 0,
  );
}

/** Keeps each answer as it comes, so that none is lost however the run ends. */
interface KeptAnswers {
  readonly take: (question: Question, outcome: Outcome) => Promise<void>;
  /** Keeps why those without an answer were not asked. */
  readonly keepRest: (why: string) => Promise<void>;
  /** How many were asked in vain. */
  readonly withoutAnswer: () => number;
}

function keptAnswers({ endpoint, keep }: GuidedRun): KeptAnswers {
  const asked = new Date().toISOString();
  const told = new Map<Question, Outcome>();
  const withoutAnswer = (): number => [...told.values()].filter((outcome) => 'noAnswer' in outcome).length;
  let whyNot = '';
  const write = async (): Promise<void> => {
    const answers: readonly Told[] = questions.map((question) => {
      const { about, asks } = question;
      const outcome = told.get(question);
      return { about, asks, ...(outcome ? shownOf(outcome) : { says: `not asked: ${whyNot}` }) };
    });
    const shared = sharable(answers) as readonly Told[];
    const content = {
      product: version,
      cloud: sharable(endpoint),
      asked,
      withoutAnswer: withoutAnswer(),
      answers: shared,
      rows: truthRows(shared),
    };
    await keep(`${JSON.stringify(content, undefined, 2)}\n`);
  };
  return {
    withoutAnswer,
    async take(question, outcome) {
      told.set(question, outcome);
      await write();
    },
    async keepRest(why) {
      whyNot = why;
      await write();
    },
  };
}

function shownOf(outcome: Outcome): Pick<Told, 'says' | 'evidence'> {
  return 'noAnswer' in outcome ? { says: `no answer: ${outcome.noAnswer}` } : outcome;
}

async function askAll(run: GuidedRun, place: Place, which: readonly Question[], answers: KeptAnswers): Promise<void> {
  for (const question of which) {
    if (run.signal.aborted) break;
    const outcome = await outcomeOf(question, place, run.signal);
    run.say(`\n${question.asks} (${question.about})\n  ${String(sharable(shownOf(outcome).says))}`);
    await answers.take(question, outcome);
  }
}

async function outcomeOf(question: Question, place: Place, signal: AbortSignal): Promise<Outcome> {
  try {
    return await question.ask(place);
  } catch (error) {
    return { noAnswer: signal.aborted ? 'the run was stopped' : messageOf(error) };
  }
}

/** What needs an identity of its own, and the group for it. */
interface Writing {
  readonly which: readonly Question[];
  readonly group: OwnGroup;
  readonly answers: KeptAnswers;
}

/** Asks what needs an identity of its own; the group is named before it is made, and whatever happens, deleted at the end. */
async function askWriting(run: GuidedRun, place: Place, { which, group, answers }: Writing): Promise<void> {
  // What is made and deleted must not end halfway.
  const wait = (seconds: number): Promise<void> => run.wait(seconds);
  const azure = rawAzure(run.endpoint, run.credential, { wait, tells: tellsPauses(run) });
  const unstopped: Workplace = { ...place, wait, azure };
  const { name } = group;
  run.say(
    `\nMaking ${name}. It is deleted at the end; should this be killed before, delete it: ${byHand(place, group)}`,
  );
  const making = await makeGroup(unstopped, group, () => run.signal.aborted);
  const failures: unknown[] = [];
  try {
    const made = await madeIn(unstopped, group, making.whyNot).catch(async (error: unknown) => {
      await answers.keepRest(`what it needs could not be made: ${messageOf(error)}`);
      throw error;
    });
    await askAll(run, { ...place, made }, which, answers);
  } catch (error) {
    failures.push(error);
  }
  if (making.became !== 'not made') run.say(`\nDeleting ${name}, which can take ten minutes.`);
  const removal = await remove(unstopped, group, making);
  run.say(`\n${removal.says}`);
  const [cause] = failures;
  if (!removal.isGone) {
    const before = failures.length === 0 ? '' : ` (${messageOf(cause)})`;
    throw new Error(`The resource group ${name} may be left behind${before}: ${byHand(place, group)}`, { cause });
  }
  if (failures.length > 0 && !run.signal.aborted) throw cause;
}

async function madeIn(place: Workplace, group: OwnGroup, whyNot: string | undefined): Promise<Made> {
  if (whyNot !== undefined) throw new Error(whyNot);
  const path = groupPath(place, group);
  const identityId = `${path}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-aks-identity-live`;
  const address = `${identityId}?api-version=${apiVersions.identity}`;
  const send = async (): Promise<Raw> => place.azure.send('PUT', address, { location: place.location });
  let answer = await send();
  // A new group is not known everywhere at once.
  for (let tries = 0; tries < 6 && answer.status === 404; tries += 1) {
    await place.wait(5);
    answer = await send();
  }
  const creation = expected(answer, [200, 201], 'The identity');
  const { properties } = creation.body as { readonly properties?: { readonly principalId?: string } };
  const { principalId } = properties ?? {};
  if (principalId === undefined) throw new Error('The identity: an answer without its principal');
  return { group: path, identityId, principalId, creation, madeAt: Date.now() };
}

/** The guided run: questions that read, then, if whoever runs it agrees, those that need a resource group of their own. */
import type { TokenCredential } from '@azure/core-auth';
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { version } from '../../src/domain/report/version.ts';
import { questions, type Answer, type Made, type Place, type Question } from './questions.ts';
import { sharable } from './sharable.ts';
import { inWords, principalOf, rawAzure, type Raw } from './rawAzure.ts';
import { byHand, groupPath, remove, type Removal } from './removal.ts';
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

/** An answer with its question. */
type Told = Pick<Question, 'about' | 'asks'> & Pick<Answer, 'says'> & Partial<Answer>;

/** Asks everything that may be asked, deletes what was made, and keeps the answers; throws where it is not known to be deleted. */
export async function guidedRun(run: GuidedRun): Promise<void> {
  const { endpoint, subscriptionId, location, say, signal } = run;
  const azure = rawAzure(endpoint, run.credential, signal);
  const principalId = await principalOf(run.credential, endpoint);
  const place: Place = {
    azure,
    subscriptionId,
    location,
    ...(principalId !== undefined && { principalId }),
    wait: (seconds) => run.wait(seconds, signal),
  };
  const seen = await place.azure.send(
    'GET',
    `/subscriptions/${subscriptionId}?api-version=${apiVersions.subscription}`,
  );
  expectStatus(seen, [200], `The subscription ${subscriptionId} can't be read`);
  const { displayName } = seen.body as { readonly displayName?: string };
  say(`AKS Identity ${version} asks ${endpoint} about ${displayName ?? subscriptionId}.`);
  const answers = keptAnswers(run);
  await answers.keepRest('the run ended before');
  const reading = questions.filter(({ writes }) => !writes);
  const writing = questions.filter(({ writes }) => writes);
  say(`${reading.length} questions only read.`);
  await askAll(run, place, reading, answers);
  const name = `rg-aks-identity-live-${Date.now().toString(36)}`;
  const offer = `\n${writing.length} more need a resource group, ${name} in ${location}, with one identity, a role assignment (Reader of that group) and up to five federated credentials. It costs nothing, and is deleted afterwards. Make it?`;
  if (signal.aborted) return;
  if (await run.isAgreed(offer)) await askWriting(run, place, { which: writing, name, answers });
  else await answers.keepRest('nothing was to be made');
}

/** Keeps each answer as it comes, so that none is lost however the run ends. */
interface KeptAnswers {
  readonly take: (question: Question, answer: Pick<Told, 'says' | 'evidence'>) => Promise<void>;
  /** Keeps why those without an answer were not asked. */
  readonly keepRest: (why: string) => Promise<void>;
}

function keptAnswers({ endpoint, keep }: GuidedRun): KeptAnswers {
  const asked = new Date().toISOString();
  const told = new Map<Question, Pick<Told, 'says' | 'evidence'>>();
  let whyNot = '';
  const write = async (): Promise<void> => {
    const answers: readonly Told[] = questions.map((question) => {
      const { about, asks } = question;
      return { about, asks, ...(told.get(question) ?? { says: `not asked: ${whyNot}` }) };
    });
    const shared = sharable(answers) as readonly Told[];
    const content = { product: version, cloud: sharable(endpoint), asked, answers: shared, rows: truthRows(shared) };
    await keep(`${JSON.stringify(content, undefined, 2)}\n`);
  };
  return {
    async take(question, answer) {
      told.set(question, answer);
      await write();
    },
    async keepRest(why) {
      whyNot = why;
      await write();
    },
  };
}

function expectStatus(answer: Raw, wanted: readonly number[], what: string): void {
  if (wanted.includes(answer.status)) return;
  throw new Error(`${what}: ${inWords(answer)}`);
}

async function askAll(run: GuidedRun, place: Place, which: readonly Question[], answers: KeptAnswers): Promise<void> {
  for (const question of which) {
    if (run.signal.aborted) break;
    const answer = await answered(question, place, run.signal);
    run.say(`\n${question.asks} (${question.about})\n  ${String(sharable(answer.says))}`);
    await answers.take(question, answer);
  }
}

async function answered(
  question: Question,
  place: Place,
  signal: AbortSignal,
): Promise<Pick<Told, 'says' | 'evidence'>> {
  try {
    return await question.ask(place);
  } catch (error) {
    if (signal.aborted) return { says: 'no answer: the run was stopped' };
    return { says: `no answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Asks what needs an identity of its own; the group is named before it is made, and whatever happens, deleted at the end. */
async function askWriting(
  run: GuidedRun,
  place: Place,
  {
    which,
    name,
    answers,
  }: { readonly which: readonly Question[]; readonly name: string; readonly answers: KeptAnswers },
): Promise<void> {
  // What is made and deleted must not end halfway.
  const unstopped: Place = {
    ...place,
    azure: rawAzure(run.endpoint, run.credential),
    wait: (seconds) => run.wait(seconds),
  };
  const made = async (): Promise<Made> => {
    try {
      return await make(unstopped, name);
    } catch (error) {
      await answers.keepRest(
        `what it needs could not be made: ${error instanceof Error ? error.message : String(error)}`,
      );
      throw error;
    }
  };
  run.say(
    `\nMaking ${name}. It is deleted at the end; should this be killed before, delete it: ${byHand(place, name)}`,
  );
  let removal: Removal | undefined;
  try {
    await askAll(run, { ...place, made: await made() }, which, answers);
  } finally {
    removal = await remove(unstopped, name);
    run.say(`\n${removal.says}`);
  }
  if (!removal.isGone) throw new Error(`The resource group ${name} may be left behind: ${byHand(place, name)}`);
}

async function make(place: Place, name: string): Promise<Made> {
  const { location } = place;
  const group = groupPath(place, name);
  const madeGroup = await place.azure.send('PUT', `${group}?api-version=${apiVersions.newGroup}`, { location });
  expectStatus(madeGroup, [200, 201], `The group ${name}`);
  const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-aks-identity-live`;
  const creation = await place.azure.send('PUT', `${identityId}?api-version=${apiVersions.identity}`, { location });
  expectStatus(creation, [200, 201], 'The identity');
  const { properties } = creation.body as { readonly properties: { readonly principalId: string } };
  return { group, identityId, principalId: properties.principalId, creation, madeAt: Date.now() };
}

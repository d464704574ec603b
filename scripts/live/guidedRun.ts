/** The guided run: questions that read, then, if whoever runs it agrees, those that need a resource group of their own. */
import type { TokenCredential } from '@azure/core-auth';
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { maskGuids } from '../../src/domain/report/mask.ts';
import { version } from '../../src/domain/report/version.ts';
import { questions, type Answer, type Made, type Place, type Question } from './questions.ts';
import { sharable } from './sharable.ts';
import { codeOf, rawAzure, type Raw } from './rawAzure.ts';
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
  readonly wait: (seconds: number) => Promise<void>;
  /** Ends it early; what was made is deleted all the same. */
  readonly signal: AbortSignal;
}

/** An answer with its question. */
type Told = Pick<Question, 'about' | 'asks'> & Pick<Answer, 'says'> & Partial<Answer>;

/** Asks everything that may be asked, deletes what was made, and returns the answers as JSON without IDs and people. */
export async function guidedRun(run: GuidedRun): Promise<string> {
  const { endpoint, subscriptionId, location, say } = run;
  const azure = rawAzure(endpoint.replace(/\/+$/, ''), run.credential);
  const place: Place = { azure, subscriptionId, wait: run.wait };
  const seen = await azure.send('GET', `/subscriptions/${subscriptionId}?api-version=${apiVersions.subscription}`);
  expectStatus(seen, [200], `The subscription ${subscriptionId} can't be read`);
  const { displayName } = seen.body as { readonly displayName?: string };
  say(`AKS Identity ${version} asks ${endpoint} about ${displayName ?? subscriptionId}.`);
  const { reading = [], writing = [] } = Object.groupBy(questions, ({ writes }) => (writes ? 'writing' : 'reading'));
  say(`${reading.length} questions only read.`);
  const answers = [...(await askAll(run, place, reading))];
  const name = `rg-aks-identity-live-${Date.now().toString(36)}`;
  const offer = `\n${writing.length} more need a resource group, ${name} in ${location}, with one identity, a role assignment (Reader of that group) and up to four federated credentials. It costs nothing, and is deleted afterwards. Make it?`;
  if (!run.signal.aborted && (await run.isAgreed(offer)))
    answers.push(...(await askWriting(run, place, writing, name)));
  else answers.push(...writing.map(({ about, asks }) => ({ about, asks, says: 'not asked: nothing was to be made' })));
  const shared = sharable(answers) as readonly Told[];
  const content = { product: version, cloud: endpoint, asked: new Date().toISOString(), answers: shared };
  return `${JSON.stringify({ ...content, rows: truthRows(shared) }, undefined, 2)}\n`;
}

function expectStatus(answer: Raw, wanted: readonly number[], what: string): void {
  if (wanted.includes(answer.status)) return;
  throw new Error(`${what}: ${answer.status} ${codeOf(answer)} ${JSON.stringify(answer.body).slice(0, 300)}`);
}

async function askAll(run: GuidedRun, place: Place, which: readonly Question[]): Promise<readonly Told[]> {
  const answers: Told[] = [];
  for (const question of which) {
    const { about, asks } = question;
    const answer = run.signal.aborted ? { says: 'not asked: stopped' } : await answered(question, place);
    run.say(`\n${asks} (${about})\n  ${maskGuids(answer.says)}`);
    answers.push({ about, asks, ...answer });
  }
  return answers;
}

async function answered(question: Question, place: Place): Promise<Pick<Told, 'says' | 'evidence'>> {
  try {
    return await question.ask(place);
  } catch (error) {
    return { says: `no answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Asks what needs an identity of its own; whatever happens, the group is deleted at the end. */
async function askWriting(
  run: GuidedRun,
  place: Place,
  which: readonly Question[],
  name: string,
): Promise<readonly Told[]> {
  try {
    return await askAll(run, { ...place, made: await make(place, name, run.location) }, which);
  } finally {
    run.say(`\n${await remove(place, name)}`);
  }
}

function groupPath({ subscriptionId }: Place, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

async function make(place: Place, name: string, location: string): Promise<Made> {
  const group = groupPath(place, name);
  const madeGroup = await place.azure.send('PUT', `${group}?api-version=${apiVersions.newGroup}`, { location });
  expectStatus(madeGroup, [200, 201], `The group ${name}`);
  const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-aks-identity-live`;
  const creation = await place.azure.send('PUT', `${identityId}?api-version=${apiVersions.identity}`, { location });
  expectStatus(creation, [200, 201], 'The identity');
  const { properties } = creation.body as { readonly properties: { readonly principalId: string } };
  return { group, identityId, principalId: properties.principalId, creation, madeAt: Date.now() };
}

/** Deletes the group with everything in it, and sees that it is gone; otherwise says how to. */
async function remove(place: Place, name: string): Promise<string> {
  const path = `${groupPath(place, name)}?api-version=${apiVersions.newGroup}`;
  const byHand = `Delete it: az group delete --name ${name} --subscription ${place.subscriptionId}`;
  try {
    const asked = await place.azure.send('DELETE', path);
    for (let looks = 0; looks < 120 && asked.status < 300; looks += 1) {
      if ((await place.azure.send('GET', path)).status === 404) return `${name} was deleted.`;
      await place.wait(5);
    }
    return asked.status === 404
      ? `${name} was never made.`
      : `${name} is still there (${asked.status} ${codeOf(asked)}). ${byHand}`;
  } catch (error) {
    return `Whether ${name} is gone is not known: ${error instanceof Error ? error.message : String(error)} ${byHand}`;
  }
}

/** The service accounts that an identity trusts, on its map. */
import { idKey } from '../arm/resourceId.ts';
import { isOfBindings } from '../uses/boundTo.ts';
import { unusedAfter } from '../uses/nothingUses.ts';
import { accountName } from '../workloads/credential.ts';
import { clusterOfCredential } from '../workloads/credentialCluster.ts';
import type { JudgedCredential, JudgedUses } from '../workloads/judgedUses.ts';
import { keyOfWords, say, type Words } from '../../sentences/words.ts';
import { textOf, toText } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';
import { copyFacts, type MapFact, type MapSketch } from './sketch.ts';
import { stateText } from './workloads.ts';

/** The box of the account that a credential trusts: one for each account and cluster, and that of the cluster where another credential works. */
export function workloadBoxId(credential: JudgedCredential, credentials: readonly JudgedCredential[]): string {
  const { clusterId, issuer } = credentials.find(({ name }) => name === credential.workingInstead) ?? credential;
  return `workload ${clusterId === undefined ? issuer : idKey(clusterId)} ${keyOfWords(accountName(credential))}`;
}

/** The trusted service accounts and subjects, each once for each cluster; what does not work comes last. */
export function drawCredentials(sketch: MapSketch, root: string, uses: JudgedUses): void {
  const { credentials, bindings } = uses;
  for (const [id, alike] of Map.groupBy(credentials, (credential) => workloadBoxId(credential, credentials))) {
    const ordered = alike.toSorted((a, b) => Number(a.state === 'broken') - Number(b.state === 'broken'));
    const [first] = ordered;
    if (first === undefined) continue;
    const box = sketch.add({
      id,
      column: 0,
      group: 'workloads',
      icon: 'workload',
      label: textOf(labelOf(first)),
      caption: isOfBindings(first) ? boundText(uses) : textOf(clusterOfCredential(first)),
      ...defined({ clusterId: first.clusterId }),
      facts: ordered.flatMap(({ name, issuer, subject, ...trust }): readonly MapFact[] => [
        { label: toText`Federated credential`, value: name },
        { label: toText`State`, value: stateText(trust) },
        ...copyFacts({ Issuer: issuer, Subject: subject === '' ? undefined : subject }),
      ]),
    });
    const tie = sketch.connect({ from: box, to: root });
    if (ordered.some((credential) => credential.state === 'works' || isBound(credential, bindings))) continue;
    sketch.turn(tie, ordered.every(({ state }) => state === 'broken') ? 'noEffect' : 'unknown');
  }
}

/** Names the bound clusters; that there are none only where all clusters and their bindings were read. */
function boundText({ bindings, looked }: JudgedUses): string {
  if (bindings.length > 0) return bindings.map(({ cluster }) => cluster).join(', ');
  return unusedAfter(looked, ['clusters', 'bindings']).isKnown
    ? toText`no visible cluster is bound`
    : toText`bound clusters: unknown`;
}

function labelOf(credential: JudgedCredential): Words {
  if (isOfBindings(credential)) return say`Service accounts chosen in bound clusters`;
  return isUnnamed(credential) ? say`Service accounts not shown by Azure` : say`${accountName(credential)}`;
}

function isUnnamed({ subject, expression }: JudgedCredential): boolean {
  return subject === '' && expression === undefined;
}

/** Returns true for the credential of bindings that are there: whom they let in only their clusters know, which is no check that has failed. */
function isBound(credential: JudgedCredential, bindings: JudgedUses['bindings']): boolean {
  return bindings.length > 0 && credential.state === 'unknown' && isOfBindings(credential);
}

/** Says at accounts which get no token, or may get none, where no finding says so there. */
export function placeStates(sketch: MapSketch, { credentials, bindings }: JudgedUses): void {
  for (const credential of credentials) {
    const { name, state, reason, workingInstead } = credential;
    const box = workloadBoxId(credential, credentials);
    if (
      isBound(credential, bindings) ||
      state === 'works' ||
      workingInstead !== undefined ||
      sketch.problemsAt(box).length > 0
    )
      continue;
    const account = accountName(credential);
    sketch.report(
      {
        ...(state === 'broken'
          ? { tone: 'error', word: toText`doesn't work`, title: say`${account} gets no token` }
          : {
              tone: 'unknown',
              word: toText`unknown`,
              title: isUnnamed(credential) ? say`Who uses credential ${name}` : say`Not known: ${account}`,
            }),
        text: reason ?? say`It isn't known whether it works.`,
      },
      [box],
    );
  }
}

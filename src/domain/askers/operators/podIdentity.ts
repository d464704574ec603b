/**
 * Pod identity, which is retired: its own objects say which pods get which identity.
 * Source: https://azure.github.io/aad-pod-identity/docs/concepts/azureidentitybinding/
 */
import { objectAt } from '../../arm/json.ts';
import { podManagedIdentities } from '../../workloads/podIdentities.ts';
import { credentialManifest } from '../../workloads/manifests.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { sameId } from '../../arm/resourceId.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import type { AskerVerdict, AzureHalf } from '../azureHalf.ts';
import { nameOfAsker } from '../askerWords.ts';
import { workloadIdentityYaml } from '../askerYaml.ts';
import { connectInstead } from '../connectInstead.ts';
import { identityAskedFor, type KnownIdentity } from '../identities.ts';
import type { AskedIdentity, Asker, AskerFinding, ClusterObjects, PodFact } from '../model.ts';
import { namedIdentity } from './operators.ts';
import { settingsOf } from './volumeSettings.ts';

/** The label by which pods ask for an identity of pod identity. */
export const podIdentityLabel = 'aadpodidbinding';

/** Returns the identity that pod identity gives a pod; `undefined` if its objects name none, or several. */
export function givenByPodIdentity(
  { labels, account: { namespace } }: Pick<PodFact, 'labels' | 'account'>,
  { objects }: Pick<ClusterObjects, 'objects'>,
): AskedIdentity | undefined {
  const bindings = objects.filter(
    ({ kind, json }) =>
      kind === 'AzureIdentityBinding' && settingsOf(objectAt(json, 'spec'))('selector') === labels[podIdentityLabel],
  );
  const own = bindings.filter((each) => each.namespace === namespace);
  const given = (own.length > 0 ? own : bindings).map((binding) => {
    const wanted = settingsOf(objectAt(binding.json, 'spec'))('azureidentity');
    const identity = objects.find(
      ({ kind, namespace: place, name }) => kind === 'AzureIdentity' && place === binding.namespace && name === wanted,
    );
    const set = settingsOf(objectAt(identity?.json, 'spec'));
    return namedIdentity(set('resourceid') ?? set('clientid'), 'AzureIdentity');
  });
  const [only, ...others] = given;
  return others.length === 0 ? only : undefined;
}

/** Judges those that get their tokens from pod identity: whether they do can't be seen, and what takes its place can be said. */
export function judgePodIdentityAsker(asker: Asker, azure: AzureHalf): AskerVerdict {
  const identity = identityGiven(asker, azure);
  const reason = say`It uses pod identity, which is retired; whether it gets its tokens can't be seen.`;
  return {
    works: { kind: 'unknown', unknown: asker.unknown?.[0] ?? unknownWith('untellable', 'asker', reason) },
    findings: [migration(asker, identity, azure)],
    ...defined({ identityId: identity?.id }),
  };
}

/** The cluster's own settings name the identities of the add-on as well. */
function identityGiven(
  { identity: asked, what: { namespace }, pods = [] }: Asker,
  { identities, cluster }: AzureHalf,
): KnownIdentity | undefined {
  if (asked !== undefined) return identityAskedFor(asked, identities, cluster);
  const selectors = new Set(pods.map(({ labels }) => labels[podIdentityLabel]));
  const [only, ...others] = podManagedIdentities(cluster).filter(
    (each) => each.namespace === namespace && selectors.has(each.name),
  );
  return only === undefined || others.length > 0
    ? undefined
    : identityAskedFor({ resourceId: only.identityId }, identities, cluster);
}

function migration(asker: Asker, identity: KnownIdentity | undefined, azure: AzureHalf): AskerFinding {
  const { account } = asker;
  const text = say`${nameOfAsker(asker)} gets its tokens from pod identity, which is retired. Workload identity takes its place.`;
  const finding = { code: 'usesPodIdentity' as const, severity: 'warning' as const, text };
  if (account === undefined || identity === undefined)
    return { ...finding, ...defined({ yaml: workloadIdentityYaml(asker) }) };
  const clientId = azure.identities?.find(({ id }) => sameId(id, identity.id))?.clientId;
  const yaml = credentialManifest(account, { identityId: identity.id, clientId, tenantId: identity.tenantId });
  return { ...finding, yaml, ...defined({ fix: connectInstead(account, identity, azure) }) };
}

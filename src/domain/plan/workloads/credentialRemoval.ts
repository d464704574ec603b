/** Plans of the removal of single federated credentials. */
import type { Unknown } from '../../arm/unknown.ts';
import { aksPage } from '../../arm/docs.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, idKey, lastSegment, resourceType, sameId, sameText, type ArmId } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts, FederatedCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { clustersNow } from '../../cluster/uses.ts';
import { callerAction, assertNotLocked, callerCheck } from '../callerChecks.ts';
import { assertVisible } from '../lookUps.ts';
import { nothingRestarts } from '../pace.ts';
import {
  planPart,
  type DraftCheck,
  type PlanContext,
  type PlanPart,
  notReadPart,
  unknownCheck,
  goneCheck,
} from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { deleteCredentialStep } from './workloadSteps.ts';
import { accountName, podsOf, tokenAudience } from '../../workloads/credential.ts';
import { bindingId, ownerOf } from '../../workloads/workloadIds.ts';
import { stateOfCredential, withoutCluster } from '../../workloads/credentialState.ts';
import { bindingOptInLines, bindingOrder } from '../../workloads/bindingClients.ts';
import { bindingsOfIdentity, isOfBindings } from '../../uses/boundTo.ts';
import { issuerOwner } from '../../workloads/owners.ts';
import { credentialsOf } from './credentials.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** Plans the removal of exactly one credential; nothing is left to do if it is already gone. */
export function planDeleteCredential(
  change: Pick<ChangeOf<'deleteCredential'>, 'credentialId'>,
  context: Pick<PlanContext, 'facts' | 'earlier'>,
): PlanPart {
  const { facts } = context;
  const id = asArmId(change.credentialId, resourceType.credential);
  const identityId = ownerOf(id);
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  assertVisible(answer, say`The identity ${lastSegment(identityId)}`);
  if (!answer) return notReadPart;
  const present = credentialsOf(identityId, facts) ?? [];
  const credential = present.find(({ name }) => sameText(name, lastSegment(id)));
  const right = {
    action: callerAction.deleteCredential,
    scope: identityId,
    can: say`remove credentials of ${lastSegment(identityId)}`,
  };
  if (credential) assertNotLocked(right, facts);
  const step = deleteCredentialStep(id, credential);
  if (!credential)
    return planPart({
      already: say`The credential no longer exists.`,
      steps: [step],
      checks: [goneCheck()],
    });
  const use = useOf(credential, identityId, context);
  return planPart({
    does: [say`Removes the credential ${credential.name} from ${lastSegment(identityId)}`],
    pace: {
      lasts: 'seconds',
      downtime: nothingRestarts,
      wayBack: { kind: isOfBindings(credential) ? 'bindAgain' : 'connect' },
    },
    steps: [step],
    checks: [callerCheck(right, facts), ...use.checks],
    warnings: use.warnings,
    before: {
      workloads: [
        isOfBindings(credential)
          ? { account: say`Credential of bindings`, identity: say`present` }
          : { account: accountName(credential), identity: lastSegment(identityId) },
      ],
    },
    after: { workloads: [] },
    ...defined({ confirmNames: use.confirmNames }),
  });
}

interface CredentialLoss {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly confirmNames?: readonly string[];
}

/** What stops working without a credential; throws a `Refusal` for that of bindings while one exists. */
function useOf(
  credential: FederatedCredential,
  identityId: ArmId,
  { facts, earlier }: Pick<PlanContext, 'facts' | 'earlier'>,
): CredentialLoss {
  const { cluster: owner, doubt } = issuerOwner(credential.issuer, facts);
  const title = say`Whether a workload uses it`;
  const unsure = (unknowns: readonly Unknown[]): DraftCheck[] =>
    unknowns.length === 0 ? [] : [unknownCheck({ id: 'workloads', title }, unknowns)];
  if (isOfBindings(credential)) {
    const { users = [], unknown = [] } = bindingsLeft(identityId, { facts, earlier }) ?? {};
    if (users.length > 0)
      throw new Refusal(
        say`${credential.name} is shared by all bindings of ${lastSegment(identityId)}, which is bound to ${[...new Set(users.map(({ cluster }) => cluster))].join(', ')}. Remove the bindings first.`,
        aksPage('identity-bindings'),
      );
    return { warnings: [], checks: unsure([...unknown, ...(doubt === undefined ? [] : [doubt])]) };
  }
  if (owner === undefined) {
    const { unknown } = withoutCluster(credential.issuer, facts);
    return { warnings: [], checks: unsure(unknown === undefined ? [] : [unknown]) };
  }
  // With another audience, tokens that pods request themselves may match.
  const usual = { ...credential, audiences: [tokenAudience] };
  if (stateOfCredential(usual, owner, facts).state === 'broken') return { warnings: [], checks: [] };
  const bound = bindingStillThereWarnings(identityId, owner, facts);
  const identity = lastSegment(identityId);
  return {
    warnings: [
      ...bound,
      {
        id: 'credentialLoses',
        values: [...(bound.length === 0 ? [podsOf(credential)] : []), owner.name, identityId],
        severity: 'disruption',
        text:
          bound.length === 0
            ? say`${podsOf(credential)} in ${owner.name} can no longer act as ${identity} once their token expires.`
            : say`Once their tokens expire, pods in ${owner.name} can act as ${identity} only through its binding, or through credentials that stay.`,
        source: aksPage('workload-identity-overview'),
      },
    ],
    checks: [],
    confirmNames: [owner.name],
  };
}

/** Returns the bindings of an identity that a plan leaves, and why there may be more; `undefined` until they have been read. */
export function bindingsLeft(
  identityId: ArmId,
  { facts, earlier }: Pick<PlanContext, 'facts' | 'earlier'>,
): ReturnType<typeof bindingsOfIdentity> {
  const { answer: clusters } = clustersNow(facts);
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  const bindingsOf = (clusterId: ArmId) => facts.get({ kind: 'bindings', clusterId });
  const all = bindingsOfIdentity(identityId, { clusters, credentials, asksAll: true, bindingsOf });
  if (all === undefined) return undefined;
  const isRemoved = (id: ArmId): boolean =>
    earlier.some((step) => step.kind === 'deleteBinding' && sameId(step.bindingId, id));
  return { ...all, users: all.users.filter(({ clusterId, name }) => !isRemoved(bindingId(clusterId, name))) };
}

/** Pods whose application does not opt in keep using their credential, even if the identity is bound as well. */
function bindingStillThereWarnings(identityId: ArmId, owner: Cluster, facts: Facts): readonly Warning[] {
  const answer = facts.get({ kind: 'bindings', clusterId: owner.id });
  const isBound =
    answer?.kind === 'found' && answer.value.some((binding) => idKey(binding.identityId) === idKey(identityId));
  if (!isBound) return [];
  return [
    {
      id: 'alsoBound',
      values: [identityId, owner.name],
      severity: 'warning',
      text: say`${lastSegment(identityId)} is bound to ${owner.name}, too. ${bindingOrder} ${bindingOptInLines()}`,
      source: aksPage('identity-bindings-concepts'),
    },
  ];
}

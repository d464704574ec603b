/** Which identity of a cluster needs what, and whether it has it. */
import { distinctBy } from '../../shape/distinct.ts';
import { scopeName, type SubscriptionNames } from '../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import { factsForTopics, recordUnknowns } from '../cluster/watching.ts';
import { textAt } from '../arm/json.ts';
import { subjectKey, unknownText, unknownToAll, type Unknown } from '../arm/unknown.ts';
import type { Cluster } from '../cluster/model.ts';
import { type Need, type NeedContext, type Requirement, principalOfNeed } from './need.ts';
import { needCodes, needKind } from './needKinds.ts';
import { addonNeeds } from './addons.ts';
import { backupNeeds } from './backup.ts';
import { computeNeeds } from './compute.ts';
import { detachedNeeds, kubeletNeeds } from './kubelet.ts';
import { fluxNeeds } from './flux.ts';
import { featureNeeds } from './features.ts';
import { loadBalancerNeeds } from './loadBalancer.ts';
import { networkNeeds } from './network.ts';
import { isLocked, recordOnlyWords } from '../access/denials.ts';
import { accessOf, type AccessVerdict } from '../access/accessCheck.ts';
import { groupId, sameId, idKey, parseResourceId, sameGuid } from '../arm/resourceId.ts';
import { isRole, role } from '../access/roles.ts';
import { vaultPolicyOf } from './vaultPolicy.ts';
import { overviewPage } from '../arm/docs.ts';
import type { IdentityRole } from '../cluster/principals.ts';
import { isOutside } from '../cluster/placement.ts';
import { say, type Words, type Phrase, keyOfWords } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Returns everything that a cluster's JSON makes its identities need, in a fixed order; the body of a cluster that does
 * not exist yet is enough.
 */
export function needsOf(cluster: Cluster, facts: Facts): readonly Need[] {
  const controlPlane = cluster.controlPlane.kind === 'servicePrincipal' ? 'servicePrincipal' : 'controlPlane';
  return collectors.flatMap(([collect, topics]) => {
    return collect({ cluster, facts: factsForTopics(facts, ...topics, ...byPlaces), controlPlane });
  });
}

/** Leftover roles are searched for at the places of needs. */
const byPlaces = ['leftoverGrant', 'oldIdentityInUse'];

/** The functions that collect needs, with the codes or findings that are unknown if one can't read something. */
const collectors: readonly (readonly [(context: NeedContext) => readonly Need[], readonly string[]])[] = [
  [nodeGroupNeeds, needCodes('manageNodeGroup')],
  [networkNeeds, ['missingGrant']],
  [computeNeeds, ['missingGrant']],
  [kubeletNeeds, ['missingGrant', 'registryRoleIneffective']],
  [addonNeeds, ['missingGrant', ...needCodes('assignGatewayIdentity')]],
  [featureNeeds, needCodes('useCloudShell', 'pullImagesForGating', 'pullImagesOfPods')],
  [loadBalancerNeeds, needCodes('manageGateway')],
  [fluxNeeds, needCodes('readFluxSource')],
  [backupNeeds, needCodes('keepBackups', 'keepSnapshots', 'backUp')],
];

/** What AKS itself grants the control plane on the node resource group, once the cluster exists. */
function nodeGroupNeeds({ cluster, controlPlane }: NeedContext): Need[] {
  // In a locked group AKS itself provides what it needs, and deny assignments don't apply to it.
  if (!cluster.nodeResourceGroup || !textAt(cluster.raw, 'properties.provisioningState') || isLocked(cluster))
    return [];
  return [
    {
      ...needKind.manageNodeGroup,
      identity: controlPlane,
      role: role.contributor,
      scope: groupId(cluster.subscriptionId, cluster.nodeResourceGroup),
      actions: [
        'Microsoft.Compute/virtualMachineScaleSets/write',
        'Microsoft.Network/loadBalancers/write',
        'Microsoft.Network/publicIPAddresses/write',
      ],
      advice: true,
      grantedByAks: true,
      why: say`The cluster's nodes, load balancers and disks are in this resource group. AKS normally assigns the role itself.`,
      source: overviewPage,
    },
  ];
}

/** Judges a need for a principal; if the principal is not known, it is `unknown`. */
export function judgeNeed(need: Need, principalId: string | undefined, facts: Facts): Requirement {
  const recording = recordUnknowns(factsForTopics(facts, need.id));
  const requirement = judgeBy(need, principalId, recording.facts);
  if (requirement.verdict !== 'unknown') return requirement;
  return { ...requirement, unknown: distinctBy([...(requirement.unknown ?? []), ...recording.unknown()], subjectKey) };
}

function judgeBy(need: Need, principalId: string | undefined, facts: Facts): Requirement {
  const requirement = {
    id: need.id,
    identity: need.identity,
    ...(need.holder ? { holder: keyOfWords(need.holder.name) } : {}),
    ...defined({ principalId }),
    role: { name: need.role.name, id: need.role.id },
    scope: need.scope,
    actions: [...need.actions, ...(need.dataActions ?? [])],
  };
  if (need.whyUnknown) {
    const { whyUnknown: reason, unknown = [unknownToAll('need', need.scope, reason)] } = need;
    return { ...requirement, verdict: 'unknown', reason, unknown };
  }
  if (!principalId) return { ...requirement, ...unknownFor(noPrincipal(need)) };
  const verdict = vaultPolicyOf(need, principalId, facts) ?? accessOf({ ...need, principalId }, facts);
  if (verdict.kind === 'missing' && verdict.deniedBy === undefined && need.orActions) {
    const verdictOfOther = accessOf({ principalId, scope: need.scope, actions: need.orActions }, facts);
    if (verdictOfOther.kind !== 'missing')
      return {
        ...requirement,
        ...requirementOutcome(verdictOfOther, need, { principalId, names: subscriptionNames(facts) }),
      };
  }
  if (verdict.kind === 'missing' && need.orAt && isEnough(need.orAt, principalId, facts)) {
    return { ...requirement, ...unknownFor(unknownToAll('need', need.scope, need.orAt.doubt)) };
  }
  return { ...requirement, ...requirementOutcome(verdict, need, { principalId, names: subscriptionNames(facts) }) };
}

/** Returns true if a deny assignment takes away what the principal is granted, so that no other role would help. */
export function isDenied(need: Need, principalId: string, facts: Facts): boolean {
  const verdict = accessOf({ ...need, principalId }, facts);
  return verdict.kind === 'missing' && verdict.deniedBy !== undefined;
}

/** Whether the principal is granted the actions at each of the narrower scopes. */
function isEnough({ scopes, actions }: NonNullable<Need['orAt']>, principalId: string, facts: Facts): boolean {
  const verdicts = scopes.map((scope) => accessOf({ principalId, scope, actions }, facts));
  return verdicts.length > 0 && verdicts.every(({ kind }) => kind === 'granted');
}

function unknownFor(unknown: Unknown): Pick<Requirement, 'verdict' | 'reason' | 'unknown'> {
  return { verdict: 'unknown', reason: unknownText(unknown), unknown: [unknown] };
}

function noPrincipal(need: Need): Unknown {
  const unknownOfPrincipal = (principal: string, reason: Words): Unknown =>
    unknownToAll('principal', principal, reason);
  if (need.holder)
    return unknownOfPrincipal(keyOfWords(need.holder.name), say`The principal ID of ${need.holder.name} isn't known.`);
  if (need.identity !== 'servicePrincipal')
    return unknownOfPrincipal(
      need.identity,
      say`The principal ID of the ${describeRole(need.identity)} isn't known yet.`,
    );
  const short = say`Azure doesn't show the service principal's object ID`;
  return {
    ...unknownOfPrincipal(need.identity, say`${short}, so it isn't certain which role assignments belong to it.`),
    short,
  };
}

function describeRole(identity: IdentityRole): Phrase {
  if (identity === 'controlPlane') return say`control plane identity`;
  return identity === 'kubelet' ? say`kubelet identity` : say`add-on ${identity}`;
}

interface NamedHolder {
  readonly principalId: string;
  readonly names: SubscriptionNames;
}

function requirementOutcome(
  verdict: AccessVerdict | { readonly kind: 'grantedByPolicy'; readonly reason: Words },
  need: Need,
  holder: NamedHolder,
): Pick<Requirement, 'verdict' | 'grantedBy' | 'reason' | 'unknown'> {
  switch (verdict.kind) {
    case 'granted':
      return { verdict: 'granted', grantedBy: verdict.by.id, reason: grantReason(verdict, need, holder) };
    case 'grantedByPolicy':
      return { verdict: 'granted', reason: verdict.reason };
    case 'unknown':
      return unknownFor(verdict.unknown);
    case 'missing': {
      const list = verdict.missing.join(', ');
      const denied = verdict.deniedBy
        ? say`The deny assignment '${verdict.deniedBy.name}' forbids ${list}.`
        : verdict.missing.length === 1
          ? say`Missing permission: ${list}.`
          : say`Missing permissions: ${list}.`;
      // What AKS grants itself is a finding, whose text has the reason.
      const advice = need.advice && !need.grantedByAks ? say` For information: ${need.why}` : '';
      return { verdict: 'missing', reason: say`${denied}${advice}` };
    }
  }
}

function grantReason(
  verdict: Extract<AccessVerdict, { kind: 'granted' }>,
  need: Need,
  { principalId, names }: NamedHolder,
): Words {
  const { by, roleName } = verdict;
  const place = scopeName(by.scope, names);
  const role = sameId(by.scope, need.scope) ? say`${roleName} on ${place}` : say`${roleName} inherited from ${place}`;
  const group = sameGuid(by.principalId, principalId) ? '' : say` (through a group)`;
  const broad =
    verdict.broad && !(isRole(by.roleDefinitionId, need.role) && sameId(by.scope, need.scope))
      ? say` That is broad: ${need.role.name} on ${scopeName(need.scope)} would be enough.`
      : '';
  const recent = verdict.recent ? say` Granted less than 60 minutes ago, so it may not be effective yet.` : '';
  const recorded = verdict.recordedBy ? say` ${recordOnlyWords(verdict.recordedBy)}` : '';
  return say`${role}${group}.${broad}${recent}${recorded}`;
}

/** A need, and whether its identity has the role for it. */
export interface JudgedNeed {
  readonly need: Need;
  readonly requirement: Requirement;
}

/** Returns every need of a cluster, including what our changes detached from it, judged for its current identities. */
export function judgedNeeds(
  cluster: Cluster,
  facts: Facts,
  isAsked: (need: Need) => boolean = () => true,
): readonly JudgedNeed[] {
  const needs = needsOf(cluster, facts).filter(isAsked);
  const detached = detachedNeeds(cluster, factsForTopics(facts, needKind.pullImages.id)).filter(
    ({ id, scope }) => !needs.some((need) => need.id === id && sameId(need.scope, scope)),
  );
  return [...needs, ...detached].map((need) => ({
    need,
    requirement: judgeNeed(need, principalOfNeed(cluster, need, factsForTopics(facts, need.id)), facts),
  }));
}

/** Returns every need of the cluster with its verdict. */
export function requirementsOf(cluster: Cluster, facts: Facts): readonly Requirement[] {
  return judgedNeeds(cluster, facts).map(({ requirement }) => requirement);
}

/** Returns the needs of a cluster outside its node resource group, by the `idKey` of their scope. */
export function neededScopes(cluster: Cluster, needs: readonly Need[]): ReadonlyMap<string, readonly Need[]> {
  const scopes = new Map<string, Need[]>();
  for (const need of needs) {
    if (!parseResourceId(need.scope) || !isOutside(cluster, need.scope)) continue;
    const key = idKey(need.scope);
    scopes.set(key, [...(scopes.get(key) ?? []), need]);
  }
  return scopes;
}

/** Rules about roles that the cluster's identities need and do not have. */
import { grantInList } from '../../access/existingGrant.ts';
import { aksPage, gatingPage, overviewPage } from '../../arm/docs.ts';
import { textAt } from '../../arm/json.ts';
import { isRegistry, lastSegment, sameText } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, ControlPlane, Kubelet } from '../../cluster/model.ts';
import { isPrincipalGone, type IdentityRole } from '../../cluster/principals.ts';
import { isSettled } from '../../cluster/provisioningState.ts';
import { factsForTopics } from '../../cluster/watching.ts';
import { customRoleOf } from '../../needs/customRole.ts';
import { isRepositoryMode } from '../../needs/kubelet.ts';
import { grantOf, type Need } from '../../needs/need.ts';
import { needKind } from '../../needs/needKinds.ts';
import { isDenied, type JudgedNeed } from '../../needs/needs.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { describeIdentity } from './wideGrants.ts';
import { evidence, saidByName } from '../rule/evidence.ts';
import {
  subjectOfMissing,
  type DetailedRule,
  type RuleFinding,
  type OwnCode,
  type Rule,
  type RuleInput,
} from '../rule/rule.ts';
import { severityOfMissing } from '../rule/weight.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

export const missingGrant: DetailedRule = {
  title: say`A role is missing`,
  severity: 'error',
  otherwise: { severity: 'warning', when: 'where AKS grants the role itself, or you detached the registry here' },
  source: overviewPage,
  detail: 'the number of the need',
  meaning: say`An identity of the cluster lacks a role that the cluster's settings require, so what needs the role fails.`,
  leavesOpen: [],
  find: (input) =>
    oneForEachGrant(input.judged.filter((need) => isFinding(need, input))).map((judgedNeed) => {
      const as = ownRuleOf(judgedNeed, input.facts);
      return as === undefined
        ? { detail: judgedNeed.need.id, ...foundOf(judgedNeed, input) }
        : {
            as,
            ...foundOf(judgedNeed, input),
            ...(as === 'registryRoleIneffective' ? ineffectiveRoleText(judgedNeed, input) : {}),
          };
    }),
};

export const registryRoleIneffective: Rule = {
  title: say`Pull role has no effect`,
  severity: 'error',
  source: aksPage('cluster-container-registry-integration'),
  meaning: say`The kubelet has a role on a registry that decides by repository, where that role gives no access to images.`,
  controls: ['readOnlyRegistry', 'kubescapeReadOnlyRegistry'],
};

/** The text for a pull role without effect. */
function ineffectiveRoleText({ need }: JudgedNeed, { cluster }: RuleInput): Pick<RuleFinding, 'severity' | 'text'> {
  const text = say`${whoNeeds(cluster, need)} holds a role on ${scopeName(need.scope)} that gives no access to images there: the registry decides by repository and needs ${need.role.name}.`;
  return { severity: registryRoleIneffective.severity, text };
}

export const agicGatewayIdentity: Rule = {
  title: say`The gateway's identity can't be assigned`,
  severity: 'error',
  source: 'https://github.com/Azure/application-gateway-kubernetes-ingress/issues/999',
  meaning: say`The gateway has an identity that the ingress controller may not assign, and Azure refuses its updates of the gateway.`,
};

export const gatingIdentityCantPull: Rule = {
  title: say`Defender gating identity can't pull images`,
  severity: 'error',
  source: gatingPage,
  meaning: say`An identity of Defender gating can't pull from its registry, so gating can't read what was found in the images there.`,
  controls: ['imageScanning'],
};

export const extensionRoleMissing: Rule = {
  title: say`An extension lacks a role`,
  severity: 'error',
  source: aksPage('cluster-extensions'),
  meaning: say`The identity by which an extension of the cluster signs in lacks a role that the extension needs.`,
  controls: ['applicationIdentities'],
};

/** The codes of missing roles that have their own rule, because of what fails without them. */
const ownCodes: Readonly<Record<string, OwnCode>> = {
  [needKind.assignGatewayIdentity.id]: 'agicGatewayIdentity',
  [needKind.pullImagesForGating.id]: 'gatingIdentityCantPull',
  [needKind.readFluxSource.id]: 'extensionRoleMissing',
  [needKind.keepBackups.id]: 'extensionRoleMissing',
};

type MissingCode = OwnCode | `missingGrant:${string}` | 'registryRoleIneffective';

/** Returns the codes that a finding about the missing role of a need can have. */
export function codesOfMissing(code: string): readonly [MissingCode, ...MissingCode[]] {
  const ownCode = ownCodes[code];
  return ownCode === undefined ? [`missingGrant:${code}`, 'registryRoleIneffective'] : [ownCode];
}

/** Returns the rule that reports a missing role, if it is not `missingGrant`. */
function ownRuleOf({ need, requirement: { principalId } }: JudgedNeed, facts: Facts): RuleFinding['as'] {
  const ownCode = ownCodes[need.id];
  if (ownCode !== undefined || !isRegistry(need.scope) || principalId === undefined) return ownCode;
  const isIneffective = !isDenied(need, principalId, facts) && hasIneffectiveRole(need, principalId, facts);
  return isIneffective ? 'registryRoleIneffective' : undefined;
}

/** What AKS grants itself may be missing while an operation runs; other advice is never a finding. */
function isFinding({ need, requirement }: JudgedNeed, { cluster }: RuleInput): boolean {
  if (requirement.verdict !== 'missing') return false;
  return need.grantedByAks ? isSettled(cluster.provisioningState) : !need.advice;
}

/** Returns only the first of the needs that ask for the same grant. */
function oneForEachGrant(judged: readonly JudgedNeed[]): JudgedNeed[] {
  return distinctBy(judged, ({ need, requirement }) =>
    `${requirement.principalId ?? ''}|${need.role.id}|${need.scope}`.toLowerCase(),
  );
}

/** The text for a missing role, whatever fails without it. */
function foundOf({ need, requirement }: JudgedNeed, { cluster, facts }: RuleInput): RuleFinding {
  const { principalId, reason } = requirement;
  const isGrantPossible = principalId !== undefined && !isDenied(need, principalId, facts);
  const isGone = isGrantPossible && isPrincipalGone(cluster, principalId, facts);
  const fix =
    isGrantPossible && !isGone && isGrantable(need, principalId, facts) ? grantOf(need, principalId) : undefined;
  const customRole = isGrantPossible ? customRoleOf(`AKS ${need.role.name} for ${cluster.name}`, [need]) : undefined;
  const { identity, holder, role: needed, scope } = requirement;
  const missing = { identity, ...defined({ holder, principalId }), role: needed, scope };
  const remedy = {
    missing,
    subject: subjectOfMissing(missing),
    neededBecause: need.why,
    ...defined({ fix, customRole, isOwnDoing: need.wasDetached }),
  };
  const goneText = isGone
    ? evidence` Its identity was deleted: a role given to it would have no holder. Fix the identity first.`
    : [];
  const bearer = bearerOf(cluster, need, principalId);
  const bearerName = whoNeeds(cluster, need);
  const scopeText = scopeWithKind(need.scope, subscriptionNames(facts));
  const roleEvidence = evidence`${{ bearer }}.${saidByName(evidence` Scope: ${{ scope: need.scope }}.`)}${reason ? evidence` ${{ reason }}` : []}${goneText}`;
  return {
    severity: severityOfMissing(need),
    text: isGrantPossible
      ? say`${bearerName} is missing ${need.role.name} on ${scopeText}. ${need.why}`
      : say`${bearerName} is denied what it needs on ${scopeText}. ${need.why}`,
    brief: say`${need.role.name} on ${scopeName(need.scope)}`,
    evidence: roleEvidence,
    source: need.source,
    ...remedy,
  };
}

/** Returns true if the role can be granted, which Azure refuses while the principal has it there with a condition. */
function isGrantable({ role: { id }, scope }: Need, principalId: string, facts: Facts): boolean {
  return grantInList({ scope, roleGuid: id, principalId }, facts).kind !== 'inTheWay';
}

/** Returns true if the principal's role at a registry has no effect, because the registry grants permissions by repository. */
function hasIneffectiveRole(need: Need, principalId: string, facts: Facts): boolean {
  const ofMode = factsForTopics(facts, 'registryRoleIneffective');
  const registry = ofMode.get({ kind: 'resource', id: need.scope as Cluster['id'] });
  if (registry?.kind !== 'found' || !isRepositoryMode(textAt(registry.value, 'properties.roleAssignmentMode')))
    return false;
  const answer = ofMode.get({ kind: 'assignments', scope: need.scope, principalId });
  return answer?.kind === 'found' && answer.value.length > 0;
}

function whoNeeds(cluster: Cluster, { holder, identity }: Need): Phrase {
  return holder ? say`${cluster.name}'s ${holder.name}` : describeIdentity(cluster, identity);
}

/** Names the identity that needs a role by its own name, with its principal. */
function bearerOf(cluster: Cluster, { identity, holder }: Need, principalId: string | undefined): Phrase {
  const name = holder?.name ?? identityNameOf(cluster, identity);
  if (name === undefined) return say`Principal ${principalId ?? say`unknown`}`;
  return principalId === undefined ? say`Identity ${name}` : say`Identity ${name} (principal ${principalId})`;
}

/** The name of the user-assigned identity behind one of a cluster's identities. */
function identityNameOf({ controlPlane, kubelet, addons }: Cluster, identity: IdentityRole): string | undefined {
  const slots: Readonly<Record<string, ControlPlane | Kubelet>> = { controlPlane, kubelet };
  const user = slots[identity] ?? addons.find(({ name }) => sameText(name, identity));
  return user && 'identityId' in user && user.identityId !== undefined ? lastSegment(user.identityId) : undefined;
}

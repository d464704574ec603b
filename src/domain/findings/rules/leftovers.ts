/** Rules about roles that are left over because of a cluster that no longer uses their holder. */
import { overviewPage } from '../../arm/docs.ts';
import { groupId, idKey, sameGuid, sameId } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind, type SubscriptionNames } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { unusedWords } from '../../uses/nothingUses.ts';
import { isSettled } from '../../cluster/provisioningState.ts';
import { momentInSentence } from '../../words/dateTime.ts';
import { capitaliseServicePrincipal, sentenceList } from '../../words/describe.ts';
import { evidence, grantEvidence } from '../rule/evidence.ts';
import { unknownWhether, type FoundGrant, type RuleFinding, type Rule } from '../rule/rule.ts';
import { abilities, abilityIds, actsOn, openWayOf, type Ability } from '../../whoCanAct/abilities.ts';
import { accessPosture } from '../../whoCanAct/accessMode.ts';
import { definitionOf, givenBy, type GivenAbility } from '../../whoCanAct/givenAbilities.ts';
import { assignmentsReaching, assignmentsReachingNodes } from '../../whoCanAct/placedAssignments.ts';
import type { UnusedRole } from '../leftovers/formerRoles.ts';
import { unusedRolesOf, type UnusedHolder } from '../leftovers/unusedRoles.ts';
import { joinWords, say, verbatim, type Words, distinctWords } from '../../../sentences/words.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { defined } from '../../../shape/defined.ts';

/** While the holder may still be in use, one finding says so and offers no removal; the rule below finds it. */
export const oldIdentityInUse: Rule = {
  title: say`Roles to review later`,
  severity: 'info',
  source: overviewPage,
  meaning: say`A principal that may have been the cluster's identity holds roles because of it. It may still be in use, so look again later.`,
};

export const leftoverGrant: Rule = {
  title: say`Unused role assignment`,
  severity: 'info',
  otherwise: {
    severity: 'warning',
    when: 'on the node resource group, or if the principal can become administrator of the cluster with it',
  },
  source: 'https://github.com/Azure/AKS/issues/4610',
  meaning: say`A principal that no visible cluster uses still has a role because of the cluster.`,
  controls: ['leastPrivilege'],
  leavesOpen: ['leftoverGrant', 'oldIdentityInUse'],
  find({ cluster, facts, judged }) {
    if (!isSettled(cluster.provisioningState)) return [];
    const names = subscriptionNames(facts);
    const needs = judged.map(({ need }) => need);
    const { holders, unknown } = unusedRolesOf(cluster, facts, needs);
    return [
      ...holders.flatMap((holder) =>
        holder.inUseUntil
          ? [inUseFound(cluster, holder, holder.inUseUntil, names)]
          : leftoversFound(cluster, holder, facts),
      ),
      ...(unknown.length > 0
        ? [unknownWhether(say`more roles are left over because of ${cluster.name}`, cluster.id, unknown)]
        : []),
    ];
  },
};

function inUseFound(cluster: Cluster, holder: UnusedHolder, until: Date, names: SubscriptionNames): RuleFinding {
  const { replaced, roles } = holder;
  const when = momentInSentence(until);
  const holderWords = whoOf(holder);
  const count = roles.length === 1 ? say`its role` : say`its ${roles.length} roles`;
  const text = replaced
    ? say`${holderWords} may stay in use until ${when}. Then review ${count}.`
    : say`${holderWords} may be an old identity of ${cluster.name}, in use until ${when}. Then review ${count}.`;
  const roleLines = roles.map(({ roleName, assignment }) => say`${roleName} on ${scopeName(assignment.scope, names)}`);
  const by = replaced
    ? evidence`"${{ change: replaced.by }}" replaced it on ${{ at: momentInSentence(replaced.at) }}. `
    : [];
  return {
    as: 'oldIdentityInUse',
    text,
    brief: say`${holder.name ?? say`A principal`}, after ${when}`,
    evidence: evidence`${by}${{ bearer: capitaliseServicePrincipal(bearerOf(holder, say`Principal ${holder.principalId}`)) }} has ${{ roles: roleLines }}.`,
    subject: holder.principalId,
    former: formerOf(holder),
  };
}

/**
 * One finding for each role, and for each other with which the holder can become administrator of the cluster; the first says
 * what else it can do to the cluster.
 */
function leftoversFound(cluster: Cluster, holder: UnusedHolder, facts: Facts): readonly RuleFinding[] {
  const names = subscriptionNames(facts);
  const all = rolesToAct(cluster, holder, facts);
  const ofAdmins = all.filter((role) => waysOf(cluster, role).length > 0);
  const also = all.filter((role) => !ofAdmins.includes(role));
  const found = holder.roles.map((role, index) => {
    const found = leftoverFound(cluster, holder, role, names);
    if (index > 0 || also.length === 0) return found;
    const alsoHeld = also.map(({ assignment: { scope, principalId }, roleName }) => {
      return { role: roleName, scope, principalId, where: scopeName(scope, names) };
    });
    const heldWords = sentenceList(
      also.map(({ roleName, assignment }) => say`${roleName} on ${scopeWithKind(assignment.scope, names)}`),
    );
    const can = sentenceList(
      distinctWords(also.flatMap((held) => held.can.map((ability) => abilities[ability].words))),
    );
    const more = also.some(({ doubt }) => doubt === undefined)
      ? say`It also has ${heldWords}: in ${cluster.name} it can ${can}.`
      : say`It also has ${heldWords}: in ${cluster.name} it perhaps can ${can}.`;
    const places = sentenceList(distinctWords([found.grant, ...alsoHeld].map((held) => held.where)));
    return { ...found, text: joinWords([found.text, more]), brief: say`on ${places}`, alsoHeld };
  });
  return [...found, ...ofAdmins.map((role) => adminFound(cluster, holder, role, names))];
}

/** With which of its abilities somebody certainly can become administrator. */
function waysOf(cluster: Cluster, { can, doubt }: RoleToAct): readonly Ability[] {
  const posture = accessPosture(cluster);
  if (doubt !== undefined) return [];
  return can.filter((ability) => ability === 'clusterAdmin' || openWayOf(ability, posture) !== undefined);
}

function adminFound(cluster: Cluster, holder: UnusedHolder, role: RoleToAct, names: SubscriptionNames): RuleFinding {
  const can = sentenceList(waysOf(cluster, role).map((ability) => abilities[ability].words));
  const scopeText = scopeWithKind(role.assignment.scope, names);
  return {
    ...leftoverFound(cluster, holder, role, names),
    severity: 'warning',
    makesAdmin: true,
    text: joinWords([
      say`${whoOf(holder)} can become an administrator of ${cluster.name}: with ${role.roleName} on ${scopeText}, it can ${can}.`,
      isKnownUnused(holder) && !holder.replaced ? say`No visible cluster uses it.` : undefined,
      // Who pulls from a registry says nothing about another role.
      whyUnused(cluster, { ...holder, isShared: false }),
    ]),
  };
}

/** A role with which something can be done to a cluster, or perhaps can. */
interface RoleToAct extends GivenAbility {
  readonly can: readonly Ability[];
}

/** What else a holder has with which it can act on the cluster: for certain, otherwise perhaps. */
function rolesToAct(cluster: Cluster, { principalId, roles }: UnusedHolder, facts: Facts): readonly RoleToAct[] {
  const posture = accessPosture(cluster);
  const acting = abilityIds.filter((ability) => actsOn(ability, posture));
  const listedKeys = new Set(roles.map(({ assignment }) => idKey(assignment.id)));
  const reaching = [...assignmentsReaching(cluster.id, facts), ...assignmentsReachingNodes(cluster, facts)].filter(
    (assignment) => sameGuid(assignment.principalId, principalId) && !listedKeys.has(idKey(assignment.id)),
  );
  const all = distinctBy(reaching, ({ id }) => idKey(id)).flatMap((assignment): readonly RoleToAct[] => {
    if (definitionOf(assignment, cluster, facts) === undefined) return [];
    const given = acting.flatMap((ability) =>
      givenBy([assignment], ability, cluster, facts).map((gives) => ({ ability, gives })),
    );
    const sure = given.filter(({ gives }) => gives.doubt === undefined);
    const told = sure.length > 0 ? sure : given;
    const [first] = told;
    return first === undefined ? [] : [{ ...first.gives, can: told.map(({ ability }) => ability) }];
  });
  const certain = all.filter(({ doubt }) => doubt === undefined);
  return certain.length > 0 ? certain : all;
}

function leftoverFound(
  cluster: Cluster,
  holder: UnusedHolder,
  role: Pick<UnusedRole, 'assignment' | 'roleName'>,
  names: SubscriptionNames,
): RuleFinding & { readonly grant: FoundGrant } {
  const { assignment, roleName } = role;
  const { nodeResourceGroup } = cluster;
  const nodeGroup = nodeResourceGroup && groupId(cluster.subscriptionId, nodeResourceGroup);
  const holderWords = whoOf(holder);
  const scopeText = scopeWithKind(assignment.scope, names);
  const where = scopeName(assignment.scope, names);
  return {
    severity: sameId(assignment.scope, nodeGroup) ? 'warning' : 'info',
    text: joinWords([
      isKnownUnused(holder)
        ? say`${holderWords}, which no visible cluster uses, has ${roleName} on ${scopeText}.`
        : say`${holderWords} has ${roleName} on ${scopeText}.`,
      whyUnused(cluster, holder),
    ]),
    brief: say`on ${where}`,
    evidence: grantEvidence(
      assignment,
      evidence`${{ assignment: assignment.id }} gives ${{ bearer: bearerOf(holder, say`principal ${holder.principalId}`) }} ${{ role: roleName }} on ${{ scope: where }}.`,
    ),
    subject: assignment.id,
    fix: { kind: 'removeRole', roleAssignmentId: assignment.id },
    grant: {
      role: roleName,
      scope: assignment.scope,
      principalId: assignment.principalId,
      where,
      ...defined({ createdOn: assignment.createdOn }),
    },
    former: formerOf(holder),
  };
}

function isKnownUnused({ name, replaced, unused }: UnusedHolder): boolean {
  return name !== undefined && !replaced && unused.isKnown;
}

function formerOf({ principalId, name }: UnusedHolder): NonNullable<RuleFinding['former']> {
  return { principalId, ...defined({ name }) };
}

function whoOf({ name, unused }: UnusedHolder): Words {
  if (name !== undefined) return verbatim(capitaliseServicePrincipal(name));
  return unusedWords(unused, { known: say`A principal that no visible cluster uses`, unknown: say`A principal` });
}

/** Names the holder of a role, with the principal; people see only the name if there is one. */
function bearerOf({ name, principalId }: UnusedHolder, unnamed: Words): Words {
  return name === undefined ? unnamed : say`${name} (principal ${principalId})`;
}

function whyUnused(cluster: Cluster, { replaced, doubt, isShared, isOfRouting, unused }: UnusedHolder): Words {
  if (isOfRouting)
    return say`Application routing of ${cluster.name} has no default NGINX controller any more, and Gateways use identities of their own. Remove the role if no NginxIngressController is left in the cluster; the identity belongs to AKS and stays.`;
  if (replaced) {
    const when = momentInSentence(replaced.at);
    const replacement = unusedWords(unused, {
      known: say`"${replaced.by}" replaced it on ${when}, and no visible cluster uses it.`,
      unknown: say`"${replaced.by}" replaced it on ${when}.`,
    });
    return joinWords([replacement, doubt ?? say`Remove the role.`]);
  }
  return isShared
    ? say`It may be an old identity of ${cluster.name} or of another cluster that pulls from there. Remove the role if nothing else needs it.`
    : say`It may be an old identity of ${cluster.name}. Remove the role if nothing else needs it.`;
}

/** Plans of single access policies of key vaults. */
import { principalName } from '../../access/principalNames.ts';
import { unreadOf } from '../../arm/answer.ts';
import { at, objectAt, objectsAt, textAt, textsAt } from '../../arm/json.ts';
import type { JsonObject } from '../../arm/json.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, isGuid, lastSegment } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { UserAssignedIdentity } from '../../cluster/model.ts';
import { identityOfPrincipal } from '../../cluster/principals.ts';
import { clustersNow, everyUse, identityUsesNow, usesOf } from '../../cluster/uses.ts';
import { looksForUse, unusedAfter, unusedCheck } from '../../uses/nothingUses.ts';
import type { Unused } from '../../uses/nothingUses.ts';
import { begun, listed } from '../../words/describe.ts';
import { askToWrite } from '../../plan/accessRequest.ts';
import { callerAction, callerCheck } from '../../plan/callerChecks.ts';
import { accessPolicyStep } from '../../plan/carry/policies.ts';
import { existingResource } from '../../plan/lookUps.ts';
import type { Warning } from '../../plan/plan.ts';
import { nothingRestarts, part, type DraftCheck, type PlanContext, type PlanPart } from '../../plan/planPart.ts';

const page = 'https://learn.microsoft.com/azure/key-vault/general/assign-access-policy';

/** Plans to take from a principal what the access policies of a vault give it; what others have there stays. */
export function planRemoveAccessPolicy(change: ChangeOf<'removeAccessPolicy'>, { facts }: PlanContext): PlanPart {
  const vaultId = asArmId(change.vaultId, 'Microsoft.KeyVault/vaults');
  const { principalId } = change;
  if (!isGuid(principalId)) throw new Refusal(`"${principalId}" is not a principal ID: a GUID is expected.`, page);
  const vault = existingResource(vaultId, 'key vault', facts);
  if (vault === undefined) return part({});
  const [name, who] = [lastSegment(vaultId), principalName(principalId, facts)];
  const found = objectsAt(vault, 'properties.accessPolicies').filter(
    (each) => textAt(each, 'objectId')?.toLowerCase() === principalId.toLowerCase(),
  );
  if (found.length === 0) return part({ already: `${who} has no access policy in ${name}.`, checks: [gone(who)] });
  const steps = found.map((each) =>
    accessPolicyStep('removeAccessPolicy', {
      ...{ vaultId, principalName: who, policy: policyIn(vault, each) },
      principal: { kind: 'principal', principalId, principalType: 'ServicePrincipal' },
      effect: `Takes from ${who} what access policies of ${name} give it; those of others stay.`,
    }),
  );
  const right = {
    action: callerAction.writeAccessPolicy,
    scope: vaultId,
    can: `write access policies of ${name}`,
    request: askToWrite(steps.map(({ az }) => az).join('\n'), vaultId, facts),
  };
  const isIdle = at(vault, 'properties.enableRbacAuthorization') === true;
  const users = isIdle ? { warnings: [], checks: [], names: [] } : usersOf(principalId, { who, vault: name }, facts);
  return part({
    title: `Remove the access policy of ${who} from ${name}`,
    does: [`Removes the access policy of ${who} from ${name}`],
    pace: { downtime: nothingRestarts },
    wayBack: 'You can add the access policy again.',
    steps,
    checks: [callerCheck(right, facts), ...users.checks],
    warnings: users.warnings,
    confirmNames: users.names,
  });
}

function gone(who: string): DraftCheck {
  return { title: 'Already removed', verdict: 'pass', detail: `No access policy names ${who}.` };
}

function policyIn(vault: JsonObject, policy: JsonObject) {
  const applicationId = textAt(policy, 'applicationId');
  const abouts = Object.keys(objectAt(policy, 'permissions') ?? {});
  return {
    tenantId: textAt(policy, 'tenantId') ?? textAt(vault, 'properties.tenantId') ?? '',
    ...(applicationId === undefined ? {} : { applicationId }),
    permissions: Object.fromEntries(abouts.map((about) => [about, textsAt(policy, `permissions.${about}`)])),
  };
}

interface Users {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly names: readonly string[];
}

/** Who may read from the vault by it, as ARM lists it now. */
function usersOf(principalId: string, { who, vault }: { who: string; vault: string }, facts: Facts): Users {
  const identity = identityOfPrincipal(principalId, facts);
  const { users, names, unused } = identity ? usersOfIdentity(identity, facts) : namedByClusters(principalId, facts);
  const passes = 'No cluster and no other resource that you can see.';
  if (users.length === 0) return { warnings: [], checks: [unusedCheck('Nothing uses it', unused, passes)], names: [] };
  const text = `${begun(who)} is used by ${listed(users)}. What runs there may read from ${vault} by it, and then can't any more.`;
  return {
    warnings: [{ severity: 'disruption', text, source: page }],
    checks: unused.isKnown ? [] : [unusedCheck('Nothing else uses it', unused, passes)],
    names: names.length > 0 ? names : [who],
  };
}

interface FoundUsers {
  readonly users: readonly string[];
  /** The names of the clusters and resources among them. */
  readonly names: readonly string[];
  /** Whether nothing else uses it. */
  readonly unused: Unused;
}

function usersOfIdentity({ id }: UserAssignedIdentity, facts: Facts): FoundUsers {
  const uses = identityUsesNow(id, facts);
  const users = everyUse(uses);
  const clusters = [...uses.clusters, ...uses.bindings, ...uses.credentials].flatMap(({ cluster }) => cluster ?? []);
  return {
    users,
    names: [...new Set([...clusters, ...uses.carriers.map(({ name, nodesOf }) => nodesOf ?? name)])],
    // Where a use is known, no newer settings were looked at for more.
    unused: users.length === 0 ? unusedAfter(uses.looked) : unusedAfter({ clusters: uses.unknown }, ['clusters']),
  };
}

/** The identity of a cluster that has it for itself alone; whose any other one is, nothing tells. */
function namedByClusters(principalId: string, facts: Facts): FoundUsers {
  const { answer, late } = clustersNow(facts);
  const clusters = answer?.kind === 'found' ? answer.value : [];
  const uses = clusters.flatMap((cluster) => usesOf({ principalId }, cluster));
  const unread = [
    ...late,
    ...unreadOf(looksForUse.clusters, answer),
    ...unreadOf('Identities', facts.get({ kind: 'identities' })),
  ];
  const hidden = uses.length > 0 ? [] : ["Whose principal it is can't be seen, so what uses it isn't known."];
  return {
    users: uses.map(({ as, cluster }) => `the ${as} of ${cluster}`),
    names: [...new Set(uses.map(({ cluster }) => cluster))],
    unused: unusedAfter({ clusters: [...unread, ...hidden] }, ['clusters']),
  };
}

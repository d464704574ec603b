/** Plans of single access policies of key vaults. */
import { principalName } from '../../access/principalNames.ts';
import { unreadOf } from '../../arm/answer.ts';
import { at, objectAt, objectsAt, textAt, textsAt } from '../../arm/json.ts';
import type { JsonObject } from '../../arm/json.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, isGuid, lastSegment } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import { verbs } from '../../change/tenses.ts';
import type { Facts } from '../../cluster/facts.ts';
import { clustersNow, usesOfPrincipal } from '../../cluster/uses.ts';
import { listed } from '../../words/describe.ts';
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
  const users = isIdle ? { warnings: [], checks: [], names: [] } : usersOf(principalId, name, facts);
  return part({
    says: verbs.remove(`the access policy of ${who} from ${name}`),
    does: [`Removes the access policy of ${who} from ${name}`],
    pace: { downtime: nothingRestarts },
    wayBack: 'You can add the access policy again.',
    steps,
    checks: [callerCheck(right, facts), ...users.checks],
    warnings: users.warnings,
    ...(users.names[0] === undefined ? {} : { confirmName: users.names[0] }),
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

/** The clusters whose identity it is, as far as can be seen. */
function usersOf(principalId: string, vault: string, facts: Facts): Users {
  const { answer, late } = clustersNow(facts);
  const clusters = answer?.kind === 'found' ? answer.value : [];
  const uses = clusters.flatMap((cluster) => usesOfPrincipal(principalId, cluster));
  const unseen = [...new Set([...late, ...unreadOf('Clusters', answer)])];
  const words = listed(uses.map(({ as, cluster }) => `the ${as} of ${cluster}`));
  const text = `It is ${words}, which may read from ${vault} by it: secrets of group managed service accounts, for example.`;
  return {
    warnings: uses.length === 0 ? [] : [{ severity: 'disruption', text, source: page }],
    checks: unseen.length === 0 ? [] : [{ title: 'No cluster uses it', verdict: 'unknown', detail: unseen.join(' ') }],
    names: uses.map(({ cluster }) => cluster),
  };
}

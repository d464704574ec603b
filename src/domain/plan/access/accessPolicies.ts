/** Plans of single access policies of key vaults. */
import { principalName } from '../../access/principalNames.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, isGuid, lastSegment, sameGuid } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import { verbs } from '../../change/tenses.ts';
import type { Facts } from '../../cluster/facts.ts';
import { policiesOf } from '../../cluster/fromArm.ts';
import { principalUsesNow } from '../../cluster/uses.ts';
import { everyUse } from '../../cluster/usesInWords.ts';
import { nothingUses, unusedAfter, unusedCheck } from '../../uses/nothingUses.ts';
import { sentenceList } from '../../words/describe.ts';
import { askToWrite } from '../accessRequest.ts';
import { callerAction, callerCheck } from '../callerChecks.ts';
import { accessPolicyStep } from '../carry/policies.ts';
import { existingResource } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
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
import { capitaliseArticle, say, type Phrase } from '../../../sentences/words.ts';

const page = 'https://learn.microsoft.com/azure/key-vault/general/assign-access-policy';

/** Plans to remove a principal's access policies from a vault; those of others stay. */
export function planRemoveAccessPolicy(change: ChangeOf<'removeAccessPolicy'>, { facts }: PlanContext): PlanPart {
  const vaultId = asArmId(change.vaultId, 'Microsoft.KeyVault/vaults');
  const { principalId } = change;
  if (!isGuid(principalId)) throw new Refusal(say`"${principalId}" is not a principal ID: a GUID is expected.`, page);
  const vault = existingResource(vaultId, say`key vault`, facts);
  if (vault === undefined) return notReadPart;
  const name = lastSegment(vaultId);
  const principal = principalName(principalId, facts);
  const policies = policiesOf(vault).filter(({ objectId }) => sameGuid(objectId, principalId));
  if (policies.length === 0)
    return planPart({
      already: say`${principal} has no access policy in ${name}.`,
      checks: [goneCheck(say`No access policy names ${principal}.`)],
    });
  const steps = policies.map(({ vaultId: _, objectId: __, isIdle: ___, ...policy }) =>
    accessPolicyStep('removeAccessPolicy', {
      vaultId,
      principalName: principal,
      policy,
      principal: { kind: 'principal', principalId, principalType: 'ServicePrincipal' },
      effect: say`Removes what access policies of ${name} give to ${principal}; those of others stay.`,
    }),
  );
  const right = {
    action: callerAction.writeAccessPolicy,
    scope: vaultId,
    can: say`write access policies of ${name}`,
    request: askToWrite(steps.map(({ az }) => az).join('\n'), vaultId, facts),
  };
  const users = policies.some(({ isIdle }) => isIdle)
    ? { warnings: [], checks: [], names: [] }
    : usersOf(principalId, { who: principal, vault: name }, facts);
  return planPart({
    says: verbs.remove(say`the access policy of ${principal} from ${name}`),
    does: [say`Removes the access policy of ${principal} from ${name}`],
    pace: { downtime: nothingRestarts, wayBack: { kind: 'addPolicy' } },
    steps,
    checks: [callerCheck(right, facts), ...users.checks],
    warnings: users.warnings,
    confirmNames: users.names,
  });
}

interface PolicyUsers {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly names: readonly Phrase[];
}

/** What may use the policy to read from the vault, from ARM's current lists. */
function usersOf(principalId: string, { who, vault }: { who: Phrase; vault: string }, facts: Facts): PolicyUsers {
  const uses = principalUsesNow(principalId, facts);
  const users = everyUse(uses);
  const passes = say`No cluster or other resource that you can see.`;
  if (users.length === 0) {
    return {
      warnings: [],
      checks: [{ id: 'unused', ...unusedCheck(nothingUses, unusedAfter(uses.looked), passes) }],
      names: [],
    };
  }
  const text = say`${capitaliseArticle(who)} is used by ${sentenceList(users)}. What runs there may use it to read from ${vault}, and will no longer be able to.`;
  const names = [
    ...[...uses.clusters, ...uses.bindings, ...uses.credentials].flatMap(({ cluster }) => cluster ?? []),
    ...uses.carriers.map(({ name, nodesOf }) => nodesOf ?? name),
  ];
  return {
    warnings: [{ id: 'policyUsed', values: [vault, ...users], severity: 'disruption', text, source: page }],
    checks:
      uses.unknown.length === 0
        ? []
        : [unknownCheck({ id: 'otherUses', title: say`Whether anything else uses it` }, uses.unknown)],
    names: names.length > 0 ? names : [who],
  };
}

/** The az commands that make fixes, for those who have nothing but az. */
import { roleById } from '../../access/roles.ts';
import type { ArmId } from '../../arm/resourceId.ts';
import type { Change, ChangeOf } from '../../change/change.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Finding } from '../../findings/finding.ts';
import { deleteTrustedBindingStep } from '../../plan/around/aroundSteps.ts';
import { azCommandLines, type AzCommand } from '../../plan/azCommand.ts';
import { azAssignRole, azUpgradeNodeImage } from '../../plan/stepCommands.ts';
import { deleteBindingStep } from '../../plan/workloads/workloadSteps.ts';
import { defined } from '../../../shape/defined.ts';

type AzFixes = {
  readonly [K in Change['kind']]?: (change: ChangeOf<K>, cluster: Cluster) => readonly AzCommand[];
};

/** What takes something away that may still be used, or has to look something up first, has none: somebody decides before. */
const commands: AzFixes = {
  assignRole: ({ principalId, principalType, role, scope }) => {
    const known = 'id' in role ? roleById(role.id) : undefined;
    const principal = { kind: 'principal', principalId, ...defined({ principalType }) } as const;
    return known === undefined ? [] : [azAssignRole(principal, { id: known.guid, name: known.name }, scope)];
  },
  unbindIdentity: ({ bindingId }) => [deleteBindingStep(bindingId as ArmId, undefined)],
  removeTrustedAccess: ({ bindingId }) => [deleteTrustedBindingStep(bindingId as ArmId, undefined, '')],
  upgradeNodeImages: ({ pools }, cluster) =>
    (pools ?? cluster.agentPools.map(({ name }) => name)).map((pool) => azUpgradeNodeImage(cluster, pool)),
};

/** Returns the commands that fix a finding of a cluster; empty if none do, or somebody has to decide something first. */
export function azOf({ fix, command = '', isOwnDoing }: Finding, cluster: Cluster): string {
  if (fix === undefined || isOwnDoing === true) return command;
  const make = commands[fix.kind] as ((change: Change, cluster: Cluster) => readonly AzCommand[]) | undefined;
  return azCommandLines(make?.(fix, cluster) ?? []).az;
}

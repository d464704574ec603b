import { IdentityError } from '../../errors.ts';
import type { Arm } from './arm.ts';

/**
 * By type: the first version that tells conditions and what a deny assignment does, and the one before.
 * Sources: https://github.com/Azure/bicep-types-az/blob/main/generated/authorization/microsoft.authorization/2022-05-01-preview/types.md
 * and https://learn.microsoft.com/dotnet/api/azure.resourcemanager.authorization.denyassignmentdata.denyassignmenteffect
 */
const versions = {
  permissions: { telling: '2022-05-01-preview', before: '2022-04-01' },
  roleDefinitions: { telling: '2022-05-01-preview', before: '2022-04-01' },
  denyAssignments: { telling: '2024-07-01-preview', before: '2022-04-01' },
} as const;

/** A type of Microsoft.Authorization that is read in one of two versions. */
export type VersionedType = keyof typeof versions;

const notOffered = new WeakMap<Arm, Set<VersionedType>>();
const refusals = ['noregisteredproviderfound', 'invalidapiversionparameter', 'invalidresourcetype'];

/** Asks in the version that tells the most; in the one before where ARM does not have that one, and from then on. */
export async function asTold<T>(arm: Arm, type: VersionedType, ask: (version: string) => Promise<T>): Promise<T> {
  const { telling, before } = versions[type];
  const known = notOffered.get(arm) ?? new Set();
  if (known.has(type)) return ask(before);
  try {
    return await ask(telling);
  } catch (error) {
    if (!(error instanceof IdentityError) || !refusals.includes(error.armCode?.toLowerCase() ?? '')) throw error;
    notOffered.set(arm, known.add(type));
    return ask(before);
  }
}

import { isGuid } from '../../domain/arm/resourceId.ts';
import { abilityIds } from '../../domain/whoCanAct/abilities.ts';
import type { AccessFilter } from '../../domain/whoCanAct/limitedAccess.ts';
import { defined } from '../../shape/defined.ts';
import type { Command } from './formats.ts';
import { oneOfWords, UsageError } from './usage.ts';

/** The options that only `access` has, as they were written. */
interface AccessOptions {
  readonly namespace?: string | undefined;
  readonly principal?: string | undefined;
  readonly can?: string | undefined;
}

/** Returns the part of who can act that the options ask for; throws a `UsageError` if they are not valid. */
export function accessFilterOf(
  { namespace, principal, can }: AccessOptions,
  command: Command,
): AccessFilter | undefined {
  const [given] = Object.entries({ namespace, principal, can }).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return undefined;
  if (command !== 'access') throw new UsageError(`--${given} works only with access.`);
  if (principal !== undefined && !isGuid(principal))
    throw new UsageError('--principal needs an object ID, which is a GUID.');
  const ability = can === undefined ? undefined : oneOfWords('ability', can, abilityIds);
  return defined({ namespace, principalId: principal, ability });
}

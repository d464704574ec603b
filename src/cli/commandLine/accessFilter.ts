import { isGuid } from '../../domain/arm/resourceId.ts';
import { isInAzure } from '../../domain/whoCanAct/abilities.ts';
import type { AccessFilter } from '../../domain/whoCanAct/limitedAccess.ts';
import { defined } from '../../shape/defined.ts';
import { options } from './options.ts';
import { oneOfWords, UsageError } from './usage.ts';

/** The options that only `access` has, as they were written. */
interface AccessOptions {
  readonly namespace?: string | undefined;
  readonly principal?: string | undefined;
  readonly can?: string | undefined;
}

/** Returns the part of who can act that the options ask for; throws a `UsageError` if they are not valid. */
export function accessFilterOf({ namespace, principal, can }: AccessOptions): AccessFilter | undefined {
  if ([namespace, principal, can].every((value) => value === undefined)) return undefined;
  if (principal !== undefined && !isGuid(principal))
    throw new UsageError('--principal needs an object ID, which is a GUID.');
  const ability = can === undefined ? undefined : oneOfWords('ability', can, options.can.words);
  if (namespace !== undefined && ability !== undefined && isInAzure(ability))
    throw new UsageError(
      `--namespace can't be used with --can ${ability}: it counts in the whole cluster, in no namespace.`,
    );
  return defined({ namespace, principalId: principal, ability });
}

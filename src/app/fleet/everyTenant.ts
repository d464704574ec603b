import type { Arm } from '../../azure/arm/arm.ts';
import { isAboutEverything } from '../../azure/arm/armErrors.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { failureOf, type Failure } from '../../errors.ts';

/** A question to Resource Graph about subscriptions. */
export type GraphQuery<T> = (
  arm: Arm,
  subscriptionIds: readonly string[],
  signal: AbortSignal | undefined,
) => Promise<readonly T[]>;

/** Asks every tenant about those of these subscriptions that it has; `undefined` if Resource Graph doesn't answer for one of them. */
export async function askEveryTenant<T>(
  query: GraphQuery<T>,
  {
    directory,
    among,
    signal,
    onUnanswered,
  }: {
    readonly directory: Directory;
    readonly among: (id: string) => boolean;
    readonly signal: AbortSignal | undefined;
    /** Called with the reason if Resource Graph doesn't answer. */
    readonly onUnanswered?: (failure: Failure) => void;
  },
): Promise<readonly T[] | undefined> {
  const { items } = await directory.access(signal);
  const accessible = items.filter(({ subscription: { id } }) => among(id));
  const tenants = [...Map.groupBy(accessible, ({ tenant }) => tenant).values()];
  try {
    const rows = await Promise.all(
      tenants.map(async (accesses) => {
        const ids = accesses.map(({ subscription }) => subscription.id);
        return accesses[0] === undefined ? [] : query(accesses[0].arm, ids, signal);
      }),
    );
    return rows.flat();
  } catch (error) {
    const failure = failureOf(error);
    if (isAboutEverything(failure)) throw error;
    onUnanswered?.(failure);
    return undefined;
  }
}

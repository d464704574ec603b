import { Refusal } from '../../domain/arm/refusal.ts';
import { IdentityError } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';

/** Returns the result of the work; a `Refusal` thrown by a rule becomes an IdentityError. */
export function withRefusalsAsErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, said: message, source, armCode, refusedAt } = error;
    throw new IdentityError({
      code,
      message,
      ...defined({ source, armCode, refusedAt }),
    });
  }
}

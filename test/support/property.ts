import fc from 'fast-check';

/** Decides which values are drawn: the same in each run, so that a failure stays one; AKS_IDENTITY_SEED=<number> draws others (CONTRIBUTING.md). */
export const seed = Number(process.env['AKS_IDENTITY_SEED'] ?? 20_260_401);
fc.configureGlobal({ seed });

/** How many cases are drawn: all of them in `npm run test:long`, a fifth in a usual run. */
export function drawn(count: number): number {
  return process.env['AKS_IDENTITY_LONG'] === '1' ? count : Math.ceil(count / 5);
}

/** fast-check with a fixed seed. */
export { fc };

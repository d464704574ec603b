import fc from 'fast-check';

// The same values in each run, so that a failure stays one; AKS_IDENTITY_SEED=<number> draws others (CONTRIBUTING.md).
fc.configureGlobal({ seed: Number(process.env['AKS_IDENTITY_SEED'] ?? 20_260_401) });

/** fast-check with a fixed seed. */
export { fc };

import { describe, expect, it } from 'vitest';
import type { WorldFile, WorldResource } from '../../../../src/emulator/arm/worldFile.ts';
import { federatedCredential } from '../../../../src/emulator/scenarios/parts/identities.ts';
import { createBench, type Bench } from '../../../support/azure/azureBench.ts';
import { idUnused, smallWorld, uami } from '../../../support/azure/smallWorld.ts';

const value = "claims['sub'] matches 'system:serviceaccount:pr-*:app'";
const plain = federatedCredential(idUnused, 'pr-envs', uami.issuer, '');
const { subject: _, ...rest } = plain['properties'] as Record<string, string>;
const flexible: WorldResource = {
  ...plain,
  properties: { ...rest, claimsMatchingExpression: { value, languageVersion: 1 } },
};

function world(more: Partial<WorldFile>): WorldFile {
  const small = smallWorld();
  const issuing = {
    oidcIssuerProfile: { enabled: true, issuerURL: uami.issuer },
    securityProfile: { workloadIdentity: { enabled: true } },
  };
  const resources = small.resources.map((each) =>
    each.id === uami.id ? { ...each, properties: { ...(each['properties'] as object), ...issuing } } : each,
  );
  return { ...small, resources: [...resources, flexible], ...more };
}

const offering = (...versions: string[]): Partial<WorldFile> => ({
  apiVersions: { 'Microsoft.ManagedIdentity': versions },
});

/** What every part of the extension has to keep to, whatever Azure shows of the expression. */
async function expectHarmless(bench: Bench): Promise<void> {
  const findings = await bench.api.diagnose(uami.id);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(findings.filter(({ fix }) => fix?.kind === 'deleteCredential')).toEqual([]);
  const { warnings } = await bench.api.plan({ kind: 'deleteCredential', credentialId: flexible.id });
  expect(warnings).toMatchObject([{ severity: 'disruption' }]);
  const planned = await bench.service.plan([{ kind: 'deleteCredential', credentialId: flexible.id }]);
  expect(planned.confirmName).toBe('uami-weu');
}

describe('a credential that matches by an expression', () => {
  it.each([
    ['the newest preview', offering('2024-11-30', '2025-01-31-preview', '2025-05-31-preview')],
    ['the preview before', offering('2024-11-30', '2025-01-31-preview', '2026-05-31')],
  ])('is shown with it where a cloud offers %s (R-26)', async (_name, more) => {
    const bench = createBench(world(more));
    await expectHarmless(bench);
    const [workload] = await bench.api.workloads(uami.id);
    expect(workload).toMatchObject({ namespace: '*', serviceAccount: '*', state: 'unknown' });
    expect(workload!.reason).toContain(value);
  });

  it.each(['absent', 'null'] as const)(
    'is unknown, never wrong, where a cloud offers no preview and shows the subject as %s (R-26, T-52)',
    async (flexibleCredentials) => {
      for (const graphHasCredentials of [false, true]) {
        const bench = createBench(world({ ...offering('2024-11-30'), flexibleCredentials, graphHasCredentials }));
        await expectHarmless(bench);
        const [workload] = await bench.api.workloads(uami.id);
        expect(workload).toMatchObject({ state: 'unknown' });
        expect(workload!.reason).toMatch(/doesn't show what it trusts/);
      }
    },
  );

  it('is found in a preview where stable versions hide it (R-26)', async () => {
    const bench = createBench(world({ flexibleCredentials: 'hidden' }));
    await expectHarmless(bench);
    const { credentials } = await bench.service.uses(idUnused.id);
    expect(credentials).toMatchObject([{ name: 'pr-envs', cluster: 'uami-weu', expression: value }]);
  });

  it('is removed as it was seen, and never written (R-26)', async () => {
    const bench = createBench(world({}));
    const outcome = await bench.api.apply({ kind: 'deleteCredential', credentialId: flexible.id });
    expect(outcome.status).toBe('succeeded');
    const writes = await bench.writes();
    expect(writes.map(({ method }) => method)).toEqual(['DELETE']);
    expect(JSON.stringify(writes)).not.toContain('preview');
  });
});

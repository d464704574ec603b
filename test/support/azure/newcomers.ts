/** What the demo's company gets while a test goes on. */
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';

/** Returns the body of a new cluster whose pods can get tokens. */
export const newCluster = {
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'fresh',
    agentPoolProfiles: [{ name: 'n', vmSize: 'Standard_D2s_v5', count: 1, mode: 'System' }],
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true } },
  },
};

/** The resources of the demo with so many identities more; in another group, if one is named. */
export function withIdentities(count: number, group?: string): Pick<WorldFile, 'resources'> {
  const { resources = [] } = demoWorld();
  const sample = resources.find(({ name }) => name === 'id-jobs')!;
  const many = Array.from({ length: count }, (_, n) => ({
    ...sample,
    id: sample.id
      .replace(/id-jobs$/, `id-many-${n}`)
      .replace(/(resourceGroups\/)[^/]+/i, (own, before: string) => (group === undefined ? own : before + group)),
    name: `id-many-${n}`,
    properties: {
      ...(sample['properties'] as object),
      principalId: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
      clientId: `00000000-0000-4000-9001-${String(n).padStart(12, '0')}`,
    },
  }));
  return { resources: [...resources, ...many] };
}

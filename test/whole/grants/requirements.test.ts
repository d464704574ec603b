import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { Requirement } from '../../../src/domain/needs/need.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import { needKind } from '../../../src/domain/needs/needKinds.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { addonRows } from '../../support/domain/cases/addonNeedCases.ts';
import { clusterId, kubeletPrincipal, registryId, resource } from '../../support/domain/clusterFixture.ts';
import { clusterRows } from '../../support/domain/cases/needCases.ts';
import { addon, ofId, onSubnet, type Row } from '../../support/domain/cases/needParts.ts';
import { worldWith } from './requirementWorld.ts';

/** A requirement, a world whose cluster has it but lacks the grant, and a world whose cluster doesn't have it. */
interface Shown {
  readonly id: string;
  readonly lacking: WorldFile;
  readonly without: WorldFile;
  /** Informational: it is never reported as missing. */
  readonly advice?: boolean;
  /** The code of its finding, where that isn't `missingGrant`. */
  readonly code?: string;
}

const advice = ['P-08', 'P-25', 'P-52'];
const codes: Readonly<Record<string, string>> = { 'P-54': 'agicGatewayIdentity', 'P-58': 'gatingIdentityCantPull' };
const shownBy = (row: Pick<Row, 'id' | 'has' | 'lacks' | 'facts'>): Shown => ({
  id: row.id,
  lacking: worldWith(row.has, row.facts),
  without: worldWith(row.lacks),
  advice: advice.includes(row.id),
  ...(codes[row.id] === undefined ? {} : { code: codes[row.id] }),
});
const withGrants = (world: WorldFile, ...more: WorldFile['roleAssignments']): WorldFile => ({
  ...world,
  roleAssignments: [...world.roleAssignments, ...more],
});
const registry = (mode: string): WorldFile =>
  withGrants(
    worldWith({}, [resource(registryId, { roleAssignmentMode: mode })]),
    assignRole('AcrPull', kubeletPrincipal, registryId),
  );
const notCreated = { provisioningState: null } as JsonObject;

const rows: readonly Shown[] = [
  { id: 'P-01', lacking: { ...worldWith({}), roleAssignments: [] }, without: worldWith(notCreated) },
  ...[...clusterRows, ...addonRows].map(shownBy),
  {
    id: 'P-31',
    code: 'registryRoleIneffective',
    lacking: registry('AbacRepositoryPermissions'),
    without: worldWith({}, [resource(registryId, { roleAssignmentMode: 'AbacRepositoryPermissions' })]),
  },
  shownBy({
    id: 'P-52',
    has: addon('httpApplicationRouting', { HTTPApplicationRoutingZoneName: 'abc.aksapp.io' }),
    lacks: onSubnet,
  }),
];

/** What docs/needs.md lists beside, and why no cluster's JSON can show it. */
const notInTheJson: Readonly<Record<string, string>> = {
  'P-13': 'a NAT gateway asks for nothing beyond the subnet (P-02)',
  'P-14': 'load balancers of other subnets and private links are objects in Kubernetes',
  'P-21': 'disks of persistent volumes are objects in Kubernetes',
  'P-26': 'storage accounts of persistent volumes are objects in Kubernetes',
  'P-32': 'decides which role P-31 asks for',
  'P-34': 'shares that are mounted with the identity are objects in Kubernetes',
  'P-35': 'a finding about what is too much: tooWideGrant',
  'P-42': 'vaults of application routing are objects in Kubernetes',
  'P-48': 'asks for nothing',
  'P-49': 'asks the person, who is checked before each change',
  'P-51': 'vaults of the secrets store are objects in Kubernetes',
  'P-53': 'its identity is not in the JSON; AKS grants it what it reads',
  'P-57': 'neither the role nor the group of the disks is documented',
  'P-59': 'its registries are those at which the identity already has a role',
  'P-60': 'is told by what stands around the cluster',
  'P-61': 'is told by what stands around the cluster',
  'P-62': 'is told by what stands around the cluster',
  'P-63': 'is told by what stands around the cluster',
  'P-64': 'is told by what stands around the cluster',
  'P-65': 'is told by what stands around the cluster',
};
const page = readFileSync(new URL('../../../docs/needs.md', import.meta.url), 'utf8');
const numbers = [...page.matchAll(/^\| (P-\d\d) /gm)].map(([, number]) => number);

const grantOf = ({ principalId, role: { id }, scope }: Requirement): Change => ({
  kind: 'assignRole',
  principalId: principalId!,
  principalType: 'ServicePrincipal',
  role: { id },
  scope,
});

describe('the table of needs', () => {
  it("is here row by row, or it is said why a row can't be seen", () => {
    expect([...new Set([...rows.map(({ id }) => id), ...Object.keys(notInTheJson)])].toSorted()).toEqual(numbers);
  });

  it('has a row for the code of each kind of need', () => {
    expect(Object.values(needKind).filter(({ id }) => !numbers.includes(id))).toEqual([]);
  });
});

describe.each(rows)('$id', ({ id, lacking, without, advice: isAdvice = false, code = `missingGrant:${id}` }) => {
  it('a role is missing in a cluster that needs it, is reported with the change that grants it, and is granted after that', async () => {
    const { service } = createBench(lacking);
    const requirement = async (): Promise<readonly Requirement[]> => ofId(await service.requirements(clusterId), id);
    const found = async (): Promise<readonly (Change | undefined)[]> =>
      (await service.diagnose(clusterId)).filter((finding) => finding.code === code).map(({ fix }) => fix);
    const before = await requirement();
    expect(before.length).toBeGreaterThan(0);
    expect(before.map(({ verdict }) => verdict)).toEqual(before.map(() => 'missing'));
    const fixes = await found();
    expect(fixes).toEqual(isAdvice ? [] : before.map(grantOf));
    for (const change of before.map(grantOf)) {
      expect(await service.apply([change])).toMatchObject({ status: 'succeeded' });
    }
    const after = await requirement();
    expect(after.map(({ verdict }) => verdict)).toEqual(before.map(() => 'granted'));
    expect(after.map(({ grantedBy }) => grantedBy)).not.toContain(undefined);
    expect(await found()).toEqual([]);
  });

  it('a role is not asked for where the cluster does not need it', async () => {
    const { service } = createBench(without);
    expect(ofId(await service.requirements(clusterId), id)).toEqual([]);
    expect((await service.diagnose(clusterId)).filter((finding) => finding.code === code)).toEqual([]);
  });
});

describe('the registry of a kubelet', () => {
  it('is granted by AcrPull where the registry decides as a whole (P-31)', async () => {
    const { service } = createBench(registry('LegacyRegistryPermissions'));
    const [requirement] = ofId(await service.requirements(clusterId), 'P-31');
    expect(requirement).toMatchObject({ verdict: 'granted', role: { id: role.acrPull.id } });
  });
});

describe('requirements and diagnosis', () => {
  it.each([
    ['does not exist', `${clusterId}-gone`, 'ResourceNotFound'],
    [
      'lies in a subscription that is not visible',
      clusterId.replace(/[0-9a-f]{12}/, '0'.repeat(12)),
      'SubscriptionNotFound',
    ],
  ])('are rejected as notFound with the code of ARM where the cluster %s', async (_, id, armCode) => {
    const { api } = createBench(worldWith({}));
    await expect(api.requirements(id)).rejects.toMatchObject({ code: 'notFound', armCode });
    await expect(api.diagnose(id)).rejects.toMatchObject({ code: 'notFound', armCode });
  });
});

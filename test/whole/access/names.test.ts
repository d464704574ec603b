import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { accessRows } from '../../../src/domain/whoCanAct/accessRows.ts';
import { idsToName, withNames } from '../../../src/domain/whoCanAct/directoryNames.ts';
import { unknownsOfAccess } from '../../../src/domain/whoCanAct/clusterAccess.ts';
import { decidedTexts, postureText, principalText } from '../../../src/domain/whoCanAct/text/accessLines.ts';
import type { ClusterAccess } from '../../../src/domain/whoCanAct/model.ts';
import { unknownText } from '../../../src/domain/arm/unknown.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { accessWorld, clusterId, givenRole, principals } from './accessWorld.ts';

const [ana = '', ben = '', team = '', crew = '', pipeline = ''] = principals;
const admins = '66666666-0000-4000-8000-000000000001';
const gone = '66666666-0000-4000-8000-000000000002';
const byIds = '/v1.0/directoryObjects/getByIds';

/** Everybody has a role; the directory knows Ana, the team, the pipeline and the administrators' group, and not Ben. */
function company(adminGroups: readonly string[] = [admins]): WorldFile {
  const given = [ana, ben, team, pipeline].map((each) => givenRole(each, clusterId, 'Contributor'));
  const world = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] });
  const aadProfile = { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: adminGroups };
  return {
    ...world,
    resources: world.resources.map((resource) =>
      resource.id === clusterId
        ? { ...resource, properties: { ...(resource['properties'] as object), aadProfile } }
        : resource,
    ),
    users: [{ objectId: ana, displayName: 'Ana Bowman', userPrincipalName: 'ana@contoso.com' }],
    groups: [
      { objectId: team, displayName: 'Orders Team', members: [crew] },
      { objectId: admins, displayName: 'Cluster Admins', members: [] },
    ],
    servicePrincipals: [{ appId: crew, objectId: pipeline, displayName: 'sp-deploy' }],
  };
}

async function named(bench: Bench): Promise<ClusterAccess> {
  const access = await bench.service.whoCanAct(clusterId);
  return withNames(access, await bench.service.names([idsToName(access)]));
}

const whoIn = (access: ClusterAccess): readonly string[] =>
  accessRows(access)
    .map(({ principal }) => principalText(principal))
    .sort();

/** A bench that counts the questions to Microsoft Graph. */
function counted(world: WorldFile): { readonly bench: Bench; readonly asked: () => number } {
  let asked = 0;
  const bench = createBench(world, {
    between: (emulator) => ({
      sendRequest(request) {
        if (request.url.endsWith(byIds)) asked += 1;
        return emulator.sendRequest(request);
      },
    }),
  });
  return { bench, asked: () => asked };
}

/** A directory that refuses. */
const refusing: BenchOptions['between'] = (emulator) => ({
  async sendRequest(request) {
    const answer = await emulator.sendRequest(request);
    if (!request.url.endsWith(byIds)) return answer;
    const error = {
      code: 'Authorization_RequestDenied',
      message: 'Insufficient privileges to complete the operation.',
    };
    return { ...answer, status: 403, bodyAsText: JSON.stringify({ error }) };
  },
});

describe('names of those who can act', () => {
  it('are those of the directory, and the ids stay; who is not there is said (H-02)', async () => {
    const access = await named(createBench(company()));
    expect(whoIn(access)).toEqual([
      `Application sp-deploy (${pipeline})`,
      `Group Orders Team (${team})`,
      `User ${ben} (not in the directory)`,
      `User Ana Bowman (${ana})`,
    ]);
    expect(postureText(access)).toContain(`administrators: Cluster Admins (${admins}).`);
    expect(access.ways.map(({ principal }) => principalText(principal))).toContain(`User Ana Bowman (${ana})`);
    // The ways of a row are found by the principal itself.
    expect(accessRows(access).filter(({ ways }) => ways.length > 0)).toHaveLength(4);
  });

  it('are not asked for unless somebody wants them, and one request has all (H-02)', async () => {
    const { bench, asked } = counted(company());
    await bench.service.whoCanAct(clusterId);
    await bench.service.diagnose(clusterId);
    expect(asked()).toBe(0);
    await named(bench);
    await named(bench);
    expect(asked()).toBe(1);
  });

  it('that are refused leave the ids, with the reason (H-02, H-06)', async () => {
    const access = await named(createBench(company(), { between: refusing }));
    expect(whoIn(access)).toContain(`User ${ana}`);
    expect(idsToName(access, access.names).ids).toContain(ana);
    expect(unknownsOfAccess(access).map((each) => textOf(unknownText(each)))).toContain(
      "Names can't be read: Insufficient privileges to complete the operation.",
    );
  });

  it('of another directory that is managed by this one are not asked for (H-02)', async () => {
    const world = company();
    const managedByTenants = [{ tenantId: world.tenantId }];
    const subscriptions = world.subscriptions.map((each) => ({
      ...each,
      tenantId: '99999999-0000-4000-8000-000000000009',
      managedByTenants,
    }));
    const { bench, asked } = counted({ ...world, subscriptions });
    const access = await named(bench);
    expect(asked()).toBe(0);
    expect(access.names?.unknown.map(({ cause }) => cause)).toEqual(['hidden']);
    expect(whoIn(access)).toContain(`User ${ana}`);
  });

  it('are said of a group through which somebody has a role (H-02)', async () => {
    const bench = createBench({ ...company(), caller: { objectId: crew, roles: [] } });
    const access = await named(bench);
    expect(decidedTexts(access.own.cells).join('\n')).toContain(`through group Orders Team (${team})`);
  });
});

describe('a group of administrators that is gone', () => {
  const codes = async (bench: Bench): Promise<readonly string[]> =>
    (await bench.service.diagnose(clusterId)).map(({ code }) => code);

  it('is found where the person allows the directory to be asked, and nowhere else', async () => {
    const asked = createBench(company([admins, gone]), { asksDirectory: true });
    const findings = await asked.service.diagnose(clusterId);
    expect(findings.filter(({ code }) => code === 'adminGroupGone').map(({ subject }) => subject)).toEqual([gone]);
    expect(await codes(createBench(company([admins]), { asksDirectory: true }))).not.toContain('adminGroupGone');
    expect(await codes(createBench(company([gone])))).not.toContain('adminGroupGone');
  });

  it('is unknown where the directory refuses', async () => {
    const bench = createBench(company([gone]), { asksDirectory: true, between: refusing });
    expect(await codes(bench)).not.toContain('adminGroupGone');
    const { unknownFindings } = await bench.service.check(clusterId);
    expect([...unknownFindings.keys()]).toContain('adminGroupGone');
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Facts, Read } from '../../../src/domain/cluster/facts.ts';
import { onLines, planAsAz } from '../../../src/domain/export/az.ts';
import { oldestAz } from '../../../src/domain/plan/azCommand.ts';
import { azAssignRole } from '../../../src/domain/plan/stepCommands.ts';
import { asArmId, groupId } from '../../../src/domain/arm/resourceId.ts';
import { azJoinFleet } from '../../../src/domain/plan/around/aroundSteps.ts';
import { shellQuoted } from '../../../src/domain/arm/shellText.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { say } from '../../../src/sentences/words.ts';
import { everyPlan } from './everyPlan.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { onSubnet, planned, subnet, toUser } from '../../support/domain/plans/identityPlans.ts';
import { inOneLine } from '../../support/domain/inOneLine.ts';
import {
  cluster,
  clusterId,
  defaultKubelet,
  groupResource,
  guid,
  identity,
  identityId,
  sub,
  subnetId,
  systemAssigned,
  userAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';
import { bash } from '../../support/bash.ts';

const cp = identity('id-shop', guid(10));
const kubelet = identity('id-kubelet', guid(12));
const create = (more: object): Change => ({
  kind: 'createCluster',
  subscriptionId: sub,
  resourceGroup: 'rg-shop',
  name: 'new-weu',
  location: 'westeurope',
  controlPlane: toUser('id-shop'),
  ...more,
});

describe('a plan as az', () => {
  it('puts each argument of a long command on a line of its own, and breaks no argument', () => {
    expect(onLines('az group show --name rg')).toBe('az group show --name rg');
    const name = "'a --b'";
    const long = `az aks show --name ${name} --query "$(az x --y 'it --is')" --tag "'" --ids ${'x'.repeat(60)} --yes`;
    expect(onLines(long)).toBe(
      [
        'az aks show',
        `--name ${name}`,
        `--query "$(az x --y 'it --is')"`,
        `--tag "'"`,
        `--ids ${'x'.repeat(60)}`,
        '--yes',
      ].join(' \\\n  '),
    );
    for (const { az } of everyPlan.flatMap(([, { steps }]) => steps)) {
      const args = (text: string): string =>
        execFileSync(bash, ['-c', `az() { printf '[%s]' "$@"; }; ${text}`], { encoding: 'utf8' });
      expect(inOneLine(onLines(az))).toBe(az);
      if (az.length > 100 && !az.includes('$(')) expect(args(onLines(az))).toBe(args(az));
    }
  });

  it('is read by a shell as nothing but its commands, apostrophes included', () => {
    const script = planAsAz(planned(create({ tags: { note: "it's" } }), { resources: [cp, groupResource] }));
    const az = `az() { echo "$1 $2"; }`;
    expect(execFileSync(bash, ['-c', `${az}\n${script}`], { encoding: 'utf8' })).toBe('aks create\n');
    expect(script).not.toMatch(/[\u2018\u2019]/);
  });

  it.each<[string, Change, string]>([
    ['a new cluster', create({}), '2.23.0'],
    [
      'a new cluster with an own kubelet identity',
      create({ kubelet: { identityId: identityId('id-kubelet') } }),
      '2.26.0',
    ],
    ['a private cluster without a zone', create({ privateCluster: { privateDnsZone: 'None' } }), '2.30.0'],
    ['a NAT gateway', create({ network: { outboundType: 'managedNATGateway' } }), '2.36.0'],
    ['an own name of the node resource group', create({ nodeResourceGroup: 'rg-nodes' }), '2.37.0'],
    ['an OIDC issuer', create({ oidcIssuer: true }), '2.42.0'],
    ['an overlay network', create({ network: { plugin: 'azure', pluginMode: 'overlay' } }), '2.47.0'],
    ['workload identity', create({ oidcIssuer: true, workloadIdentity: true }), '2.47.0'],
    ['an existing cluster', { kind: 'setControlPlane', clusterId, controlPlane: toUser('id-shop') }, '2.49.0'],
  ])('%s names the oldest az that will do', (_, change, version) => {
    const script = planAsAz(planned(change, { resources: [cluster(systemAssigned), cp, kubelet, groupResource] }));
    expect(script).toContain(`# Needs az ${version} or newer, in bash or zsh.`);
  });

  it.each([
    '--node-resource-group x --network-plugin-mode y',
    ' az fleet member create ',
    ' --enable-oidc-issuer ',
    ' --private-dns-zone none ',
  ])('a tag that reads like a newer command needs no newer az: %o', (note) => {
    const script = planAsAz(planned(create({ tags: { note } }), { resources: [cp, groupResource] }));
    expect(script).toContain('# Needs az 2.23.0 or newer, in bash or zsh.');
  });

  it('the newest of several parts counts, in whatever order the commands stand', () => {
    const commands = ['2.61.0', undefined, '2.42.0', '2.9.0'].map((azSince) => ({
      az: 'az x',
      ...(azSince && { azSince }),
    }));
    expect(oldestAz(commands)).toBe('2.61.0');
    expect(oldestAz(commands.toReversed())).toBe('2.61.0');
    expect(oldestAz([])).toBe('2.23.0');
  });

  it.each<[Step['kind'], string]>([
    ['putCluster', '2.49.0'],
    ['createCredential', '2.42.0'],
    ['deleteCredential', '2.42.0'],
    ['createBinding', '2.89.0'],
    ['deleteBinding', '2.89.0'],
    ['deleteTrustedBinding', '2.53.0'],
    ['removeRole', '2.23.0'],
  ])('%s needs its az whatever its command is called', (kind, version) => {
    // Another kind of update of a cluster may do with an older one.
    const updates = /^set(ControlPlane|Kubelet|WorkloadIdentity) /;
    const plans = everyPlan.filter(([name]) => kind !== 'putCluster' || updates.test(name));
    const steps = plans.flatMap(([, { steps }]) => steps).filter((step) => step.kind === kind);
    expect(steps).not.toEqual([]);
    for (const step of steps) expect(oldestAz([{ ...step, az: 'anything else' }])).toBe(version);
  });

  it('joining a Fleet again needs the az that knows Fleets', () => {
    const memberId = `${groupId(sub, 'rg')}/providers/Microsoft.ContainerService/fleets/f/members/m`;
    expect(oldestAz([azJoinFleet({ member: {}, memberId: asArmId(memberId) }, clusterId)])).toBe('2.61.0');
  });

  it.each([{ podCidr: '10.244.0.0/16' }, { serviceCidr: '10.0.0.0/20' }, { dnsServiceIP: '10.0.0.20' }])(
    'a range without a network plugin (%o) names the one that AKS would take, as az wants it',
    (network) => {
      const script = inOneLine(planAsAz(planned(create({ network }), { resources: [cp, groupResource] })));
      expect(script).toContain(' --network-plugin azure --network-plugin-mode overlay ');
    },
  );

  it('the kubelet identity is set beside the control plane identity that the cluster has', () => {
    const raw = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });
    const change: Change = { kind: 'setKubelet', clusterId, identityId: identityId('id-kubelet') };
    const script = inOneLine(planAsAz(planned(change, { resources: [raw, cp, kubelet] })));
    expect(script).toContain(
      `az aks update --subscription ${sub} --resource-group rg-shop --name shop-weu --enable-managed-identity --assign-identity ${identityId('id-shop')} --assign-kubelet-identity ${identityId('id-kubelet')} --yes`,
    );
    expect(script.indexOf('az role assignment create')).toBeLessThan(script.indexOf('az aks update'));
  });

  it('a principal that is unknown while planning is looked up by the script', () => {
    const leaving = cluster(undefined, {
      addonProfiles: { omsagent: { enabled: true, config: { useAADAuth: 'false' } } },
    });
    const change: Change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } };
    const script = inOneLine(planAsAz(planned(change, { resources: [leaving] })));
    expect(script).toContain(
      `--assignee-object-id "$(az aks show --subscription ${sub} --resource-group rg-shop --name shop-weu --query addonProfiles.omsagent.identity.objectId --output tsv)"`,
    );
    expect(script).toMatch(/&&\n\{ az role assignment create .* \|\| true; \}\n$/);
  });

  it('pasted into a shell it neither ends the shell nor goes on after a failure, a grant that may fail aside', () => {
    const leaving = cluster(undefined, {
      ...onSubnet,
      addonProfiles: { omsagent: { enabled: true, config: { useAADAuth: 'false' } } },
    });
    const change: Change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } };
    const script = planAsAz(planned(change, { resources: [leaving, subnet] }));
    const run = (failing: string) => {
      const az = `az() { if [ "$2" = show ]; then echo id; return; fi; echo "$1"; case "$*" in *'${failing}'*) return 1;; esac; }`;
      return execFileSync(bash, ['-c', `${az}\n${script}echo "still here"`], { encoding: 'utf8' }).split('\n');
    };
    expect(run('nothing')).toEqual(['aks', 'role', 'role', 'still here', '']);
    expect(run('aks update')).toEqual(['aks', 'still here', '']);
    expect(run('Metrics')).toEqual(['aks', 'role', 'role', 'still here', '']);
  });

  it('a comment holds nothing that a shell would act on, and stands before the commands', () => {
    const custom = { guid: guid(500), name: "x'; touch /tmp/y > `z` $(w) \u202e(a)", permissions: [] };
    const change: Change = { kind: 'assignRole', principalId: guid(10), role: { id: custom.guid }, scope: clusterId };
    const facts = worldFacts({ resources: [cluster(systemAssigned), cp] });
    const get = (read: Read) => (read.kind === 'role' ? { kind: 'found', value: custom } : facts.get(read));
    const whole = planChanges([change], { ...facts, get: get as Facts['get'] });
    const [comments, commands] = planAsAz(whole).split('\n\n');
    expect(comments).toMatch(/^: <<'ABOUT'\n(# [\p{L}\p{N} .,:/@+_%'-]+\n)+ABOUT$/u);
    expect(comments).toContain('1. Assign x');
    expect(inOneLine(commands!)).toBe(`${whole.steps[0]!.az}\n`);
  });

  it.each([
    [
      'has identities (kubelet, omsagent): a pod asks; it waits',
      'has identities, kubelet, omsagent: a pod asks, it waits',
    ],
    ['in rg-shop (shop) of [contoso].', 'in rg-shop, shop, of, contoso.'],
    ['enableProxy();', 'enableProxy ,'],
  ])('keeps in its comments what was in brackets, between commas: %s', (title, written) => {
    const about = planAsAz({ ...everyPlan[0]![1], title: say`${title}`, points: [], warnings: [], steps: [] });
    expect(about.split('\n')[1]).toBe(`# ${written}`);
  });

  it('the command of a step is a command alone, so that it can be pasted into any shell', () => {
    const world = { resources: [cluster(systemAssigned), cp, kubelet, groupResource] };
    const changes: Change[] = [create({}), { kind: 'setControlPlane', clusterId, controlPlane: toUser('id-shop') }];
    for (const change of changes) {
      for (const { az } of planned(change, world).steps) expect(az).toMatch(/^az [^#\n]+$/);
    }
  });

  it('a custom role goes by its id, a built-in one by its name', () => {
    const principal = { kind: 'principal', principalId: guid(10) } as const;
    const id = guid(500);
    expect(azAssignRole(principal, { name: "operator's", id }, clusterId).az).toContain(
      ` --role /subscriptions/${sub}/providers/Microsoft.Authorization/roleDefinitions/${id} `,
    );
    expect(azAssignRole(principal, role.networkContributor, clusterId).az).toContain(" --role 'Network Contributor' ");
  });

  it('az makes no grant of its own on the subnet, because every grant is a command', () => {
    const change = create({ network: { plugin: 'azure', subnetId } });
    const script = inOneLine(planAsAz(planned(change, { resources: [cp, subnet, groupResource] })));
    expect(script).toContain(` --vnet-subnet-id ${subnetId} --skip-subnet-role-assignment `);
    expect(script).toContain(` --role 'Network Contributor' --scope ${subnetId}`);
  });

  it('a shell reads the script, and every argument back as it was', () => {
    const script = planAsAz(
      planned(create({ tags: { 'cost center': `it's $HOME \`x\`` } }), { resources: [cp, groupResource] }),
    );
    expect(() => execFileSync(bash, ['-n'], { input: script })).not.toThrow();
    expect(shellQuoted('==x')).toBe(`'==x'`);
    for (const text of [`it's $HOME \`x\``, 'a b', '', '"', '\\', 'two\nlines', '=ls', '%PATH%']) {
      expect(execFileSync(bash, ['-c', `printf %s ${shellQuoted(text)}`], { encoding: 'utf8' })).toBe(text);
    }
  });
});

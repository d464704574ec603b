import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { inOneLine } from '../../support/domain/inOneLine.ts';
import { bicepString } from '../../../src/domain/export/bicepText.ts';
import { apiPlan } from '../../../src/api/projection.ts';
import { planText } from '../../../src/cli/commands/planCommand.ts';
import { say } from '../../../src/sentences/words.ts';
import { planAs, planFiles, type PlanFormat } from '../../../src/domain/export/planAs.ts';
import { powerShellCommands } from '../../../src/domain/export/powershell.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import { inLine } from '../../../src/domain/arm/inert.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { everyPlan } from './everyPlan.ts';
import { clusterId, subnet, subscriptionId } from '../../support/domain/clusterFixture.ts';
import { bothIdentities, deletion, existing, fromNothing, leavingPrincipal, newIdentity } from './planFixture.ts';
import { isBalanced, skeleton } from './skeleton.ts';
import { bash } from '../../support/bash.ts';

const plans = { fromNothing: fromNothing(), leavingPrincipal: leavingPrincipal(), bothIdentities: bothIdentities() };

describe('the plans that are written down', () => {
  it('have steps to write', () => {
    expect(plans.fromNothing.steps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['createResourceGroup', 'createIdentity', 'assignRole', 'createCluster']) as string[],
    );
    expect(plans.leavingPrincipal.steps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['putCluster', 'assignRole']) as string[],
    );
    expect(plans.bothIdentities.steps.at(-1)!.kind).toBe('putCluster');
  });
});

describe('a copied plan', () => {
  const line = ({ title }: Step): string => inLine(textOf(title));
  const commented = (sign: string, format: string, step: Step): readonly string[] =>
    ['', 'Before the deployment: ', `Not in ${format}: `].map((before) => `${sign} ${before}${line(step)}`);
  /** How a step stands there, as one that is done or as what the format can't do. */
  const marks: Readonly<Record<PlanFormat, (step: Step, number: number) => readonly string[]>> = {
    az: ({ az }) => [az],
    powershell: ({ az }) => powerShellCommands(az)?.slice(0, 1).map(inOneLine) ?? [],
    rest: (step, number) => [`### ${number}. ${line(step)}`],
    arm: (step) => [JSON.stringify(line(step))],
    bicep: (step) => commented('//', 'Bicep', step),
    terraform: (step) => commented('#', 'Terraform', step),
  };
  const formats = Object.keys(marks) as PlanFormat[];

  it.each(formats)("has each of its steps as %s, or names it as what the format can't do", (format) => {
    const lost = everyPlan.flatMap(([name, plan]) => {
      if (plan.nothingToDo) return [];
      const text = planAs(plan, format);
      // All of such a plan is refused, which is tested where it is made.
      if (format === 'powershell' && text.includes('Nothing was run.')) return [];
      let left = inOneLine(text).replace(textOf(plan.title), '');
      return plan.steps.flatMap((step, index) => {
        const mark = marks[format](step, index + 1).find((each) => left.includes(each));
        left = left.replace(mark ?? '', () => '');
        return mark === undefined ? [`${name}: ${step.kind}`] : [];
      });
    });
    expect(lost).toEqual([]);
  });
});

describe('what a copied plan warns of', () => {
  it.each(['rest', 'arm', 'bicep', 'terraform'] as const)('stands in it as %s', (format) => {
    const lost = everyPlan.flatMap(([name, plan]) => {
      if (plan.nothingToDo) return [];
      const text = planAs(plan, format).replaceAll('\\"', '"');
      return plan.warnings
        .filter((each) =>
          textOf(each.text)
            .split('\n')
            .some((words) => !text.includes(inLine(words).slice(0, 60))),
        )
        .map((each) => `${name}: ${each.id}`);
    });
    expect(lost).toEqual([]);
  });

  it('is beside the region, where none is known, that any will do', () => {
    const [, open] = everyPlan.find(([, plan]) => planAs(plan, 'bicep').includes('--location REGION'))!;
    for (const format of ['arm', 'bicep'] as const)
      expect(planAs(open, format)).toContain("REGION: any region, for the deployment's own record");
    expect(planAs(plans.fromNothing, 'bicep')).not.toContain('REGION');
  });
});

describe('a plan with nothing to do', () => {
  const [, asked] = everyPlan.find(([, { steps }]) => steps.some(({ kind }) => kind === 'putCluster'))!;
  const done: Plan = { ...asked, summary: say`It is on already.`, nothingToDo: true };
  const requests = (text: string): readonly string[] =>
    text.match(
      /\baz \w+|^(?:PUT|POST|DELETE) |^(?:resource|module) |"type": "Microsoft|https:..management\.azure\.com/gm,
    ) ?? [];

  it.each(['az', 'powershell', 'rest', 'arm', 'bicep', 'terraform'] as const)(
    'is as %s the sentence, and nothing that could be sent (G-09)',
    (format) => {
      expect(requests(planAs(asked, format))).not.toEqual([]);
      const texts = [planAs(done, format), ...planFiles(done, format).map(({ text }) => text)];
      expect(texts).toHaveLength(2);
      for (const text of texts) {
        expect(text).toContain('It is on already. There is nothing to do.');
        expect(requests(text)).toEqual([]);
      }
    },
  );

  it.each(['az', 'powershell', 'rest', 'arm', 'bicep', 'terraform'] as const)(
    'is as %s in the file with which others start (G-09)',
    (format) => {
      expect(planFiles(done, format).map(({ name }) => name)).toEqual([planFiles(asked, format)[0]!.name]);
    },
  );

  it('says in the form of the API that it is done and why, beside its steps (G-09)', () => {
    expect(apiPlan(done)).toMatchObject({ nothingToDo: true, summary: 'It is on already.' });
    expect(apiPlan(done).steps).toHaveLength(done.steps.length);
    const { steps, summary, nothingToDo } = apiPlan(asked);
    expect([steps.length, summary, nothingToDo]).toEqual([asked.steps.length, textOf(asked.summary), undefined]);
    const text = planText(done, 'markdown');
    expect(text).toContain('It is on already. There is nothing to do.');
    expect(text).not.toContain('## Steps');
  });
});

describe('a plan as REST requests', () => {
  const requests = (text: string) => text.split('\n### ').slice(1);

  it.each(Object.entries(plans))('has one request for each step of %s, in order, with its body', (_, plan) => {
    const all = requests(planAs(plan, 'rest'));
    expect(all).toHaveLength(plan.steps.length);
    plan.steps.forEach((step, index) => {
      const [head, body] = all[index]!.trim().split('\n\n');
      expect(head).toContain(
        `\n${step.request.method} https://management.azure.com${step.request.path}?api-version=20`,
      );
      expect(body === undefined ? undefined : JSON.parse(body)).toEqual(step.request.body);
    });
  });

  it('overwrites nothing: it sends the eTag of the plan, or that nothing may be there', () => {
    expect(planAs(plans.bothIdentities, 'rest')).toContain('\nIf-Match: etag-1\n');
    expect(planAs(plans.fromNothing, 'rest')).toContain('\nIf-None-Match: *\n');
  });

  it('tells to wait where the answer comes before the work is done', () => {
    const waits = requests(planAs(plans.fromNothing, 'rest')).map((text) =>
      text.includes('until its provisioningState is Succeeded'),
    );
    expect(waits).toEqual(plans.fromNothing.steps.map(({ kind }) => kind === 'createCluster'));
  });

  it('names no request after the last one, and where a token is from', () => {
    const text = planAs(plans.leavingPrincipal, 'rest');
    expect(requests(text).at(-1)).not.toContain('Before the next request');
    expect(text).toContain('az account get-access-token');
  });

  it('tells where to find what is not known yet', () => {
    const source = `identity.principalId of GET https://management.azure.com${clusterId}?api-version=2026-04-01`;
    expect(planAs(plans.leavingPrincipal, 'rest')).toContain(
      `\n# {roleAssignmentName}: a new GUID\n# {principalId}: ${source}\nPUT https://`,
    );
    expect(planAs(plans.bothIdentities, 'rest')).not.toContain('# {');
  });
});

interface Resource {
  type: string;
  name: string;
  scope?: string;
  identity?: unknown;
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
}
interface Deployment {
  name: string;
  subscriptionId: string;
  resourceGroup?: string;
  location?: string;
  dependsOn?: string[];
  properties: {
    parameters?: Record<string, { value: string }>;
    template: { parameters?: Record<string, { type: string }>; resources: Resource[] };
  };
}
interface Template {
  $schema: string;
  metadata: { notIncluded?: { az: string }[]; caution?: string; deploy?: string };
  resources: Deployment[];
}

describe('a plan as an ARM template', () => {
  const template = (plan: (typeof plans)['fromNothing']) => JSON.parse(planAs(plan, 'arm')) as Template;
  const resources = (plan: (typeof plans)['fromNothing']) =>
    template(plan).resources.flatMap((each) => each.properties.template.resources);
  /** The principal that is handed in to the deployment of an assignment, which uses it as it is. */
  const givenTo = (plan: Plan, isMeant: (resource: Resource) => boolean) => {
    const { properties } = template(plan).resources.find((each) => each.properties.template.resources.some(isMeant))!;
    expect(properties.template.parameters).toEqual({ principalId: { type: 'string' } });
    expect(properties.template.resources[0]!.properties['principalId']).toBe("[parameters('principalId')]");
    return properties.parameters!['principalId']!.value;
  };

  it.each(Object.entries(plans))('parses, one deployment a step for %s, each after the one before', (_, plan) => {
    const deployments = template(plan).resources;
    expect(deployments).toHaveLength(plan.steps.length);
    deployments.slice(1).forEach((each, index) => expect(each.dependsOn).toEqual([deployments[index]!.name]));
    expect(new Set(deployments.map((each) => each.subscriptionId))).toEqual(new Set([subscriptionId]));
  });

  it('has the role assignments of the add-ons after leaving a service principal (A-47)', () => {
    const grants = resources(plans.leavingPrincipal).filter(
      ({ type }) => type === 'Microsoft.Authorization/roleAssignments',
    );
    expect(grants.length).toBeGreaterThan(0);
    for (const grant of grants) expect(grant.properties['principalType']).toBe('ServicePrincipal');
    const ofRole = ({ properties }: Resource): boolean =>
      String(properties['roleDefinitionId']).endsWith('3913510d-42f4-4e42-8a64-420c390055eb');
    const monitoring = grants.find(ofRole);
    expect(givenTo(plans.leavingPrincipal, ofRole)).toBe(
      `[reference('${clusterId}', '2026-04-01').addonProfiles.omsagent.identity.objectId]`,
    );
    expect(monitoring!.scope).toBe('Microsoft.ContainerService/managedClusters/shop');
  });

  it('has the identity of a new cluster as it is sent (A-84)', () => {
    const created = resources(plans.fromNothing).find(
      ({ type }) => type === 'Microsoft.ContainerService/managedClusters',
    );
    expect(created).toMatchObject({
      name: 'new',
      identity: { type: 'UserAssigned', userAssignedIdentities: { [newIdentity('id-new')]: {} } },
    });
  });

  it('reads the principal of an identity that it creates itself', () => {
    const onSubnet = ({ scope }: Resource): boolean => scope === subnet.split('/providers/')[1];
    expect(givenTo(plans.fromNothing, onSubnet)).toBe(
      `[reference('${newIdentity('id-new')}', '2024-11-30').principalId]`,
    );
  });

  it('takes no text of a body for an expression', () => {
    const [group] = resources(plans.fromNothing);
    expect(group!.tags).toEqual({ "it's": '${x} [y]' });
    const plan = fromNothing();
    const [first] = plan.steps;
    const tags = { a: '[x]', b: '[x] y', c: '[', '[d]': '[x\ny]' };
    const bracket = { ...plan, steps: [{ ...first!, request: { ...first!.request, body: { tags } } }] };
    expect(resources(bracket)[0]!.tags).toEqual({ a: '[[x]', b: '[x] y', c: '[', '[[d]': '[[x\ny]' });
  });

  it('names each deployment after its step, so that templates of two plans are never in the way of each other', () => {
    const names = template(plans.fromNothing).resources.map(({ name }) => name);
    expect(names).toEqual(plans.fromNothing.steps.map(({ id }) => id));
    for (const name of names) expect(name).toMatch(/^[\w.()-]{1,64}$/);
  });

  it('says where a whole cluster is written back, and which region its own records go to', () => {
    expect(template(plans.bothIdentities).metadata.caution).toContain('as it was read');
    expect(template(plans.fromNothing).metadata.caution).toBeUndefined();
    expect(template(plans.fromNothing).metadata.deploy).toContain(
      `az deployment sub create --subscription ${subscriptionId} --location westeurope `,
    );
  });

  it("lists with its command what a template can't do", () => {
    const { resources: none, metadata } = template(deletion());
    expect(none).toEqual([]);
    expect(metadata, 'there is nothing to deploy').not.toHaveProperty('deploy');
    expect(metadata.notIncluded!.map(({ az }) => az)).toEqual([deletion().steps[0]!.az]);
  });
});

describe('a plan as Bicep', () => {
  const code = (plan: (typeof plans)['fromNothing']) =>
    skeleton(planAs(plan, 'bicep'), /\/\/.*$/gm, /'(?:\\.|[^'\\\n])*'/g);

  it.each(Object.entries(plans))('closes what it opens and declares what it names for %s', (_, plan) => {
    const files = code(plan)
      .split(/^targetScope/m)
      .slice(1);
    for (const file of files) {
      expect(isBalanced(file)).toBe(true);
      const declared = [...file.matchAll(/^(?:resource|module) (\w+) /gm)].map((match) => match[1]);
      const named = [...file.matchAll(/\b(?:step|existing)\d+\b/g)].map((match) => match[0]);
      expect(named.filter((name) => !declared.includes(name))).toEqual([]);
      expect(new Set(declared).size).toBe(declared.length);
    }
  });

  it('is a file for each resource group that steps go to in a row, and one that deploys them with its command', () => {
    const text = planAs(plans.fromNothing, 'bicep');
    expect(text).toMatch(/^\/\/ Save each file under the name in its first line, all in one folder\.\n/);
    expect(text).toContain(
      `\n//   az deployment sub create --subscription ${subscriptionId} --location westeurope --template-file main.bicep\n`,
    );
    const files = planFiles(plans.fromNothing, 'bicep');
    expect(files.map(({ name }) => name)).toEqual([
      'main.bicep',
      '1-subscription.bicep',
      '2-rg-new.bicep',
      '3-rg-net.bicep',
      '3-rg-net-grant1.bicep',
      '4-rg-new.bicep',
      '4-rg-new-grant1.bicep',
      '5-rg-shop.bicep',
      '5-rg-shop-grant1.bicep',
      '6-rg-new.bicep',
    ]);
    for (const file of files) {
      expect(file.text.split('\n')[0]).toMatch(new RegExp(`^// File ${file.name}(,|$)`));
      expect(text).toContain(`\n${file.text}`);
    }
    expect(files[0]!.text).toContain(`scope: subscription('${subscriptionId}')\n`);
    expect(files[0]!.text).toContain(`scope: resourceGroup('${subscriptionId}', 'rg-net')\n`);
  });

  it('grants on an existing resource to an identity of another file', () => {
    const text = planAs(plans.fromNothing, 'bicep');
    expect(text).toContain(
      "resource existing1 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {\n  name: 'vnet-shop/snet-aks'\n}",
    );
    expect(text).toContain(`scope: resourceGroup('${subscriptionId}', 'rg-new')`);
    expect(text).toMatch(/principalId: existing\d+\.properties\.principalId/);
  });

  it('puts the whole body of an existing cluster back', () => {
    const text = planAs(plans.bothIdentities, 'bicep');
    expect(text).toContain("'Microsoft.ContainerService/managedClusters@2026-04-01' = {");
    expect(text).toContain("nodeResourceGroup: 'MC_shop'");
    expect(text).toContain(`'${existing}': {}`);
    expect(text).toMatch(/^\/\/ The cluster is written here as it was read for this plan.*\nresource step/m);
    expect(planAs(plans.fromNothing, 'bicep')).not.toContain('as it was read');
  });

  it('names each assignment as the ARM template does, by its principal, also where two add-ons get one role', () => {
    const grant = (addon: string) => ({
      ...plans.leavingPrincipal.steps.find((step) => step.kind === 'assignRole' && step.principal.kind === 'addon')!,
      principal: { kind: 'addon' as const, clusterId: clusterId as never, addon },
    });
    const plan = { ...plans.leavingPrincipal, steps: [...plans.fromNothing.steps, grant('a'), grant('b')] } as Plan;
    const inArm = [...planAs(plan, 'arm').matchAll(/"\[(guid\(.*\))\]"/g)].map((match) => match[1]);
    const inBicep = [...planAs(plan, 'bicep').matchAll(/name: (guid\(.*\))$/gm)].map((match) => match[1]);
    expect(inBicep.map((name) => name!.replace('principalId', "parameters('principalId')"))).toEqual(inArm);
    expect(inBicep.length).toBeGreaterThan(2);
    for (const addon of ['a', 'b'])
      expect(planAs(plan, 'bicep')).toMatch(
        new RegExp(`principalId: \\w+\\.properties\\.addonProfiles\\.${addon}\\.identity\\.objectId`),
      );
  });

  it.each([
    ['rg-(new)', '1-rg-(new).bicep'],
    ['rg:new*"', '1-rg_new__.bicep'],
    ['gr\u00fcn.1', '1-gr\u00fcn.1.bicep'],
  ])('has file names that every system takes: %s', (group, name) => {
    const [step] = plans.fromNothing.steps.slice(1);
    const path = step!.request.path.replace('rg-new', group);
    const plan = { ...plans.fromNothing, steps: [{ ...step!, request: { ...step!.request, path } }] };
    expect(planFiles(plan, 'bicep')[1]!.name).toBe(name);
  });

  it('writes any text as a literal', () => {
    expect(bicepString("it's ${x}\\\n")).toBe("'it\\'s \\${x}\\\\\\n'");
  });

  it("says with its command what Bicep can't do", () => {
    expect(planAs(deletion(), 'bicep')).toContain(
      `// Not in Bicep: Delete identity id-next\n//   ${deletion().steps[0]!.az}`,
    );
  });
});

describe('a region with a blank in its name', () => {
  const inWestEurope = fromNothing('West Europe');
  /** The commands of a text in which a region is an argument, as a shell takes them apart. */
  const commandsIn = (text: string): readonly string[][] =>
    [...text.matchAll(/az [^\n"]*--location [^\n"]*/g)].map(([command]) => {
      const printed = execFileSync(bash, ['-c', `az() { printf '%s\\0' "$@"; }; ${command.replace(/&&$/, '')}`]);
      return printed.toString().split('\0').slice(0, -1);
    });

  it.each<[PlanFormat, number, string]>([
    ['az', 4, 'West Europe'],
    ['arm', 1, 'westeurope'],
    ['bicep', 1, 'westeurope'],
    ['terraform', 0, ''],
    ['rest', 0, ''],
  ])('is one argument of each command in a plan as %s', (format, count, region) => {
    const commands = commandsIn(inOneLine(planAs(inWestEurope, format)));
    expect(commands).toHaveLength(count);
    for (const words of commands) {
      expect(words[words.indexOf('--location') + 1]).toBe(region);
      expect(words[words.indexOf('--location') + 2] ?? '--').not.toMatch(/^[^-]/);
    }
  });

  it('is one argument of the command of each step', () => {
    const commands = inWestEurope.steps.flatMap(({ az }) => commandsIn(az));
    expect(commands.map((words) => words[words.indexOf('--location') + 1])).toEqual(Array(4).fill('West Europe'));
  });
});

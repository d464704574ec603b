import { describe, expect, it } from 'vitest';
import { apiPlan } from '../../../src/api/projection.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { planAs, planFiles, type PlanFormat } from '../../../src/domain/export/planAs.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { planView, requestAsText } from '../../../src/webview/panel/view/planView.ts';
import { allSecrets, secretProperties } from '../../support/domain/secretCluster.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  userAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';
import { firstBicepError } from './bicepSyntax.ts';
import { everyPlan } from './everyPlan.ts';

const holds = (text: string): readonly string[] => allSecrets.filter((secret) => text.includes(secret));

/** Plans of each kind of change that puts a cluster back, which has a secret at every place that there is. */
const changes: readonly Change[] = [
  { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId: identityId('id-other') } },
  { kind: 'setKubelet', clusterId, identityId: identityId('id-other') },
  { kind: 'setWorkloadIdentity', clusterId, enabled: true },
];
const principal = { servicePrincipalProfile: { clientId: 'msi', secret: allSecrets[1]! } };
const raw = cluster(userAssigned('id-shop', guid(10)), { ...secretProperties, ...principal });
const resources = [raw, identity('id-shop', guid(10)), identity('id-other', guid(11))];
const plans: readonly (readonly [string, Plan])[] = changes.map((change) => [
  change.kind,
  planChanges([change], worldFacts({ resources })),
]);
const formats: readonly PlanFormat[] = ['az', 'powershell', 'rest', 'arm', 'bicep', 'terraform'];
const putOf = ({ steps }: Plan) => steps.find(({ kind }) => kind === 'putCluster')!;

it.each(plans)('a plan to %s puts back every secret that was read, and stays what it was', (_, whole) => {
  expect(holds(JSON.stringify(putOf(whole).request.body))).toEqual(allSecrets);
});

describe.each(plans)('a plan to %s of a cluster with secrets', (_, whole) => {
  it.each(formats)('a copy as %s holds none of them', (format) => {
    expect(holds(planAs(whole, format))).toEqual([]);
  });

  it('what the panel, other extensions and the command line are shown holds none of them', () => {
    const request = requestAsText(putOf(whole));
    for (const text of [JSON.stringify(planView(whole, 'p')), JSON.stringify(apiPlan(whole)), request])
      expect(holds(text)).toEqual([]);
    expect(request).toContain(
      '{secretHttpProxy}: Secrets and certificates are not copied. Missing here: the address of',
    );
  });

  it('a copied request is no JSON before they are filled in, and what was read once they are', () => {
    for (const copy of [planAs(whole, 'rest'), requestAsText(putOf(whole))]) {
      const body = copy.slice(copy.lastIndexOf('\n{\n')).split('\n###')[0]!;
      expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
      const names = [...new Set([...body.matchAll(/\{(secret\w+)\}/g)].map(([, name]) => name!))];
      expect(names).toHaveLength(allSecrets.length);
      for (const name of names)
        expect(copy).toMatch(new RegExp(`^(?:# )?\\{${name}\\}: .*Put it there in quotes\\.$`, 'm'));
      const filled = JSON.parse(body.replace(/\{(secret\w+)\}/g, '"$1"')) as unknown;
      expect(withoutTexts(filled)).toEqual(withoutTexts(putOf(whole).request.body));
    }
  });

  it('a Bicep file takes them as secure parameters without a value, each with its place, so that a deployment asks', async () => {
    const [main, part] = planFiles(whole, 'bicep').filter(({ text: each }) => each.includes('@secure()'));
    const text = part!.text;
    const handedOn = main!.text.match(/(?<= {4})(secret\w+)(?=: \1$)/gm);
    const asked = [...text.matchAll(/^@secure\(\)\n@description\('(.*)'\)\nparam (\w+) string$/gm)];
    expect(asked.map(([, words]) => words)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('the password of the Windows nodes (properties.windowsProfile.adminPassword of '),
      ]) as unknown,
    );
    expect(asked).toHaveLength(allSecrets.length);
    expect(handedOn).toEqual(asked.map(([, , name]) => name));
    for (const [, , name] of asked) expect(text).toMatch(new RegExp(`^ +\\w*:? ?${name}$`, 'm'));
    expect(await firstBicepError(text)).toBeUndefined();
  });

  it('an ARM template takes them as secure strings without a value and hands them on', () => {
    interface Parameters {
      readonly parameters?: Readonly<Record<string, { readonly type?: string; readonly value?: string }>>;
    }
    const template = JSON.parse(planAs(whole, 'arm')) as Parameters & {
      readonly resources: readonly { readonly properties: Parameters & { readonly template: Parameters } }[];
    };
    const names = Object.keys(template.parameters ?? {});
    expect(names).toHaveLength(allSecrets.length);
    for (const [name, { type, ...more }] of Object.entries(template.parameters ?? {})) {
      expect([type, Object.keys(more)]).toEqual(['securestring', ['metadata']]);
      const users = template.resources.filter(({ properties }) => name in (properties.parameters ?? {}));
      expect(users).toHaveLength(1);
      const { parameters, template: inner } = users[0]!.properties;
      expect([parameters?.[name], inner.parameters?.[name]]).toEqual([
        { value: `[parameters('${name}')]` },
        { type: 'securestring' },
      ]);
      expect(JSON.stringify(inner)).toContain(`"[parameters('${name}')]"`);
    }
  });
});

it.each(everyPlan)('a plan without secrets asks for none: %s (S-14)', (_, whole) => {
  for (const format of formats) expect(planAs(whole, format)).not.toMatch(/@secure|securestring|\{?secret[A-Z]/);
  expect(apiPlan(whole).steps.map(({ request }) => request)).toEqual(whole.steps.map(({ request }) => request));
});

/** The same JSON with every text that is or names a secret made equal. */
function withoutTexts(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json).replace(/"(?:secret[A-Z]\w*|[^"]*s3cr3t~\d+~value[^"]*)"/g, '"-"')) as unknown;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { isMarked, secretPlaces, withInstead, withoutSecrets } from '../../../src/domain/arm/secretPlaces.ts';
import { redactSecrets } from '../../../src/domain/arm/redact.ts';
import { allSecrets, secretProperties } from '../../support/domain/secretCluster.ts';
import { clusterJson } from '../../support/domain/clusterFixture.ts';
import { fc } from '../../support/property.ts';

const secretCluster = clusterJson(secretProperties);
const holds = (text: string): readonly string[] => allSecrets.filter((secret) => text.includes(secret));

/** The models of Microsoft's schema, each member with its type. */
const { shapes: models } = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../../src/emulator/providers/containerService/body/bodySchema.json'),
    'utf8',
  ),
) as { shapes: Readonly<Record<string, Readonly<Record<string, string>>>> };

/** What of a cluster's schema sounds like a secret and is none, each with its reason. */
const noSecrets: Readonly<Record<string, string>> = {
  'properties.securityProfile.defender.securityGating.allowSecretAccess': 'a switch',
  'properties.serviceMeshProfile.istio.certificateAuthority.plugin': 'names of objects of a key vault',
  'properties.httpProxyConfig.noProxy': 'hosts, without users',
  'properties.httpProxyConfig.enabled': 'a switch',
  'properties.windowsProfile.enableCSIProxy': 'a switch',
  'properties.serviceMeshProfile.istio.components.proxyRedirectionMechanism': 'the name of a mechanism',
};

function* pathsOf(model: string, at: string, above: readonly string[] = []): Generator<string> {
  for (const [member, type] of Object.entries(models[model] ?? {})) {
    const path = at === '' ? member : `${at}.${member}`;
    const record = /^Record<(.*)>$/.exec(type)?.[1];
    const item = /^(.*)\[\]$/.exec(type)?.[1];
    const inner = record ?? item ?? type;
    const below = record === undefined ? (item === undefined ? path : `${path}.[]`) : `${path}.*`;
    yield below;
    if (inner in models && !above.includes(inner)) yield* pathsOf(inner, below, [...above, inner]);
  }
}

describe('a JSON without its secrets', () => {
  it.each(secretPlaces.map(({ path }, number) => [path, number] as const))(
    'has nothing of %s, whatever the casing of its keys',
    (_, number) => {
      expect(JSON.stringify(secretCluster)).toContain(allSecrets[number]);
      for (const text of [JSON.stringify(secretCluster), JSON.stringify(lower(secretCluster))])
        expect(holds(JSON.stringify(withoutSecrets(JSON.parse(text) as JsonObject)))).toEqual([]);
    },
  );

  it('differs from one that never had any, and stays as it is when asked again', () => {
    const marked = withoutSecrets(secretCluster);
    expect([isMarked(secretCluster), isMarked(marked), isMarked(clusterJson())]).toEqual([false, true, false]);
    expect(withoutSecrets(marked)).toEqual(marked);
  });

  it('keeps the host of an address, and what is no secret', () => {
    const kept = { linuxProfile: { ssh: { publicKeys: [{ keyData: 'ssh-ed25519 AAAA' }] } }, dnsPrefix: '' };
    const config = { omsagent: { config: { useAADAuth: 'true', logAnalyticsWorkspaceResourceID: '/x' } } };
    const tags = { password: 'for all to read', link: 'http://a:b@c' };
    const plain = clusterJson(
      {
        ...kept,
        addonProfiles: config,
        httpProxyConfig: { httpProxy: 'http://p:8080' },
        agentPoolProfiles: [{ tags }],
      },
      { tags },
    );
    expect(withoutSecrets(plain)).toEqual(plain);
    expect(withoutSecrets(secretCluster)['properties']).toMatchObject({
      httpProxyConfig: { httpProxy: 'http://[secret]@proxy.contoso.com:8080' },
      servicePrincipalProfile: { secret: '[secret]' },
    });
  });

  it.each(['pa/ss', 'pa#ss', 'pa ss', 'p@ss'])(
    'has no password of a proxy that is %j, with a scheme or without',
    (password) => {
      for (const start of ['http://', ''])
        expect(
          JSON.stringify(
            withoutSecrets({ properties: { httpProxyConfig: { httpsProxy: `${start}ada:${password}@proxy:8080` } } }),
          ),
        ).toContain(`"${start}[secret]@proxy:8080"`);
    },
  );

  it('lacks what Azure may get some day, where its name or its form says what it is', () => {
    const someDay = {
      a: { clientSecret: 'x1' },
      b: [{ accessToken: 'x2' }],
      c: 'see amqp://ada:x3@host',
      d: { d: 'x4' },
    };
    expect(withoutSecrets({ properties: someDay })).toEqual({
      properties: {
        a: { clientSecret: '[secret]' },
        b: [{ accessToken: '[secret]' }],
        c: 'see amqp://[secret]@host',
        d: { d: 'x4' },
      },
    });
  });

  it('says of each where it stood', () => {
    const places: string[] = [];
    withInstead(secretCluster, ({ at, what }) => places.push(`${at}: ${what}`));
    expect(places).toContain(
      'properties.securityProfile.customCATrustCertificates[0]: certificate that the nodes trust',
    );
    expect(places).toHaveLength(secretPlaces.length);
  });

  it('is otherwise the same, whatever is in it', () => {
    const plain = fc.object({ values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)], maxDepth: 3 });
    fc.assert(
      fc.property(plain, (json) => {
        const names: string[] = [];
        const same = withInstead(json as JsonObject, ({ key, value }) => {
          names.push(key);
          return value;
        });
        expect(same).toEqual(json);
        if (names.length === 0) expect(withoutSecrets(json as JsonObject)).toEqual(json);
      }),
    );
  });
});

describe('the catalogue of secrets', () => {
  it('has every place of the schema that sounds like one, or a reason why it is none', () => {
    const all = [...pathsOf('ManagedCluster', '')];
    const sounding = all.filter((path) =>
      /secret|password|token|credential|certif|trustedCa|proxy|config\.\*$/i.test(path.split('.').slice(-2).join('.')),
    );
    const known = [...secretPlaces.map(({ path }) => path), ...Object.keys(noSecrets)].map((path) =>
      path.toLowerCase(),
    );
    expect(all.length).toBeGreaterThan(150);
    expect(
      sounding.filter(
        (path) => !known.some((one) => path.toLowerCase().startsWith(one) || one.startsWith(path.toLowerCase())),
      ),
    ).toEqual([]);
  });

  it('names places that the schema has, each with its source', () => {
    const all = [...pathsOf('ManagedCluster', '')].map((path) => path.toLowerCase());
    for (const { path, source } of secretPlaces) {
      expect(all.some((one) => one.startsWith(path.toLowerCase().replace(/\.\[\]$/, '')))).toBe(true);
      expect(source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    }
  });

  it('holds for the log, too, certificates of the form that Azure takes among them', () => {
    const certificate = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIE').toString('base64');
    const text = JSON.stringify({ ...secretProperties, trustedCa: certificate }).replaceAll(
      /s3cr3t~[56]~value/g,
      certificate,
    );
    expect(holds(redactSecrets(text))).toEqual([]);
    expect(redactSecrets(text)).not.toContain(certificate);
  });
});

/** The same with keys in lower case. */
function lower(json: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(json).replace(/"([^"]*)":/g, (key) => key.toLowerCase())) as JsonObject;
}

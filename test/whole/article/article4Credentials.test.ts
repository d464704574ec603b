import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeIntoFile } from '../../../src/host/files/kubeconfigFile.ts';
import type { Phrase } from '../../../src/sentences/words.ts';
import { redactSecrets } from '../../../src/domain/arm/redact.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { ids, idUnused, sami, smallWorld, uami } from '../../support/azure/smallWorld.ts';

interface Kubeconfig {
  readonly contexts: readonly { readonly name: string }[];
  readonly 'current-context': string;
}

const existing = `# mine
apiVersion: v1
kind: Config
clusters:
  - name: home # the one in the cellar
    cluster: { server: 'https://home.example' }
users:
  - name: me
    user: { token: abc }
contexts:
  - name: home
    context: { cluster: home, user: me }
  - name: home-admin
    context: { cluster: home, user: me }
  - name: other
    context: { cluster: home, user: me }
current-context: home
`;

/** The small world, whose clusters have admin credentials. */
function worldWithLocalAccounts(...given: Parameters<typeof smallWorld>): ReturnType<typeof smallWorld> {
  const world = smallWorld(...given);
  const resources = world.resources.map((one) =>
    one.type.toLowerCase() === 'microsoft.containerservice/managedclusters'
      ? { ...one, properties: { ...(one['properties'] as object), disableLocalAccounts: false } }
      : one,
  );
  return { ...world, resources };
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  path = join(folder, 'config');
});
afterEach(() => rm(folder, { recursive: true }));

/** What the person was asked; agrees to everything. */
function asking(): { readonly asked: Phrase[][]; readonly ask: (entries: readonly Phrase[]) => Promise<void> } {
  const asked: Phrase[][] = [];
  return {
    asked,
    ask: (entries) => {
      asked.push([...entries]);
      return Promise.resolve();
    },
  };
}

async function contexts(): Promise<readonly string[]> {
  return (parse(await readFile(path, 'utf8')) as Kubeconfig).contexts.map(({ name }) => name);
}

describe('article: credentials of a cluster', () => {
  it('adds one context to a kubeconfig, keeps everything in it, and lets only its owner read it (A-36)', async () => {
    const bench = createBench(worldWithLocalAccounts());
    await writeFile(path, existing, { mode: 0o644 });
    await bench.forget();
    const incoming = await bench.service.kubeconfig(sami.id, 'user');
    expect((await bench.requests()).map(({ method, path }) => `${method} ${path.split('/').at(-1) ?? ''}`)).toEqual([
      'GET sami-weu',
      'POST listClusterUserCredential',
    ]);
    const { asked, ask } = asking();
    const merged = await mergeIntoFile(path, incoming, 'user', ask);
    expect(asked).toEqual([]);
    expect(await contexts()).toEqual(['home', 'home-admin', 'other', 'sami-weu']);
    expect(merged.context).toBe('sami-weu');
    const text = await readFile(path, 'utf8');
    for (const comment of ['# mine', '# the one in the cellar']) expect(text).toContain(comment);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${path}.aks-identity-backup`, 'utf8')).toBe(existing);
  });

  it('asks before an entry of the same name and other content is replaced (A-36)', async () => {
    const bench = createBench(worldWithLocalAccounts());
    const incoming = await bench.service.kubeconfig(sami.id, 'user');
    const { asked, ask } = asking();
    await mergeIntoFile(path, incoming, 'user', ask);
    await mergeIntoFile(path, incoming, 'user', ask);
    expect(asked).toEqual([]);
    const rotated = incoming.replace('https://', 'https://moved.');
    await mergeIntoFile(path, rotated, 'user', ask);
    expect(asked).toEqual([['cluster sami-weu']]);
    const refuse = () => Promise.reject(new Error('no'));
    await expect(mergeIntoFile(path, incoming, 'user', refuse)).rejects.toThrow('no');
    expect(await readFile(path, 'utf8')).toContain('https://moved.');
  });

  it('keeps the administrator apart, under a name of its own (A-36)', async () => {
    const bench = createBench(worldWithLocalAccounts());
    const { ask } = asking();
    await mergeIntoFile(path, await bench.service.kubeconfig(uami.id, 'user'), 'user', ask);
    await bench.forget();
    await mergeIntoFile(path, await bench.service.kubeconfig(uami.id, 'admin'), 'admin', ask);
    expect((await bench.requests()).at(-1)!.path).toMatch(/listClusterAdminCredential$/);
    expect(await contexts()).toEqual(['uami-weu', 'uami-weu-admin']);
  });

  it('leaves a broken kubeconfig as it is, and lets no key into the log (A-36)', async () => {
    const bench = createBench(worldWithLocalAccounts());
    const broken = 'contexts: [\n  - nothing: {';
    await writeFile(path, broken);
    const incoming = await bench.service.kubeconfig(sami.id, 'admin');
    await expect(mergeIntoFile(path, incoming, 'admin', asking().ask)).rejects.toMatchObject({ code: 'refused' });
    expect(await readFile(path, 'utf8')).toBe(broken);
    const secrets = [...incoming.matchAll(/^\s*(?:client-key-data|client-certificate-data|token): (\S+)/gm)];
    expect(secrets.length).toBeGreaterThan(0);
    const logged = redactSecrets(incoming);
    for (const [, secret = ''] of secrets) expect(logged).not.toContain(secret);
    expect(JSON.stringify(await bench.api.activity())).not.toContain('certificate');
  });

  it.each([
    ['user', 'listClusterUserCredential', 'Azure Kubernetes Service Cluster User Role'],
    ['admin', 'listClusterAdminCredential', 'Azure Kubernetes Service Cluster Admin Role'],
  ] as const)('names action and role to a %s who may not fetch credentials (A-37)', async (who, action, role) => {
    const reader = { objectId: idUnused.clientId, roles: [{ scope: ids.group, roleName: 'Reader' }] };
    const bench = createBench(worldWithLocalAccounts({ caller: reader }));
    const failed = bench.service.kubeconfig(sami.id, who);
    await expect(failed).rejects.toMatchObject({ code: 'forbidden', armCode: 'AuthorizationFailed' });
    await expect(failed).rejects.toThrow(new RegExp(`${action}/action.*"${role}"`, 's'));
    const allowed = { objectId: idUnused.clientId, roles: [{ scope: ids.group, roleName: role }] };
    await expect(
      createBench(worldWithLocalAccounts({ caller: allowed })).service.kubeconfig(sami.id, who),
    ).resolves.toContain('sami-weu');
  });
});

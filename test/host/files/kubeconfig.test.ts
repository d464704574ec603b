import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeKubeconfig } from '../../../src/host/files/kubeconfig.ts';
import { fc } from '../../support/property.ts';

const existing = `# my clusters
apiVersion: v1
kind: Config
preferences: {}
current-context: lab # the usual one
clusters:
  - name: lab # at home
    cluster: { server: https://lab:6443 }
  - name: old
    cluster:
      server: https://old
contexts:
  # for work
  - name: lab
    context: { cluster: lab, user: me }
  - name: old
    context: { cluster: old, user: me }
  - name: third
    context: { cluster: old, user: me, namespace: "quoted" }
users:
  - name: me
    user:
      token: abc
`;
const incoming = (server = 'https://shop.azmk8s.io:443'): string => `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: ${server}
  name: shop-weu
contexts:
- context:
    cluster: shop-weu
    user: clusterUser_rg-shop_shop-weu
  name: shop-weu
current-context: shop-weu
kind: Config
preferences: {}
users:
- name: clusterUser_rg-shop_shop-weu
  user:
    token: new
`;

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly { name: string; context: { cluster: string; user: string; namespace?: string } }[];
  readonly clusters: readonly { name: string; cluster: { server: string } }[];
  readonly users: readonly { name: string }[];
}
const read = (text: string): Kubeconfig => parse(text) as Kubeconfig;

describe('merging a kubeconfig', () => {
  it('adds the entries, makes the context current, and keeps comments and all other contexts (A-36)', () => {
    const { text, context, replaced } = mergeKubeconfig(existing, incoming(), 'user');
    const merged = read(text);
    expect(context).toBe('shop-weu');
    expect(replaced).toEqual([]);
    expect(merged['current-context']).toBe('shop-weu');
    expect(merged.contexts.map(({ name }) => name)).toEqual(['lab', 'old', 'third', 'shop-weu']);
    expect(merged.contexts[2]!.context.namespace).toBe('quoted');
    for (const comment of ['# my clusters', '# at home', '# for work']) expect(text).toContain(comment);
    const before = existing.split('\n').filter((line) => !line.startsWith('current-context'));
    expect(before.filter((line) => !text.split('\n').includes(line))).toEqual([]);
  });

  it('changes nothing the second time', () => {
    const once = mergeKubeconfig(existing, incoming(), 'user').text;
    expect(mergeKubeconfig(once, incoming(), 'user')).toEqual({ text: once, context: 'shop-weu', replaced: [] });
  });

  it('reports which entries of the same name it replaces, and leaves them in their places', () => {
    const once = mergeKubeconfig(existing, incoming(), 'user').text;
    const { text, replaced } = mergeKubeconfig(once, incoming('https://moved:443'), 'user');
    expect(replaced).toEqual(['cluster shop-weu']);
    expect(read(text).clusters.map(({ cluster }) => cluster.server)).toEqual([
      'https://lab:6443',
      'https://old',
      'https://moved:443',
    ]);
  });

  it('marks admin contexts, so that both can exist side by side', () => {
    const once = mergeKubeconfig(undefined, incoming(), 'user').text;
    const { text, context } = mergeKubeconfig(once, incoming().replaceAll('clusterUser_', 'clusterAdmin_'), 'admin');
    expect(context).toBe('shop-weu-admin');
    expect(read(text).contexts.map(({ name, context }) => `${name} ${context.user}`)).toEqual([
      'shop-weu clusterUser_rg-shop_shop-weu',
      'shop-weu-admin clusterAdmin_rg-shop_shop-weu',
    ]);
  });

  it('begins a new kubeconfig if there is no file, an empty one, or one without entries', () => {
    for (const nothing of [undefined, '', '  \n', 'apiVersion: v1\nclusters: null\ncontexts: []\n']) {
      const merged = read(mergeKubeconfig(nothing, incoming(), 'user').text);
      expect(merged.contexts).toHaveLength(1);
      expect(merged.users).toHaveLength(1);
    }
  });

  it('works on a kubeconfig that is JSON', () => {
    const json = JSON.stringify({ apiVersion: 'v1', clusters: [], contexts: [], users: [{ name: 'me', user: {} }] });
    expect(read(mergeKubeconfig(json, incoming(), 'user').text).users.map(({ name }) => name)).toEqual([
      'me',
      'clusterUser_rg-shop_shop-weu',
    ]);
  });

  it.each([
    ...[
      '00123',
      '12345678901234567890',
      '-0',
      '+7',
      '0x1F',
      '0o17',
      '1e3',
      '1.50',
      '.5',
      '1E400',
      '.inf',
      '-.INF',
      '.NaN',
    ],
    ...['1_000', '1:30', 'yes', 'True', 'null', '~', 'NULL', '2001-01-01', '"00123"', "'1.0'"],
  ])('keeps the scalars of other entries exactly as they were written: %s', (scalar) => {
    for (const version of ['', '%YAML 1.1\n---\n']) {
      const lines = [`  - name: ${scalar}`, `      username: ${scalar}`, `      list: [ ${scalar}, ${scalar} ]`];
      const file = `${version}clusters: []\nusers:\n${lines[0]}\n    user:\n${lines[1]}\n${lines[2]}\ncontexts: []\n`;
      const written = mergeKubeconfig(file, incoming(), 'user').text.split('\n');
      expect(written).toEqual(expect.arrayContaining(lines));
    }
  });

  it('keeps any number as it was written', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', 'e', '-', '+', 'x', 'F'), minLength: 1 });
    const number = digits.filter(
      (text) => /^[\d.+-]/.test(text) && !/^-+$|^\+$/.test(text) && !Number.isNaN(Number(text)),
    );
    fc.assert(
      fc.property(number, (text) => {
        const file = `users:\n  - name: me\n    user:\n      password: ${text}\n`;
        expect(mergeKubeconfig(file, incoming(), 'user').text).toContain(`\n      password: ${text}\n`);
      }),
    );
  });

  it('treats a name that looks like a number as the text that it is', () => {
    const named = (name: string) => incoming().replaceAll('shop-weu', name);
    const file = 'clusters:\n  - name: 00123\n    cluster: {}\n  - name: 12345678901234567891\n    cluster: {}\n';
    expect(mergeKubeconfig(file, named("'123'"), 'user').replaced).toEqual([]);
    expect(mergeKubeconfig(file, named("'12345678901234567890'"), 'user').replaced).toEqual([]);
    expect(mergeKubeconfig(file, named("'00123'"), 'user').replaced).toEqual(['cluster 00123']);
  });

  it('refuses to replace an entry whose anchor is used in another one, and says what to do', () => {
    const user = 'clusterUser_rg-shop_shop-weu';
    const file = (more: string) =>
      `clusters: []\ncontexts: []\nusers:\n  - name: ${user}\n    user: &u { token: &t old, again: *t }\n${more}`;
    const other = '  - name: other\n    user: *u\n';
    expect(() => mergeKubeconfig(file(other), incoming(), 'user')).toThrow(
      `The user "${user}" of the kubeconfig file would be replaced, but another entry refers to its anchor "&u". Nothing was changed;`,
    );
    expect(mergeKubeconfig(file(''), incoming(), 'user').replaced).toEqual([`user ${user}`]);
    const own = '  - name: other\n    user: &u { token: mine }\n  - name: third\n    user: *u\n';
    expect(mergeKubeconfig(file(own), incoming(), 'user').text).toContain('user: *u');
  });

  it('refuses a file with a reference to an anchor that does not exist', () => {
    const file = 'clusters: []\nusers:\n  - name: other\n    user: *gone\n';
    expect(() => mergeKubeconfig(file, incoming(), 'user')).toThrow(/no anchor for "\*gone"/);
  });

  it('refuses a file that is no kubeconfig: broken YAML, a list, entries that are none', () => {
    for (const broken of ['clusters: [', '- a\n- b\n', 'clusters: text\n', 'users:\n  - just text\n', 'a: 1\na: 2\n']) {
      expect(() => mergeKubeconfig(broken, incoming(), 'user'), broken).toThrow(/nothing was changed/);
    }
  });
});

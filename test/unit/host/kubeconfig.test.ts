import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeKubeconfig } from '../../../src/host/kubeconfig.ts';

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
  it('A-36 adds the entries, makes the context current, and keeps comments and all other contexts', () => {
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

  it('tells which entries of the same name it replaces, and leaves them where they stand', () => {
    const once = mergeKubeconfig(existing, incoming(), 'user').text;
    const { text, replaced } = mergeKubeconfig(once, incoming('https://moved:443'), 'user');
    expect(replaced).toEqual(['cluster shop-weu']);
    expect(read(text).clusters.map(({ cluster }) => cluster.server)).toEqual([
      'https://lab:6443',
      'https://old',
      'https://moved:443',
    ]);
  });

  it('marks admin contexts, so that both stand side by side', () => {
    const once = mergeKubeconfig(undefined, incoming(), 'user').text;
    const { text, context } = mergeKubeconfig(once, incoming().replaceAll('clusterUser_', 'clusterAdmin_'), 'admin');
    expect(context).toBe('shop-weu-admin');
    expect(read(text).contexts.map(({ name, context }) => `${name} ${context.user}`)).toEqual([
      'shop-weu clusterUser_rg-shop_shop-weu',
      'shop-weu-admin clusterAdmin_rg-shop_shop-weu',
    ]);
  });

  it('begins a new one where there is no file, an empty one, or one without entries', () => {
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

  it('refuses a file that is no kubeconfig: broken YAML, a list, entries that are none', () => {
    for (const broken of ['clusters: [', '- a\n- b\n', 'clusters: text\n', 'users:\n  - just text\n', 'a: 1\na: 2\n']) {
      expect(() => mergeKubeconfig(broken, incoming(), 'user'), broken).toThrow(/nothing was changed/);
    }
  });
});

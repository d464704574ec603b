import { describe, expect, it } from 'vitest';
import { cidrOf, rangesOverlap } from '../../../src/domain/arm/cidr.ts';
import * as rules from '../../../src/domain/arm/namingRules.ts';

const key = `ssh-ed25519 AAAA${'C3Nz'.repeat(15)} me@home`;

describe('rules for names', () => {
  it.each<[string, rules.NamingRule, readonly string[], readonly string[]]>([
    [
      'resource group',
      rules.resourceGroupName,
      ['rg', 'a.b(c)_d-e', 'ä', 'x'.repeat(90)],
      ['', 'rg.', 'a b', 'x'.repeat(91), 'a/b'],
    ],
    [
      'identity',
      rules.identityName,
      ['abc', 'a-b', '1_b', 'x'.repeat(128)],
      ['ab', '-abc', 'a.bc', 'x'.repeat(129), 'a b c'],
    ],
    ['cluster', rules.clusterName, ['a', 'a-b_c', 'x'.repeat(63)], ['', '-a', 'a-', 'a.b', 'x'.repeat(64)]],
    ['DNS prefix', rules.dnsPrefix, ['a', 'a-b', 'x'.repeat(54)], ['', '-a', 'a-', 'a_b', 'x'.repeat(55)]],
    ['node resource group', rules.nodeResourceGroupName, ['MC_a', 'x'.repeat(80)], ['', 'x'.repeat(81), 'a.']],
    ['Kubernetes version', rules.kubernetesVersion, ['1.33', '1.33.2'], ['', '1', 'v1.33', '1.33.x']],
    ['administrator', rules.adminUsername, ['azureuser'], ['', '1a', 'a b', 'x'.repeat(33)]],
    [
      'SSH public key',
      rules.sshPublicKey,
      [key, `${key}\n`],
      ['', 'ssh-rsa', 'ssh-rsa abc', `${key}\n${key}`, '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ],
    [
      'range of services',
      rules.serviceCidr,
      ['10.2.0.0/24', '10.0.0.0/12'],
      ['10.0.0.0/8', '10.0.0.0', '10.0.0.0/31', 'x'],
    ],
  ])('a %s', (_, rule, right, wrong) => {
    for (const text of right) expect(rule(text), text).toBeUndefined();
    for (const text of wrong) expect(rule(text), text).toMatch(/\S.*\.$/);
  });

  it('a node pool has 12 characters on Linux and 6 on Windows', () => {
    expect(rules.nodePoolName('nodepool1234')).toBeUndefined();
    expect(rules.nodePoolName('nodepool12345')).toMatch('1-12');
    expect(rules.nodePoolName('win123', 'Windows')).toBeUndefined();
    expect(rules.nodePoolName('win1234', 'Windows')).toMatch('1-6');
    for (const name of ['', 'Pool', '1pool', 'np_1', 'np-1']) expect(rules.nodePoolName(name)).toBeDefined();
  });

  it.each<[string, boolean]>([
    ['10.2.0.10', true],
    ['10.2.0.2', true],
    ['10.2.0.1', false],
    ['10.2.0.0', false],
    ['10.2.0.255', false],
    ['10.3.0.10', false],
    ['10.2.0', false],
    ['10.2.0.256', false],
  ])('the DNS service IP %s in 10.2.0.0/24: %s', (address, fits) => {
    expect(rules.dnsServiceIP(address, '10.2.0.0/24') === undefined).toBe(fits);
  });

  it('nodes are counted from 1 to 1000, tags up to 50', () => {
    expect([0, 1, 1000, 1001, 1.5].map((count) => rules.nodeCount(count) === undefined)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(rules.tagsProblem({ team: 'shop' })).toBeUndefined();
    expect(rules.tagsProblem({ 'a/b': 'x' })).toContain('a/b');
    expect(rules.tagsProblem(Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ''])))).toContain('50');
  });
});

it.each<[string, string, boolean]>([
  ['10.0.0.0/16', '10.0.5.0/24', true],
  ['10.0.5.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.1.0.0/16', false],
  ['0.0.0.0/0', '255.255.255.255/32', true],
  ['10.0.0.0/24', '10.0.1.0/24', false],
  ['10.0.0.0/24', 'fd00::/64', false],
])('%s and %s overlap: %s', (a, b, expected) => {
  expect(rangesOverlap(a, b)).toBe(expected);
});

it('a range is that of its prefix wherever its address is; anything else is not a range', () => {
  expect(cidrOf('10.0.0.77/24')).toEqual(cidrOf('10.0.0.0/24'));
  for (const text of ['10.0.0.0/33', '10.0.0/24', '010.0.0.0/8', '10.0.0.0/', '10.0.0.0/8/8'])
    expect(cidrOf(text)).toBeUndefined();
});

import { expect, it } from 'vitest';
import { nodeImageWords } from '../../../src/domain/words/nodeImage.ts';

it.each([
  ['AKSUbuntu-2204gen2containerd-202604.14.0', 'Ubuntu 22.04, Apr 14, 2026'],
  ['AKSUbuntu-2404gen2arm64containerd-202608.05.1', 'Ubuntu 24.04 Arm64, Aug 5, 2026'],
  ['AKSUbuntu-2204gen2fipscontainerd-202512.31.0', 'Ubuntu 22.04 FIPS, Dec 31, 2025'],
  ['AKSAzureLinux-V3gen2-202602.28.0', 'Azure Linux 3, Feb 28, 2026'],
  ['AKSAzureLinux-aclgen2TL-202609.23.0', 'Azure Linux, Sep 23, 2026'],
])('the node image %s is %s', (name, words) => {
  expect(nodeImageWords(name)).toBe(words);
});

it.each([
  'AKSWindows-2022-containerd-20348.2340.240401',
  'AKSUbuntu-1604-2020.10.28',
  'AKSUbuntu-2204gen2containerd-202613.14.0',
  'AKSUbuntu-2204gen2containerd-202602.30.0',
  'not known',
  '',
])('the node image "%s" stays as it is', (name) => {
  expect(nodeImageWords(name)).toBe(name);
});

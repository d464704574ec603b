import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { ran } from './cliBench.ts';

const bindings = demoWorld().resources.find(({ name }) => name === 'reports-neu')!;
const identity = demoWorld().resources.find(({ name }) => name === 'id-forecast')!;
const change = JSON.stringify({ kind: 'bindIdentity', clusterId: bindings.id, identityId: identity.id });

describe('Markdown of a command', () => {
  it.each([
    ['report', ['report']],
    ['diagnose', ['diagnose', 'shop-weu']],
    ['requirements', ['requirements', 'orders-weu']],
    ['workloads', ['workloads', 'reports-neu']],
    ['access', ['access', 'orders-weu']],
    ['history', ['history', 'orders-weu']],
    ['plan', ['plan', change]],
    ['rules', ['rules']],
  ])('begins with its only title, and names the language of each block of code: %s (C-34)', async (command, args) => {
    const given = command === 'rules' ? args : [...args, '--demo'];
    const { out } = await ran([...given, '--format', 'markdown']);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^# \S/);
    const fences = lines.filter((line) => /^\s*```/.test(line)).map((line) => line.trim());
    const prose = lines.filter(
      (_, index) => lines.slice(0, index).filter((line) => /^\s*```/.test(line)).length % 2 === 0,
    );
    expect(prose.filter((line) => line.startsWith('# '))).toHaveLength(1);
    expect(fences.filter((fence, index) => (index % 2 === 0 ? !/^```[a-z]+$/.test(fence) : fence !== '```'))).toEqual(
      [],
    );
    expect(fences.length > 0).toBe(command === 'plan');
  });
});

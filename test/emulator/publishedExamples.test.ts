import { describe, expect, it } from 'vitest';
import { clusterBody, clusterPath, emulate, type Answered } from './emulated.ts';
import { backupExamples } from './published/backup.ts';
import type { PublishedExample, Sent } from './published/example.ts';
import { extensionExamples } from './published/extensions.ts';
import { fleetExamples } from './published/fleets.ts';
import { trustedAccessExamples } from './published/trustedAccess.ts';

/** Every value at a path; nothing where one of its names is not there. */
function valuesAt(value: unknown, path: string): readonly unknown[] {
  const steps = path.split(/\.|(?=\[\])/);
  return steps.reduce<readonly unknown[]>((values, step) => values.flatMap((one) => stepInto(one, step)), [value]);
}

function stepInto(value: unknown, step: string): readonly unknown[] {
  if (step === '[]') return Array.isArray(value) ? value : [];
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value);
  return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What of an example is not in the answer, and what has another type. */
function differencesOf({ shows = {}, headers = [], leftOut = {}, status, published }: PublishedExample, got: Answered) {
  const names = Object.keys(got.headers).map((name) => name.toLowerCase());
  const missing = [
    ...(published.includes(got.status) ? [] : ['status']),
    ...headers.filter((name) => !names.includes(name.toLowerCase())),
    ...Object.keys(shows).filter((path) => valuesAt(got.body, path).length === 0),
  ];
  const others = Object.entries(shows).flatMap(([path, wanted]) =>
    valuesAt(got.body, path)
      .map(typeOf)
      .filter((type) => !wanted.split('|').includes(type))
      .map((type) => `${path} is ${type}`),
  );
  return { status: got.status === status ? status : got, missing: missing.sort(), others, leftOut };
}

async function answerTo(example: PublishedExample): Promise<Answered> {
  const { send, done } = emulate({ resources: [...(example.world ?? [])] });
  const withVersion = ({ method, path, body }: Sent): [string, string, unknown] => [
    method,
    `${path}?api-version=${example.version}`,
    body,
  ];
  await done('PUT', clusterPath, clusterBody());
  for (const one of example.before ?? []) {
    const { status } = await done(...withVersion(one));
    expect([200, 201], `${one.method} ${one.path}`).toContain(status);
  }
  return send(...withVersion(example));
}

const all = [...fleetExamples, ...extensionExamples, ...trustedAccessExamples, ...backupExamples];

describe('a published example is answered alike', () => {
  const named = all.map(
    (example) => [`${example.source.split('/').at(-1)}, ${String(example.status)}`, example] as const,
  );
  it.each(named)('%s (R-35, T-68, E-179, E-183, E-184, E-185, E-186)', async (_, example) => {
    const { status, missing, others, leftOut } = differencesOf(example, await answerTo(example));
    expect(status).toBe(example.status);
    expect(others).toEqual([]);
    expect(missing).toEqual(Object.keys(leftOut).sort());
  });

  it('say why something of them is left out (R-35)', () => {
    for (const { source, leftOut = {} } of all)
      for (const [path, why] of Object.entries(leftOut)) expect(why.length, `${source} ${path}`).toBeGreaterThan(10);
  });
});

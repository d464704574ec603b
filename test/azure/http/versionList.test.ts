import { describe, expect, it } from 'vitest';
import { armWith, cluster, invalid, noProvider } from './versionDouble.ts';
import type { Scripted } from '../../support/httpDouble.ts';

describe('a version that stands in', () => {
  const unsupported: Scripted = { status: 400, body: { error: { code: 'UnsupportedApiVersion', message: 'No.' } } };
  const lists = (...apiVersions: string[]): Scripted => ({
    body: { resourceTypes: [{ resourceType: 'managedClusters', apiVersions }] },
  });
  const sentVersions = (sent: readonly string[]): string[] => sent.map((line) => line.split(' ')[1] ?? '');

  it('is looked for down the list until one is accepted, which is the only one reported (T-10)', async () => {
    const { arm, sent, notes } = armWith((version) => {
      if (version === '2026-04-01') return noProvider(version, '2025-05-01, 2025-10-01, 2026-01-01');
      return version === '2025-05-01'
        ? {}
        : noProvider(version, '2025-05-01, 2025-10-01'.replace(version, '2025-04-01'));
    });
    await arm.get(cluster, '2026-04-01');
    expect(sentVersions(sent)).toEqual(['2026-04-01', '2026-01-01', '2025-10-01', '2025-05-01']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('2025-05-01 is used instead');
  });

  it('is looked for down the list of the provider, where one that it lists is refused without a word', async () => {
    const { arm, sent } = armWith((version, { pathname }) => {
      if (pathname.endsWith('/providers/Microsoft.ContainerService'))
        return lists('2026-04-01', '2026-01-01', '2025-10-01');
      return version === '2025-10-01' ? {} : unsupported;
    });
    await arm.get(cluster, '2026-04-01');
    expect(sentVersions(sent)).toEqual(['2026-04-01', '2021-04-01', '2026-01-01', '2025-10-01']);
  });

  it.each([
    ['with a list', invalid('2021-04-01', '2020-10-01,2020-06-01')],
    ['without one', unsupported],
  ])('is looked up in a version that ARM itself offers, which refuses others %s', async (_, refusal) => {
    const { arm, notes } = armWith((version, { pathname }) => {
      if (pathname.endsWith('/providers/Microsoft.ContainerService'))
        return version === '2020-10-01' ? lists('2025-10-01') : refusal;
      return version === '2025-10-01' ? {} : unsupported;
    });
    const body = await arm.get(cluster, '2026-04-01');
    expect(arm.versionRead(body)).toBe('2025-10-01');
    expect(notes).toEqual([
      'Microsoft.Resources does not offer API version 2021-04-01 here; 2020-10-01 is used instead.',
      'Microsoft.ContainerService does not offer API version 2026-04-01 here; 2025-10-01 is used instead.',
    ]);
  });

  it('is looked for again if the replacement is gone, with a list and without', async () => {
    let taken = '2025-10-01';
    const { arm } = armWith((version, { pathname }) => {
      if (/providers\/Microsoft\.ContainerService$/.test(pathname)) return { status: 403 };
      if (version === taken) return {};
      return taken === '2026-04-01' ? unsupported : noProvider(version, taken);
    });
    const read = async (): Promise<string | undefined> => arm.versionRead(await arm.get(cluster, '2026-04-01'));
    expect(await read()).toBe('2025-10-01');
    taken = '2025-05-01';
    expect(await read()).toBe('2025-05-01');
    taken = '2026-04-01';
    expect(await read()).toBe('2026-04-01');
  });

  it('is said to be refused though listed, or not to be offered, and never both', async () => {
    const failing = async (answer: (version: string) => Scripted): Promise<string> =>
      armWith(answer)
        .arm.get(cluster, '2026-04-01')
        .then(() => '', String);
    const refused = await failing((version) =>
      version === '2026-04-01' ? noProvider(version, '2025-10-01') : unsupported,
    );
    expect(refused).toContain('it refuses 2026-04-01, 2025-10-01, though it lists 2025-10-01; this extension needs');
    expect(await failing((version) => noProvider(version, '2023-01-01'))).toContain(
      'it offers 2023-01-01; this extension needs one from 2024-09-01 to 2026-04-01',
    );
  });
});

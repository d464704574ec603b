import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { listDirectoryObjects, signInToGraph } from '../../../src/azure/read/directoryObjects.ts';
import { armOptions, httpDouble, secretCredential, type Scripted } from '../../support/httpDouble.ts';

const graph = { endpoint: 'https://graph.microsoft.com', scope: 'https://graph.microsoft.com/.default' };
const id = (number: number): string => `22222222-0000-4000-8000-${String(number).padStart(12, '0')}`;

interface AskedIds {
  readonly ids: readonly string[];
  readonly types: readonly string[];
}

/** Microsoft Graph with users 0 to 1499; the name of every third may not be read. */
function directory(answer?: Scripted) {
  let time = 0;
  const double = httpDouble(({ body }) => {
    const { ids } = JSON.parse(body as string) as AskedIds;
    const value = ids.flatMap((each) => {
      const number = Number(each.slice(-12));
      if (number >= 1500) return [];
      return [
        { '@odata.type': '#microsoft.graph.user', id: each, displayName: number % 3 === 0 ? null : `U${number}` },
      ];
    });
    return answer ?? { body: { value } };
  });
  const credential = secretCredential();
  const arm = createArm({ ...armOptions(double, { credential }), graph, now: () => time });
  return { arm, double, credential, wait: (minutes: number) => void (time += minutes * 60_000) };
}

describe('names from Microsoft Graph', () => {
  it('are asked for a thousand at a time, at its own address, and known without asking for ten minutes (H-02)', async () => {
    const { arm, double, wait } = directory();
    const ids = Array.from({ length: 1600 }, (_, number) => id(number));
    const objects = await listDirectoryObjects(arm, ids);
    const asked = double.sent.map(({ body }) => JSON.parse(body as string) as AskedIds);
    expect(asked.map((each) => each.ids.length)).toEqual([1000, 600]);
    expect(asked[0]?.types).toEqual(['user', 'group', 'servicePrincipal']);
    expect(new Set(double.sent.map(({ method, url }) => `${method} ${url}`))).toEqual(
      new Set(['POST https://graph.microsoft.com/v1.0/directoryObjects/getByIds']),
    );
    expect(objects).toHaveLength(1500);
    expect(objects?.slice(0, 2)).toEqual([{ id: id(0) }, { id: id(1), name: 'U1' }]);
    wait(9);
    expect(await listDirectoryObjects(arm, [id(1).toUpperCase(), id(1599)])).toEqual([{ id: id(1), name: 'U1' }]);
    expect(double.sent).toHaveLength(2);
    wait(2);
    await listDirectoryObjects(arm, [id(1)]);
    expect(double.sent).toHaveLength(3);
  });

  it.each<[string, Scripted, string]>([
    [
      'a refusal',
      { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'No.' } } },
      'forbidden',
    ],
    ['an answer without a list', { body: {} }, 'unexpected'],
    ['objects without an id', { body: { value: [{ displayName: 'Ana' }] } }, 'unexpected'],
  ])('are none after %s, which is a failure and is asked again (H-02)', async (_, answer, code) => {
    const { arm, double } = directory(answer);
    await expect(listDirectoryObjects(arm, [id(1)])).rejects.toMatchObject({ code });
    await expect(listDirectoryObjects(arm, [id(1)])).rejects.toMatchObject({ code });
    expect(double.sent).toHaveLength(2);
  });

  it('are not asked for where the address is not known (H-02)', async () => {
    const double = httpDouble([{ body: { value: [] } }]);
    expect(await listDirectoryObjects(createArm(armOptions(double)), [id(1)])).toBeUndefined();
    expect(double.sent).toEqual([]);
  });

  it('let the person sign in only where no token can be had without (H-02)', async () => {
    const asked: unknown[] = [];
    const askFor = async (scopes: readonly string[]): Promise<void> => void asked.push(...scopes);
    const options = { ...armOptions(httpDouble([{}])), graph, askFor };
    await signInToGraph(createArm(options));
    expect(asked).toEqual([]);
    const credential = { getToken: () => Promise.reject(new Error('no session')) };
    await signInToGraph(createArm({ ...options, credential }));
    expect(asked).toEqual([graph.scope]);
  });
});

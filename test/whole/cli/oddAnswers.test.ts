import { afterAll, describe, expect, it } from 'vitest';
import type { EmulatorRequest, HttpResponse } from '../../../src/emulator/routing/exchange.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';
import { ran } from './cliBench.ts';

const json = { 'Content-Type': 'application/json' };
const error = (code: string): string => JSON.stringify({ error: { code, message: 'Not today.' } });
/** What may come instead of an answer: from Azure, or from what stands between. */
const nonAnswers: Readonly<Record<string, Fault>> = {
  '200 with an empty object': always({ status: 200, headers: json, body: '{}' }),
  '200 with null': always({ status: 200, headers: json, body: 'null' }),
  '200 with a page': always({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Sign in</html>' }),
  '200 with cut JSON': always({ status: 200, headers: json, body: '{"value": [{"id": "/sub' }),
  '204': always({ status: 204, headers: {}, body: '' }),
  '401': always({ status: 401, headers: json, body: error('InvalidAuthenticationToken') }),
  '403': always({ status: 403, headers: json, body: error('AuthorizationFailed') }),
  '409': always({ status: 409, headers: json, body: error('Conflict') }),
};
/** An answer that says nothing of the things that it names. */
const bare: Readonly<Record<string, Fault>> = {
  '200 with nothing but names': eachThing(({ properties: _, ...thing }) => thing),
  '200 with empty properties': eachThing((thing) => ('properties' in thing ? { ...thing, properties: {} } : thing)),
};
const odd = { ...nonAnswers, ...bare };

type Fault = (answer: HttpResponse) => HttpResponse;
type Thing = Readonly<Record<string, unknown>>;

function always(answer: HttpResponse): Fault {
  return () => answer;
}

/** Changes each thing of Azure's answer: of a list, of the rows of a table, or the only one. */
function eachThing(change: (thing: Thing) => Thing): Fault {
  return (answer) => {
    const body = JSON.parse(answer.body) as Thing;
    const list = ['value', 'data'].find((name) => Array.isArray(body[name]));
    const changed =
      list === undefined ? change(body) : { ...body, [list]: (body[list] as readonly Thing[]).map(change) };
    return { ...answer, body: JSON.stringify(changed) };
  };
}

/** A world behind something that answers one of the requests otherwise. */
async function world(file: WorldFile) {
  const { emulator } = createBench(file);
  const seen = new Set<string>();
  let fault: { readonly key: string; readonly answer: Fault } | undefined;
  const server = await serveEmulator(
    {
      ...emulator,
      async handle(request) {
        const key = keyOf(request);
        seen.add(key);
        const answer = await emulator.handle(request);
        return fault?.key === key && answer !== 'drop' ? fault.answer(answer) : answer;
      },
    },
    { port: 0 },
  );
  const report = async (given?: typeof fault) => {
    fault = given;
    const { code, out, told } = await ran([
      'report',
      '--emulator',
      server.url,
      '--format',
      'json',
      '--fail-on',
      'never',
    ]);
    const { clusters = [] } = (out === '' ? {} : JSON.parse(out)) as Report;
    const findings = clusters.flatMap(({ name, findings }) =>
      findings.map(({ code, fingerprint, severity }) => ({ key: `${name} ${code} ${fingerprint}`, severity })),
    );
    return { code, told, findings };
  };
  const whole = await report();
  return { whole, report, keys: [...seen], close: () => server.close() };
}
interface Report {
  readonly clusters?: readonly {
    readonly name: string;
    readonly findings: readonly { readonly code: string; readonly fingerprint: string; readonly severity: string }[];
  }[];
}

/** Identifies a request by its path; for Resource Graph, by its query. */
function keyOf({ method, url, body }: EmulatorRequest): string {
  const { pathname, searchParams } = new URL(url);
  if (/resourcegraph/i.test(pathname)) return `query ${(JSON.parse(body ?? '{}') as { query: string }).query}`;
  return `${method} ${pathname.toLowerCase()} ${searchParams.get('$filter') ?? ''}`.trim();
}

/** `npm run test:long` gives every answer to every request; otherwise a fifth of them, each request and each answer in turn. */
const isLong = process.env['AKS_IDENTITY_LONG'] === '1';
const kinds = Object.keys(odd);
const isItsTurn = (kind: string) => (_: string, index: number) => isLong || (index + kinds.indexOf(kind)) % 5 === 0;

/** Without the list of subscriptions there is no report, nor without any list of clusters. */
const isAll = (key: string): boolean => /^GET \/subscriptions$|^query .*managedClusters/s.test(key);

const small = await world(smallWorld());
const company = await world(demoWorld());
afterAll(async () => void (await Promise.all([small.close(), company.close()])));

type World = typeof small;
async function expectTold({ whole, report }: World, key: string, answer: Fault): Promise<void> {
  const { code, told, findings } = await report({ key, answer });
  const before = new Map(whole.findings.map((one) => [one.key, one]));
  const left = new Set(findings.map((one) => one.key));
  const isLess = [...before.keys()].some((one) => !left.has(one));
  const invented = findings.filter((one) => !before.has(one.key) && one.severity !== 'info');
  expect({ key, code, invented }).toEqual({ key, code: isLess || code === 3 ? 3 : 0, invented: [] });
  if (code === 3) expect(told).toMatch(/^Not read: ./m);
}

describe('one odd answer', () => {
  it('is tried at each request of a report', () => {
    expect(small.keys.filter((key) => !isAll(key)).length).toBeGreaterThan(15);
    expect([small.whole.code, company.whole.code]).toEqual([0, 0]);
  });

  it.each(Object.entries(odd))(
    'never ends a report, nor makes anything vanish from it without a word: %s (C-02)',
    async (kind, answer) => {
      for (const key of small.keys.filter((each) => !isAll(each)).filter(isItsTurn(kind)))
        await expectTold(small, key, answer);
    },
  );

  it.each(Object.entries(odd))('to a question that only a finding asks is reported, too: %s', async (kind, answer) => {
    const keys = company.keys.filter((key) =>
      /userassignedidentities\/(?:id-lab-weu|id-archive)$|^GET .*managedclusters$|vaults\/|denyassignments$/.test(key),
    );
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys.filter(isItsTurn(kind))) await expectTold(company, key, answer);
  });

  it.each(Object.entries(nonAnswers))(
    'instead of the list of subscriptions ends it, and is reported: %s',
    async (_, answer) => {
      for (const key of small.keys.filter((each) => /^GET \/subscriptions$/.test(each))) {
        const { code, told } = await small.report({ key, answer });
        expect(code).toBe(1);
        expect(told).toMatch(/aks-identity: ./);
      }
    },
  );
});

describe.each(Object.entries(bare))('%s', (kind, answer) => {
  it('is not believed of a cluster, wherever it is read (C-02)', async () => {
    const keys = small.keys.filter((key) => /managedclusters/i.test(key));
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) await expectTold(small, key, answer);
  });

  it('is not believed of anything else that a finding needs', async () => {
    const keys = company.keys.filter((key) => isLong || key.startsWith('query '));
    for (const key of keys.filter(isItsTurn(kind))) await expectTold(company, key, answer);
  });
});

describe('an empty answer of Resource Graph', () => {
  const empty = {
    status: 200,
    headers: json,
    body: '{"totalRecords":0,"count":0,"data":[],"facets":[],"resultTruncated":"false"}',
  };
  /** What no cluster names and a fleet need not have. */
  const isBelieved = (key: string): boolean => /ServiceNetworking/.test(key);

  it.each([
    ['a small world', small],
    ['a company', company],
  ])('invents nothing, and hides nothing without a word, in %s (C-29)', async (_, world) => {
    const queries = world.keys.filter((key) => key.startsWith('query ') && !isBelieved(key));
    expect(queries.length).toBeGreaterThan(9);
    for (const key of queries) await expectTold(world, key, always(empty));
  });

  it('to the question for clusters is not believed while ARM lists them', async () => {
    const key = small.keys.find((each) => /^query .*managedClusters/s.test(each))!;
    const { code, findings } = await small.report({ key, answer: always(empty) });
    expect([code, findings]).toEqual([0, small.whole.findings]);
  });
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../src/commands/context.ts';
import { commandHandlers } from '../../../src/commands/index.ts';
import { IdentityError } from '../../../src/errors.ts';
import { contributions, type CommandId } from '../../../src/contributions.ts';
import type { Target } from '../../../src/manifest.ts';
import { DecisionFiles } from '../../../src/session/decisionFiles.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { user } from '../../support/vscode/user.ts';

/** Everything that a command handed on. */
const reached: unknown[] = [];
const hear = (...given: unknown[]): void => void reached.push(...given);
const note = async (...given: unknown[]): Promise<void> => hear(...given);

const targetNames = [
  ...['subscriptionId', 'resourceGroup', 'clusterId', 'poolName', 'identityId', 'roleAssignmentId', 'registryId'],
  ...[
    'credentialId',
    'bindingId',
    'namespace',
    'serviceAccount',
    'issuer',
    'scope',
    'tenantId',
    'accountId',
    'resourceId',
    'principalId',
    'clientId',
    'customRole',
    'activityId',
    'finding',
    'subject',
    'file',
    'fix',
  ],
  ...['url', 'paths', 'kind', 'draft', 'tab'],
];
const everywhere = (value: unknown): object => Object.fromEntries(targetNames.map((name) => [name, value]));
const junk: readonly (readonly [string, unknown])[] = [
  ...[null, 5, true, 'nonsense', [], [{ clusterId: '/c' }]].map((value) => [JSON.stringify(value), value] as const),
  ...[5, null, true, [], ['a'], {}, { kind: 5 }].map(
    (value) => [`${JSON.stringify(value)} as everything`, everywhere(value)] as const,
  ),
  ['a function', () => 5],
  ['a target without prototype', Object.assign(Object.create(null), { clusterId: 5 })],
  ['a change without a draft', { kind: 'change' }],
  ['an unknown change', { kind: 'change', draft: { kind: 'formatDisk' } }],
  ['a change of the prototype', { kind: 'change', draft: { kind: 'constructor' } }],
  ['a change with wrong fields', { kind: 'change', draft: { kind: 'setControlPlane', clusterId: 5 } }],
  ['a tab that is none', { kind: 'cluster', clusterId: '/c', tab: 'x' }],
  ['a cluster that is none', { kind: 'cluster', clusterId: 5, tab: 'map' }],
  ['a fix with wrong fields', { fix: { kind: 'removeRole', roleAssignmentId: [] } }],
];

const ids = Object.keys(contributions) as CommandId[];
let context: CommandContext;

let demo: DemoService;
beforeAll(() => {
  demo = demoService(1);
});
afterAll(() => demo.close());
beforeEach(() => {
  reached.length = 0;
  const { service } = demo;
  context = {
    connections: {
      kind: 'none',
      open: async () => service,
      service: async () => service,
      signIn: note,
      startDemo: note,
      resetDemo: note,
      connectEmulator: note,
      openFiles: note,
      leave: note,
      setActiveSubscription: note,
      selectSubscriptions: note,
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
    },
    panels: { open: hear },
    reports: { show: hear },
    views: {
      refresh: hear,
      checkAll: note,
      showActivity: note,
      showClusters: note,
      reveal: note,
      showOnlyProblems: hear,
    },
    why: { show: note },
    documents: { open: note },
    decisions: new DecisionFiles(mkdtempSync(join(tmpdir(), 'decisions-'))),
    funnel: { run: async () => undefined, report: hear, tell: hear, note: hear, info: hear, showLog: hear },
  };
});

describe.each(ids)('%s', (id) => {
  it.each(junk)('each command makes nothing of %s, even if a key is bound to it', async (_, given) => {
    const handler = commandHandlers(context)[id] as (given: unknown) => unknown;
    const failure = await Promise.resolve()
      .then(() => handler(given))
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    if (failure !== undefined) {
      expect(failure).toBeInstanceOf(IdentityError);
      expect(['cancelled', 'refused', 'notFound']).toContain((failure as IdentityError).code);
    }
    for (const value of [...reached, ...user.copied]) {
      const { clusterId = '/c', draft } = (value ?? {}) as Target & { readonly draft?: { readonly kind: unknown } };
      expect(typeof clusterId).toBe('string');
      expect(draft?.kind).not.toBeTypeOf('number');
      expect(JSON.stringify(value) ?? '').not.toMatch(/formatDisk|constructor|:5|"x"/);
    }
  });
});

it('no text but the id of a subscription becomes the active subscription', async () => {
  const run = commandHandlers(context)['aksIdentity.setActiveSubscription']({ subscriptionId: 'nonsense' });
  await expect(run).rejects.toMatchObject({ code: 'refused' });
  expect([reached, user.copied]).toEqual([[], []]);
});

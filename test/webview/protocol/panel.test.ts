import { describe, expect, it } from 'vitest';
import { parseIntent, type Intent } from '../../../src/webview/protocol/intent.ts';
import { parseState, type PanelState } from '../../../src/webview/protocol/panel.ts';
import { parseMemento, type Memento } from '../../../src/webview/protocol/memento.ts';
import { fc } from '../../support/property.ts';

const state: PanelState = {
  seen: 3,
  title: 'shop-weu',
  subtitle: 'Contoso / rg-shop',
  badges: [{ text: 'Last operation succeeded', tone: 'ok' }],
  isDemo: false,
  hasPortal: false,
  tabs: ['details', 'map', 'change'],
  tab: 'change',
  starts: [{ kind: 'setKubelet', label: 'Change kubelet identity', description: '' }],
  flow: {
    kind: 'setKubelet',
    title: 'Change kubelet identity',
    stage: 'plan',
    form: {
      asked: 0,
      sections: [
        {
          fields: [
            { kind: 'text', name: 'name', label: 'Name', value: '' },
            { kind: 'choice', name: 'identity', label: 'Identity', value: 'a', options: [{ value: 'a', label: 'a' }] },
            { kind: 'radio', name: 'kind', label: 'Kind', value: 'a', options: [] },
            { kind: 'checkbox', name: 'private', label: 'Private', value: true },
            { kind: 'checklist', name: 'pools', label: 'Pools', value: ['a'], options: [] },
          ],
          notes: [{ text: 'Why', link: { text: 'Learn more', href: 'https://learn.microsoft.com/azure/aks' } }],
        },
      ],
    },
    plan: {
      planId: '1',
      compare: [{ label: 'Kubelet', before: 'a', after: 'b' }],
      checks: [
        {
          title: 'You can',
          verdict: 'pass',
          detail: 'Owner',
          more: 'Owner.',
          permission: 'a/b on /c',
          request: { ask: 'Ask', command: 'az' },
          fixKey: 'You can {}',
        },
      ],
      passed: '1 check passed',
      summary: 'Creates it.',
      destructive: false,
      steps: [{ id: 's', title: 'Update', effect: '', method: 'PUT', path: '/a', body: '{}', az: 'az aks update' }],
      warnings: [{ severity: 'info', text: 'Hours', source: 'https://learn.microsoft.com/azure/aks' }],
      points: [{ kind: 'wayBack', text: 'You can delete it later.' }],
      formats: [{ format: 'az', label: 'az' }],
      applyLabel: 'Create cluster',
    },
  },
  memento: {
    version: 1,
    tab: 'change',
    kind: 'setKubelet',
    stage: 'plan',
    values: { identity: 'a', pools: ['a'] },
    touched: ['pools'],
  },
};

const intents: readonly Intent[] = [
  { kind: 'showNames' },
  { kind: 'ready' },
  { kind: 'tab', tab: 'map' },
  { kind: 'start', change: 'setControlPlane' },
  { kind: 'edit', seq: 1, field: 'name', value: 'id-shop' },
  { kind: 'edit', seq: 2, field: 'pools', value: ['a', 'b'] },
  { kind: 'review' },
  { kind: 'back' },
  { kind: 'apply', planId: '1', confirmName: 'shop-weu' },
  { kind: 'stopWaiting' },
  { kind: 'resume' },
  { kind: 'close' },
  { kind: 'refresh' },
  { kind: 'fix', of: { kind: 'check', planId: '1' }, fixKey: 'You can {}' },
  { kind: 'fix', of: { kind: 'finding' }, fixKey: 'leftoverGrant {}' },
  { kind: 'removeRole', assignmentId: '/a' },
  { kind: 'copy', what: { of: 'plan', format: 'bicep' } },
  { kind: 'copy', what: { of: 'text', text: 'a' } },
  { kind: 'copy', what: { of: 'failure' } },
  { kind: 'copy', what: { of: 'request', planId: '1', stepId: 's' } },
  { kind: 'copy', what: { of: 'az', planId: '1', stepId: 's' } },
  { kind: 'save', picture: { format: 'svg', svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' } },
  { kind: 'save', picture: { format: 'png', png: 'iVBORw0KGgoAAAANSUhEUg==' } },
  { kind: 'showMap', identityId: '/i' },
  { kind: 'open', what: 'log' },
];

describe('messages from the page', () => {
  it.each(intents)('the check of messages from the page lets the intent $kind through as it is', (intent) => {
    expect(parseIntent(structuredClone(intent))).toEqual(intent);
  });

  it.each([
    undefined,
    null,
    'ready',
    [],
    {},
    { kind: 'constructor' },
    { kind: '__proto__' },
    { kind: 'delete' },
    { kind: 'ready', more: 1 },
    { kind: 'tab', tab: 'secrets' },
    { kind: 'start', change: 'toString' },
    { kind: 'edit', seq: 1.5, field: 'a', value: 'b' },
    { kind: 'edit', seq: 1, field: 'a', value: { b: 1 } },
    { kind: 'edit', seq: 1, field: 'a', value: [1] },
    { kind: 'edit', seq: 1, field: 'a', value: 'x'.repeat(200_001) },
    { kind: 'apply' },
    { kind: 'apply', planId: 1 },
    { kind: 'apply', planId: '1', body: { identity: {} } },
    { kind: 'fix', of: 'finding', index: 0 },
    { kind: 'fix', of: { kind: 'check' }, fixKey: 'a' },
    { kind: 'fix', of: { kind: 'finding' }, fixKey: 'a', fix: { kind: 'deleteIdentity' } },
    { kind: 'copy', what: { of: 'request', stepId: 's' } },
    { kind: 'copy', what: { of: 'plan', format: 'exe' } },
    { kind: 'save', svg: '<html>' },
    { kind: 'open', what: 'https://evil.example' },
  ])('the check of messages from the page lets nothing else through: row %#', (message) => {
    expect(parseIntent(message)).toBeUndefined();
  });

  it('the check of messages from the page never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const intent = parseIntent(message);
        parseState(message);
        parseMemento(message);
        return intent === undefined || typeof intent.kind === 'string';
      }),
    );
  });
});

describe('states from the host', () => {
  it('the check of states from the host lets a whole state through', () => {
    expect(parseState(structuredClone(state))).toEqual(state);
  });

  it('the check of states from the host refuses a state in which any one value has another type', () => {
    // The page only keeps what is in its memento, and the host checks that again.
    const paths = pathsOf(state).filter(([first, ...rest]) => first !== 'memento' || rest.length === 0);
    expect(paths.length).toBeGreaterThan(60);
    for (const path of paths) expect(parseState(withWrong(state, path)), path.join('.')).toBeUndefined();
  });

  it('the check of states from the host refuses links that lead elsewhere than to https', () => {
    for (const href of ['javascript:alert(1)', 'command:workbench.action.quit', 'http://a.example', 'https://a"b']) {
      const text = JSON.stringify(state).replaceAll('https://learn.microsoft.com/azure/aks', href.replace('"', '\\"'));
      expect(parseState(JSON.parse(text)), href).toBeUndefined();
    }
  });
});

describe('what a page kept', () => {
  const memento: Memento = {
    version: 1,
    tab: 'change',
    clusterId: '/a',
    kind: 'assignRole',
    stage: 'apply',
    activityId: 'x',
  };

  it('is taken back where it is of this version', () => {
    expect(parseMemento(structuredClone(memento))).toEqual(memento);
    expect(parseMemento({ ...memento, version: 2 })).toBeUndefined();
    expect(parseMemento({ ...memento, kind: 'formatDisk' })).toBeUndefined();
    expect(parseMemento(undefined)).toBeUndefined();
  });
});

type Path = readonly (string | number)[];

/** The ways to every value that is no object or list. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]));
}

function withWrong(value: unknown, path: Path): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return 12.5;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[String(name)] = withWrong(copy[String(name)], rest);
  return copy;
}

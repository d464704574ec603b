/** What can happen in the model, as data: what is drawn, shrunk, printed and kept as a test. */
import { fc } from '../../support/property.ts';
import type { Fault } from './faults.ts';
import { changes, type ChangeName, type ClusterName, type GrantName, type IdentityName } from './modelWorld.ts';

/** What a colleague does without this extension. */
export type ColleagueAct =
  | { readonly kind: 'tag' | 'scale' | 'addPool'; readonly cluster: ClusterName }
  | { readonly kind: 'controlPlane'; readonly cluster: ClusterName; readonly identity: IdentityName }
  | { readonly kind: 'grant'; readonly grant: GrantName; readonly isConditional: boolean }
  | { readonly kind: 'revoke'; readonly grant: GrantName }
  | { readonly kind: 'deleteIdentity' | 'recreateIdentity'; readonly identity: IdentityName }
  /** Writes something else into the company's own role. */
  | { readonly kind: 'redefine' };

/** One of the two windows. */
export type WindowIndex = 0 | 1;

/** One thing that happens, and how many seconds pass after it. */
export type Action = { readonly then: number } & (
  | { readonly do: 'plan' | 'apply'; readonly window: WindowIndex; readonly change: ChangeName }
  /** Says yes to the plan that the window shows. */
  | { readonly do: 'confirm'; readonly window: WindowIndex }
  /** Of the runs that the window offers to resume, or to stop. */
  | { readonly do: 'resume' | 'stop'; readonly window: WindowIndex; readonly nth: number }
  /** The process ends at once; or the connection is left, and made again. */
  | { readonly do: 'kill' | 'close'; readonly window: WindowIndex }
  | { readonly do: 'colleague'; readonly act: ColleagueAct }
  | { readonly do: 'fault'; readonly window: WindowIndex; readonly fault: Fault }
  /** The window clears Activity. */
  | { readonly do: 'clear'; readonly window: WindowIndex }
  /** Others hold the journal: the window waits so long for its next turn at it but some. */
  | { readonly do: 'slowJournal'; readonly window: WindowIndex; readonly seconds: number; readonly skip: number }
  /** The clock of the machine goes back by an hour; Azure's does not. */
  | { readonly do: 'setBack' }
  | { readonly do: 'wait' }
);

/** The things that a sequence acts on, chosen so that the actors meet. */
interface Theme {
  readonly changes: readonly ChangeName[];
  readonly clusters: readonly ClusterName[];
  readonly identities: readonly IdentityName[];
  readonly grants: readonly GrantName[];
}

const themes: readonly Theme[] = [
  {
    changes: ['web to b', 'web to c', 'web to a', 'web to system'],
    clusters: ['web'],
    identities: ['b', 'c'],
    grants: ['readerC'],
  },
  {
    changes: ['delete c', 'web to c', 'delete c', 'kubelet c', 'create c'],
    clusters: ['web'],
    identities: ['c'],
    grants: ['readerC'],
  },
  {
    changes: ['contributor b', 'reader c', 'no reader c', 'delete b', 'own role c'],
    clusters: ['web'],
    identities: ['b', 'c'],
    grants: ['contributorB', 'readerC'],
  },
  {
    changes: ['shop to b', 'shop to a', 'no operator b', 'no operator', 'delete b'],
    clusters: ['shop'],
    identities: ['b', 'a'],
    grants: ['operatorB', 'operator'],
  },
  {
    changes: ['kubelet c', 'attach acr', 'detach acr', 'shop to b'],
    clusters: ['shop'],
    identities: ['c', 'b'],
    grants: ['operatorB'],
  },
  {
    changes: Object.keys(changes) as ChangeName[],
    clusters: ['web', 'shop'],
    identities: ['a', 'b', 'c'],
    grants: ['readerC', 'contributorB', 'operator', 'operatorB'],
  },
];

const window = fc.constantFrom<WindowIndex>(0, 0, 1);
const then = fc.constantFrom(0, 0, 2, 10, 40, 90, 90, 400, 3 * 86_400);

function anyAct(theme: Theme): fc.Arbitrary<ColleagueAct> {
  const cluster = fc.constantFrom(...theme.clusters);
  const identity = fc.constantFrom(...theme.identities);
  const grant = fc.constantFrom(...theme.grants);
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('tag' as const, 'scale' as const, 'addPool' as const), cluster }),
    fc.record({ kind: fc.constant('controlPlane' as const), cluster, identity }),
    fc.record({ kind: fc.constant('controlPlane' as const), cluster, identity }),
    fc.record({ kind: fc.constant('grant' as const), grant, isConditional: fc.boolean() }),
    fc.record({ kind: fc.constant('revoke' as const), grant }),
    fc.record({ kind: fc.constantFrom('deleteIdentity' as const, 'recreateIdentity' as const), identity }),
    ...(theme.changes.includes('own role c') ? [fc.constant({ kind: 'redefine' as const })] : []),
  );
}

function anyFault(act: fc.Arbitrary<ColleagueAct>): fc.Arbitrary<Fault> {
  const places = { skip: fc.constantFrom(0, 0, 1), times: fc.constantFrom(1, 1, 2, 9) };
  const onWrite = { ...places, on: fc.constant('write' as const) };
  const onRead = { skip: fc.nat(12), times: fc.constantFrom(1, 1, 9), on: fc.constant('read' as const) };
  const status = fc.constantFrom(403 as const, 404 as const, 409 as const, 429 as const, 500 as const, 503 as const);
  // A read that ARM answers with 404 or 409 tells what is so, and is no fault.
  const readStatus = fc.constantFrom(403 as const, 429 as const, 500 as const, 503 as const);
  const challenged = {
    kind: fc.constant('challenged' as const),
    seconds: fc.constantFrom(0, 3, 40, 1200),
    signsIn: fc.constantFrom(true, true, true, false),
  };
  return fc.oneof(
    fc.record({ ...onWrite, ...challenged }),
    fc.record({ ...onRead, ...challenged }),
    fc.record({ ...onWrite, kind: fc.constant('refused' as const), status }),
    fc.record({ ...onWrite, kind: fc.constantFrom('lostBefore' as const, 'lostAfter' as const) }),
    fc.record({ ...onWrite, kind: fc.constant('lostLate' as const), seconds: fc.constantFrom(0.2, 2, 30, 300) }),
    fc.record({ ...onWrite, kind: fc.constantFrom('fails' as const, 'lure' as const, 'redirect' as const) }),
    fc.record({
      ...onWrite,
      times: fc.constant(1),
      kind: fc.constantFrom('killBefore' as const, 'killAfter' as const),
    }),
    fc.record({ ...onWrite, times: fc.constant(1), kind: fc.constant('meanwhile' as const), act }),
    fc.record({ ...onRead, times: fc.constant(1), kind: fc.constant('meanwhile' as const), act }),
    fc.record({ ...onRead, kind: fc.constant('refused' as const), status: readStatus }),
    fc.record({ ...onRead, kind: fc.constantFrom('lostAfter' as const, 'lure' as const, 'redirect' as const) }),
  );
}

function actionOf(theme: Theme): fc.Arbitrary<Action> {
  const act = anyAct(theme);
  const change = fc.constantFrom(...theme.changes);
  const nth = fc.constantFrom(0, 0, 1);
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('apply' as const), window, change, then }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('plan' as const), window, change, then }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('confirm' as const), window, then }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('resume' as const), window, nth, then }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), window, nth, then }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('kill' as const, 'close' as const), window, then }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('colleague' as const), act, then }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('fault' as const), window, fault: anyFault(act), then: fc.constant(0) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), then }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), window, then }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('slowJournal' as const),
        window,
        seconds: fc.constantFrom(2, 25),
        skip: fc.constantFrom(0, 0, 1, 2),
        then: fc.constant(0),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('setBack' as const), then: fc.constant(0) }) },
  );
}

/** Actions that have to do with each other: one arbitrary for each thing that a sequence can be about. */
export const relatedActions: readonly fc.Arbitrary<Action>[] = themes.map(actionOf);

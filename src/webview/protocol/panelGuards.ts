/** Checks of what travels between host and page, in both directions; nothing of the wrong shape gets through. */
import type { ChangeKind } from '../../domain/change/change.ts';
import { fact, fieldValue, form } from './form.ts';
import type { FieldValue } from './form.ts';
import { count, either, flag, href, isRecord, listOf, maybe, oneOf, shape, text } from './guard.ts';
import type { Guard } from './guard.ts';
import type {
  Badge,
  Banner,
  CheckView,
  Copy,
  Details,
  FailureView,
  FindingView,
  Flow,
  IdentityRow,
  Intent,
  MapEdge,
  MapNode,
  MapView,
  Memento,
  Mending,
  PanelState,
  PlanView,
  RoleRow,
  RunStepView,
  RunView,
  Start,
  StepView,
} from './panel.ts';

const tone = oneOf<Badge['tone']>('ok', 'info', 'warning', 'error', 'unknown', 'off', 'busy');
const tab = oneOf<PanelState['tab']>('map', 'details', 'change');
const stage = oneOf<Flow['stage']>('choose', 'plan', 'apply', 'result');
const format = oneOf<PlanView['formats'][number]['format']>('az', 'bicep', 'terraform', 'rest', 'arm');
const kinds: Readonly<Record<ChangeKind, true>> = {
  createResourceGroup: true,
  createIdentity: true,
  deleteIdentity: true,
  createCluster: true,
  setControlPlane: true,
  setKubelet: true,
  upgradeNodeImages: true,
  assignRole: true,
  removeRole: true,
  attachRegistry: true,
  detachRegistry: true,
};
const changeKind: Guard<ChangeKind> = (value) => typeof value === 'string' && Object.hasOwn(kinds, value);
const sourced = shape<{ text: string; source: string }>({ text, source: href });
const plan = shape<PlanView>({
  planId: text,
  compare: listOf(shape({ label: text, before: text, after: text })),
  checks: listOf(
    shape<CheckView>({ title: text, verdict: oneOf('pass', 'fail', 'unknown'), detail: text, fixKey: maybe(text) }),
  ),
  steps: listOf(
    shape<StepView>({ id: text, title: text, effect: text, method: text, path: text, body: maybe(text), az: text }),
  ),
  warnings: listOf(shape({ severity: oneOf('info', 'warning'), text, source: href })),
  disruption: maybe(shape({ texts: listOf(sourced) })),
  undo: maybe(text),
  formats: listOf(shape({ format, label: text })),
  applyLabel: text,
  blocked: maybe(text),
  confirmName: maybe(text),
});
const failure = shape<FailureView>({ text, code: text, correlationId: maybe(text), source: maybe(text) });
const runStep = shape<RunStepView>({
  id: text,
  title: text,
  status: oneOf('pending', 'running', 'done', 'alreadyDone', 'failed'),
  detail: maybe(text),
  startedAt: maybe(text),
  endedAt: maybe(text),
  failure: maybe(failure),
});
const run = shape<RunView>({
  status: oneOf('running', 'succeeded', 'failed', 'stopped'),
  startedAt: text,
  endedAt: maybe(text),
  steps: listOf(runStep),
  summary: text,
  next: listOf(text),
  stopping: maybe(flag),
  failure: maybe(failure),
  canResume: flag,
  canReview: flag,
  leftovers: maybe(shape({ text, canReview: flag })),
  made: maybe(oneOf('cluster', 'identity')),
});
const flow = shape<Flow>({
  kind: changeKind,
  title: text,
  stage,
  form,
  working: maybe(text),
  plan: maybe(plan),
  run: maybe(run),
  failure: maybe(failure),
  canGoBack: flag,
});
const details = shape<Details>({
  facts: listOf(fact),
  identities: listOf(
    shape<IdentityRow>({
      title: text,
      state: text,
      tone,
      facts: listOf(fact),
      use: text,
      permissions: text,
      ownIdentity: text,
      source: href,
    }),
  ),
  findings: listOf(
    shape<FindingView>({
      code: text,
      tone,
      text,
      evidence: text,
      source: href,
      fixKey: maybe(text),
      customRole: maybe(text),
    }),
  ),
  roles: listOf(
    shape<RoleRow>({ identity: text, role: text, scope: text, fullScope: text, inherited: flag, assignmentId: text }),
  ),
  pools: listOf(shape({ name: text, image: text, state: text, tone })),
});
const map = shape<MapView>({
  nodes: listOf(
    shape<MapNode>({
      id: text,
      kind: oneOf('cluster', 'identity', 'role', 'scope'),
      label: text,
      caption: text,
      tone,
      facts: listOf(fact),
    }),
  ),
  edges: listOf(shape<MapEdge>({ from: text, to: text, kind: oneOf('granted', 'missing', 'leftover') })),
});
const values: Guard<Readonly<Record<string, FieldValue>>> = (value) =>
  isRecord(value) && Object.values(value).every((one) => fieldValue(one));
const memento = shape<Memento>({
  version: (value: unknown) => value === 1,
  clusterId: maybe(text),
  tab,
  kind: maybe(changeKind),
  stage: maybe(stage),
  values: maybe(values),
  touched: maybe(listOf(text)),
  activityId: maybe(text),
});
const state = shape<PanelState>({
  seen: count,
  title: text,
  subtitle: text,
  badges: listOf(shape<Badge>({ text, tone })),
  hasPortal: flag,
  tabs: listOf(tab),
  tab,
  banner: maybe(shape<Banner>({ tone, text, action: maybe(oneOf('refresh', 'showLog')) })),
  notice: maybe(text),
  loading: maybe(text),
  details: maybe(details),
  map: maybe(map),
  starts: listOf(shape<Start>({ kind: changeKind, label: text, description: text, disabled: maybe(text) })),
  flow: maybe(flow),
  memento,
});

type IntentOf<K extends Intent['kind']> = Extract<Intent, { kind: K }>;
const copy = either<Copy>(
  shape<Extract<Copy, { of: 'plan' }>>({ of: oneOf('plan'), format }),
  shape<Extract<Copy, { of: 'request' | 'az' }>>({ of: oneOf('request', 'az'), planId: text, stepId: text }),
  shape<Extract<Copy, { of: 'failure' }>>({ of: oneOf('failure') }),
  shape<Extract<Copy, { of: 'text' }>>({ of: oneOf('text'), text }),
);
const mending = either<Mending>(
  shape<Extract<Mending, { kind: 'finding' }>>({ kind: oneOf('finding') }),
  shape<Extract<Mending, { kind: 'check' }>>({ kind: oneOf('check'), planId: text }),
);
const svg: Guard<string> = (value) =>
  typeof value === 'string' && value.length <= 5_000_000 && value.startsWith('<svg');
const bare = <K extends Intent['kind']>(kind: K) => shape<{ kind: K }>({ kind: oneOf(kind) });
const intents: { readonly [K in Intent['kind']]: Guard<IntentOf<K>> } = {
  ready: bare('ready'),
  tab: shape<IntentOf<'tab'>>({ kind: oneOf('tab'), tab }),
  start: shape<IntentOf<'start'>>({ kind: oneOf('start'), change: changeKind }),
  edit: shape<IntentOf<'edit'>>({ kind: oneOf('edit'), seq: count, field: text, value: fieldValue }),
  review: bare('review'),
  back: bare('back'),
  apply: shape<IntentOf<'apply'>>({ kind: oneOf('apply'), planId: text, confirmName: maybe(text) }),
  stopWaiting: bare('stopWaiting'),
  resume: bare('resume'),
  close: bare('close'),
  refresh: bare('refresh'),
  mend: shape<IntentOf<'mend'>>({ kind: oneOf('mend'), of: mending, fixKey: text }),
  removeRole: shape<IntentOf<'removeRole'>>({ kind: oneOf('removeRole'), assignmentId: text }),
  copy: shape<IntentOf<'copy'>>({ kind: oneOf('copy'), what: copy }),
  save: shape<IntentOf<'save'>>({ kind: oneOf('save'), svg }),
  open: shape<IntentOf<'open'>>({ kind: oneOf('open'), what: oneOf('portal', 'json', 'log', 'made', 'leftovers') }),
};

/** The message as an intent, or `undefined` where it is none. */
export function parseIntent(message: unknown): Intent | undefined {
  const kind = isRecord(message) ? message['kind'] : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(intents, kind)) return undefined;
  return intents[kind as Intent['kind']](message) ? (message as Intent) : undefined;
}

/** The message as a state of the panel, or `undefined` where it is none. */
export function parseState(message: unknown): PanelState | undefined {
  return state(message) ? (message as PanelState) : undefined;
}

/** What a page kept, or `undefined` where it is not of our making. */
export function parseMemento(value: unknown): Memento | undefined {
  return memento(value) ? (value as Memento) : undefined;
}

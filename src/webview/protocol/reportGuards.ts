/** Checks of what travels between host and page of the identity report, in both directions. */
import { count, either, flag, href, isRecord, listOf, maybe, oneOf, shape, text } from './guard.ts';
import type { Guard } from './guard.ts';
import type {
  Facet,
  ReportFinding,
  ReportHead,
  ReportIntent,
  ReportLine,
  ReportLook,
  ReportMemento,
  ReportState,
} from './report.ts';

/** Longer than any search, shorter than what could slow one down. */
const words: Guard<string> = (value) => typeof value === 'string' && value.length <= 500;
const severity = oneOf<ReportFinding['severity']>('error', 'warning', 'info');
const look = shape<ReportLook>({
  text: words,
  marks: listOf(oneOf('error', 'warning', 'info', 'none')),
  controlPlane: oneOf('', 'servicePrincipal', 'systemAssigned', 'userAssigned', 'none'),
  kubelet: oneOf('', 'servicePrincipal', 'default', 'preCreated', 'unknown'),
  code: words,
  by: words,
  descending: flag,
  page: count,
});
const memento = shape<ReportMemento>({
  version: (value: unknown) => value === 1,
  subscriptionId: maybe(words),
  look,
});
const facets = listOf(shape<Facet>({ value: text, label: text, count }));
const line = shape<ReportLine>({
  id: text,
  name: text,
  cells: listOf(either<string | number>(text, count)),
  findings: maybe(
    listOf(shape<ReportFinding>({ code: text, severity, text, evidence: text, source: href, fixKey: maybe(text) })),
  ),
});
const state = shape<ReportState>({
  subtitle: text,
  phase: oneOf('reading', 'ready', 'stopped', 'failed', 'signedOut'),
  found: count,
  all: maybe(count),
  failure: maybe(text),
  stale: flag,
  clusters: count,
  counts: shape<ReportState['counts']>({ error: count, warning: count, info: count, none: count }),
  controlPlanes: facets,
  kubelets: facets,
  codes: facets,
  columns: listOf(shape<ReportHead>({ key: words, title: words, isCount: flag, severity: maybe(severity) })),
  matching: count,
  first: count,
  pages: count,
  lines: listOf(line),
  notes: listOf(text),
  memento,
});

type IntentOf<K extends ReportIntent['kind']> = Extract<ReportIntent, { kind: K }>;
const bare = <K extends ReportIntent['kind']>(kind: K) => shape<{ kind: K }>({ kind: oneOf(kind) });
const intents: { readonly [K in ReportIntent['kind']]: Guard<IntentOf<K>> } = {
  ready: bare('ready'),
  look: shape<IntentOf<'look'>>({ kind: oneOf('look'), look }),
  unfold: shape<IntentOf<'unfold'>>({ kind: oneOf('unfold'), id: words, unfolded: flag }),
  open: shape<IntentOf<'open'>>({ kind: oneOf('open'), id: words }),
  fix: shape<IntentOf<'fix'>>({ kind: oneOf('fix'), id: words, fixKey: text }),
  export: shape<IntentOf<'export'>>({ kind: oneOf('export'), format: oneOf('markdown', 'csv', 'json', 'sarif') }),
  refresh: bare('refresh'),
  cancel: bare('cancel'),
  run: shape<IntentOf<'run'>>({
    kind: oneOf('run'),
    what: oneOf('signIn', 'startDemo', 'selectSubscriptions', 'showLog'),
  }),
};

/** The message as an intent, or `undefined` where it is none. */
export function parseReportIntent(message: unknown): ReportIntent | undefined {
  const kind = isRecord(message) ? message['kind'] : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(intents, kind)) return undefined;
  return intents[kind as ReportIntent['kind']](message) ? (message as ReportIntent) : undefined;
}

/** The message as a state of the report, or `undefined` where it is none. */
export function parseReportState(message: unknown): ReportState | undefined {
  return state(message) ? (message as ReportState) : undefined;
}

/** What a page kept, or `undefined` where it is not of our making. */
export function parseReportMemento(value: unknown): ReportMemento | undefined {
  return memento(value) ? (value as ReportMemento) : undefined;
}

/** The life of one report: intents come in, clusters are surveyed, the state goes out. VS Code is not needed here. */
import type { IdentityService } from '../../app/identityService.ts';
import { inTurns } from '../../async/inTurns.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { fixTitle } from '../../domain/findings/joinedFixes.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import { fittingReport, unshown } from '../fitting.ts';
import { fixKeyOf } from '../fixKey.ts';
import type { ReportIntent, ReportMemento, ReportPhase } from '../protocol/report.ts';
import { parseReportIntent } from '../protocol/report.ts';
import { besideEarlier, goneSince } from './earlier.ts';
import { exportedText, notReadNotes } from './exported.ts';
import type { ReportHost } from './reportHost.ts';
import { createKnownRows } from './knownRows.ts';
import { decidedRow, isJudged, namedRow } from './rows.ts';
import type { FleetRow } from './rows.ts';
import { createReportView, firstLook } from './state.ts';
import type { ReportModel } from './state.ts';

/** Says what a report is about: one subscription, or those that the tree shows. */
export interface ReportTarget {
  readonly subscriptionId?: string;
}

/** A report without its window. */
export interface ReportSession {
  /** Takes a message from the page, and ignores it if it is no intent. */
  readonly receive: (message: unknown) => void;
  /** Shows another target, unless it is shown already. */
  readonly show: (target: ReportTarget) => void;
  /** Reads again if the connection or the shown subscriptions have changed. */
  readonly follow: () => Promise<void>;
  readonly dispose: () => void;
}

/** Milliseconds between two states while clusters are found; more where a state takes long to make. */
const pace = 200;

/** Starts a report, or goes on from what a page kept across a reload. */
export function createReportSession(from: ReportTarget | ReportMemento, host: ReportHost): ReportSession {
  let model: ReportModel = {
    ...{ phase: 'reading', look: 'look' in from ? from.look : firstLook, subscriptionId: from.subscriptionId },
    ...{ subscriptionNames: new Map(), rows: [], found: 0, notes: [], stale: false },
    ...{ unfolded: new Set(), selected: new Set() },
  };
  const known = createKnownRows();
  let isReady = false;
  let isDisposed = false;
  let abort: AbortController | undefined;
  let used: { readonly service: IdentityService; readonly places: string } | undefined;
  let subscription: { dispose(): void } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wait = pace;
  let wasWhole = true;
  const view = createReportView();

  function post(): void {
    // What was to be shown soon is shown now.
    if (timer !== undefined) model = { ...model, rows: known.all() };
    clearTimeout(timer);
    timer = undefined;
    if (!isReady || isDisposed) return;
    const start = performance.now();
    const { state, isWhole } = fittingReport(view.state(model));
    if (wasWhole && !isWhole) host.note(unshown('report'));
    wasWhole = isWhole;
    host.post(state);
    wait = Math.max(pace, 4 * (performance.now() - start));
  }

  function change(by: Partial<ReportModel>): void {
    model = { ...model, ...by };
    post();
  }

  /** Shows what was found meanwhile, but not more often than the user can follow. */
  function changeSoon(by: Partial<ReportModel>): void {
    model = { ...model, ...by };
    timer ??= setTimeout(() => change({ rows: known.all() }), wait);
  }

  const places = (): readonly string[] | undefined =>
    model.subscriptionId === undefined ? host.shownSubscriptions() : [model.subscriptionId];

  async function read(): Promise<void> {
    abort?.abort();
    const mine = new AbortController();
    const { signal } = mine;
    abort = mine;
    used = undefined;
    const fresh = new Set<string>();
    const blank = { all: undefined, queries: undefined, failure: undefined, listed: undefined, gone: undefined };
    change({ phase: 'reading', rows: known.all(), found: 0, ...blank, notes: [], stale: false });
    try {
      const service = await host.service();
      signal.throwIfAborted();
      listen(service);
      const subscriptionIds = places();
      used = { service, places: String(subscriptionIds) };
      change({ subscriptionIds });
      const { items } = await service.subscriptions();
      signal.throwIfAborted();
      const subscriptionNames = new Map(items.map(({ id, name }) => [id.toLowerCase(), name]));
      changeSoon({ subscriptionNames });
      const found = (row: ReportRow): void => {
        if (signal.aborted) return;
        fresh.add(idKey(row.cluster.id));
        note(namedRow(row, subscriptionNames));
        changeSoon({ found: fresh.size });
      };
      const onListed = (clusters: readonly Cluster[]): void => {
        if (signal.aborted) return;
        changeSoon({ all: clusters.length });
        void list(clusters, subscriptionNames, () => abort === mine && !isDisposed);
      };
      const onQueries = (queries: ReportModel['queries']): void => {
        if (!signal.aborted) changeSoon({ queries });
      };
      const { notes, listed } = await service.survey({ subscriptionIds, signal, onListed, onFound: found, onQueries });
      signal.throwIfAborted();
      known.forget(({ cluster }) => !fresh.has(idKey(cluster.id)));
      end('ready', { notes, listed, readAt: host.now() });
      void lookForGone();
    } catch (error) {
      if (abort === mine && !isDisposed) fail(error, fresh.size);
    }
  }

  /** Shows clusters that are not judged yet, in place of those that an earlier reading has left so. */
  async function list(
    clusters: readonly Cluster[],
    names: ReportModel['subscriptionNames'],
    isWanted: () => boolean,
  ): Promise<void> {
    const made: FleetRow[] = [];
    await inTurns(clusters, (cluster) => {
      if (!isJudged(known.of(cluster.id))) made.push(namedRow({ cluster, findings: [], isPending: true }, names));
    });
    if (!isWanted()) return;
    known.forget((row) => !isJudged(row));
    for (const row of made) if (!isJudged(known.of(row.cluster.id))) note(row);
    changeSoon({});
  }

  function fail(error: unknown, fresh: number): void {
    const failure = failureOf(error);
    const notes = notReadNotes(model, { known: known.all().filter(isJudged).length, fresh });
    if (failure.code === 'cancelled') return end('stopped', { notes });
    host.note(error);
    // What to do about it is a button there.
    if (failure.code === 'signedOut') return end('signedOut', { notes, failure: failure.message });
    end('failed', { notes, failure: describeFailure(failure) });
  }

  function end(phase: ReportPhase, by: Partial<ReportModel>): void {
    change({ phase, rows: known.all(), ...by });
  }

  /** Marks the report as outdated when anything is written; it is not read again by itself, as that may take long. */
  function listen(service: IdentityService): void {
    subscription?.dispose();
    subscription = service.onDidChange((what) => {
      if (what === 'decisions') again((row) => decidedRow(row, service.decided));
      if (what === 'clusters' && !model.stale) change({ stale: true });
    });
  }

  const note = (row: FleetRow): void => known.note(besideEarlier(row, host.now(), model.baseline));

  async function compare(picking: Promise<Baseline | undefined> | undefined): Promise<void> {
    const baseline = await picking;
    if (picking && !baseline) return;
    const marks = model.look.marks.filter((mark) => mark !== 'new');
    model = { ...model, baseline, gone: undefined, look: { ...model.look, marks } };
    again((row) => row);
    void lookForGone();
  }

  async function lookForGone(): Promise<void> {
    const { baseline, listed } = model;
    const gone = await goneSince(model, used?.service, abort?.signal).catch(host.note);
    if (gone && model.baseline === baseline && model.listed === listed) change({ gone });
  }

  /** Shows the clusters that are known, each made anew. */
  function again(made: (row: FleetRow) => FleetRow): void {
    for (const row of known.all()) note(made(row));
    change({ rows: known.all() });
  }

  function select({ id, selected: isOn }: Extract<ReportIntent, { kind: 'select' }>): void {
    const rows = id === undefined ? view.matched(model) : [known.of(id)];
    const selected = new Set(model.selected);
    for (const row of rows) {
      if (row) selected[isOn ? 'add' : 'delete'](idKey(row.cluster.id));
    }
    change({ selected });
  }

  /** Opens one plan for the fixes that go together, in the panel of their cluster where it is only one. */
  function fixAll(topic: string | undefined): void {
    const joined = view.fixes(model, topic);
    if (joined.changes.length === 0) return;
    const ids = [...new Set(joined.fixed.map(({ cluster }) => cluster.id))];
    host.run('aksIdentity.showPanel', {
      kind: 'changes',
      list: { ...fixTitle(joined), changes: joined.changes },
      ...(ids.length === 1 && ids[0] !== undefined ? { clusterId: ids[0] } : {}),
    });
  }

  function handle(intent: ReportIntent): void {
    switch (intent.kind) {
      case 'ready':
        isReady = true;
        return post();
      case 'look':
        return change({ look: intent.look });
      case 'unfold': {
        const unfolded = new Set(model.unfolded);
        const key = known.of(intent.id) ? idKey(intent.id) : intent.id;
        const isThere = known.of(intent.id) !== undefined || view.state(model).groups.some((one) => one.key === key);
        if (intent.unfolded && isThere) unfolded.add(key);
        else unfolded.delete(key);
        return change({ unfolded });
      }
      case 'select':
        return select(intent);
      case 'fixAll':
        return fixAll(intent.topic);
      case 'open': {
        const clusterId = known.of(intent.id)?.cluster.id;
        return clusterId === undefined ? undefined : host.run('aksIdentity.showPanel', { clusterId });
      }
      case 'copyLink': {
        const clusterId = known.of(intent.id ?? '')?.cluster.id;
        return clusterId === undefined
          ? host.copyLink(model.subscriptionId)
          : host.run('aksIdentity.copyLink', { clusterId });
      }
      case 'fix': {
        const findings = known.of(intent.id)?.findings ?? [];
        const fix = findings.find(({ code, fix }) => fixKeyOf(code, fix).fixKey === intent.fixKey)?.fix;
        return fix === undefined ? undefined : host.run('aksIdentity.fixFinding', { clusterId: intent.id, fix });
      }
      case 'decide': {
        const clusterId = known.of(intent.id)?.cluster.id;
        const command = intent.stop ? 'aksIdentity.stopAccepting' : 'aksIdentity.acceptFinding';
        const { code: finding, subject } = intent;
        const target = { finding, ...(subject === undefined ? {} : { subject }) };
        return clusterId === undefined ? undefined : host.run(command, { clusterId, ...target });
      }
      case 'export':
        return host.openText(exportedText(model, view, intent.format, host.now()), intent.format);
      case 'compare':
        return void compare(intent.stop ? undefined : host.pickEarlier());
      case 'refresh':
        return void read();
      case 'cancel':
        return abort?.abort();
      case 'run':
        return host.run(`aksIdentity.${intent.what}`);
    }
  }

  void read();
  return {
    receive(message) {
      const intent = parseReportIntent(message);
      if (intent && !isDisposed) handle(intent);
    },
    show({ subscriptionId }) {
      if (subscriptionId?.toLowerCase() === model.subscriptionId?.toLowerCase()) return;
      known.forget(() => true);
      change({ subscriptionId, rows: known.all(), readAt: undefined, unfolded: new Set(), selected: new Set() });
      void read();
    },
    async follow() {
      if (isDisposed || (model.phase === 'reading' && !used)) return;
      const service = await host.service().catch(() => undefined);
      const isSame = service === used?.service && (service === undefined || String(places()) === used?.places);
      if (isSame) return;
      known.forget((row) => !isJudged(row));
      void read();
    },
    dispose() {
      isDisposed = true;
      abort?.abort();
      clearTimeout(timer);
      subscription?.dispose();
    },
  };
}

/** The life of one report: intents come in, clusters are surveyed, the state goes out. VS Code is not needed here. */
import type { IdentityService } from '../../app/identityService.ts';
import { doInTurns, forEachInTurns } from '../../async/yielding.ts';
import { idKey, sameText } from '../../domain/arm/resourceId.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { ReportSight } from '../../domain/words/reportLook.ts';
import { failureOf, failureWords, saidMessage } from '../../errors.ts';
import { parseReportIntent, type ReportIntent, type ReportMemento, type ReportPhase } from '../protocol/report.ts';
import { comparedToEarlier, goneSinceEarlier } from './earlier.ts';
import { exportedFile, notReadNotes } from './exported.ts';
import { commandOf, targetOfFixes, type LeadingIntent } from './leading.ts';
import type { ReportHost } from './reportHost.ts';
import { ReportRenewal } from './renewal.ts';
import { decidedRow, isJudged, movedRow, namedRow, type FleetRow } from './rows.ts';
import { ReportScreen, unfoldedKeys } from './screen.ts';
import { mementoOf, nothingRead, type ReportModel } from './state.ts';
import { eachInSteps } from '../../shape/steps.ts';
import { shownText } from '../../sentences/language.ts';

/** Says what a report is about, one subscription or those that the tree shows, and how to look at it. */
export interface ReportTarget extends Partial<ReportSight> {
  readonly subscriptionId?: string;
}

/** A report without its window. */
export class ReportSession {
  readonly #host: ReportHost;
  readonly #screen: ReportScreen;
  readonly #renewal: ReportRenewal;
  #abort: AbortController | undefined;
  #used: { readonly service: IdentityService; readonly places: string } | undefined;
  #subscription: { dispose(): void } | undefined;

  constructor(from: ReportTarget | ReportMemento, host: ReportHost) {
    this.#host = host;
    this.#screen = new ReportScreen(from, host);
    this.#renewal = new ReportRenewal(this.#screen, {
      places: () => this.#places(),
      noteRow: (row) => this.#note(row),
      note: host.note,
      now: host.now,
    });
    void this.#read();
  }

  /** Takes a message from the page, and ignores it if it is not an intent. */
  receive(message: unknown): void {
    const intent = parseReportIntent(message);
    if (intent && !this.#screen.isDisposed) this.#handle(intent);
  }

  /** Shows another target, or the same one as it is to be looked at. */
  show({ subscriptionId, look, unfolded = [] }: ReportTarget): void {
    const sight = look && { look, unfolded: unfoldedKeys(unfolded) };
    if (sameText(subscriptionId, this.#screen.model.subscriptionId)) return sight && this.#see(sight);
    this.#screen.known.forget(() => true);
    const rows = this.#screen.known.all();
    const nothing = { rows, readAt: undefined, unfolded: new Set<string>(), selected: new Set<string>() };
    this.#screen.change({ subscriptionId, ...nothing, ...sight });
    void this.#read();
  }

  /** Reads again if the connection or the shown subscriptions have changed. */
  async follow(): Promise<void> {
    if (this.#screen.isDisposed || (this.#screen.model.phase === 'reading' && !this.#used)) return;
    const service = await this.#host.service().catch(() => undefined);
    const isSame =
      service === this.#used?.service && (service === undefined || String(this.#places()) === this.#used?.places);
    if (isSame) return;
    this.#screen.known.forget((row) => !isJudged(row));
    void this.#read();
  }

  dispose(): void {
    this.#screen.dispose();
    this.#abort?.abort();
    this.#renewal.forget();
    this.#subscription?.dispose();
  }

  #places(): readonly string[] | undefined {
    return this.#screen.model.subscriptionId === undefined
      ? this.#host.shownSubscriptions()
      : [this.#screen.model.subscriptionId];
  }

  async #read({ asksEach = false } = {}): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    const { signal } = abort;
    this.#abort = abort;
    this.#used = undefined;
    this.#renewal.forget();
    const fresh = new Set<string>();
    this.#screen.change({ ...nothingRead, rows: this.#screen.known.all() });
    try {
      const service = await this.#host.service();
      signal.throwIfAborted();
      this.#listen(service);
      const subscriptionIds = this.#places();
      this.#used = { service, places: String(subscriptionIds) };
      this.#screen.change({ subscriptionIds, from: service.connection.kind });
      const { items } = await service.subscriptions();
      signal.throwIfAborted();
      const subscriptionNames = new Map(items.map(({ id, name }) => [id.toLowerCase(), name]));
      this.#screen.changeSoon({ subscriptionNames });
      const onRow = (row: ReportRow): void => {
        if (signal.aborted) return;
        fresh.add(idKey(row.cluster.id));
        this.#note(namedRow(row, subscriptionNames));
        this.#screen.changeSoon({ found: fresh.size });
      };
      const onListed = (clusters: readonly Cluster[]): void => {
        if (signal.aborted) return;
        this.#screen.changeSoon({ all: clusters.length });
        void this.#list(clusters, subscriptionNames, () => this.#abort === abort && !this.#screen.isDisposed);
      };
      const show = (by: Partial<ReportModel>): void => {
        if (!signal.aborted) this.#screen.changeSoon(by);
      };
      const { notes, unknown, listed, mayLackChangesSince, deletedSubscriptions } = await service.survey({
        subscriptionIds,
        signal,
        onListed,
        onFound: onRow,
        onQueries: (queries) => show({ queries }),
        onAsking: (progress) => show({ asked: progress }),
        asksEach,
      });
      signal.throwIfAborted();
      this.#screen.known.forget(({ cluster }) => !fresh.has(idKey(cluster.id)));
      const about = { notes, unknown, listed, mayLackChangesSince, deletedSubscriptions };
      this.#end('ready', { ...about, readAt: this.#host.now() });
      this.#renewal.begin(service);
      void this.#lookForGone();
    } catch (error) {
      if (this.#abort === abort && !this.#screen.isDisposed) this.#fail(error, fresh.size);
    }
  }

  /** Shows clusters that have not been checked yet, instead of those that an earlier reading left unchecked. */
  async #list(
    clusters: readonly Cluster[],
    names: ReportModel['subscriptionNames'],
    isWanted: () => boolean,
  ): Promise<void> {
    const rows: FleetRow[] = [];
    await forEachInTurns(clusters, (cluster) => {
      if (!isJudged(this.#screen.known.of(cluster.id)))
        rows.push(namedRow({ cluster, findings: [], isPending: true }, names));
    });
    if (!isWanted()) return;
    this.#screen.known.forget((row) => !isJudged(row));
    for (const row of rows) if (!isJudged(this.#screen.known.of(row.cluster.id))) this.#note(row);
    this.#screen.changeSoon({});
  }

  #fail(error: unknown, fresh: number): void {
    const failure = failureOf(error);
    const notes = notReadNotes(this.#screen.model, { known: this.#screen.known.all().filter(isJudged).length, fresh });
    if (failure.code === 'cancelled') return this.#end('stopped', { notes });
    this.#host.note(error);
    const isSignedOut = failure.code === 'signedOut';
    const words = isSignedOut ? saidMessage(failure) : failureWords(failure);
    this.#end(isSignedOut ? 'signedOut' : 'failed', { notes, failure: shownText(words) });
  }

  #end(phase: ReportPhase, by: Partial<ReportModel>): void {
    const stale = this.#screen.model.stale || (phase !== 'ready' && this.#renewal.isPending());
    this.#screen.change({ phase, rows: this.#screen.known.all(), stale, ...by });
  }

  /** Takes over decisions, and what was written; clusters that nothing was written about are not read again by themselves. */
  #listen(service: IdentityService): void {
    this.#subscription?.dispose();
    this.#subscription = service.onDidChange((news) => {
      // Nothing moves away under the pointer; the order is that of the decisions once it is read again, or sorted.
      if (news.kind === 'decisions') void this.#again((row) => decidedRow(row, service.decided));
      else this.#renewal.hear(news, service);
    });
  }

  #note(row: FleetRow, before?: FleetRow): void {
    if (row !== before) this.#screen.known.note(comparedToEarlier(row, this.#host.now(), this.#screen.model.baseline));
  }

  async #compare(picking: Promise<Baseline | undefined> | undefined): Promise<void> {
    const baseline = await picking;
    if (picking && !baseline) return;
    const { model } = this.#screen;
    const marks = model.look.marks.filter((mark) => mark !== 'new');
    this.#screen.model = { ...model, baseline, gone: undefined, look: { ...model.look, marks } };
    void this.#again(movedRow);
    void this.#lookForGone();
  }

  async #lookForGone(): Promise<void> {
    const { model } = this.#screen;
    const { baseline, listed } = model;
    const goneClusters = await goneSinceEarlier(model, this.#used?.service, this.#abort?.signal).catch(this.#host.note);
    if (goneClusters && this.#screen.model.baseline === baseline && this.#screen.model.listed === listed)
      this.#screen.change({ gone: goneClusters });
  }

  /** Shows the known clusters, each made again by the function; what comes of a cluster meanwhile is not lost. */
  async #again(redrawn: (row: FleetRow) => FleetRow): Promise<void> {
    const again = eachInSteps(this.#screen.known.all(), ({ cluster }) => {
      const row = this.#screen.known.of(cluster.id);
      if (row) this.#note(redrawn(row), row);
    });
    await doInTurns(again).catch(this.#host.note);
    this.#screen.change({ rows: this.#screen.known.all() });
  }

  /** Shows rows in another order or through another filter; those that stay in their place otherwise move now. */
  #see(by: Pick<ReportModel, 'look'> & Partial<ReportModel>): void {
    const { known, model } = this.#screen;
    const { look } = model;
    const isOther = (['marks', 'text', 'by', 'descending'] as const).some(
      (key) => String(by.look[key]) !== String(look[key]),
    );
    // Whoever sorts in the order that is chosen already wants that order back.
    const isSame = JSON.stringify(by.look) === JSON.stringify(look);
    this.#screen.model = { ...model, ...by };
    for (const row of known.all()) if ((isOther || isSame) && row.placed) known.note(movedRow(row));
    this.#screen.change({ rows: known.all() });
  }

  #select({ id, selected: isOn }: Extract<ReportIntent, { kind: 'select' }>): void {
    const rows = id === undefined ? (this.#screen.drawn?.matched ?? []) : [this.#screen.known.of(id)];
    const selected = new Set(this.#screen.model.selected);
    for (const row of rows) if (row) selected[isOn ? 'add' : 'delete'](idKey(row.cluster.id));
    this.#screen.change({ selected });
  }

  /** Opens one plan for the fixes that can be combined, in the panel of their cluster if there is only one. */
  #fixAll(topic: string | undefined): void {
    const joined = this.#screen.drawn?.fixesOf(topic);
    if (joined === undefined || joined.changes.length === 0) return;
    const at = this.#screen.model.readAt ?? this.#host.now();
    this.#host.run('aksIdentity.showPanel', targetOfFixes(joined, this.#screen.known.all(), at));
  }

  #lead(intent: LeadingIntent): void {
    const row = this.#screen.known.of(intent.id);
    const way = row && commandOf(intent, row);
    if (way) this.#host.run(way.command, way.target);
  }

  #handle(intent: ReportIntent): void {
    switch (intent.kind) {
      case 'ready':
        return this.#screen.begin();
      case 'look':
        return this.#see({ look: intent.look, seen: intent.seq });
      case 'suggest':
        return this.#screen.change({ asking: { key: intent.key, typed: intent.typed } });
      case 'unfold': {
        const unfolded = new Set(this.#screen.model.unfolded);
        const isRow = this.#screen.known.of(intent.id) !== undefined;
        const key = isRow ? idKey(intent.id) : intent.id;
        const isThere = isRow || this.#screen.drawn?.state.groups.some((group) => group.key === key);
        if (intent.unfolded && isThere) unfolded.add(key);
        else unfolded.delete(key);
        return this.#screen.change({ unfolded });
      }
      case 'select':
        return this.#select(intent);
      case 'fixAll':
        return this.#fixAll(intent.topic);
      case 'open':
      case 'fix':
      case 'start':
      case 'decide':
      case 'copyRole':
        return this.#lead(intent);
      case 'copyLink': {
        const clusterId = this.#screen.known.of(intent.id ?? '')?.cluster.id;
        const { subscriptionId, look, unfolded } = mementoOf(this.#screen.model);
        return clusterId === undefined
          ? this.#host.copyLink(subscriptionId, { look, unfolded })
          : this.#host.run('aksIdentity.copyLink', { clusterId });
      }
      case 'export':
        return this.#host.save(exportedFile(this.#screen.model, this.#screen.view, intent.format, this.#host.now()));
      case 'compare':
        return void this.#compare(intent.stop ? undefined : this.#host.pickEarlier());
      case 'askEach':
        return void this.#read({ asksEach: true });
      case 'refresh':
        return void this.#read();
      case 'cancel':
        return this.#abort?.abort();
      case 'run':
        return this.#host.run(`aksIdentity.${intent.what}`);
    }
  }
}

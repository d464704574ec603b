/** Reads the clusters again that were changed since the report was read, each in its place. */
import type { IdentityService, ServiceNews } from '../../app/identityService.ts';
import { idKey, sameText, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { mergeWritten, type Written } from '../../domain/foreseen/written.ts';
import { failureOf } from '../../errors.ts';
import { isJudged, namedRow, renewedRow, type FleetRow } from './rows.ts';
import type { ReportScreen } from './screen.ts';

/** What a renewal needs from its report. */
interface RenewalHost {
  /** The subscriptions of the report; `undefined` means all. */
  readonly places: () => readonly string[] | undefined;
  readonly noteRow: (row: FleetRow) => void;
  readonly note: (error: unknown) => void;
  readonly now: () => Date;
}

/** Renews the rows of clusters once the changes that run in this window have ended, or when those of another one have. */
export class ReportRenewal {
  readonly #screen: ReportScreen;
  readonly #host: RenewalHost;
  #written: readonly Written[] = [];
  #abort: AbortController | undefined;

  constructor(screen: ReportScreen, host: RenewalHost) {
    this.#screen = screen;
    this.#host = host;
  }

  /** Takes what the service tells: something was written, or a run has ended. */
  hear(news: ServiceNews, service: IdentityService): void {
    if (news.kind === 'clusters') this.#written = [...this.#written, news.written];
    if (this.#written.length === 0 || news.kind === 'judged') return;
    const { phase, stale } = this.#screen.model;
    if (phase === 'ready') this.begin(service);
    else if (phase !== 'reading' && !stale) this.#screen.change({ stale: true });
  }

  /** Returns true if something was written and not read again. */
  isPending(): boolean {
    return this.#written.length > 0;
  }

  /** Forgets what was written, because everything is read again. */
  forget(): void {
    this.#written = [];
    this.#abort?.abort();
    this.#abort = undefined;
  }

  /** Reads again what has changed, unless something is running or that is being done. */
  begin(service: IdentityService): void {
    if (this.#written.length === 0 || this.#abort) return;
    const isRunning = service.underWay().length > 0;
    if (isRunning) return this.#tell('changing');
    void this.#renew(service);
  }

  #tell(meanwhile: 'changing' | 'renewing'): void {
    if (this.#screen.model.meanwhile !== meanwhile) this.#screen.change({ meanwhile });
  }

  async #renew(service: IdentityService): Promise<void> {
    const abort = new AbortController();
    const written = mergeWritten(this.#written);
    this.#written = [];
    this.#abort = abort;
    this.#tell('renewing');
    const isWhole = await this.#renewRows(service, written, abort.signal).catch((error: unknown) => {
      if (failureOf(error).code !== 'cancelled') this.#host.note(error);
      return false;
    });
    if (this.#abort !== abort || this.#screen.isDisposed) return;
    this.#abort = undefined;
    const stale = this.#screen.model.stale || !isWhole;
    this.#screen.change({ rows: this.#screen.known.all(), meanwhile: undefined, stale });
    this.begin(service);
  }

  /** Returns true if everything that may be different has been read again. */
  async #renewRows(service: IdentityService, written: Written, signal: AbortSignal): Promise<boolean> {
    const touched = await service.touchedBy(written, signal);
    const foundIds = this.#rowsFixedBy(written).map(({ cluster }) => cluster.id);
    const places = this.#host.places();
    const isHere = (id: string): boolean => places?.some((place) => sameText(place, subscriptionOf(id))) ?? true;
    const keys = new Set([...touched.ids, ...foundIds].filter(isHere).map(idKey));
    const isKnown = touched.unknown.length === 0 || written.changes.every((change) => this.#isFix(change));
    if (keys.size === 0) return isKnown;
    const subscriptionIds = [...new Set([...keys].flatMap((key) => subscriptionOf(key) ?? []))];
    const survey = await service.survey({ subscriptionIds, wanted: ({ id }) => keys.has(idKey(id)), signal });
    signal.throwIfAborted();
    if (survey.rows.length > 0) this.#screen.model = { ...this.#screen.model, renewedAt: this.#host.now() };
    for (const row of survey.rows) {
      const { known, model } = this.#screen;
      this.#host.noteRow(renewedRow(namedRow(row, model.subscriptionNames), known.of(row.cluster.id)));
      keys.delete(idKey(row.cluster.id));
    }
    const isListed = (id: string): boolean => survey.listed.some((place) => sameText(place, subscriptionOf(id)));
    this.#screen.known.forget(({ cluster: { id } }) => keys.has(idKey(id)) && isListed(id));
    const isSettledNow = survey.rows.every(({ cluster }) => isSettled(cluster.provisioningState));
    return isKnown && isSettledNow && [...keys].every(isListed);
  }

  #isFix(change: Written['changes'][number]): boolean {
    return this.#rowsFixedBy({ changes: [change] }).length > 0;
  }

  /** The rows with a finding that one of the changes was to fix. */
  #rowsFixedBy({ changes }: Pick<Written, 'changes'>): readonly FleetRow[] {
    const texts = new Set(changes.map((change) => JSON.stringify(change)));
    return this.#screen.known
      .all()
      .filter((row) => isJudged(row) && row.findings.some(({ fix }) => fix && texts.has(JSON.stringify(fix))));
  }
}

import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import type { IdentityService } from '../app/identityService.ts';
import type { Outcome, StepProgress } from '../app/runs/activity.ts';
import { lostWordsAfter } from '../app/runs/lostAfter.ts';
import type { Change } from '../domain/change/change.ts';
import { parseChange } from '../domain/change/parseChange.ts';
import { reportFormatKeys, type ReportFormat } from '../domain/report/reportFormats.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { IdentityError, refusedError } from '../errors.ts';
import type { AksIdentityApi, ApiOutcome, ApiStepProgress } from './contract.ts';
import {
  apiActivity,
  apiCluster,
  apiDetails,
  apiFindings,
  apiOutcome,
  apiPlan,
  apiProgress,
  apiRequirements,
  apiWorkloads,
} from './projection.ts';
import { isLoopback } from '../domain/arm/cidr.ts';
import { textsOf } from '../sentences/textOf.ts';
import { say, verbatim, type Words } from '../sentences/words.ts';

/** What the user has to agree to before another extension's call writes to Azure. */
export interface ConsentQuestion {
  readonly title: Words;
  /** What will be written, one sentence for each write. */
  readonly writes: readonly Words[];
  readonly disruption: readonly Words[];
}

/** What the public API is made from. */
export interface PublicApiOptions {
  /** Returns the service of the current connection; `undefined` if there is none. */
  readonly service: () => IdentityService | undefined;
  /** Connects to an emulator whose address was checked. */
  readonly connect: (url: string) => Promise<void>;
  /** Asks the user; not called if the connection is to an emulator. */
  readonly consent: (question: ConsentQuestion) => Promise<boolean>;
}

/** Makes the API that `activate()` returns. It checks its arguments, because they come from other extensions. */
export function createPublicApi(options: PublicApiOptions): AksIdentityApi {
  function service(): IdentityService {
    const current = options.service();
    if (current !== undefined) return current;
    throw new IdentityError({
      code: 'signedOut',
      message: 'Not connected: sign in, or connect to an emulator.',
    });
  }

  /** If the connection was left while the user was asked, the consent was for another one. */
  async function askForConsent(current: IdentityService, question: ConsentQuestion): Promise<void> {
    const isAgreed = await options.consent(question);
    if (isAgreed && options.service() === current) return;
    const message = isAgreed
      ? 'You have disconnected from the Azure account of this change.'
      : 'The user declined this change.';
    throw new IdentityError({ code: 'cancelled', message });
  }

  return {
    apiVersion: 1,
    async connect(url) {
      await options.connect(checkedUrl(url));
    },
    async clusters() {
      const { items, failures } = await service().clusters();
      const [failed] = failures;
      if (failed !== undefined && items.length === 0) throw new IdentityError(failed.failure);
      return items.map(apiCluster);
    },
    cluster: async (id) => apiDetails(await service().cluster(checkedText(id, 'a cluster id'))),
    plan: async (change) => apiPlan(await service().plan([checkedChange(change)])),
    async apply(change, applyOptions) {
      const { onProgress } = optionsOf(applyOptions);
      const current = service();
      const changes = [checkedChange(change)];
      const following = typeof onProgress === 'function' ? { onProgress: queuedProgress(onProgress) } : {};
      if (!asksFirst(current)) return outcomeNow(current, await current.apply(changes, following));
      const plan = await current.plan(changes);
      await askForConsent(current, questionAbout(plan));
      return outcomeNow(current, await current.apply(plan, following));
    },
    activity: async () => apiActivity(await service().activity()),
    async resume(activityId) {
      const current = service();
      const id = checkedText(activityId, 'an activity id');
      if (asksFirst(current)) await askForConsent(current, await questionAboutResuming(current, id));
      return outcomeNow(current, await current.resume(id));
    },
    requirements: async (id) => apiRequirements(await service().requirements(checkedText(id, 'a cluster id'))),
    diagnose: async (id) =>
      apiFindings(await service().diagnose(checkedText(id, 'a cluster id'), undefined, { isAlone: true })),
    workloads: async (id) => apiWorkloads(await service().workloads(checkedText(id, 'a cluster id'))),
    async report(reportOptions) {
      const { format, subscriptionIds } = optionsOf(reportOptions);
      return service().report({
        format: checkedFormat(format),
        ...(subscriptionIds === undefined
          ? {}
          : { subscriptionIds: checkedTexts(subscriptionIds, 'subscription ids') }),
      });
    },
  };
}

/** The outcome with those of the predicted losses that have really happened. */
async function outcomeNow(service: IdentityService, outcome: Outcome): Promise<ApiOutcome> {
  const lost = await lostWordsAfter(service, outcome.activityId);
  return apiOutcome({ ...outcome, failures: [...textsOf(lost), ...outcome.failures] });
}

/** A listener of another extension that throws must not end a run; its error is reported as its own. */
function queuedProgress(onProgress: (progress: ApiStepProgress) => void): (progress: StepProgress) => void {
  return (progress) => queueMicrotask(() => onProgress(apiProgress(progress)));
}

/** On an emulator nothing is at stake, so no one is asked. */
function asksFirst({ connection }: IdentityService): boolean {
  return connection.kind === 'azure';
}

function questionAbout(plan: Plan): ConsentQuestion {
  return {
    title: plan.title,
    writes: plan.steps.map(({ title }) => title),
    disruption: plan.warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => text),
  };
}

async function questionAboutResuming(service: IdentityService, activityId: string): Promise<ConsentQuestion> {
  const entry = (await service.activity()).find((candidate) => candidate.activityId === activityId);
  if (entry === undefined) {
    throw new IdentityError({ code: 'notFound', message: 'This connection has no such activity.' });
  }
  const open = entry.steps.filter(({ status }) => status !== 'done' && status !== 'alreadyDone');
  return {
    title: say`Resume: ${entry.title}`,
    writes: open.map(({ title }) => verbatim(title)),
    disruption: entry.disruption,
  };
}

function checkedChange(value: unknown): Change {
  return withRefusalsAsErrors(() => parseChange(value));
}

function checkedUrl(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) throw refusedError(`${describeValue(value)} is not a web address.`);
  if (!/^https?:$/.test(url.protocol) || !isLoopback(url)) {
    throw refusedError(`Only an emulator on this machine can be connected to, not ${url.host}.`);
  }
  return url.origin;
}

function checkedText(value: unknown, parameter: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw refusedError(`${describeValue(value)} is not ${parameter}.`);
}

function checkedTexts(value: unknown, parameter: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw refusedError(`${describeValue(value)} is not a list of ${parameter}.`);
}

/** Options that are not an object are ignored. */
function optionsOf<T extends object>(options: T | null | undefined): Partial<T> {
  return typeof options === 'object' && options !== null ? options : {};
}

/** Describes a value from outside, which may be anything, even something without a form in JSON. */
function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}...` : value);
  const isPlain = value === null || ['undefined', 'boolean', 'number', 'bigint'].includes(typeof value);
  return isPlain ? String(value) : `This ${typeof value}`;
}

function checkedFormat(value: unknown): ReportFormat {
  const format = reportFormatKeys.find((candidate) => candidate === value);
  if (format === undefined)
    throw refusedError(`Unknown format ${describeValue(value)}. Use one of ${reportFormatKeys.join(', ')}.`);
  return format;
}

import { armRefusal } from '../../arm/error.ts';
import { supportInfo } from '../../kql/parse/failures.ts';

const queries = 15;
const windowMilliseconds = 5000;

interface Window {
  readonly endsAt: number;
  readonly sent: number;
}

/**
 * The quota of Resource Graph is 15 queries in 5 seconds for each user, and every answer reports what is left.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
export class GraphQuota {
  readonly #windows = new Map<string, Window>();
  readonly #isOn: boolean;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  /** Counts one query; throws 429 if none is left. Returns the headers. */
  take(callerId: string, now: number): Readonly<Record<string, string>> {
    if (!this.#isOn) return quotaHeaders(queries - 1, windowMilliseconds);
    const openWindow = this.#windows.get(callerId);
    const window =
      openWindow !== undefined && openWindow.endsAt > now ? openWindow : { endsAt: now + windowMilliseconds, sent: 0 };
    const remaining = quotaHeaders(Math.max(0, queries - window.sent - 1), window.endsAt - now);
    if (window.sent >= queries) throw rateLimiting(remaining);
    this.#windows.set(callerId, { ...window, sent: window.sent + 1 });
    return remaining;
  }
}

function quotaHeaders(remaining: number, milliseconds: number): Readonly<Record<string, string>> {
  const seconds = String(Math.ceil(milliseconds / 1000)).padStart(2, '0');
  return { 'x-ms-user-quota-remaining': String(remaining), 'x-ms-user-quota-resets-after': `00:00:${seconds}` };
}

/** As seen in https://github.com/Azure/azure-cli-extensions/issues/3325 */
function rateLimiting(remaining: Readonly<Record<string, string>>): Error {
  const { timestamp, correlationId } = supportInfo();
  const support = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`;
  const message =
    'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. ' +
    'Please see https://aka.ms/resourcegraph-throttling for help.';
  return armRefusal(429, 'RateLimiting', support, { headers: remaining, details: [{ code: 'RateLimiting', message }] });
}

import { refuse } from '../../arm/error.ts';
import { supportInfo } from '../../kql/parse/failures.ts';

const queries = 15;
const windowMilliseconds = 5000;

interface Window {
  readonly endsAt: number;
  readonly sent: number;
}

/**
 * What Resource Graph grants a person: 15 queries in every 5 seconds, told with each answer.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
export class GraphQuota {
  readonly #windows = new Map<string, Window>();
  readonly #isOn: boolean;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  /** Counts one query; throws 429 where none is left. Answers the headers. */
  take(callerId: string, now: number): Readonly<Record<string, string>> {
    if (!this.#isOn) return headers(queries - 1, windowMilliseconds);
    const known = this.#windows.get(callerId);
    const window = known !== undefined && known.endsAt > now ? known : { endsAt: now + windowMilliseconds, sent: 0 };
    const told = headers(Math.max(0, queries - window.sent - 1), window.endsAt - now);
    if (window.sent >= queries) throw rateLimiting(told);
    this.#windows.set(callerId, { ...window, sent: window.sent + 1 });
    return told;
  }
}

function headers(remaining: number, milliseconds: number): Readonly<Record<string, string>> {
  const seconds = String(Math.ceil(milliseconds / 1000)).padStart(2, '0');
  return { 'x-ms-user-quota-remaining': String(remaining), 'x-ms-user-quota-resets-after': `00:00:${seconds}` };
}

/** As seen in https://github.com/Azure/azure-cli-extensions/issues/3325 */
function rateLimiting(told: Readonly<Record<string, string>>): Error {
  const { timestamp, correlationId } = supportInfo();
  const support = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`;
  const message =
    'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. ' +
    'Please see https://aka.ms/resourcegraph-throttling for help.';
  return refuse(429, 'RateLimiting', support, { headers: told, details: [{ code: 'RateLimiting', message }] });
}

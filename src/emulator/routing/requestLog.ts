import type { Json } from '../arm/worldFile.ts';

/** One ARM request as `GET /_emulator/requests` shows it. */
export interface LoggedRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** 0 if the connection was closed before the request was processed. */
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;
  /** The limit of the emulator that it hit. */
  readonly limit?: string;
}

const shownHeaders = ['if-match', 'if-none-match', 'content-type', 'user-agent'];

/** How many requests are kept; the oldest are dropped first. */
const limit = 50_000;

/** The ARM requests since the start or the last `clear`, oldest first, and never a token. */
export class RequestLog {
  #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > limit) this.#entries = this.#entries.slice(-limit / 2);
  }

  clear(): void {
    this.#entries = [];
  }

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }
}

/** Returns the headers that the log shows. */
export function loggedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => shownHeaders.includes(name)));
}

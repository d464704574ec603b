/** The Azure SDK's own client, with connections that break: each time at another place, before or after the work was done. */
import type { HttpClient } from '@azure/core-rest-pipeline';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';

/** What went over the wire. */
export interface Traffic {
  sent: number;
  dropped: number;
  /** Answers that say: too many requests. */
  throttled: number;
}

/** A client that has the emulator cut the connection of every n-th request. */
export function breakingClient(url: string, everyNth: number, traffic: Traffic): HttpClient {
  const client = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      traffic.sent++;
      if (traffic.sent % everyNth === 0) {
        const drop = traffic.dropped++ % 2 === 0 ? 'after' : 'before';
        const match = { method: request.method, pathContains: new URL(request.url).pathname };
        await fetch(`${url}/_emulator/faults`, { method: 'POST', body: JSON.stringify({ match, drop, times: 1 }) });
      }
      const response = await client.sendRequest(request);
      if (response.status === 429) traffic.throttled++;
      return response;
    },
  };
}

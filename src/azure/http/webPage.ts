/** Web pages in place of Azure's answers: a proxy, a firewall or a network sign-in sends them. */
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { IdentityError } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';
import { isRead } from './isRead.ts';
import { say } from '../../sentences/words.ts';

/** Returns true for the text of a web page, which ARM never sends. */
export function isWebPage(body: unknown): boolean {
  return typeof body === 'string' && /^\s*</.test(body);
}

/** Returns the error for a web page; one with status 401 or 403 says nothing about the account's rights. */
export function webPageError(status?: number, retryAfter?: number): IdentityError {
  const withStatus = status === undefined ? '' : say` (status ${status})`;
  const gateway = status !== undefined && status >= 500 ? say` A gateway of Azure may have a problem, too.` : '';
  return new IdentityError({
    code: status === 429 ? 'throttled' : 'unexpected',
    message: say`A web page came back instead of an answer from Azure${withStatus}.${gateway} It is from a proxy, a firewall or a network sign-in. Sign in to the network, or ask for requests to Azure to be let through, then try again.`,
    isWebPage: true,
    ...defined({ status, retryAfter }),
  });
}

/** Throws where a read succeeds with a web page. A write may have been taken all the same, which its step finds out. */
export const webPagePolicy: PipelinePolicy = {
  name: 'aksIdentityWebPage',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status < 300 && isRead(request) && isWebPage(response.bodyAsText)) throw webPageError();
    return response;
  },
};

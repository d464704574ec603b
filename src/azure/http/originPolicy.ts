import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { IdentityError, refusedError } from '../../errors.ts';
import { isLoopback } from '../../domain/arm/cidr.ts';
import { say } from '../../sentences/words.ts';

/** Returns the endpoint as a URL; throws `refused` for anything but https, or plain http on this computer. */
export function checkedEndpoint(text: string): URL {
  if (!URL.canParse(text)) throw refusedError(say`"${text}" is not a web address.`);
  const url = new URL(text);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url;
  throw refusedError(
    say`${url.origin} is refused: only this machine (127.0.0.1, localhost) may be used without https.`,
  );
}

/**
 * Returns true if a request to the address may carry this endpoint's token: it has the same origin, or a host below the
 * endpoint's over https.
 */
export function belongsTo(endpoint: URL, address: string): boolean {
  if (!URL.canParse(address, endpoint)) return false;
  const url = new URL(address, endpoint);
  if (url.origin === endpoint.origin) return true;
  return (
    url.protocol === 'https:' && endpoint.protocol === 'https:' && url.port === '' && isBelow(url.hostname, endpoint)
  );
}

function isBelow(hostname: string, endpoint: URL): boolean {
  return endpoint.port === '' && hostname.endsWith(`.${endpoint.hostname}`);
}

/** Creates a policy that sends no request to another host than the endpoint's, whatever a link in a response says. */
export function originPolicy(endpoint: URL): PipelinePolicy {
  return {
    name: 'aksIdentityOrigin',
    sendRequest(request, next) {
      if (belongsTo(endpoint, request.url)) return next(request);
      throw foreignHost(endpoint, request.url);
    },
  };
}

function foreignHost(endpoint: URL, address: string): IdentityError {
  const host = URL.canParse(address) ? new URL(address).host : say`an unreadable address`;
  return new IdentityError({
    code: 'unexpected',
    message: say`A response from ${endpoint.host} points to ${host}; it is not followed, because the token is not for that host.`,
  });
}

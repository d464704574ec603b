import type { PipelineRequest } from '@azure/core-rest-pipeline';

/** Returns the host and port of the proxy through which a request was sent, as the SDK's agent for proxies has it. */
export function proxyOf(request: Pick<PipelineRequest, 'agent'>): string | undefined {
  const { proxy } = (request.agent ?? {}) as { readonly proxy?: unknown };
  return proxy instanceof URL ? proxy.host : undefined;
}

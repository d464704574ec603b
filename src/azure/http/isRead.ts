import type { PipelineRequest } from '@azure/core-rest-pipeline';

/** Returns true for a request that changes nothing; some of Azure's POSTs only read. */
export function isRead({ method, url }: Pick<PipelineRequest, 'method' | 'url'>): boolean {
  if (method !== 'POST') return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE';
  const path = new URL(url).pathname.toLowerCase();
  return (
    path.endsWith('/microsoft.resourcegraph/resources') ||
    path.endsWith('credential') ||
    path.endsWith('/directoryobjects/getbyids')
  );
}

/** The filter of a report in words. */
import type { Facet, ReportLook } from '../protocol/report.ts';

/** The labels of the kinds of control plane identities. */
export const controlPlaneKinds: Readonly<Record<Exclude<ReportLook['controlPlane'], ''>, string>> = {
  servicePrincipal: 'Service principal',
  systemAssigned: 'System-assigned',
  userAssigned: 'User-assigned',
  none: 'No identity',
};

/** The labels of the kinds of kubelet identities. */
export const kubeletKinds: Readonly<Record<Exclude<ReportLook['kubelet'], ''>, string>> = {
  servicePrincipal: 'Service principal',
  default: 'Created by AKS',
  preCreated: 'Your own',
  unknown: 'Not known yet',
};

/** Describes the filter, for a report that contains only what passes it; returns `undefined` if everything passes. */
export function filterInWords(
  { text, marks, controlPlane, kubelet, topic, control }: ReportLook,
  topics: readonly Facet[] = [],
): string | undefined {
  const markWords = {
    error: 'errors',
    warning: 'warnings',
    info: 'info',
    unknown: 'not fully checked',
    any: 'any finding',
    none: 'no findings',
    accepted: 'accepted findings',
    new: 'new findings',
  };
  const parts = [
    ...(text.trim() === '' ? [] : [`"${text.trim()}"`]),
    ...(marks.length === 0 ? [] : [marks.map((mark) => markWords[mark]).join(' or ')]),
    ...(controlPlane === '' ? [] : [`control plane ${controlPlaneKinds[controlPlane].toLowerCase()}`]),
    ...(kubelet === '' ? [] : [`kubelet ${kubeletKinds[kubelet].replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`]),
    ...(control === '' ? [] : [`control ${control}`]),
    ...(topic === '' ? [] : [`finding "${topics.find(({ value }) => value === topic)?.label ?? topic}"`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** The filter of a report in words. */
import type { ReportMark, ReportLook } from '../protocol/report.ts';

const markWords: Readonly<Record<ReportMark, string>> = {
  error: 'errors',
  warning: 'warnings',
  info: 'info',
  unknown: 'not fully checked',
  none: 'no findings',
  accepted: 'accepted findings',
  new: 'new findings',
};

/**
 * Puts the filter into words, for a report that holds only what passes it; returns `undefined` if everything passes.
 */
export function filterInWords({ text, marks }: Pick<ReportLook, 'text' | 'marks'>): string | undefined {
  const parts = [
    ...(text.trim() === '' ? [] : [text.includes('"') ? text.trim() : `"${text.trim()}"`]),
    ...(marks.length === 0 ? [] : [marks.map((mark) => markWords[mark]).join(' or ')]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

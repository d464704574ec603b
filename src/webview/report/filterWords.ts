/** The filter of a report in words. */
import { anyOf } from '../../domain/words/describe.ts';
import type { ReportMark, ReportLook } from '../protocol/report.ts';
import { shownText } from '../../sentences/language.ts';
import { say, type Words } from '../../sentences/words.ts';

const markWords: Readonly<Record<ReportMark, Words>> = {
  error: say`errors`,
  warning: say`warnings`,
  info: say`info`,
  unknown: say`not fully checked`,
  none: say`no findings`,
  accepted: say`accepted findings`,
  new: say`new findings`,
};

/**
 * Puts the filter into words, for a report that holds only what passes it; returns `undefined` if everything passes.
 */
export function filterInWords({ text, marks }: Pick<ReportLook, 'text' | 'marks'>): string | undefined {
  const parts = [
    ...(text.trim() === '' ? [] : [text.includes('"') ? text.trim() : `"${text.trim()}"`]),
    ...(marks.length === 0 ? [] : [shownText(anyOf(marks.map((mark) => markWords[mark])))]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

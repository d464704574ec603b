/** What somebody who opens such a page for the first time has to know. */
import { joinedLines } from '../pieces.ts';
import { htmlMarks, type HtmlMark } from './htmlStyle.ts';
import { markTitle } from './htmlTables.ts';

const meanings: Readonly<Record<HtmlMark, string>> = {
  error: 'Something does not work, or will stop working.',
  warning: 'Something should be fixed.',
  unknown: 'A role, or something else, could not be checked and may be wrong.',
  info: 'Something is worth knowing.',
  accepted: 'Somebody decided to leave it as it is.',
};

const notes = [
  'The report shows what the account that made it may read.',
  'Administrators have a role that counts now, or are in a group that the cluster names. Roles that they could activate (PIM) do not count; aks-identity access lists them.',
  'The commands of az, for Bash, change Azure without the checks that AKS Identity makes in VS Code.',
];

/** Says how the page is read. */
export function guide(): string {
  return joinedLines([
    '<section id="guide"><h2>How to read this report</h2>',
    '<dl>',
    ...htmlMarks.map((mark) => `<dt class="${mark}">${markTitle(mark)}</dt><dd>${meanings[mark]}</dd>`),
    '</dl>',
    ...notes.map((note) => `<p>${note}</p>`),
    '</section>',
  ]);
}

/** What somebody who opens such a page for the first time has to know. */
import { joinedLines } from '../pieces.ts';
import { htmlMarks, type HtmlMark } from './htmlStyle.ts';
import { figure, markTitle } from './htmlTables.ts';
import { legendPicture } from './identityPicture.ts';

const meanings: Readonly<Record<HtmlMark, string>> = {
  error: 'Something does not work, or will stop working.',
  warning: 'Something should be fixed.',
  unknown: 'A role, or something else, could not be checked and may be wrong.',
  info: 'Something is worth knowing.',
  accepted: 'Somebody decided to leave it as it is.',
};

const notes = [
  'Controls are the requirements of security frameworks that a finding concerns.',
  'Administrators have a role that counts now, or are in a group that the cluster names. Roles that somebody can activate (PIM) and Trusted Access are not counted here; aks-identity access lists them. What a cluster has none of is left out.',
  'A fix is a change that AKS Identity, an extension of VS Code, plans and makes. The command below it is for Bash; it shows the plan and changes nothing.',
  'Each map shows the identities of a cluster, of its add-ons and of its workloads; of their roles only those that a finding is about. A box has the colour of its worst finding. The lines mean:',
];

/** Says how the page is read, with the legend of its maps. */
export function guide(): string {
  return joinedLines([
    '<section id="guide"><h2>How to read this report</h2>',
    '<dl>',
    ...htmlMarks.map((mark) => `<dt class="${mark}">${markTitle(mark)}</dt><dd>${meanings[mark]}</dd>`),
    '</dl>',
    ...notes.map((note) => `<p>${note}</p>`),
    figure('Legend of the maps', legendPicture()),
    '</section>',
  ]);
}

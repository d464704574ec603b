import type { Room } from './rooms.ts';
import type { Survivor, Tally } from './survivors.ts';

const begin = '<!-- by npm run test:mutation -- --write -->';
const end = '<!-- end -->';

/** Returns the page with the tables of what was noticed in each room, and of what was not, with the reasons. */
export function mutationPage(page: string, found: ReadonlyMap<Room, Tally>): string {
  const before = page.indexOf(begin) + begin.length;
  const after = page.indexOf(end);
  return `${page.slice(0, before)}\n\n${scores(found)}\n\n${stays(found)}\n\n${page.slice(after)}`;
}

function scores(found: ReadonlyMap<Room, Tally>): string {
  const rows = [...found].map(([{ name, atLeast }, { noticed, survivors }]) => {
    const score = (100 * noticed) / (noticed + survivors.length);
    const named = survivors.filter(({ why }) => why !== undefined).length;
    return `| ${name} | ${noticed} | ${survivors.length} | ${named} | ${score.toFixed(1)} | ${atLeast} |`;
  });
  return [
    '| room | noticed | not noticed | of these, explained | of 100 | at least |',
    '| --- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

/** A row for each file and reason, with each change. */
function stays(found: ReadonlyMap<Room, Tally>): string {
  const explained = [...found.values()].flatMap(({ survivors }) => survivors).filter(({ why }) => why !== undefined);
  const groups = Map.groupBy(explained, ({ file, why = '' }) => `${file}\n${why}`);
  const rows = [...groups].map(([key, survivors]) => {
    const [file = '', why = ''] = key.split('\n');
    return `| ${file.replace(/^src\//, '')} | ${[...new Set(survivors.map(change))].join('<br>')} | ${why} |`;
  });
  return [
    '| file | what may be changed | why no test can, or need, notice |',
    '| --- | --- | --- |',
    ...rows.sort(),
  ].join('\n');
}

function change({ code, becomes }: Survivor): string {
  return `\`${inCell(code, 70)}\` → \`${inCell(becomes, 40)}\``;
}

function inCell(text: string, most: number): string {
  const short = text.length <= most ? text : `${text.slice(0, most)}…`;
  return (short === '' ? ' ' : short).replaceAll('|', '\\|').replaceAll('`', "'");
}

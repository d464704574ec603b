import { rooms } from '../../test/architecture/rooms.ts';

/** Makes the page of the rooms below the larger ones: what is in each, and after which others it comes. */
export function roomsPage(): string {
  const named = Object.entries(rooms).filter(([, { has }]) => has !== undefined);
  const tops = Map.groupBy(named, ([room]) => room.split('/')[0] ?? room);
  const parts = [...tops].map(([top, own]) => {
    const uses = new Map(own.map(([room, { uses: places = [] }]) => [room, usedBy(room, places, own)]));
    const rows = own.map(([room, { has = '' }]) => {
      const before = nearest(uses.get(room) ?? [], uses).map((each) => shortName(each, top));
      return `| ${shortName(room, top)} | ${has} | ${before.join(', ')} |`;
    });
    return [
      `## ${top}`,
      '',
      '| room | what is in it | may import these, and what they may |',
      '|---|---|---|',
      ...rows,
    ].join('\n');
  });
  return `${[head, ...parts].join('\n\n')}\n`;
}

const head = `# The rooms below the larger ones

Generated (\`npm run generate\`) from \`test/architecture/rooms.ts\`, which \`test/architecture.test.ts\` enforces. Only imports of the same
larger room are listed; the others are in [architecture.md](../architecture.md#rooms).`;

type Row = readonly [room: string, unknown];

function usedBy(room: string, places: readonly string[], own: readonly Row[]): readonly string[] {
  const isNamed = (other: string): boolean =>
    places.some((place) => (place.endsWith('/*') ? `${other}/`.startsWith(place.slice(0, -1)) : place === other));
  return own.flatMap(([other]) => (other !== room && isNamed(other) ? [other] : []));
}

/** Leaves out what others of the list may import already. */
function nearest(used: readonly string[], uses: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return used.filter((room) => !used.some((other) => other !== room && uses.get(other)?.includes(room) === true));
}

function shortName(room: string, top: string): string {
  return `\`${room === top ? top : room.slice(top.length + 1)}\``;
}
